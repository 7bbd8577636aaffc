"""The numbers inside a network at an update: parameters, samples, both passes."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from shallownet.arrays import ignore_overflow, with_ones
from shallownet.errors import ConfigError
from shallownet.nn.passes import passes
from shallownet.nn.saturation import saturated

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.nn.model import Model
    from shallownet.training.snapshot import Snapshot


class NetworkValues:
    """Parameters, and what the passes compute for a sample; NaN for what is not there.

    Layers count from 1, the last one is the output. Units and samples count from 0.

    Parameters
    ----------
    snapshot : Snapshot
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._passes: dict[int, dict[str, Array]] = {}

    @cached_property
    def saturated(self) -> float:
        """The share of hidden activations that are saturated, of training samples."""
        run = self.snapshot.run
        layers = self._model.network.layers[:-1]
        if not layers:
            return math.nan
        arrays = self._arrays(run.data.take(run.split.train).X)
        shares = [
            saturated(layer.activation, arrays[f"Z{number}"])
            for number, layer in enumerate(layers, 1)
        ]
        return float(np.concatenate(shares).mean())

    def value(self, parameter: str) -> float:
        """Return a parameter, in the units of the training."""
        return self._parameter(self.snapshot.theta, parameter)

    def gradient(self, parameter: str) -> float:
        """Return the gradient by a parameter."""
        return self._parameter(self.snapshot.gradient, parameter)

    def next_value(self, parameter: str) -> float:
        """Return a parameter after the next update."""
        return self._parameter(self.snapshot.upcoming, parameter)

    def last_change(self, parameter: str) -> float:
        """Return what the last update added to a parameter."""
        return self._parameter(self.snapshot.change, parameter)

    def _parameter(self, vector: Array, name: str) -> float:
        try:
            return float(vector[self._model.network.parameter_index(name)])
        except ConfigError:  # this network has none of that name
            return math.nan

    @cached_property
    def _model(self) -> Model:
        model = self.snapshot.run.model.copy()
        model.network.theta[:] = self.snapshot.theta
        return model

    # Samples, counted from 0 as in the window

    def x(self, number: float, sample: float) -> float:
        """Return an input of a sample; the first input is 1."""
        return _at(self.snapshot.run.data.X, number - 1.0, sample)

    def y(self, sample: float) -> float:
        """Return the target of a sample."""
        return _at(self.snapshot.run.data.y, 0.0, sample)

    def prediction(self, sample: float) -> float:
        """Return ŷ of a sample, in the target's units."""
        data = self.snapshot.run.data
        if not is_index(sample, data.samples):
            return math.nan
        with ignore_overflow():
            found = self._model.predict(data.X[:, [int(sample)]])
        return float(found[0, 0])

    def z(self, layer: float, unit: float, sample: float) -> float:
        """Return a weighted sum."""
        return self._of_unit("Z", layer, unit, sample)

    def a(self, layer: float, unit: float, sample: float) -> float:
        """Return an activation."""
        return self._of_unit("A", layer, unit, sample)

    def dz(self, layer: float, unit: float, sample: float) -> float:
        """Return the derivative of a sample's loss by a weighted sum."""
        return self._of_unit("dZ", layer, unit, sample)

    def _of_unit(self, kind: str, layer: float, unit: float, sample: float) -> float:
        data, layers = self.snapshot.run.data, len(self._model.network.layers)
        if not (is_index(sample, data.samples) and is_index(layer - 1.0, layers)):
            return math.nan
        column = int(sample)
        if column not in self._passes:
            chosen = data.X[:, [column]], data.y[:, [column]]
            self._passes[column] = self._arrays(*chosen)
        return _at(self._passes[column][f"{kind}{int(layer)}"], unit, 0.0)

    def _arrays(self, X: Array, y: Array | None = None) -> dict[str, Array]:
        model = self._model
        target = np.zeros((1, X.shape[1])) if y is None else model.target.apply(y)
        inputs = with_ones(model.inputs.apply(X))
        return passes(model.network, inputs, target, self.snapshot.settings.gradient)


def is_index(value: float, length: int) -> bool:
    """Return whether a number is an index of a sequence of some length."""
    return 0 <= value < length and float(value).is_integer()


def _at(array: Array, row: float, column: float) -> float:
    """Return an entry; NaN if there is none."""
    rows, columns = array.shape
    known = is_index(row, rows) and is_index(column, columns)
    return float(array[int(row), int(column)]) if known else math.nan
