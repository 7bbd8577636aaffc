"""A network with the scaling of its data: raw inputs in, the target's units out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from shallownet.arrays import Array, ignore_overflow, with_ones
from shallownet.compute.call_list import CallList
from shallownet.errors import DataError
from shallownet.nn.scaling import Scaling
from shallownet.nn.workspace import Workspace

if TYPE_CHECKING:
    from shallownet.nn.network import Network


class Model:
    """A network, and the units it was trained in: ``inputs`` and ``target``."""

    def __init__(self, network: Network, inputs: Scaling, target: Scaling) -> None:
        self.network, self.inputs, self.target = network, inputs, target

    def copy(self) -> Model:
        """Return a model with its own parameters."""
        return Model(self.network.copy(), self.inputs, self.target)

    def in_data_units(self) -> Model:
        """Return a model that predicts the same from weights in the data's own units.

        The scaling of the inputs moves into the first layer, and that of the target
        into the last one if its activation is the identity; otherwise it stays.

        Examples
        --------
        A line y = 3 x + 5 learned from standardized samples:

        >>> from shallownet.nn.network import Network
        >>> x = np.array([[1.0, 2.0, 6.0]])
        >>> network = Network((1, 1), ("identity",), np.array([1.0, 0.0]))
        >>> model = Model(network, Scaling.standard(x), Scaling.standard(3.0 * x + 5.0))
        >>> model.in_data_units().network.theta.round(12)
        array([3., 5.])
        """
        model = self.copy()
        first, last = model.network.layers[0], model.network.layers[-1]
        with ignore_overflow():
            first.W /= self.inputs.scale.T
            first.b -= first.W @ self.inputs.shift
            model.inputs = Scaling.none(len(self.inputs.scale))
            if last.activation.name == "identity":
                last.W *= self.target.scale
                last.b *= self.target.scale
                last.b += self.target.shift
                model.target = Scaling.none(len(self.target.scale))
        return model

    def activations(self, X: Array) -> list[Array]:
        """Return the activations (units, n) of every layer for raw inputs ``X``.

        The last are the output's, in the scaled units of the training.
        """
        return self.at(X).activations()

    def at(self, X: Array) -> FixedInputs:
        """Return the network applied to fixed raw inputs, for repeated use."""
        self._check(X)
        return FixedInputs(self.network, with_ones(self.inputs.apply(X)))

    def predict(self, X: Array) -> Array:
        """Predict the target (1, n), in its own units, for raw inputs ``X``.

        Raises
        ------
        DataError
            If the number of rows is not the number of the network's inputs.
        """
        self._check(X)
        if X.shape[1] == 0:
            return np.empty((1, 0))
        size = self.network.block_size(X.shape[1])
        blocks = [
            self.activations(X[:, start : start + size])[-1]
            for start in range(0, X.shape[1], size)
        ]
        return self.target.invert(np.hstack(blocks))

    def _check(self, X: Array) -> None:
        inputs = self.network.layer_sizes[0]
        if X.ndim != 2 or len(X) != inputs:
            raise DataError(f"X has shape {X.shape}; it must be ({inputs}, samples)")


class FixedInputs:
    """A network applied to the same inputs again as its parameters change.

    ``X`` (inputs + 1, samples) are the scaled inputs above a row of ones.
    """

    def __init__(self, network: Network, X: Array) -> None:
        self._work, self._calls = Workspace(network.layers, X.shape[1]), CallList()
        network.forward(X, self._work, self._calls)

    def activations(self) -> list[Array]:
        """Return every layer's activations (units, samples), valid until the next call.

        The last are the output's, in the scaled units of the training.
        """
        with ignore_overflow():
            self._calls.run()
        return self._work.A
