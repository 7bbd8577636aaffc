"""λmax along a run, measured in small portions between the updates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.curvature import NO_CURVE, lanczos
from shallownet.network import Network

if TYPE_CHECKING:
    from collections.abc import Generator

    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.objective import Objective

EVERY: Final = 15
"""Updates for each gradient that the measurement takes over all samples. A gradient
costs what a full update costs, and some arithmetic comes on top: it costs training 8 %
of its time at m = 10,000."""


class SharpnessTrack:
    """Measures the largest eigenvalue of the Hessian again and again along a run.

    Each measurement is made at the parameters as they were when it began, one gradient
    at a time, and begins with the eigenvector found before.

    Parameters
    ----------
    objective : Objective
        The run's own; its network is looked at and left alone.
    updates : int
        How many updates are made when it begins to watch.
    free : ndarray of bool or None
        The parameters that may move; None if all may.
    """

    def __init__(
        self, objective: Objective, updates: int, free: NDArray[np.bool_] | None = None
    ) -> None:
        network = objective.network
        self._network = network
        self._twin = Network(network.layer_sizes, network.activations)
        self._objective = objective
        self._vector: Array | None = None
        self._steps: list[int] = []
        self._values: list[float] = []
        self._curve = NO_CURVE
        self._search: Generator[None, None, tuple[float, Array]] | None = None
        self._begin(updates, free)

    def _begin(self, updates: int, free: NDArray[np.bool_] | None) -> None:
        self._twin.theta[:] = self._network.theta
        self._begun_at = updates
        self._search = lanczos(self._objective.twin(self._twin), self._vector, free)

    def follow(self, updates: int, batch: int, free: NDArray[np.bool_] | None) -> None:
        """Do a portion of the work if it is due after so many updates.

        Parameters
        ----------
        updates : int
        batch : int
            Samples that an update looks at: a gradient over all of them is worth that
            many more updates.
        free : ndarray of bool or None
            The parameters that may move; None if all may.
        """
        every = EVERY * -(-int(self._objective.y.shape[1]) // max(batch, 1))
        if updates % every:
            return
        if self._search is None:
            self._begin(updates, free)
            assert self._search is not None
        try:
            next(self._search)
        except StopIteration as end:
            value, self._vector = end.value
            self._search = None
            self._steps.append(self._begun_at)
            self._values.append(value)
            self._curve = NO_CURVE

    def truncate(self, updates: int) -> None:
        """Forget what was measured after so many updates."""
        self._search = None
        while self._steps and self._steps[-1] > updates:
            self._steps.pop()
            self._values.pop()
        self._curve = NO_CURVE

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
