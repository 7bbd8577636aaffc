"""The controller of the compare window: pins runs and keeps the present one current.

The present run is requested a few times a second, and only while the window is visible.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from gui.compare.compare_window import CompareWindow
from gui.compare.pinned_runs import PinnedRuns
from gui.compare.run_colours import PRESENT
from gui.compare.run_names import unique_name
from gui.training.commands import FrameDrawn, Pin, RecordForComparison
from gui.training.status import RunState

if TYPE_CHECKING:
    from PyQt6.QtGui import QAction
    from PyQt6.QtWidgets import QWidget

    from gui.style.theme import Theme
    from gui.training.status import Status
    from shallownet.runs.run_record import RunRecord

REFRESH_SECONDS: Final = 0.25
"""Least time between two recordings of a running run."""

REFRESH_SHARE: Final = 0.05
"""Share of the training time that recording the present run may take."""


class CompareController(QObject):
    """Owns the pinned runs and the window that compares them.

    The keys of the main window's shared actions work there too; the first of them pins.

    Signals
    -------
    command_requested(Command)
        A command for the training thread.
    resume_requested(RunRecord)
        A pinned run that is to be resumed.
    message(str)
        A sentence for the user.
    """

    command_requested = pyqtSignal(object)
    resume_requested = pyqtSignal(object)
    message = pyqtSignal(str)

    def __init__(self, window: QWidget, shared: list[QAction]) -> None:
        super().__init__(window)
        self.pins = PinnedRuns(self)
        self.window = CompareWindow(self.pins, shared, window)
        self._status: Status | None = None
        self._requested_at = 0.0
        self._stale = False  # the run changed after it was requested
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.timeout.connect(self._request)
        self.window.shown.connect(self._request)
        self.window.resume_requested.connect(self._resume)

    def set_theme(self, theme: Theme) -> None:
        """Apply the colours of a theme."""
        self.window.set_theme(theme)

    def open(self) -> None:
        """Show the window."""
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def pin(self) -> None:
        """Pin the present run as it stands."""
        self.command_requested.emit(Pin())

    def add_pinned(self, record: RunRecord) -> None:
        """Add a run that the training thread has recorded for pinning."""
        names = [other.name for other in self.pins.records]
        name, colour = unique_name(record.recipe_at_end, names), self.pins.free_colour
        record = replace(record, name=name, colour=colour)
        self.pins.add(record)
        many = len(self.pins.records)
        self.message.emit(
            f"Pinned “{record.name}” as it is after update {record.updates:,}; "
            f"{many} {'run is' if many == 1 else 'runs are'} pinned. "
            "Ctrl+K compares them."
        )

    def add_recovered(self, records: tuple[RunRecord, ...]) -> None:
        """Pin runs that were pinned before, unless they are pinned already."""
        self.pins.add_all(records)

    def show_resumed(self, record: RunRecord) -> None:
        """Say that a pinned run is the present run now."""
        self.message.emit(
            f"“{record.name}” goes on from where it stood. "
            "Undo (Ctrl+Z) brings back the run before."
        )

    def _resume(self, row: int) -> None:
        # Progress, refusal and the undo of it are shown in the main window.
        home = self.window.parentWidget()
        if home is not None:
            home.raise_()
            home.activateWindow()
        self.resume_requested.emit(self.pins.records[row])

    # The present run

    def set_status(self, status: Status | None) -> None:
        """Note that the present run has settled in a new state."""
        self._status = status
        self._request()

    def forget_request(self) -> None:
        """Give up the pending request: after an error its answer may never come."""
        self._requested_at, self._stale = 0.0, False

    def set_present(self, record: RunRecord | None, status: Status | None) -> None:
        """Show the present run as recorded; None if a command cancelled the recording.

        The newest status tells whether the run is still running.
        """
        took, self._requested_at = time.perf_counter() - self._requested_at, 0.0
        self._status = status
        if record is None:
            self._stale = False
            self._clock.start(round(1_000 * REFRESH_SECONDS))
            return
        name = "Present run"
        self.window.set_present(replace(record, name=name, colour=PRESENT))
        # The run may go on once this is painted, as in `FrameClock`. A method, not a
        # lambda: Qt drops the call if the window closes first.
        QTimer.singleShot(0, self._acknowledge)
        if self._stale:
            self._stale = False
            self._request()
        elif status is not None and status.state is RunState.RUNNING:
            seconds = max(REFRESH_SECONDS, took / REFRESH_SHARE)
            self._clock.start(round(1_000 * seconds))

    def _acknowledge(self) -> None:
        self.command_requested.emit(FrameDrawn())

    def _request(self) -> None:
        """Request the present run if it is visible and no request is pending."""
        visible = self.window.isVisible() and not self.window.isMinimized()
        if not visible or self._status is None:
            return
        if self._requested_at:
            self._stale = True
            return
        self._requested_at = time.perf_counter()
        self.command_requested.emit(RecordForComparison())
