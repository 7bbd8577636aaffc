"""Time travel: shows past updates and resumes pinned runs, recomputing if need be."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, pyqtSignal

from gui.text.number_format import duration
from gui.training.commands import GoTo
from gui.training.interrupts import CANCEL_RUN
from gui.training.status import RunState
from shallownet.errors import Cancelled
from shallownet.settings.table_config import TableConfig

if TYPE_CHECKING:
    from gui.training.session_manager import SessionManager
    from gui.training.status_publisher import StatusPublisher
    from gui.training.update_loop import UpdateLoop
    from gui.workers.inbox import Inbox
    from shallownet.data.datasets import Dataset
    from shallownet.runs.run_record import RunRecord

SLOW_TRAVEL: Final = 0.25
"""Seconds after which recomputing is cancelled if another update is requested."""


class TimeTravel(QObject):
    """Goes to past updates of the present run, and to pinned runs.

    Parameters
    ----------
    sessions : SessionManager
    loop : UpdateLoop
    publisher : StatusPublisher
    inbox : Inbox
        Looked at while updates are recomputed.
    parent : QObject

    Signals
    -------
    progressed(str)
        While updates are recomputed, which `Cancel` ends: the progress, in words.
    comparison_ready(RunRecord or None)
        The answer to `RecordForComparison`; None if a command cancelled it.
    resumed(RunRecord)
        When a pinned run is the present one.
    samples_requested(RunRecord)
        When a run is to be resumed whose samples must be read from their file.
    """

    progressed = pyqtSignal(str)
    comparison_ready = pyqtSignal(object)
    resumed = pyqtSignal(object)
    samples_requested = pyqtSignal(object)

    def __init__(
        self,
        sessions: SessionManager,
        loop: UpdateLoop,
        publisher: StatusPublisher,
        inbox: Inbox,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._sessions, self._loop = sessions, loop
        self._publisher, self._inbox = publisher, inbox
        self._began = 0.0

    def go_to(self, updates: int) -> None:
        """Show the run as it was after so many updates; pause it."""
        self._publisher.publish_preliminary(RunState.PAUSED)
        self._loop.state = RunState.PAUSED
        if updates >= self._sessions.trainer.updates:
            self._loop.settle()
            return
        if self._inbox.next_is(GoTo):
            return  # while dragging, the next update is requested already
        self._began = time.perf_counter()
        updates = max(updates, 0)
        snapshot = self._sessions.session.rewind.snapshot_at(
            updates, self._is_overtaken, self._report_progress
        )
        self._sessions.show_past(updates, snapshot.settings)
        self._publisher.publish_past(snapshot)

    def record_for_comparison(self) -> None:
        """Record the run for the comparison, and wait until that is drawn."""
        try:
            self.comparison_ready.emit(self._sessions.session.record(keep=False))
        except Cancelled:
            self.comparison_ready.emit(None)
            raise
        if self._loop.state is RunState.RUNNING:
            self._loop.wait_for_drawing()

    def resume(self, record: RunRecord, data: Dataset | None) -> None:
        """Resume a pinned run, wherever its samples come from."""
        if data is None:
            data = self._sessions.samples_of(record)
        if data is None:
            if isinstance(record.recipe.data, TableConfig):
                self.samples_requested.emit(record)
                return
            data = self._sessions.make_data(record.recipe)
        self._began = time.perf_counter()
        self._sessions.resume(record, data, self._is_idle, self._report_progress)
        self._publisher.forget_timing()
        self._loop.settle()
        self.resumed.emit(record)

    def _is_idle(self) -> bool:
        """Return whether a waiting command makes the recomputing useless."""
        return self._inbox.holds(CANCEL_RUN)

    def _is_overtaken(self) -> bool:
        """Return whether another update is wanted by now.

        While playing or dragging there always is one, so only slow recomputing stops
        for it.
        """
        if self._is_idle():
            return True
        is_slow = time.perf_counter() - self._began > SLOW_TRAVEL
        return is_slow and self._inbox.next_is(GoTo)

    def _report_progress(self, done: int, planned: int) -> None:
        took = time.perf_counter() - self._began
        left = duration(took * (planned - done) / done) if done else "–"
        self.progressed.emit(
            f"Making {planned:,} updates again: {done:,} are made, {left} left."
        )
