"""Publishes the status of the present run for the window to draw."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, pyqtSignal

from gui.training.status import RunState, Status
from shallownet.errors import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gui.training.pace import Pace
    from gui.training.session import Session
    from gui.training.session_manager import SessionManager
    from shallownet.arrays import Array
    from shallownet.runs.branch_curve import BranchCurve
    from shallownet.training.reports import Divergence
    from shallownet.training.snapshot import Snapshot
    from shallownet.training.trainer import Trainer

    PriorStates = tuple[Divergence | None, Mapping[int, Array] | None]

SLOW_SNAPSHOT: Final = 0.05
"""Seconds from which a pause is shown without waiting for a new snapshot."""

TIME_TO_DRAW: Final = 0.015
"""Seconds that the window gets for a preliminary status before computing continues."""


class StatusPublisher(QObject):
    """Builds the status and replaces ``newest`` with it, in the training thread.

    Parameters
    ----------
    sessions : SessionManager
    pace : Pace
        Measures the updates a second.
    parent : QObject

    Attributes
    ----------
    newest : Status or None
        Immutable, and replaced as a whole: the window may read it at any time.

    Signals
    -------
    settled()
        When ``newest`` shows a run at rest, or a different run.
    """

    settled = pyqtSignal()

    def __init__(self, sessions: SessionManager, pace: Pace, parent: QObject) -> None:
        super().__init__(parent)
        self.newest: Status | None = None
        self._sessions, self._pace = sessions, pace
        self._slowest_snapshot = 0.0
        self._whole_curve: tuple[Trainer, int, BranchCurve] | None = None
        self._prior_states: PriorStates = (None, None)

    def forget_timing(self) -> None:
        """Forget how long snapshots take: another run is the present one."""
        self._slowest_snapshot = 0.0

    def publish(self, state: RunState) -> Snapshot:
        """Publish the present run as it is now."""
        began = time.perf_counter()
        snapshot = self._sessions.trainer.snapshot()
        # The maximum, because a snapshot whose gradient was known already is quick.
        took = time.perf_counter() - began
        self._slowest_snapshot = max(self._slowest_snapshot, took)
        self.newest = self._status(snapshot, state)
        return snapshot

    def publish_past(self, snapshot: Snapshot) -> None:
        """Publish a past update of the present run, which is paused."""
        self.newest = self._status(snapshot, RunState.PAUSED)
        self.settled.emit()

    def publish_preliminary(self, state: RunState) -> bool:
        """If a snapshot takes long, show a pause or a change before taking one.

        The newest snapshot is published again, with the present settings. Returns
        whether that was done.
        """
        newest, present = self.newest, self._sessions.present
        if (
            newest is None
            or present is None
            or newest.state is not RunState.RUNNING
            or state not in (RunState.RUNNING, RunState.PAUSED)
            or newest.snapshot.run is not present.trainer.run_info
            or self._slowest_snapshot <= SLOW_SNAPSHOT
        ):
            return False
        trainer = present.trainer
        snapshot = replace(
            newest.snapshot,
            settings=trainer.settings,
            learning_rate=trainer.learning_rate,
            events=tuple(trainer.events),
        )
        self.newest = self._status(snapshot, state)
        self.settled.emit()
        time.sleep(TIME_TO_DRAW)  # the window needs the interpreter meanwhile
        return True

    def publish_paused(self) -> None:
        """After an error publish what was published last, paused."""
        if self.newest is not None:
            self.newest = replace(self.newest, state=RunState.PAUSED)
        self.settled.emit()

    def add_prior_states(self, cancelled: Callable[[], bool]) -> None:
        """Add the states that explain a divergence to the published status.

        They may have to be recomputed, so this comes after the divergence is shown. If
        it is cancelled and the run settles as diverged again, it begins anew.
        """
        newest, present = self.newest, self._sessions.present
        if newest is None or present is None or newest.prior_states is not None:
            return
        divergence = newest.snapshot.divergence
        if divergence is None:
            return
        with suppress(Cancelled):
            states = present.prior_states(newest.snapshot, cancelled)
            self._prior_states = divergence, states
            self.newest = replace(newest, prior_states=states)
            self.settled.emit()

    def _status(self, snapshot: Snapshot, state: RunState) -> Status:
        sessions, present = self._sessions, self._sessions.session
        running = state is RunState.RUNNING
        diverged_at, prior_states = self._prior_states
        if snapshot.divergence is not diverged_at:
            prior_states = None
        return Status(
            snapshot=snapshot,
            recipe=sessions.recipe,
            state=state,
            updates_per_second=self._pace.updates_per_second if running else 0.0,
            undo=sessions.undo_stack.undo_text,
            redo=sessions.undo_stack.redo_text,
            undo_end=sessions.undo_stack.undo_end,
            watching=sessions.watching,
            substitute_reason=present.substitute_reason,
            made=present.trainer.updates,
            is_past=sessions.shown is not None,
            branch_curves=self._branch_curves(present),
            path=sessions.files.path_of(present),
            modified=sessions.files.is_modified(present),
            unsaved=sessions.files.is_unsaved(present),
            notes=sessions.files.notes_of(present),
            events=tuple(present.trainer.events),
            prior_states=prior_states,
        )

    def _branch_curves(self, present: Session) -> tuple[BranchCurve, ...]:
        shown, trainer = self._sessions.shown, present.trainer
        if shown is None:
            return present.branch_curves
        cached = self._whole_curve
        if cached is None or cached[:2] != (trainer, trainer.updates):
            from shallownet.runs.branch_curve import BranchCurve

            cached = trainer, trainer.updates, BranchCurve.of(trainer, 0)
            self._whole_curve = cached
        return (*present.branch_curves, cached[2].future(shown))
