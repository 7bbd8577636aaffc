"""Files that never answer, as on a dead network drive: the window lives and closes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pytest
from PyQt6.QtCore import Qt

from gui.csv.dialog import CsvDialog
from gui.csv.progress_dialog import ReadProgressDialog
from gui.training.commands import Hold
from shallownet import Recipe, TableConfig
from shallownet.data.tables import preview

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gui.window.main_window import MainWindow

ROOT = Path(__file__).parents[3]


@pytest.fixture
def unanswered(monkeypatch) -> Iterator[list[int]]:
    """Let every file open, and none answer; what is returned answers them at last."""
    ends: list[int] = []

    def open_file(path: str) -> BinaryIO:
        answer, end = os.pipe()
        ends.append(end)
        return os.fdopen(answer, "rb")

    monkeypatch.setattr(preview, "open_file", open_file)
    yield ends
    for end in ends:
        os.close(end)


def cancel_at_once(dialog: CsvDialog | ReadProgressDialog) -> float:
    begun = time.perf_counter()
    dialog.reject()
    return time.perf_counter() - begun


@pytest.fixture(params=["dialog", "run"])
def open_file(request, window) -> Callable[[], CsvDialog | ReadProgressDialog]:
    """Begin to read a file, in the dialog or for a run whose settings name it."""

    def begin() -> CsvDialog | ReadProgressDialog:
        if request.param == "dialog":
            window.csv_opener.open(path="/remote/table.csv")
            return window.findChildren(CsvDialog)[-1]
        table = TableConfig("/remote/table.csv", "y", ("x",))
        window.loader.load(Recipe(data=table))
        return window.findChildren(ReadProgressDialog)[-1]

    return begin


def test_cancel_leaves_a_read_that_never_returns(qtbot, window, unanswered, open_file):
    window.run.start()
    qtbot.waitUntil(lambda: window.training.newest.snapshot.step > 0)
    workers = []
    for times in (1, 2, 3):
        dialog = open_file()
        workers.append(dialog.worker)
        qtbot.waitUntil(lambda n=times: len(unanswered) == n)
        assert cancel_at_once(dialog) < 0.05
        step = window.training.newest.snapshot.step
        qtbot.waitUntil(lambda s=step: window.training.newest.snapshot.step > s)
    while unanswered:
        os.close(unanswered.pop())
    qtbot.waitUntil(lambda: all(worker.isFinished() for worker in workers))
    assert isinstance(window.shown.recipe.data, type(Recipe().data))


def test_what_a_cancelled_read_finds_at_last_changes_nothing(
    qtbot, window, unanswered, open_file
):
    run = window.shown.snapshot.run
    dialog = open_file()
    worker = dialog.worker
    qtbot.waitUntil(lambda: len(unanswered) == 1)
    dialog.reject()
    said = window.step_panel.narration.text()
    os.write(unanswered[0], b"x,y\n1,2\n2,3\n3,5\n" * 5)
    os.close(unanswered.pop())
    qtbot.waitUntil(worker.isFinished)
    qtbot.wait(50)  # for whatever might arrive
    assert window.shown.snapshot.run is run
    assert window.step_panel.narration.text() == said


def test_the_window_closes_while_a_read_never_returns(
    qtbot, make_window, unanswered, monkeypatch
):
    from gui.window import main_window

    monkeypatch.setattr(main_window, "READER_PATIENCE_MS", 50)
    window: MainWindow = make_window(Recipe.of(samples=50))
    window.csv_opener.open(path="/remote/table.csv")
    qtbot.waitUntil(lambda: len(unanswered) == 1)
    begun = time.perf_counter()
    window.close()
    assert time.perf_counter() - begun < 2.0
    assert not window.isVisible()


def test_the_process_ends_while_a_read_never_returns():
    program = """
import os, sys, threading
from PyQt6.QtCore import QMetaObject, Qt
from PyQt6.QtWidgets import QApplication, QMainWindow
from gui.app import application
from gui.window import main_window
from shallownet.data.tables import preview

main_window.READER_PATIENCE_MS = 100
ends = []

def open_file(path):
    answer, end = os.pipe()
    ends.append(end)
    widgets = QApplication.topLevelWidgets()
    (window,) = [w for w in widgets if isinstance(w, QMainWindow)]
    QMetaObject.invokeMethod(window, "close", Qt.ConnectionType.QueuedConnection)
    return os.fdopen(answer, "rb")

preview.open_file = open_file
settings = ("csv=/remote/table.csv", "csv_target=y", "csv_inputs=x")
sys.exit(application.run([word for text in settings for word in ("--set", text)]))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        timeout=60,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "destroyed" not in done.stderr.lower()


def test_two_escapes_cancel_once(qtbot, window, unanswered, open_file):
    said: list[str] = []
    window.loader.message.connect(said.append)
    commands: list[object] = []
    for source in (window.loader, window.csv_opener):
        source.command_requested.connect(commands.append)
    dialog = open_file()
    qtbot.waitUntil(lambda: len(unanswered) == 1)
    qtbot.waitUntil(dialog.isVisible)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert commands == [Hold(True), Hold(False)]
    assert len(said) <= 1
