"""The update loop: makes updates at a pace, and publishes frames of the run."""

from __future__ import annotations

import logging
import math
import time
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, pyqtSignal

from gui.training.interrupts import CANCEL_POST_MORTEM
from gui.training.status import RunState
from shallownet.errors import DivergedError

if TYPE_CHECKING:
    from gui.training.pace import Pace
    from gui.training.session_copier import SessionCopier
    from gui.training.session_manager import SessionManager
    from gui.training.status_publisher import StatusPublisher
    from gui.workers.inbox import Inbox

log = logging.getLogger(__name__)

FRAME_SHARE: Final = 0.2
"""Share of the time that snapshots may take while running: with mini-batches of many
samples each snapshot measures the loss over all of them."""

MAX_DRAWING: Final = 0.1
"""Seconds that a run waits at most for a frame to be drawn: a busy window does not keep
it from training."""


class UpdateLoop(QObject):
    """Runs the present trainer, one update at a time.

    Parameters
    ----------
    sessions : SessionManager
    publisher : StatusPublisher
    pace : Pace
    copier : SessionCopier
        Copies a running run for its journal.
    inbox : Inbox
        Looked at while the states before a divergence are collected.
    parent : QObject

    Attributes
    ----------
    state : RunState

    Signals
    -------
    stepped(StepReport)
        After every gradient update, once, in order, from the training thread.
    frame_ready()
        When the newest status is the frame of a running run that was requested.
    """

    stepped = pyqtSignal(object)
    frame_ready = pyqtSignal()

    def __init__(
        self,
        sessions: SessionManager,
        publisher: StatusPublisher,
        pace: Pace,
        copier: SessionCopier,
        inbox: Inbox,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.state = RunState.PAUSED
        self._sessions, self._publisher = sessions, publisher
        self._pace, self._copier, self._inbox = pace, copier, inbox
        self._limit = math.inf
        self._holds = 0
        self._frame_requested = False
        self._frame_due = 0.0
        self._drawing_until = 0.0

    # Pace and frames

    def patience(self) -> float:
        """Return the seconds until the next update, infinity if none is to be made."""
        if self.state is not RunState.RUNNING or self._holds:
            return math.inf
        if self._drawing_until:
            return self._drawing_until - time.perf_counter()
        return self._pace.wait

    def set_pace(self, updates_per_second: float) -> None:
        """Make at most so many updates a second."""
        self._pace.set(updates_per_second, self._updates_made)

    def hold(self, held: bool) -> None:
        """Hold the updates, or release one of the holds."""
        self._holds += 1 if held else -1
        self._pace.begin(self._updates_made)

    @property
    def _updates_made(self) -> int:
        return self._sessions.trainer.updates if self._sessions.present else 0

    def request_frame(self) -> None:
        """Publish a frame after the next update, if it is time for one."""
        self._frame_requested = True

    def wait_for_drawing(self) -> None:
        """Make no update until the frame just published is drawn."""
        self._drawing_until = time.perf_counter() + MAX_DRAWING

    def frame_drawn(self) -> None:
        """Go on: the frame is drawn."""
        self._drawing_until = 0.0

    # Running

    def start(self, updates: int | None = None) -> None:
        """Run until the planned number of updates is made, or so many."""
        self._sessions.branch()
        state = self._sessions.state_at_rest
        if state is not RunState.PAUSED:
            self.settle(state)
            return
        trainer = self._sessions.trainer
        self._limit = math.inf if updates is None else trainer.updates + updates
        self._pace.begin(trainer.updates)
        self._frame_due = 0.0
        self.state = RunState.RUNNING
        log.info("started at update %d", trainer.updates)
        if self._is_done():
            self.settle(state)
        else:
            self._show_running()

    def work(self) -> None:
        """Make the next update; stop waiting for a frame that is still not drawn."""
        self._drawing_until = 0.0
        if not self._update():
            self.settle(RunState.DIVERGED)
        elif self._stopped_early() or self._is_done():
            self.settle()
        else:
            now = time.perf_counter()
            self._pace.count(now)
            if now >= self._copier.due:
                self._copier.copy()
            if self._frame_requested and now >= self._frame_due:
                self._publish_frame(now)

    def step_once(self) -> None:
        """Make one update and pause."""
        if self._publisher.publish_preliminary(RunState.PAUSED):
            self.state = RunState.PAUSED
        if self._sessions.state_at_rest is RunState.PAUSED:
            self._update()
        self.settle()

    def pause(self) -> None:
        """Pause a running run."""
        if self.state is RunState.RUNNING:
            self.settle(RunState.PAUSED)

    def settle(self, state: RunState | None = None) -> None:
        """Stop running, and show the present run as it is now.

        Parameters
        ----------
        state : RunState, optional
            The state to settle in; that of the present run if not given.
        """
        if state is None:
            state = self._sessions.state_at_rest
        if self.state is RunState.RUNNING:
            log.info("%s at update %d", state.value, self._sessions.trainer.updates)
        self._publisher.publish_preliminary(state)
        self.state, self._sessions.shown = state, None
        self._frame_requested, self._drawing_until = False, 0.0
        if self._sessions.present is not None:
            if self._publisher.publish(state).divergence is not None:
                # Measuring the loss may be what shows that it is not finite.
                self.state = RunState.DIVERGED
                self._publisher.publish(self.state)
        # If loading the first run failed, there is nothing to show.
        self._publisher.settled.emit()
        if self.state is RunState.DIVERGED:
            self._publisher.add_prior_states(
                lambda: self._inbox.holds(CANCEL_POST_MORTEM)
            )

    def show_change(self) -> None:
        """Show a change to the run at once; settle if the run is not running."""
        if self.state is RunState.RUNNING:
            self._show_running()
        else:
            self.settle()

    def _show_running(self) -> None:
        self._publisher.publish_preliminary(RunState.RUNNING)
        self._publisher.publish(self.state)
        self._publisher.settled.emit()

    def _is_done(self) -> bool:
        trainer = self._sessions.trainer
        return trainer.updates >= min(trainer.iterations, self._limit)

    def _stopped_early(self) -> bool:
        """End the run if early stopping is due, which can be undone; return whether."""
        trainer = self._sessions.trainer
        if not trainer.is_to_stop:
            return False
        self._sessions.record_change(trainer.stop_early)
        return True

    def _update(self) -> bool:
        """Make one update; return whether the run can continue after it."""
        try:
            report = self._sessions.trainer.step()
        except DivergedError:
            return False  # the parameters are finite, but their loss is not
        self.stepped.emit(report)
        return self._sessions.trainer.divergence is None

    def _publish_frame(self, now: float) -> None:
        self._pace.measure(now, self._sessions.trainer.updates)
        diverged = self._publisher.publish(self.state).divergence is not None
        published = time.perf_counter()
        self._frame_due = now + (published - now) / FRAME_SHARE
        if diverged:
            self.settle(RunState.DIVERGED)
            return
        self._frame_requested = False
        self.wait_for_drawing()
        self.frame_ready.emit()
