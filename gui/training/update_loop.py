"""Making updates at a pace: what the training thread does by itself."""

from __future__ import annotations

import logging
import math
import time
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import pyqtSignal

from gui.training.commands import RunState
from gui.training.status_publisher import Publisher
from shallownet.errors import DivergedError

if TYPE_CHECKING:
    from PyQt6.QtCore import QObject

log = logging.getLogger(__name__)

PICTURE_SHARE: Final = 0.2
"""The share of the time that pictures may take while running: with mini-batches of
much data each of them measures the loss over all samples."""

LONGEST_DRAWING: Final = 0.1
"""Seconds that a run waits at most for a picture to be drawn: whatever keeps the window
busy does not keep it from training."""


class RunControl(Publisher):
    """Runs a trainer at a pace, and publishes what it comes to.

    Signals
    -------
    stepped(StepReport)
        After every gradient update, once, in order, from this thread.
    pictured()
        When ``newest`` is the picture of the running run that was asked for.
    """

    stepped = pyqtSignal(object)
    frame_ready = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._limit = math.inf
        self._frame_requested = False
        self._picture_due = 0.0
        self._drawing_until = 0.0

    @property
    def _stop_at(self) -> float:
        return min(self._trainer.iterations, self._limit)

    def _start(self, updates: int | None) -> None:
        self._sessions.branch()
        state = self._state_at_rest()
        if state is not RunState.PAUSED:
            self._rest(state)
            return
        trainer = self._trainer
        self._limit = math.inf if updates is None else trainer.updates + updates
        self._pace.begin(trainer.updates)
        self._picture_due = 0.0
        self._state = RunState.RUNNING
        log.info("started at update %d", trainer.updates)
        if trainer.updates >= self._stop_at:
            self._rest(state)
        else:
            self._show_running()

    def _update(self) -> None:
        trainer = self._trainer
        if not self._make_update():
            self._rest(RunState.DIVERGED)
        elif trainer.updates >= self._stop_at:
            self._rest(self._state_at_rest())
        else:
            now = time.perf_counter()
            self._pace.count(now)
            if self._frame_requested and now >= self._picture_due:
                self._take_picture(now)

    def _take_picture(self, now: float) -> None:
        self._pace.measure(now, self._trainer.updates)
        diverged = self._publish().divergence is not None
        taken = time.perf_counter()
        self._picture_due = now + (taken - now) / PICTURE_SHARE
        if diverged:
            self._rest(RunState.DIVERGED)
            return
        self._frame_requested = False
        self._drawing_until = taken + LONGEST_DRAWING
        self.frame_ready.emit()

    def _step_once(self) -> None:
        self._tell_at_once(RunState.PAUSED)
        state = self._state_at_rest()
        if state is RunState.PAUSED:
            self._make_update()
            state = self._state_at_rest()
        self._rest(state)

    def _make_update(self) -> bool:
        """Make one update; return whether the run can go on after it."""
        try:
            report = self._trainer.step()
        except DivergedError:
            return False  # the present parameters are finite, but not their loss
        self.stepped.emit(report)
        return self._state_at_rest() is not RunState.DIVERGED

    def _rest(self, state: RunState) -> None:
        if self._state is RunState.RUNNING:
            log.info("%s at update %d", state.value, self._trainer.updates)
        self._tell_at_once(state)
        self._state, self._sessions.shown = state, None
        self._frame_requested, self._drawing_until = False, 0.0
        if self._sessions.present is not None:
            if self._publish().divergence is not None:
                # Looking at the state may be what shows that its loss is not finite.
                self._state = RunState.DIVERGED
                self._publish()
        # If loading the first run failed, there is nothing to show.
        self.settled.emit()
        if self._state is RunState.DIVERGED:
            self._gather()
