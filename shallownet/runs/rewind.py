"""Rewinding a run: its past states, bit for bit, and branches from them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from shallownet.arrays import read_only
from shallownet.runs.replay import replay_onto
from shallownet.training.checkpoints import Checkpoints
from shallownet.training.trainer import Trainer

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.training.checkpoints import Checkpoint
    from shallownet.training.snapshot import Snapshot

RECENT_BUDGET: Final = 8 * 2**20
"""Bytes for the checkpoints recomputed for the update shown last, in addition to the
run's: dragging to and fro and playing backwards visit the same updates again."""


class Rewind:
    """The states of a run after each of its updates.

    A twin of the trainer, which shares its samples, is set to the latest checkpoint
    before an update and recomputes the updates from there. A state includes the changes
    made at its update.

    One thread must use both the trainer and this object, between two updates.

    Parameters
    ----------
    trainer : Trainer
        It is not changed.
    """

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._twin: Trainer | None = None
        self._recent = Checkpoints(RECENT_BUDGET)
        self._recent_of: tuple[Checkpoints, int] | None = None

    def cost(self, updates: int) -> int:
        """Return how many updates must be recomputed to show an earlier one.

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
        # A snapshot shows what its update changed, so it needs the state before it.
        previous = max(updates - 1, 0)
        cost = updates - self._latest(previous).updates
        return cost - 1 if cost and self._has_checkpoint(updates) else cost

    def snapshot_at(
        self,
        updates: int,
        cancelled: CancelCheck = None,
        progress: ProgressCallback = None,
    ) -> Snapshot:
        """Return the state after an earlier update.

        Parameters
        ----------
        updates : int
        cancelled, progress : callable, optional
            As for `replay`; ``cancelled`` is the trainer's own if not given. What is
            recomputed until a cancellation is kept for the next call.

        Raises
        ------
        Cancelled
            If ``cancelled`` returned True.
        ValueError
            If the run has made no such update.
        """
        if updates == self._trainer.updates:
            return self._trainer.snapshot()
        cancelled = cancelled or self._trainer.cancelled
        twin = self._recompute(updates, cancelled, progress)
        twin.cancelled = cancelled
        snapshot, tracker = twin.snapshot(), self._trainer.sharpness
        if tracker is None:
            return snapshot
        return replace(snapshot, sharpness=tracker.curve_to(updates))

    def theta_at(self, updates: int, cancelled: CancelCheck = None) -> Array:
        """Return the parameters after an earlier update, without measuring anything.

        They are those of `snapshot_at`, which raises the same errors.
        """
        trainer = self._trainer
        if updates == trainer.updates:
            return read_only(trainer.network.theta.copy())
        self.cost(updates)  # raises ValueError if there is no such update
        edited = any(e.step == updates and e.kind == "value" for e in trainer.events)
        if self._has_checkpoint(updates) and not edited:
            return read_only(self._latest(updates).theta.copy())
        twin = self._recompute(updates, cancelled or trainer.cancelled, None)
        return read_only(twin.network.theta.copy())

    def branch(
        self,
        updates: int,
        cancelled: CancelCheck = None,
        progress: ProgressCallback = None,
    ) -> Trainer:
        """Return a trainer in the state after an update, to continue differently.

        It has the history, the events and the checkpoints up to there and shares the
        samples with the run, so one thread must use both. The parameters and errors are
        those of `snapshot_at`.
        """
        trainer = self._trainer
        branch = self._recompute(updates, cancelled or trainer.cancelled, progress)
        self._twin = None  # the branch is a run of its own
        branch.cancelled = trainer.cancelled
        branch.history = trainer.history.up_to(updates)
        branch.checkpoints = trainer.checkpoints.up_to(updates)
        branch.seconds = trainer.seconds
        if updates < trainer.updates:
            branch.seconds = float(trainer.history.seconds[updates])
        if trainer.sharpness is not None:
            branch.watch_sharpness(True, trainer.sharpness.curve_to(updates))
        return branch

    def _has_checkpoint(self, updates: int) -> bool:
        return self._latest(updates).updates == updates

    def _latest(self, updates: int) -> Checkpoint:
        """Return the latest known checkpoint at or before an update."""
        checkpoints = self._trainer.checkpoints
        if self._recent_of != (checkpoints, checkpoints.truncations):
            self._recent_of = checkpoints, checkpoints.truncations
            self._recent = Checkpoints(RECENT_BUDGET)
        saved, recent = checkpoints.latest(updates), self._recent.latest(updates)
        assert saved is not None  # there is always one at the start
        return saved if recent is None or recent.updates <= saved.updates else recent

    def _recompute(
        self, updates: int, cancelled: CancelCheck, progress: ProgressCallback
    ) -> Trainer:
        """Bring the twin to the state after an update and the changes made at it."""
        self.cost(updates)  # raises ValueError if there is no such update
        if self._twin is None:
            trainer = self._trainer
            problem = trainer.problem.twin()
            self._twin = Trainer(trainer.config, trainer.data, problem)
            self._twin.run_info = trainer.run_info
        twin, events = self._twin, self._trainer.events
        previous = max(updates - 1, 0)
        start = self._latest(previous)
        if start.updates < previous or not self._has_checkpoint(updates):
            self._prepare_recent(start)
        self._restore(twin, start)
        if updates and self._has_checkpoint(updates):
            replay_onto(twin, events, previous, cancelled, progress)
            last = twin.last
            last.record(twin.network.theta, twin.optimizer)
            self._restore(twin, self._latest(updates))
            twin.last = last
        replay_onto(twin, events, updates, cancelled, progress)
        return twin

    def _prepare_recent(self, start: Checkpoint) -> None:
        """Make the recent checkpoints continue from a known one, or begin anew."""
        known = self._recent.latest(start.updates)
        if known is not None and known.updates == start.updates:
            self._recent.truncate(start.updates)
        else:
            self._recent = Checkpoints(RECENT_BUDGET)

    def _restore(self, twin: Trainer, checkpoint: Checkpoint) -> None:
        """Set the twin to a checkpoint, before the changes made at its update."""
        events, updates = self._trainer.events, checkpoint.updates
        earlier = events[: bisect_left(events, updates, key=attrgetter("step"))]
        history = self._trainer.history.replayed(updates)
        twin.restore(earlier, history, self._recent, checkpoint)
