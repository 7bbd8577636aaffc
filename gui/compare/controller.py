"""Pins runs and compares them: between the training thread and a window.

The present run is asked for a few times a second, and only while the window is seen.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from gui.compare.compare_window import CompareWindow
from gui.compare.pinned_runs import Pins
from gui.compare.run_colours import PRESENT
from gui.compare.run_names import name_of
from gui.training.commands import Drawn, Glance, Pin, RunState

if TYPE_CHECKING:
    from PyQt6.QtGui import QAction
    from PyQt6.QtWidgets import QWidget

    from gui.style.theme import Theme
    from gui.training.training_thread import TrainingThread
    from shallownet.runs.run_record import RunRecord

GLANCE_SECONDS: Final = 0.25
GLANCE_SHARE: Final = 0.05
"""Time between two looks at a running run at least, and the share of its time that they
may take."""


class Comparing(QObject):
    """Keeps the pinned runs, and their window once it is wanted.

    Parameters
    ----------
    window : QWidget
        The main window.
    training : TrainingThread
    shared : list of QAction
        Its actions whose keys work in the other window too; the first of them pins.

    Signals
    -------
    wanted(Command)
        A command for the training thread.
    take_up_wanted(RunRecord)
        A pinned run that is to be gone on with.
    told(str)
        Something that a person is to know.
    """

    wanted = pyqtSignal(object)
    take_up_wanted = pyqtSignal(object)
    told = pyqtSignal(str)

    def __init__(
        self, window: QWidget, training: TrainingThread, shared: list[QAction]
    ) -> None:
        super().__init__(window)
        self.pins = Pins(self)
        self.window = CompareWindow(self.pins, shared, window)
        self._training = training
        self._asked_at = 0.0
        self._again = False
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.timeout.connect(self._look)
        training.pinned.connect(self._keep)
        training.glanced.connect(self._show_present)
        training.settled.connect(self._look)
        self.window.shown.connect(self._look)
        training.failed.connect(self._forget)
        training.taken_up.connect(self._tell_taken_up)
        self.window.load_wanted.connect(self._load)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.window.set_theme(theme)

    def open(self) -> None:
        """Show the window."""
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def pin(self) -> None:
        """Pin the present run as it stands."""
        self.wanted.emit(Pin())

    def _keep(self, record: RunRecord) -> None:
        names = [other.name for other in self.pins.records]
        name, colour = name_of(record.recipe_at_end, names), self.pins.free_colour
        record = replace(record, name=name, colour=colour)
        self.pins.add(record)
        many = len(self.pins.records)
        self.told.emit(
            f"Pinned “{record.name}” as it is after update {record.updates:,}; "
            f"{many} {'run is' if many == 1 else 'runs are'} pinned. "
            "Ctrl+K compares them."
        )

    def _tell_drawn(self) -> None:
        self.wanted.emit(Drawn())

    def _load(self, row: int) -> None:
        # How far it is, why it cannot be, and the way back are told and done there.
        home = self.window.parentWidget()
        if home is not None:
            home.raise_()
            home.activateWindow()
        self.take_up_wanted.emit(self.pins.records[row])

    def _tell_taken_up(self, record: RunRecord) -> None:
        self.told.emit(
            f"“{record.name}” goes on from where it stood. "
            "Undo (Ctrl+Z) brings back the run before."
        )

    # The present run

    def _look(self) -> None:
        """Ask for the present run, if somebody sees it and it was not asked for yet."""
        window = self.window
        seen = window.isVisible() and not window.isMinimized()
        if not seen or self._training.newest is None:
            return
        if self._asked_at:
            self._again = True
            return
        self._asked_at = time.perf_counter()
        self.wanted.emit(Glance())

    def _forget(self) -> None:
        """Ask anew next time: what was asked for may never come."""
        self._asked_at, self._again = 0.0, False

    def _show_present(self, record: RunRecord | None) -> None:
        took, self._asked_at = time.perf_counter() - self._asked_at, 0.0
        if record is None:  # a command came before it
            self._again = False
            self._clock.start(round(1_000 * GLANCE_SECONDS))
            return
        name = "Present run"
        self.window.set_present(replace(record, name=name, colour=PRESENT))
        # After it is painted the run may go on, as in `Frames`. (A method, and not a
        # lambda: Qt drops it with its object, as where the window closes before.)
        QTimer.singleShot(0, self._tell_drawn)
        newest = self._training.newest
        if self._again:
            self._again = False
            self._look()
        elif newest is not None and newest.state is RunState.RUNNING:
            seconds = max(GLANCE_SECONDS, took / GLANCE_SHARE)
            self._clock.start(round(1_000 * seconds))
