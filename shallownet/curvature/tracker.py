"""λmax along a run, measured in small portions between the updates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.arrays import read_only
from shallownet.curvature.hessian import PASS_COST, HessianProducts
from shallownet.curvature.lanczos import NO_CURVE, lanczos

if TYPE_CHECKING:
    from collections.abc import Generator

    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.nn.objective import Objective

WORK_SHARE: Final = 0.04
"""The work of measuring relative to that of the updates: on the lesson's data it gives
a value every 190 updates."""


class SharpnessTracker:
    """Measures the largest eigenvalue of the Hessian repeatedly along a run.

    Each measurement uses the parameters at its start, does one block of samples at a
    time, and starts with the previous eigenvector.

    Parameters
    ----------
    objective : Objective
        The run's own; it and its network are not changed.
    updates : int
        The updates made so far.
    free : ndarray of bool or None
        The parameters that are not frozen; None if all are free.
    known : tuple of ndarray
        A curve of the same run to continue.
    """

    def __init__(
        self,
        objective: Objective,
        updates: int,
        free: NDArray[np.bool_] | None = None,
        known: tuple[Array, Array] = NO_CURVE,
    ) -> None:
        self._objective = objective
        self._vector: Array | None = None
        self._steps: list[int] = known[0].astype(int).tolist()
        self._values: list[float] = known[1].tolist()
        self._curve = NO_CURVE
        self._credit = self._cost = 0.0  # in samples of an update
        # A copy, whose parameters stay the same during a measurement.
        self._copy = objective.for_network(objective.network.copy())
        self._products = HessianProducts(self._copy)
        self._search: Generator[float, None, tuple[float, Array]] | None = None
        self._start(updates, free)

    def _start(self, updates: int, free: NDArray[np.bool_] | None) -> None:
        np.copyto(self._copy.network.theta, self._objective.network.theta)
        self._products.invalidate()
        self._copy.l2 = self._objective.l2
        self._started_at = updates
        vector = self._vector
        if vector is not None and not np.any(vector):
            vector = None  # all parameters were frozen when it was found
        self._search = lanczos(self._products, vector, free, thorough=False)
        # This stops before the first block, without computing anything.
        if not self._continue():
            # All parameters are frozen. This needs no work, but must not be repeated
            # after every update.
            self._cost = PASS_COST * int(self._copy.y.shape[1])

    def advance(self, updates: int, batch: int, free: NDArray[np.bool_] | None) -> None:
        """Do the work that is due after an update with a batch of that size."""
        self._credit += WORK_SHARE * min(batch, int(self._objective.y.shape[1]))
        while self._credit >= self._cost:
            self._credit -= self._cost
            if self._search is None:
                self._start(updates, free)
            else:
                self._continue()

    def _continue(self) -> bool:
        """Do the next block, and return whether there are more."""
        assert self._search is not None
        try:
            self._cost = next(self._search)
        except StopIteration as end:
            value, self._vector = end.value
            self._search, self._cost = None, 0.0
            self._steps.append(self._started_at)
            self._values.append(value)
            self._curve = NO_CURVE
        return self._search is not None

    def truncate(self, updates: int) -> None:
        """Drop the values after an update."""
        if self._started_at > updates:
            self._search, self._cost = None, 0.0
        while self._steps and self._steps[-1] > updates:
            self._steps.pop()
            self._values.pop()
        self._curve = NO_CURVE

    def curve_to(self, updates: int) -> tuple[Array, Array]:
        """Return the part of the curve up to an update."""
        steps, values = self.curve
        length = int(np.searchsorted(steps, updates, "right"))
        return steps[:length], values[:length]

    @property
    def curve(self) -> tuple[Array, Array]:
        """The updates at which λmax was measured, and its values; read-only."""
        if len(self._curve[0]) != len(self._steps):
            steps = np.array(self._steps, dtype=np.float64)
            self._curve = read_only(steps), read_only(np.array(self._values))
        return self._curve
