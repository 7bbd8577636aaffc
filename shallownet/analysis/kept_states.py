"""What the states that a run keeps tell of it: each layer's gradient and update."""

from __future__ import annotations

import time
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.arrays import read_only
from shallownet.errors import raise_if_cancelled
from shallownet.training.checkpoints import Checkpoints
from shallownet.training.history import History
from shallownet.training.layer_sizes import layer_norms, update_ratios
from shallownet.training.problem import Problem
from shallownet.training.trainer import Trainer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.callbacks import CancelCheck
    from shallownet.settings.events import Event
    from shallownet.training.checkpoints import Checkpoint
    from shallownet.training.snapshot import Run

MOST: Final = 256
"""States that are spread evenly over a part of a run, at most."""

AN_OCTAVE: Final = 8
"""States from one power of two to the next: the first updates move most."""

REPORT_INTERVAL: Final = 0.25
"""Seconds between two reports of what is measured so far."""


class KeptValues(NamedTuple):
    """What was measured at some of the states that a run keeps, in their order.

    Attributes
    ----------
    run : Run
    updates : ndarray of int, shape (n,)
        How many updates were made before each state.
    gradient_norms : ndarray, shape (layers, n)
        See `layer_norms`; of the gradient that the next update followed, before any
        clipping.
    update_ratios : ndarray, shape (layers, n)
        See `update_ratios`; of the next update.
    losses : ndarray, shape (n,)
        J over all training samples, in the target's units squared.
    """

    run: Run
    updates: NDArray[np.int64]
    gradient_norms: Array
    update_ratios: Array
    losses: Array


@dataclass(frozen=True, eq=False)
class KeptStates:
    """The states that a run keeps, for another thread.

    Attributes
    ----------
    run : Run
    events : tuple of Event
    checkpoints : Checkpoints
        They share their arrays with the run's.
    made : int
        The updates that the run has made.
    """

    run: Run
    events: tuple[Event, ...]
    checkpoints: Checkpoints
    made: int

    @classmethod
    def of(cls, trainer: Trainer) -> KeptStates:
        """Return the states of a run; it takes a fraction of a millisecond."""
        checkpoints = trainer.checkpoints.copy()
        return cls(trainer.run_info, (*trainer.events,), checkpoints, trainer.updates)

    def spread(self, first: int = 0, last: int | None = None) -> list[int]:
        """Return updates from ``first`` to ``last`` with a state, coarse ones first.

        They are multiples of a power of two, so that a longer run, or another part of
        it, asks for many of the same: up to `MOST` evenly, and `AN_OCTAVE` between two
        powers of two.
        """
        kept = self.checkpoints.updates
        last = self.made if last is None else last
        kept = kept[(kept >= first) & (kept <= last)]
        stride = 1
        while np.count_nonzero(kept % stride == 0) > MOST:
            stride *= 2
        octave = 2 ** np.floor(np.log2(np.maximum(kept, 1))).astype(np.int64)
        chosen = (kept % stride == 0) | (kept % np.maximum(octave // AN_OCTAVE, 1) == 0)
        # The lowest bit that is set is the largest power of two that divides.
        found: list[int] = kept[chosen].tolist()
        return sorted(found, key=lambda n: -(n & -n) if n else -(self.made + 1))


class KeptMeter:
    """Measures kept states of one run, and none of them twice.

    Parameters
    ----------
    run : Run

    Examples
    --------
    >>> import shallownet as sn
    >>> trainer = sn.Trainer(sn.TrainingConfig(), sn.datasets.notebook(m=100))
    >>> trainer.run(4)
    >>> states = KeptStates.of(trainer)
    >>> values = KeptMeter(states.run).measure(states, states.spread())
    >>> values.updates.tolist(), values.gradient_norms.shape
    ([0, 1, 2, 3, 4], (2, 5))
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self._twin = Trainer(run.config, run.data, Problem(run))
        self._known: dict[object, tuple[Array, Array, float]] = {}

    def measure(
        self,
        states: KeptStates,
        updates: Iterable[int],
        report: Callable[[KeptValues], None] | None = None,
        cancelled: CancelCheck = None,
    ) -> KeptValues:
        """Measure the states after some updates.

        Parameters
        ----------
        states : KeptStates
        updates : iterable of int
            Those first that are wanted first; see `KeptStates.spread`.
        report : callable, optional
            Now and then receives what is measured so far.
        cancelled : callable, optional

        Raises
        ------
        Cancelled
            If ``cancelled`` returned True; what was measured stays known.
        """
        found: dict[int, tuple[Array, Array, float]] = {}
        due = time.perf_counter() + REPORT_INTERVAL
        for step in updates:
            raise_if_cancelled(cancelled)
            found[step] = self._values(states, step, cancelled)
            if report is not None and time.perf_counter() >= due:
                report(self._in_order(found))
                due = time.perf_counter() + REPORT_INTERVAL
        return self._in_order(found)

    def _in_order(self, found: dict[int, tuple[Array, Array, float]]) -> KeptValues:
        order = np.array(sorted(found), dtype=np.int64)
        values = [found[step] for step in order.tolist()]
        layers = len(self._twin.network.layers)
        norms, ratios = (
            np.array([value[n] for value in values]).reshape(-1, layers).T
            for n in range(2)
        )
        losses = np.array([loss for _, _, loss in values])
        arrays = (read_only(array) for array in (norms, ratios, losses))
        return KeptValues(self.run, read_only(order), *arrays)

    def _values(
        self, states: KeptStates, step: int, cancelled: CancelCheck
    ) -> tuple[Array, Array, float]:
        state = states.checkpoints.latest(step)
        assert state is not None and state.updates == step
        past = tuple(event for event in states.events if event.step <= step)
        key = step, past, blake2b(state.theta.tobytes(), digest_size=16).digest()
        if key not in self._known:
            self._known[key] = self._measure(state, past, cancelled)
        return self._known[key]

    def _measure(
        self, state: Checkpoint, past: tuple[Event, ...], cancelled: CancelCheck
    ) -> tuple[Array, Array, float]:
        """Return both for each layer, and the loss, after the changes at an update."""
        twin, step = self._twin, state.updates
        earlier = [event for event in past if event.step < step]
        twin.cancelled = cancelled
        twin.restore(earlier, History().replayed(step), Checkpoints(), state)
        for event in past[len(earlier) :]:
            twin.apply(event)
        network, measured = twin.network, twin.evaluate()
        norms = layer_norms(network, network.gradient)
        ratios = update_ratios(network, network.theta, twin.upcoming())
        if not twin.run_settings.batches.full:
            measured = twin.objective.measure(None, cancelled)
        return norms, ratios, measured.loss * twin.problem.unit**2
