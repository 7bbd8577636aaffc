"""What takes long beside training: going back, comparing, making a run's data."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import pyqtSignal

from gui.text.number_format import duration
from gui.training.commands import GoTo, RunState
from gui.training.interrupts import CANCEL_RUN
from gui.training.update_loop import LONGEST_DRAWING, RunControl
from shallownet.errors import Cancelled
from shallownet.settings.table_config import TableConfig

if TYPE_CHECKING:
    from PyQt6.QtCore import QObject

    from shallownet.data.datasets import Dataset
    from shallownet.runs.run_record import RunRecord
    from shallownet.settings.recipe import Recipe

SLOW_TRAVEL: Final = 0.25
"""Seconds from which making updates again is given up for another update wanted."""

LARGE: Final = 200_000
"""Samples from which making the data takes long enough to be announced."""


class LongWays(RunControl):
    """Goes where a run was before, or where another one was, unless that is given up.

    Signals
    -------
    working(str)
        Before something that takes long, in words.
    progressed(str)
        While updates are made again, which `Cancel` ends: how far it is, in words.
    glanced(RunRecord or None)
        The answer to `RecordForComparison`; None where a command came before it.
    resumed(RunRecord)
        When a pinned run is the present one.
    samples_requested(RunRecord)
        When a run is to be taken up whose samples have to be read from their file.
    """

    working = pyqtSignal(str)
    progressed = pyqtSignal(str)
    comparison_ready = pyqtSignal(object)
    resumed = pyqtSignal(object)
    samples_requested = pyqtSignal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._going_since = 0.0

    def _go_to(self, updates: int) -> None:
        """Show the run as it was after an earlier update, or as it is now."""
        self._tell_at_once(RunState.PAUSED)
        self._state = RunState.PAUSED
        if updates >= self._trainer.updates:
            self._rest(self._state_at_rest())
            return
        if self.inbox.next_is(GoTo):
            return  # whoever drags is elsewhere by now
        self._going_since = time.perf_counter()
        present, shown = self._sessions.present, max(updates, 0)
        assert present is not None
        past, told = present.rewind, self._tell_progress
        snapshot = past.snapshot_at(shown, self._overtaken, told)
        self._state = RunState.PAUSED
        self._sessions.look_back(shown, snapshot.settings)
        self.newest = self._status(snapshot)
        self.settled.emit()

    def _overtaken(self) -> bool:
        """Say whether it is no use to go on making updates again.

        Whoever plays or drags is always somewhere else by the time something can be
        shown: only what takes long is given up for that.
        """
        if self.inbox.holds(CANCEL_RUN):
            return True
        late = time.perf_counter() - self._going_since > SLOW_TRAVEL
        return late and self.inbox.next_is(GoTo)

    def _tell_progress(self, done: int, planned: int) -> None:
        took = time.perf_counter() - self._going_since
        left = duration(took * (planned - done) / done) if done else "–"
        self.progressed.emit(
            f"Making {planned:,} updates again: {done:,} are made, {left} left."
        )

    def _glance(self) -> None:
        """Show the run to whoever compares, and wait as with a picture."""
        try:
            self.comparison_ready.emit(self._sessions.record(keep=False))
        except Cancelled:
            self.comparison_ready.emit(None)
            raise
        if self._state is RunState.RUNNING:
            self._drawing_until = time.perf_counter() + LONGEST_DRAWING

    def _take_up(self, record: RunRecord, data: Dataset | None) -> None:
        """Go on with a pinned run, wherever its samples come from."""
        made = data if data is not None else self._sessions.samples_of(record)
        if made is None:
            if isinstance(record.recipe.data, TableConfig):
                self.samples_requested.emit(record)
                return
            self._announce(record.recipe, None)
            made = record.recipe.make_data()
        self._going_since = time.perf_counter()
        self._sessions.resume(record, made, self._given_up, self._tell_progress)
        self._slowest_picture = 0.0
        self._rest(self._state_at_rest())
        self.resumed.emit(record)

    def _given_up(self) -> bool:
        """Say whether a command waits that what is made again should end for."""
        return self.inbox.holds(CANCEL_RUN)

    def _announce(self, recipe: Recipe, data: Dataset | None) -> None:
        large = isinstance(recipe.data, TableConfig) or recipe.data.samples >= LARGE
        if large and data is None:
            self.working.emit(f"Making the data: {recipe.data.description} …")
