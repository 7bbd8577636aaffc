"""Driving the window: what the parts that measure it share."""

from __future__ import annotations

import math
import os
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PyQt6.QtCore import QEventLoop, QTimer
from PyQt6.QtWidgets import QApplication

from gui.app.application import STYLE, SWITCH_INTERVAL
from gui.app.gc_policy import collect_regularly
from gui.training.commands import Change, SetPace, Start
from gui.training.status import RunState
from gui.window.main_window import MainWindow
from shallownet import DataConfig, Recipe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIZE = (1280, 800)


def recipe_of(samples: int, iterations: int = 10_000) -> Recipe:
    """Return the lesson's run over so many samples."""
    lesson = Recipe()
    config = replace(lesson.config, iterations=iterations)
    return replace(lesson, data=replace(DataConfig(), samples=samples), config=config)


_applications: list[QApplication] = []  # Qt needs it as long as the process lives


@contextmanager
def opened_window(recipe: Recipe) -> Iterator[MainWindow]:
    """Open the window as the application does, with its run, and close it afterwards.

    It is closed after an error too: a training thread left running would keep the
    process from ending.
    """
    if QApplication.instance() is None:
        sys.setswitchinterval(SWITCH_INTERVAL)
        _applications.append(QApplication([*sys.argv[:1], *STYLE]))
    window = MainWindow(None, recipe)
    try:
        window.resize(*SIZE)
        window.show()
        live_until(window, lambda: at_rest(window) == 0)
        collect_regularly(window)
        yield window
    finally:
        window.end()


def live_until(window: MainWindow, condition: Callable[[], bool]) -> None:
    """Run the window's event loop until its thread comes to rest as wanted.

    A loop that polled would take the interpreter's lock from the training.
    """
    loop = QEventLoop()

    def look() -> None:
        if condition():
            loop.quit()

    window.training.settled.connect(look)
    QTimer.singleShot(0, look)
    loop.exec()
    window.training.settled.disconnect(look)


def live_for(seconds: float) -> None:
    """Run the event loop for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(1e3 * seconds), loop.quit)
    loop.exec()


def at_rest(window: MainWindow) -> int | None:
    """Return the updates made by a run at rest; None while it runs."""
    status = window.training.newest
    if status is None or status.state is RunState.RUNNING:
        return None
    return status.snapshot.step


def train(window: MainWindow, updates: int) -> float:
    """Make so many updates at full speed; return the seconds they took."""
    status = window.training.newest
    assert status is not None
    target = status.snapshot.step + updates
    if target > status.snapshot.iterations:
        window.training.post(Change({"iterations": target}))
    window.training.post(SetPace(math.inf))
    begun = time.perf_counter()
    window.training.post(Start(updates))
    live_until(window, lambda: at_rest(window) == target)
    return time.perf_counter() - begun
