"""What a network computes at chosen inputs, whenever a view needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from gui.graph.edge_style import next_scale
from shallownet.arrays import ROUNDING, ignore_overflow, spread, with_ones
from shallownet.nn.passes import passes
from shallownet.nn.saturation import saturated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from shallownet.arrays import Array, Indices
    from shallownet.training.snapshot import Run, Snapshot

SCATTER_POINTS: Final = 1_000
"""Samples drawn as points: 1,000 cost 2 ms a frame, 10,000 cost 21 ms."""

GRID: Final = 20
"""Side of a unit's response map, in points."""


class ResponseMaps(NamedTuple):
    """Every unit's activation over the plane of the first two inputs.

    Attributes
    ----------
    layers : list of (ndarray of uint8, shape (units, GRID, GRID)) or None
        For each layer after the inputs; 1 is ``-limits[l]``, 128 is zero, 255 is
        ``+limits[l]``. Row 0 is the largest x2, column 0 the smallest x1. None for a
        layer that was not requested.
    limits : list of float
        The activation at the ends of each layer's scale; for the output, the distance
        from the middle.
    middle : float
        The target's mean, at the middle of the output's scale.
    """

    layers: list[NDArray[np.uint8] | None]
    limits: list[float]
    middle: float


class Probe:
    """A copy of a run's model, and the inputs at which views evaluate it.

    Parameters
    ----------
    run : Run

    Attributes
    ----------
    chosen : ndarray of int
        The samples drawn as points: all that are not sealed, or a fixed random subset.
    maps : ResponseMaps
        See `update_maps`.
    """

    def __init__(self, run: Run) -> None:
        self._model = run.model.copy()
        shown = run.split.open
        m = len(shown)
        if m > SCATTER_POINTS:
            generator = np.random.default_rng(0)
            chosen = np.sort(generator.choice(m, SCATTER_POINTS, replace=False))
            self.chosen = shown[chosen]
        else:
            self.chosen = shown
        self._points = run.data.X[:, self.chosen]
        mean, low, high = run.target.mean, run.target.low, run.target.high
        varies = spread(low, high) > 0.0
        self._output_limit = max(high - mean, mean - low) if varies else 1.0
        # The middle 98 % of the samples: outliers would shrink the interesting part.
        # (Not np.quantile: its first call imports numpy.ma, 14 ms of every start.)
        cut = len(self.chosen) // 100
        self.extent: Array = np.sort(self._points)[:, [cut, -1 - cut]]
        lines = [np.linspace(low, high, GRID) for low, high in self.extent[:2]]
        x1, x2 = np.meshgrid(lines[0], lines[-1][::-1])
        # A single input varies across; inputs after the second stay at their means.
        others = run.data.X.mean(axis=1, keepdims=True)[2:]
        rows = [x1.ravel(), x2.ravel()][: len(self.extent)]
        self._grid = np.vstack([*rows, np.tile(others, GRID * GRID)])
        layers = len(self._model.network.layers)
        self.maps = ResponseMaps([None] * layers, [0.0] * layers, run.target.mean)
        self._at_points = self._model.at(self._points)
        self._at_grid = self._model.at(self._grid)

    def sample_passes(self, snapshot: Snapshot, samples: Indices) -> dict[str, Array]:
        """Return what the two passes compute for some samples, a column each.

        Parameters
        ----------
        snapshot : Snapshot
        samples : ndarray of int
            Their numbers in the data.

        Returns
        -------
        dict of str to ndarray
            X, y, and Z1, A1, dZ1, ... of each layer, in the units of training.
        """
        data = snapshot.run.data
        return self._passes(snapshot, data.X[:, samples], data.y[:, samples])

    def input_passes(self, snapshot: Snapshot, X: Array) -> dict[str, Array]:
        """Return what the forward pass computes for any inputs (inputs, n).

        Returns
        -------
        dict of str to ndarray
            X, and Z1, A1, ... of each layer, in the units of training.
        """
        arrays = self._passes(snapshot, X, np.zeros((1, X.shape[1])))
        return {name: array for name, array in arrays.items() if name[0] in "XZA"}

    def _passes(self, snapshot: Snapshot, X: Array, y: Array) -> dict[str, Array]:
        model = self._model
        model.network.theta[:] = snapshot.theta
        X, y = model.inputs.apply(X), model.target.apply(y)
        rule = snapshot.settings.gradient
        return {"X": X, "y": y} | passes(model.network, with_ones(X), y, rule)

    def means(self, snapshot: Snapshot) -> list[Array]:
        """Return inputs and activations of each layer, averaged over `chosen`.

        A mean of rounding alone, as that of standardized inputs, is 0.
        """
        self._model.network.theta[:] = snapshot.theta
        inputs = self._model.inputs.apply(self._points)
        layers = [inputs, *self._model.activations(self._points)]
        with ignore_overflow():
            means = [values.mean(axis=1) for values in layers]
            sizes = [np.abs(values).mean(axis=1) for values in layers]
        return [
            np.where(np.abs(mean) <= ROUNDING * size, 0.0, mean)
            for mean, size in zip(means, sizes, strict=True)
        ]

    def saturated_shares(self, snapshot: Snapshot) -> list[Array]:
        """Return the share of `chosen` that saturates each unit, layer by layer."""
        arrays = self.sample_passes(snapshot, self.chosen)
        return [
            saturated(layer.activation, arrays[f"Z{n}"])
            for n, layer in enumerate(self._model.network.layers, 1)
        ]

    def predictions(self, snapshot: Snapshot) -> Array:
        """Predict the samples in `chosen`, shape (n,), in the target's units."""
        self._model.network.theta[:] = snapshot.theta
        (output,) = self._at_points.activations()[-1]
        predicted: Array = self._model.target.invert(output[np.newaxis])[0]
        return predicted

    def predict(self, snapshot: Snapshot, samples: Indices) -> Array:
        """Predict samples by their numbers, shape (n,), in the target's units."""
        self._model.network.theta[:] = snapshot.theta
        predicted: Array = self._model.predict(snapshot.run.data.X[:, samples])[0]
        return predicted

    def update_maps(
        self, snapshot: Snapshot, needed: Sequence[bool] | None = None
    ) -> None:
        """Compute every unit's response over the plane of the first two inputs.

        Like the scale of the weights, a layer's scale only grows.

        Parameters
        ----------
        snapshot : Snapshot
        needed : sequence of bool, optional
            For each layer after the inputs, whether to compute it; default all.
        """
        limits = list(self.maps.limits)
        needed = [True] * len(limits) if needed is None else needed
        layers: list[NDArray[np.uint8] | None] = [None] * len(limits)
        self.maps = self.maps._replace(layers=layers, limits=limits)
        if not any(needed):
            return
        self._model.network.theta[:] = snapshot.theta
        *hidden, output = self._at_grid.activations()
        activations = [*hidden, self._model.target.invert(output) - self.maps.middle]
        for number, values in enumerate(activations):
            if not needed[number]:
                continue
            largest = float(np.abs(values).max())
            if not np.isfinite(largest):
                values = np.nan_to_num(values, posinf=np.inf, neginf=-np.inf)
                finite = values[np.isfinite(values)]
                largest = float(np.abs(finite).max(initial=0.0))
            if number == len(activations) - 1:
                largest = self._output_limit
            limit = limits[number] = next_scale(limits[number], largest)
            levels = np.minimum(np.maximum(values, -limit), limit)
            levels *= 127.0 / limit
            levels += 128.0
            layers[number] = levels.astype(np.uint8).reshape(-1, GRID, GRID)
