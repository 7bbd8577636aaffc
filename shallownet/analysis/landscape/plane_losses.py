"""The loss at the points of a grid in a plane.

Along a plane the pre-activations of the first layer are linear: Z1 is
Z0 + a U + b V with Z0 = W0 X, U = Wu X and V = Wv X, so no product with X is needed at
a point, and with `row_activations` no exponential either: in the lesson's network a
point takes a fifth of the time of a forward pass.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.analysis.landscape.row_activations import row_activations
from shallownet.arrays import ignore_overflow
from shallownet.compute.second_thread import run_in_parallel
from shallownet.errors import raise_if_cancelled
from shallownet.nn.network import Network
from shallownet.nn.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.analysis.landscape.plane import Plane
    from shallownet.analysis.landscape.row_activations import RowActivations
    from shallownet.arrays import Array
    from shallownet.callbacks import CancelCheck
    from shallownet.nn.objective import Objective

BLOCK_CELLS: Final = 32_768
"""Cells of the widest layer in a block of samples at most: its arrays nearly fit into a
level-2 cache. Half of that takes up to a third more time."""


class PlaneLosses:
    """Computes J and its penalty on grids in a plane.

    Parameters
    ----------
    objective : Objective
        Its samples, its network's shape and its penalty are used; its parameters are
        neither used nor changed.
    plane : Plane
    """

    def __init__(self, objective: Objective, plane: Plane) -> None:
        self._objective, self._plane = objective, plane
        m = int(objective.y.shape[1])
        cells = m * max(objective.network.layer_sizes)
        # Half of the blocks for each of two threads, of almost equal size.
        size = math.ceil(m / (2 * math.ceil(cells / (2 * BLOCK_CELLS))))
        self._parts = [slice(n, min(n + size, m)) for n in range(0, m, size)]

    def at(
        self,
        columns: Array,
        rows: Array,
        cancelled: CancelCheck = None,
        advanced: Callable[[float], None] | None = None,
    ) -> Array:
        """Compute the loss at the points of a grid.

        Parameters
        ----------
        columns : ndarray, shape (c,)
            a of each column, evenly spaced.
        rows : ndarray, shape (r,)
            b of each row, in order.
        cancelled : callable, optional
            Called for each row of each block of samples; returns whether to stop.
        advanced : callable, optional
            Called with the share of the work that is done.

        Returns
        -------
        ndarray, shape (r, c)
            J + penalty in the network's units; inf or NaN where it is not finite.

        Raises
        ------
        Cancelled
            If ``cancelled`` returned true.
        """
        sums = np.zeros((2, len(rows), len(columns)))
        stopped = False

        def stop() -> bool:
            return stopped

        def add(group: int, check: CancelCheck) -> None:
            nonlocal stopped
            try:
                walk = _Walk(self._objective, self._plane, columns, rows)
                parts = self._parts[group::2]
                for done, part in enumerate(parts, 1):
                    walk.add(part, sums[group], check)
                    if advanced is not None and group == 0:
                        advanced(done / len(parts))
            except BaseException:
                stopped = True  # the other thread need not go on
                raise

        with ignore_overflow():
            run_in_parallel(
                lambda: add(0, cancelled),
                lambda: add(1, stop),
                lambda: add(1, cancelled),
            )
            m = int(self._objective.y.shape[1])
            losses: Array = (sums[0] + sums[1]) / (2 * m)
            return losses + self._penalties(columns, rows)

    def _penalties(self, columns: Array, rows: Array) -> Array:
        """Return l1 sum(|W|) + l2/2 sum(W^2) at the points of a grid."""
        l1, l2 = self._objective.l1, self._objective.l2
        result = np.zeros((len(rows), len(columns)))
        if not (l1 or l2):
            return result
        network = self._objective.network
        weights = np.ones_like(network.theta)
        for Wb in network.matrices(weights):
            Wb[:, -1] = 0.0  # biases are not penalized
        is_weight = weights > 0.0
        origin = self._plane.origin[is_weight]
        u, v = self._plane.directions[:, is_weight]
        for row, b in enumerate(rows):
            W = np.outer(columns, u) + (origin + b * v)
            result[row] = l1 * np.abs(W).sum(1) + l2 / 2 * np.square(W).sum(1)
        return result


class _Walk:
    """Goes through the points of a grid, for the blocks of samples of one thread."""

    def __init__(
        self, objective: Objective, plane: Plane, columns: Array, rows: Array
    ) -> None:
        self._objective, self._plane = objective, plane
        self._columns, self._rows = columns, rows
        network = objective.network
        self._network = Network(
            network.layer_sizes, network.activations, np.empty_like(network.theta)
        )
        vectors = (plane.origin, *plane.directions)
        self._first_layers = [network.matrices(vector)[0] for vector in vectors]
        self._work: Workspace | None = None

    def add(self, part: slice, sums: Array, cancelled: CancelCheck) -> None:
        """Add the squared errors of a block of samples to ``sums`` (rows, columns)."""
        X, y = self._objective.X[:, part], self._objective.y[:, part]
        network, (u, v) = self._network, self._plane.directions
        if self._work is None or self._work.error.shape != y.shape:
            self._work = Workspace(network.layers, y.shape[1], keep=True)
        work = self._work
        Z, U, V = (Wb @ X for Wb in self._first_layers)
        first = self._first_activations(Z, U, V)
        for row, b in enumerate(self._rows):
            raise_if_cancelled(cancelled)
            start = self._plane.origin + b * v
            for column, a in enumerate(self._columns):
                np.multiply(u, a, network.theta)
                network.theta += start
                if column:
                    first.advance(work.A[0])
                else:
                    first.begin(Z + b * V + a * U, work.A[0])
                network.forward(X, work, first=1)
                np.subtract(work.A[-1], y, work.error)
                error = work.error.ravel()
                sums[row, column] += error.dot(error)

    def _first_activations(self, Z: Array, U: Array, V: Array) -> RowActivations:
        columns, rows = self._columns, self._rows
        corners = [(a, b) for a in columns[[0, -1]] for b in rows[[0, -1]]]
        # z is linear, so it is largest in a corner.
        largest = max(float(np.abs(Z + a * U + b * V).max()) for a, b in corners)
        step = columns[1] - columns[0] if len(columns) > 1 else 0.0
        return row_activations(self._network.layers[0].activation, step * U, largest)
