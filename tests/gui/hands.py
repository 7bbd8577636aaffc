"""What a person does at the window, and sees of a run at rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.training.status import RunState

if TYPE_CHECKING:
    from PyQt6.QtCore import Qt

    from gui.window.main_window import MainWindow


def at_rest(window: MainWindow, step: int, state: RunState = RunState.PAUSED) -> bool:
    """Say whether the window shows a run that rests after that many updates."""
    shown = window.shown
    return shown is not None and shown.snapshot.step == step and shown.state is state


def train(qtbot, window: MainWindow, updates: int) -> None:
    """Make so many updates, as fast as it goes, and wait until the run rests."""
    goal = window.shown.snapshot.step + updates
    window.speed.set_full_speed(True)
    window.run.start(updates)
    qtbot.waitUntil(
        lambda: (
            window.shown.snapshot.step == goal
            and window.shown.state is not RunState.RUNNING
        ),
        timeout=20_000,
    )
    window.speed.set_full_speed(False)


def press(qtbot, window: MainWindow, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(window, key)
