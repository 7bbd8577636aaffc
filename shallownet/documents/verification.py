"""Verifying that a run's file holds what its settings and events give."""

from __future__ import annotations

import math
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.arrays import norm
from shallownet.errors import ConfigError, DivergedError
from shallownet.runs.replay import replay, replay_onto
from shallownet.training.checkpoints import Checkpoint, Checkpoints
from shallownet.training.history import History
from shallownet.training.trainer import Trainer
from shallownet.wording import counted, figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shallownet.arrays import Array
    from shallownet.callbacks import CancelCheck, ProgressCallback

TOLERANCE: Final = 1e-9
"""The relative difference that rounding on another machine may make in a stretch."""

SMALLEST_LOSS: Final = 1e-12
"""Of the run's largest loss: what is smaller is rounding, which differs."""


class Verification(NamedTuple):
    """What a replay found.

    Attributes
    ----------
    updates : int
        How many updates were replayed.
    exact : bool
        Whether everything is the same bit for bit, replayed from the start.
    stretches : int
        How many stretches, each from one saved state to the next, were compared
        instead; 0 if ``exact``.
    difference : float
        The largest relative difference in a stretch.
    untrue_at : int or None
        The first update at which the file differs by more than `TOLERANCE`; None if it
        is true.
    """

    updates: int
    exact: bool
    stretches: int = 0
    difference: float = 0.0
    untrue_at: int | None = None

    @property
    def true(self) -> bool:
        """Whether the file holds what its settings and events give."""
        return self.untrue_at is None

    def __str__(self) -> str:
        replayed = f"replayed {counted(self.updates, 'update')}"
        if self.exact:
            return f"{replayed}: bit for bit"
        if self.untrue_at is None:
            return (
                f"{replayed}, from each of {counted(self.stretches, 'saved state')} "
                f"to the next: the same but for rounding, at most "
                f"{figure(self.difference)} of its size"
            )
        return (
            f"{replayed}: the file is not true at update {self.untrue_at:,}, where it "
            f"differs by {figure(self.difference)} of its size"
        )


def verify(
    trainer: Trainer,
    cancelled: CancelCheck = None,
    progress: ProgressCallback = None,
) -> Verification:
    """Replay a run from its start, and compare it with what is saved of it.

    On the machine that made the run every bit is the same. On another one the last
    digits may differ, and past the edge of stability such differences grow from update
    to update. Then each stretch from a saved state to the next one is replayed by
    itself, and must end within `TOLERANCE`.

    Parameters
    ----------
    trainer : Trainer
        The run as it was saved; it is not changed.
    cancelled, progress : callable, optional
        As for `shallownet.runs.replay.replay`.

    Raises
    ------
    Cancelled
        If ``cancelled`` returned True.
    """
    if _is_exact(trainer, cancelled, progress):
        return Verification(trainer.updates, exact=True)
    stretches, largest = 0, 0.0
    with np.errstate(all="ignore"):  # what is not finite is compared as well
        for update, difference in _differences(trainer, cancelled, progress):
            if not difference <= TOLERANCE:
                return Verification(trainer.updates, False, 0, difference, update)
            stretches += 1
            largest = max(largest, difference)
    return Verification(trainer.updates, False, stretches, largest)


def _is_exact(
    trainer: Trainer, cancelled: CancelCheck, progress: ProgressCallback
) -> bool:
    """Replay a run from its start and compare it bit for bit."""
    config, events, updates = trainer.config, trainer.events, trainer.updates
    try:
        made = replay(config, trainer.data, events, updates, cancelled, progress)
    except (ConfigError, DivergedError):
        return False  # an event is not possible, or an update is not
    reversible = trainer.last.reversible
    return (
        _bits(_present(made)) == _bits(_present(trainer))
        and made.history.values[:-1].tobytes() == trainer.history.values[:-1].tobytes()
        and repr(made.events) == repr(events)
        and (not reversible or _previous_bits(made) == _previous_bits(trainer))
        and all(
            _bits(made.checkpoints.latest(state.updates)) == _bits(state)
            for state in trainer.checkpoints.states()
        )
    )


def _present(trainer: Trainer) -> Checkpoint:
    optimizer = trainer.optimizer
    theta = trainer.network.theta
    return Checkpoint(trainer.updates, theta, optimizer.memory, optimizer.updates)


def _bits(state: Checkpoint | None) -> object:
    if state is None:
        return None
    updates, theta, memory, made = state
    return updates, theta.tobytes(), memory.shape, memory.tobytes(), made


def _previous_bits(trainer: Trainer) -> object:
    return trainer.last.previous_theta.tobytes(), trainer.last.memory.tobytes()


class _Stretch(History):
    """The history of a part of a run, which begins after some updates."""

    def __init__(self, start: int) -> None:
        super().__init__()
        self._start = start

    def __len__(self) -> int:
        return self._start + super().__len__()


def _differences(
    trainer: Trainer, cancelled: CancelCheck, progress: ProgressCallback
) -> Iterator[tuple[int, float]]:
    """Yield the end of each stretch, or the update that differs, and by how much.

    The first one is the start itself. The last one ends in the present state, which
    includes the changes made at its update.
    """
    events, updates = trainer.events, trainer.updates
    losses = trainer.history.loss
    floor = SMALLEST_LOSS * float(np.max(losses, initial=0.0, where=losses < np.inf))
    twin = Trainer(trainer.config, trainer.data)
    states = list(trainer.checkpoints.states())
    yield 0, _distance(_present(twin), states[0])
    for start, following in zip_longest(states, states[1:]):
        end = following or _present(trainer)
        # A saved state is that before the changes made at its update.
        due = [e for e in events if following is None or e.step < end.updates]
        earlier = [event for event in events if event.step < start.updates]
        history = _Stretch(start.updates)
        twin.restore(earlier, history, Checkpoints(), start)
        try:
            replay_onto(twin, due, end.updates, cancelled)
        except (ConfigError, DivergedError):
            yield start.updates + len(history.loss), math.inf
            return
        known = losses[start.updates : end.updates]
        off = np.abs(history.loss - known) / np.maximum(np.abs(known), floor)
        off[history.loss == known] = 0.0
        wrong = np.flatnonzero(~(off <= TOLERANCE))
        if wrong.size:
            yield start.updates + int(wrong[0]), float(off[wrong[0]])
        yield (
            end.updates,
            max(_distance(_present(twin), end), float(off.max(initial=0))),
        )
        if progress is not None:
            progress(end.updates, updates)


def _distance(made: Checkpoint, known: Checkpoint) -> float:
    """Return how far a replayed state is from a known one, relative to its size."""
    if made.memory.shape != known.memory.shape:
        return math.inf
    return max(_relative(made.theta, known.theta), _relative(made.memory, known.memory))


def _relative(made: Array, known: Array) -> float:
    if np.array_equal(made, known, equal_nan=True):
        return 0.0
    difference, size = norm((made - known).ravel()), norm(known.ravel())
    return difference / size if size else math.inf
