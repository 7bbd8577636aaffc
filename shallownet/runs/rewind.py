"""Going back: the past of a run, bit for bit, and other ways to go on from there."""

from __future__ import annotations

from bisect import bisect_left
from copy import copy
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.arrays import frozen
from shallownet.curvature.tracker import SharpnessTrack
from shallownet.nn.model import Model
from shallownet.nn.optimizers import OPTIMIZERS
from shallownet.runs.replay import follow
from shallownet.training.checkpoints import States
from shallownet.training.run_settings import Regime

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.runs.replay import Asked, Told
    from shallownet.training.checkpoint_chunk import State
    from shallownet.training.snapshot import Snapshot
    from shallownet.training.trainer import Trainer

RECENT: Final = 8 * 2**20
"""Bytes for the states that were made again on the way to the update shown last, beside
those that the run keeps: dragging to and fro and playing backwards meet them again."""


class Past:
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
        self._recent = States(RECENT)
        self._seen: tuple[States, int] | None = None

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
        self, updates: int, interrupted: Asked = None, progress: Told = None
    ) -> Snapshot:
        """Return the run as it was after an earlier update.

        Parameters
        ----------
        updates : int
        interrupted : callable, optional
            Asked now and then whether to stop; what was made again by then is kept for
            the next time. The trainer's own if not given.
        progress : callable, optional
            Told now and then how many updates are made again, and of how many; not if
            that takes no time.

        Raises
        ------
        Cancelled
            If ``interrupted`` said so.
        ValueError
            If the run has made no such update.
        """
        if updates == self._trainer.updates:
            return self._trainer.snapshot()
        asked = interrupted or self._trainer.interrupted
        twin = self._go(updates, asked, progress)
        twin.interrupted = asked
        snapshot, track = twin.snapshot(), self._trainer.sharpness
        if track is None:
            return snapshot
        return replace(snapshot, sharpness=track.curve_to(updates))

    def theta_at(self, updates: int, interrupted: Asked = None) -> Array:
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
        asked = interrupted or trainer.interrupted
        return frozen(self._go(updates, asked, None).network.theta)

    def branch(
        self, updates: int, interrupted: Asked = None, progress: Told = None
    ) -> Trainer:
        """Return a trainer that stands at an update and goes its own way from there.

        It has the history, the events and the kept states up to there, and shares the
        samples with the run, which stays as it is: one thread is to use both. The
        parameters and errors are those of `snapshot_at`.
        """
        trainer = self._trainer
        branch = self._go(updates, interrupted or trainer.interrupted, progress)
        self._twin = None  # it has become a run of its own
        branch.interrupted = trainer.interrupted
        branch.history = trainer.history.up_to(updates)
        branch.states = trainer.states.up_to(updates)
        branch.elapsed = trainer.elapsed.up_to(updates)
        if trainer.sharpness is not None:
            free, known = branch.regime.free, trainer.sharpness.curve_to(updates)
            track = SharpnessTrack(branch.objective, updates, free, known)
            branch.sharpness = track
        return branch

    def _kept(self, updates: int) -> bool:
        return self._nearest(updates).updates == updates

    def _nearest(self, updates: int) -> State:
        """Return the last known state at an update or before it."""
        states = self._trainer.states
        if self._seen != (states, states.forgotten):
            self._seen = states, states.forgotten
            self._recent = States(RECENT)
        state, other = states.nearest(updates), self._recent.nearest(updates)
        assert state is not None  # the start is always kept
        return state if other is None or other.updates <= state.updates else other

    def _go(self, updates: int, interrupted: Asked, progress: Told) -> Trainer:
        """Let the twin stand where the run stood when it left an update."""
        self.cost(updates)  # there must be such an update
        if self._twin is None:
            self._twin = _twin_of(self._trainer)
        twin, events = self._twin, self._trainer.events
        before = max(updates - 1, 0)
        start = self._nearest(before)
        if start.updates < before or not self._kept(updates):
            self._begin_recent(start)
        self._arrive(twin, start)
        if updates and self._kept(updates):
            follow(twin, events, before, interrupted, progress)
            last = twin.last
            last.remember(twin.network.theta.copy(), twin.optimizer)
            self._arrive(twin, self._nearest(updates))
            twin.last = last
        follow(twin, events, updates, interrupted, progress)
        return twin

    def _begin_recent(self, start: State) -> None:
        """Make ready to keep the states that are made again from a known one."""
        known = self._recent.nearest(start.updates)
        if known is not None and known.updates == start.updates:
            self._recent.truncate(start.updates)
        else:
            self._recent = States(RECENT)

    def _arrive(self, twin: Trainer, state: State) -> None:
        """Let the twin stand where an update led, before anything was changed there."""
        trainer, theta = self._trainer, twin.network.theta
        np.copyto(theta, state.theta)
        earlier = bisect_left(trainer.events, state.updates, key=attrgetter("step"))
        regime = Regime(trainer.config, trainer.regime.batches.samples, theta.size)
        regime.take_up(trainer.events[:earlier], twin.network.parameter_index)
        optimizer = OPTIMIZERS[regime.settings.optimizer](theta.size)
        optimizer.restore(state.memory, state.made)
        history = trainer.history.recalled(state.updates)
        twin.stand(regime, optimizer, history, self._recent)


def _twin_of(trainer: Trainer) -> Trainer:
    """Return a trainer with a network of its own that shares the samples.

    It is to be set to a state before it is used.
    """
    twin = copy(trainer)
    twin.network = trainer.network.copy()
    twin.model = Model(twin.network, trainer.model.inputs, trainer.model.target)
    twin.objective = trainer.objective.twin(twin.network)
    if trainer.test is not None:
        twin.test = trainer.test.twin(twin.network)
    twin.sharpness = None
    return twin
