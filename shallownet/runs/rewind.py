"""Going back: the past of a run, bit for bit, and other ways to go on from there."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.arrays import frozen
from shallownet.curvature.tracker import SharpnessTracker
from shallownet.nn.optimizers import OPTIMIZERS
from shallownet.runs.replay import follow
from shallownet.training.checkpoints import Checkpoints
from shallownet.training.run_settings import RunSettings
from shallownet.training.trainer import Trainer

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.training.checkpoint_chunk import Checkpoint
    from shallownet.training.snapshot import Snapshot

RECENT: Final = 8 * 2**20
"""Bytes for the states that were made again on the way to the update shown last, beside
those that the run keeps: dragging to and fro and playing backwards meet them again."""


class Rewind:
    """What a run was after each of its updates.

    A twin of the trainer, which shares its samples, is set to the nearest state that is
    kept and makes the updates from there again. An update is shown as the run left it:
    with all that was changed there before the next one was made.

    One thread uses a trainer and its past, and only between two updates.

    Parameters
    ----------
    trainer : Trainer
        It is looked at and left alone.
    """

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._twin: Trainer | None = None
        self._recent = Checkpoints(RECENT)
        self._seen: tuple[Checkpoints, int] | None = None

    def cost(self, updates: int) -> int:
        """Return how many updates must be made again to show an earlier one.

        Raises
        ------
        ValueError
            If the run has made no such update.
        """
        if not 0 <= updates <= self._trainer.updates:
            raise ValueError(
                f"updates is {updates:,}; the run has made {self._trainer.updates:,}"
            )
        if updates == self._trainer.updates:
            return 0
        # What the last update changed is shown too: that takes the state before it.
        before = max(updates - 1, 0)
        again = updates - self._nearest(before).updates
        return again - 1 if again and self._kept(updates) else again

    def snapshot_at(
        self,
        updates: int,
        cancelled: CancelCheck = None,
        progress: ProgressCallback = None,
    ) -> Snapshot:
        """Return the run as it was after an earlier update.

        Parameters
        ----------
        updates : int
        cancelled : callable, optional
            Asked now and then whether to stop; what was made again by then is kept for
            the next time. The trainer's own if not given.
        progress : callable, optional
            Told now and then how many updates are made again, and of how many; not if
            that takes no time.

        Raises
        ------
        Cancelled
            If ``cancelled`` said so.
        ValueError
            If the run has made no such update.
        """
        if updates == self._trainer.updates:
            return self._trainer.snapshot()
        asked = cancelled or self._trainer.cancelled
        twin = self._go(updates, asked, progress)
        twin.cancelled = asked
        snapshot, track = twin.snapshot(), self._trainer.sharpness
        if track is None:
            return snapshot
        return replace(snapshot, sharpness=track.curve_to(updates))

    def theta_at(self, updates: int, cancelled: CancelCheck = None) -> Array:
        """Return the parameters after an earlier update, without measuring anything.

        They are those of `snapshot_at`, and what it raises this raises.
        """
        trainer = self._trainer
        if updates == trainer.updates:
            return frozen(trainer.network.theta)
        self.cost(updates)  # there must be such an update
        edited = any(e.step == updates and e.kind == "value" for e in trainer.events)
        if self._kept(updates) and not edited:
            return frozen(self._nearest(updates).theta)
        asked = cancelled or trainer.cancelled
        return frozen(self._go(updates, asked, None).network.theta)

    def branch(
        self,
        updates: int,
        cancelled: CancelCheck = None,
        progress: ProgressCallback = None,
    ) -> Trainer:
        """Return a trainer that stands at an update and goes its own way from there.

        It has the history, the events and the kept states up to there, and shares the
        samples with the run, which stays as it is: one thread is to use both. The
        parameters and errors are those of `snapshot_at`.
        """
        trainer = self._trainer
        branch = self._go(updates, cancelled or trainer.cancelled, progress)
        self._twin = None  # it has become a run of its own
        branch.cancelled = trainer.cancelled
        branch.history = trainer.history.up_to(updates)
        branch.checkpoints = trainer.checkpoints.up_to(updates)
        branch.timing = trainer.timing.up_to(updates)
        if trainer.sharpness is not None:
            free, known = branch.run_settings.free, trainer.sharpness.curve_to(updates)
            track = SharpnessTracker(branch.objective, updates, free, known)
            branch.sharpness = track
        return branch

    def _kept(self, updates: int) -> bool:
        return self._nearest(updates).updates == updates

    def _nearest(self, updates: int) -> Checkpoint:
        """Return the last known state at an update or before it."""
        states = self._trainer.checkpoints
        if self._seen != (states, states.forgotten):
            self._seen = states, states.forgotten
            self._recent = Checkpoints(RECENT)
        state, other = states.nearest(updates), self._recent.nearest(updates)
        assert state is not None  # the start is always kept
        return state if other is None or other.updates <= state.updates else other

    def _go(
        self, updates: int, cancelled: CancelCheck, progress: ProgressCallback
    ) -> Trainer:
        """Let the twin stand where the run stood when it left an update."""
        self.cost(updates)  # there must be such an update
        if self._twin is None:
            trainer = self._trainer
            problem = trainer.problem.twin()
            self._twin = Trainer(trainer.config, trainer.data, problem)
            self._twin.run_info = trainer.run_info
        twin, events = self._twin, self._trainer.events
        before = max(updates - 1, 0)
        start = self._nearest(before)
        if start.updates < before or not self._kept(updates):
            self._begin_recent(start)
        self._arrive(twin, start)
        if updates and self._kept(updates):
            follow(twin, events, before, cancelled, progress)
            last = twin.last
            last.remember(twin.network.theta.copy(), twin.optimizer)
            self._arrive(twin, self._nearest(updates))
            twin.last = last
        follow(twin, events, updates, cancelled, progress)
        return twin

    def _begin_recent(self, start: Checkpoint) -> None:
        """Make ready to keep the states that are made again from a known one."""
        known = self._recent.nearest(start.updates)
        if known is not None and known.updates == start.updates:
            self._recent.truncate(start.updates)
        else:
            self._recent = Checkpoints(RECENT)

    def _arrive(self, twin: Trainer, state: Checkpoint) -> None:
        """Let the twin stand where an update led, before anything was changed there."""
        trainer, theta = self._trainer, twin.network.theta
        np.copyto(theta, state.theta)
        earlier = bisect_left(trainer.events, state.updates, key=attrgetter("step"))
        regime = RunSettings(
            trainer.config, trainer.run_settings.batches.samples, theta.size
        )
        regime.resume(trainer.events[:earlier], twin.network.parameter_index)
        optimizer = OPTIMIZERS[regime.settings.optimizer](theta.size)
        optimizer.restore(state.memory, state.made)
        history = trainer.history.recalled(state.updates)
        twin.restore(regime, optimizer, history, self._recent)
