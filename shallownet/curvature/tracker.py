"""λmax along a run, measured in small portions between the updates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.curvature.hessian import TO_PASS, HessianProducts
from shallownet.curvature.lanczos import NO_CURVE, lanczos

if TYPE_CHECKING:
    from collections.abc import Generator

    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.nn.objective import Objective

SHARE: Final = 0.04
"""The work of watching, as a share of that of the updates. On the lesson's data it
brings a value in every 190 updates."""


class SharpnessTracker:
    """Measures the largest eigenvalue of the Hessian again and again along a run.

    Each measurement is made at the parameters as they were when it began, one block of
    samples at a time, and begins with the eigenvector found before.

    Parameters
    ----------
    objective : Objective
        The run's own; it and its network are looked at and left alone.
    updates : int
        How many updates are made when it begins to watch.
    free : ndarray of bool or None
        The parameters that may move; None if all may.
    known : tuple of ndarray
        A curve to go on with, of the same run.
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
        self._earned = self._cost = 0.0  # in samples that updates look at
        # Its own parameters stay as they are while the run's go on.
        self._still = objective.twin(objective.network.copy())
        self._products = HessianProducts(self._still)
        self._search: Generator[float, None, tuple[float, Array]] | None = None
        self._begin(updates, free)

    def _begin(self, updates: int, free: NDArray[np.bool_] | None) -> None:
        np.copyto(self._still.network.theta, self._objective.network.theta)
        self._products.look_again()
        self._still.l2 = self._objective.l2
        self._begun_at = updates
        vector = self._vector
        if vector is not None and not np.any(vector):
            vector = None  # nothing was free to move when it was found
        self._search = lanczos(self._products, vector, free, thorough=False)
        # To the first block: nothing is computed for it.
        if not self._go_on():
            # Nothing may move. That is found at once, and need not be at every update.
            self._cost = TO_PASS * int(self._still.y.shape[1])

    def follow(self, updates: int, batch: int, free: NDArray[np.bool_] | None) -> None:
        """Do the work that is due after so many updates.

        Parameters
        ----------
        updates : int
        batch : int
            Samples that the last update looked at.
        free : ndarray of bool or None
            The parameters that may move; None if all may.
        """
        self._earned += SHARE * min(batch, int(self._objective.y.shape[1]))
        while self._earned >= self._cost:
            self._earned -= self._cost
            if self._search is None:
                self._begin(updates, free)
            else:
                self._go_on()

    def _go_on(self) -> bool:
        """Do the block that is next, and learn what the one after it costs, if any."""
        assert self._search is not None
        try:
            self._cost = next(self._search)
        except StopIteration as end:
            value, self._vector = end.value
            self._search, self._cost = None, 0.0
            self._steps.append(self._begun_at)
            self._values.append(value)
            self._curve = NO_CURVE
        return self._search is not None

    def truncate(self, updates: int) -> None:
        """Forget what was measured after so many updates."""
        if self._begun_at > updates:
            self._search, self._cost = None, 0.0
        while self._steps and self._steps[-1] > updates:
            self._steps.pop()
            self._values.pop()
        self._curve = NO_CURVE

    def curve_to(self, updates: int) -> tuple[Array, Array]:
        """Return the part of the curve that lies no later than an update."""
        steps, values = self.curve
        until = int(np.searchsorted(steps, updates, "right"))
        return steps[:until], values[:until]

    @property
    def curve(self) -> tuple[Array, Array]:
        """The updates at which it was measured, and what it was; read-only."""
        if len(self._curve[0]) != len(self._steps):
            self._curve = (
                np.array(self._steps, dtype=np.float64),
                np.array(self._values),
            )
            for array in self._curve:
                array.flags.writeable = False
        return self._curve
