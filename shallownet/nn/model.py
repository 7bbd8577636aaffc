"""A network with the scaling of its data: raw inputs in, the target's units out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from shallownet.arrays import Array, ignore_overflow, with_ones
from shallownet.compute.call_list import CallList
from shallownet.errors import DataError
from shallownet.nn.workspace import Workspace

if TYPE_CHECKING:
    from shallownet.nn.network import Network
    from shallownet.nn.scaling import Scaling


class Model:
    """A network, and the units it was trained in: ``inputs`` and ``target``."""

    def __init__(self, network: Network, inputs: Scaling, target: Scaling) -> None:
        self.network, self.inputs, self.target = network, inputs, target

    def copy(self) -> Model:
        """Return a model with its own parameters."""
        return Model(self.network.copy(), self.inputs, self.target)

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
