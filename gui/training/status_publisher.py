"""Letting a run be known: what the training thread has the window draw."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QThread, pyqtSignal

from gui.training.commands import RunState, Status
from gui.training.inbox import Inbox
from gui.training.interrupts import CANCEL_POST_MORTEM, CANCEL_RUN, INTERRUPT_UPDATE
from gui.training.pace import Pace
from shallownet.errors import Cancelled
from shallownet.runs.branch_curve import BranchCurve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PyQt6.QtCore import QObject

    from gui.training.session import Session
    from gui.training.session_manager import SessionManager
    from shallownet.arrays import Array
    from shallownet.training.reports import Divergence
    from shallownet.training.snapshot import Snapshot
    from shallownet.training.trainer import Trainer

SLOW: Final = 0.05
"""Seconds from which a pause is not to wait for a picture of the run."""

TO_DRAW: Final = 0.015
"""Seconds in which what was told at once can be drawn, before computing goes on."""


class Publisher(QThread):
    """Holds the runs, and says what is to be seen of the present one.

    ``newest`` is what the window draws, an immutable `Status` that is replaced as a
    whole.

    Signals
    -------
    settled()
        When ``newest`` shows a run at rest, or a different run.
    """

    settled = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.inbox = Inbox()
        self.newest: Status | None = None
        self._pace = Pace()
        self._state = RunState.PAUSED
        self._whole: tuple[Trainer, int, BranchCurve] | None = None
        self._before: tuple[Divergence, Mapping[int, Array]] | None = None
        self._slowest_picture = 0.0

    @cached_property
    def _sessions(self) -> SessionManager:
        """The runs, made by the first who asks for them: the thread, once it runs.

        What trains is imported with them, which the window need not wait for.
        """
        from gui.training.session_manager import SessionManager

        return SessionManager(self._interrupted)

    def _interrupted(self) -> bool:
        """Say whether a command waits that what is being computed should end for."""
        running = self._state is RunState.RUNNING
        return self.inbox.holds(INTERRUPT_UPDATE if running else CANCEL_RUN)

    @property
    def _trainer(self) -> Trainer:
        return self._sessions.trainer

    def _state_at_rest(self) -> RunState:
        if self._sessions.present is None:
            return RunState.PAUSED
        if self._trainer.divergence is not None:
            return RunState.DIVERGED
        if self._trainer.updates >= self._trainer.iterations:
            return RunState.FINISHED
        return RunState.PAUSED

    def _tell_at_once(self, state: RunState) -> None:
        """Let a pause or a change be seen before the picture of it, if that is slow."""
        newest, present = self.newest, self._sessions.present
        if (
            newest is None
            or present is None
            or newest.state is not RunState.RUNNING
            or state not in (RunState.RUNNING, RunState.PAUSED)
            or newest.snapshot.run is not present.trainer.run_info
            or self._slowest_picture <= SLOW
        ):
            return
        self._state = state
        trainer = present.trainer
        snapshot = replace(
            newest.snapshot,
            settings=trainer.settings,
            learning_rate=trainer.learning_rate,
            events=tuple(trainer.events),
        )
        self.newest = self._status(snapshot)
        self.settled.emit()
        time.sleep(TO_DRAW)  # before the interpreter is taken again

    def _show_running(self) -> None:
        """Let a change be seen at once while the run goes on."""
        self._tell_at_once(RunState.RUNNING)
        self._publish()
        self.settled.emit()

    def _publish(self) -> Snapshot:
        began = time.perf_counter()
        snapshot = self._trainer.snapshot()
        took = time.perf_counter() - began
        # One whose gradient was at hand already says nothing of the next.
        self._slowest_picture = max(self._slowest_picture, took)
        self.newest = self._status(snapshot)
        return snapshot

    def _status(self, snapshot: Snapshot) -> Status:
        present = self._sessions.present
        assert present is not None
        running = self._state is RunState.RUNNING
        return Status(
            snapshot=snapshot,
            recipe=self._sessions.recipe,
            state=self._state,
            updates_per_second=self._pace.updates_per_second if running else 0.0,
            undo=self._sessions.undo_stack.undo_text,
            redo=self._sessions.undo_stack.redo_text,
            watching=self._sessions.watching,
            substitute_reason=present.substitute_reason,
            made=present.trainer.updates,
            is_past=self._sessions.shown is not None,
            branch_curves=self._branch_curves(present),
            before=self._known_before(snapshot),
        )

    def _branch_curves(self, present: Session) -> tuple[BranchCurve, ...]:
        shown = self._sessions.shown
        if shown is None:
            return present.branch_curves
        trainer = present.trainer
        known = self._whole
        if known is None or known[:2] != (trainer, trainer.updates):
            known = trainer, trainer.updates, BranchCurve.of(trainer, 0)
            self._whole = known
        return (*present.branch_curves, known[2].since(shown))

    def _known_before(self, snapshot: Snapshot) -> Mapping[int, Array] | None:
        divergence, known = snapshot.divergence, self._before
        if known is None or divergence is None or known[0] is not divergence:
            return None
        return known[1]

    def _gather(self) -> None:
        """Add to what is shown of a diverged run the states that led there.

        Only now, for they may have to be made again: that the run is over is shown by
        then. What a person does meanwhile ends that; if the run is still shown as
        diverged afterwards, it came to rest once more, and this begins anew.
        """
        newest, present = self.newest, self._sessions.present
        if newest is None or present is None or newest.before is not None:
            return
        divergence = newest.snapshot.divergence
        if divergence is None:
            return
        with suppress(Cancelled):  # by a command, which comes next
            states = present.states_before(
                newest.snapshot, lambda: self.inbox.holds(CANCEL_POST_MORTEM)
            )
            self._before = divergence, states
            self.newest = replace(newest, before=states)
            self.settled.emit()
