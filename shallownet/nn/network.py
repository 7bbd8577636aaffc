"""A feed-forward network: forward and backward propagation, as in the lesson.

    Z1 = W1 X  + b1,   A1 = g(Z1)          dZ2 = (A2 - y) * g'(Z2)
    Z2 = W2 A1 + b2,   A2 = g(Z2)          dW2 = 1/m dZ2 A1^T,  db2 = 1/m sum(dZ2)
    ...                                    dZ1 = W2^T dZ2 * g'(Z1)
    yhat = A2                              dW1 = 1/m dZ1 X^T,   db1 = 1/m sum(dZ1)

for any number of layers. Arrays are (features, samples). Three choices serve speed:

* Weights and biases of a layer are one matrix ``Wb = [W b]``, and the inputs of every
  layer end in a row of ones: ``[W b] [A; 1] = W A + b``. One matrix product adds the
  bias, and ``[dW db] = 1/m dZ [A; 1]^T`` sums over the samples.
* All parameters are one flat vector ``theta``; ``W1``, ``b1``, ... are views into it.
  The gradient has the same layout, so an optimizer is a line of vector arithmetic.
* Every array of the size of the data belongs to a `Workspace` that is allocated once.
"""

from __future__ import annotations

import math
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.compute.call_list import call_now
from shallownet.errors import ConfigError
from shallownet.nn.activations import ACTIVATIONS, activation
from shallownet.nn.layer import Layer
from shallownet.nn.workspace import product
from shallownet.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.arrays import Array
    from shallownet.compute.call_list import Call
    from shallownet.nn.workspace import Workspace

PARAMETER: Final = (
    r"(?P<kind>[Wb])(?P<layer>\d{1,2})"
    r"\[\s*(?P<row>\d{1,4})\s*(,\s*(?P<column>\d{1,4})\s*)?\]"
)

BLOCK_CELLS: Final = 65_536
"""Cells of the widest layer in one block of samples: 512 KiB, about a level-2 cache.
At m = 1,000,000 an update in such blocks takes a seventh of the time of one whole."""

SPLIT_CELLS: Final = 40_000
"""Cells above which the samples are split into an even number of blocks, half of them
for each of two threads. Another value changes the order of sums, and so their bits."""


def block_size(samples: int, layer_sizes: Sequence[int]) -> int:
    """Return how many samples to process at once, in blocks of almost equal size.

    The number of blocks is even, one half for each of two threads, unless there are too
    few samples to share.
    """
    cells = samples * max(layer_sizes)
    if cells <= min(SPLIT_CELLS, BLOCK_CELLS):
        return samples
    return math.ceil(samples / (2 * math.ceil(cells / (2 * BLOCK_CELLS))))


class Network:
    """Layers of units, each applied to the activations of the one before it.

    Parameters
    ----------
    layer_sizes : sequence of int
        Units of each layer, the inputs first: ``(2, 10, 1)`` is the lesson's network.
    activations : sequence of str
        The activation of each layer after the inputs.
    theta : ndarray, shape (parameters,), optional
        The vector that holds the parameters; a new one of zeros if not given.

    Attributes
    ----------
    theta, gradient : ndarray, shape (parameters,)
        All parameters, and the gradient of the loss with respect to them, layer after
        layer, each as ``[W b]`` row by row.
    """

    def __init__(
        self,
        layer_sizes: Sequence[int],
        activations: Sequence[str],
        theta: Array | None = None,
    ) -> None:
        self.layer_sizes = tuple(layer_sizes)
        size = sum(units * (inputs + 1) for units, inputs in self._shapes())
        self.theta = np.zeros(size) if theta is None else theta
        self.gradient = np.zeros(size)
        matrices = self.matrices(self.theta), self.matrices(self.gradient)
        self.layers = [
            Layer(Wb, dWb, activation(name))
            for Wb, dWb, name in zip(*matrices, activations, strict=True)
        ]

    def _shapes(self) -> list[tuple[int, int]]:
        """Return (units, inputs) of each layer."""
        return list(zip(self.layer_sizes[1:], self.layer_sizes[:-1], strict=True))

    def matrices(self, vector: Array) -> list[Array]:
        """View a vector laid out like ``theta`` as one [W b] for each layer."""
        matrices, start = [], 0
        for units, inputs in self._shapes():
            end = start + units * (inputs + 1)
            matrices.append(vector[start:end].reshape(units, inputs + 1))
            start = end
        return matrices

    def named(self, vector: Array) -> dict[str, Array]:
        """View a vector laid out like ``theta`` by name: W1, b1, W2, b2, ..."""
        return {
            name: view
            for number, Wb in enumerate(self.matrices(vector), 1)
            for name, view in ((f"W{number}", Wb[:, :-1]), (f"b{number}", Wb[:, -1:]))
        }

    @property
    def activations(self) -> tuple[str, ...]:
        """The names of the layers' activation functions."""
        return tuple(layer.activation.name for layer in self.layers)

    @property
    def parameters(self) -> dict[str, Array]:
        """Views of the parameters: W1 (units, inputs), b1 (units, 1), W2, ..."""
        return self.named(self.theta)

    def copy(self) -> Network:
        """Return a network of the same shape with its own parameters."""
        return Network(self.layer_sizes, self.activations, self.theta.copy())

    def with_own_gradient(self) -> Network:
        """Return a network that shares the parameters but not the gradient.

        With it a second thread can go through other samples at the same time.
        """
        return Network(self.layer_sizes, self.activations, self.theta)

    def locate(self, index: int) -> tuple[int, int, int | None]:
        """Return an entry of ``theta`` as layer (from 0), row and column of W.

        The column of a bias is None.

        Raises
        ------
        IndexError
            If the network has no such parameter.
        """
        for number, layer in enumerate(self.layers):
            if 0 <= index < layer.Wb.size:
                row, column = divmod(index, layer.Wb.shape[1])
                return number, row, column if column < layer.W.shape[1] else None
            index -= layer.Wb.size
        raise IndexError("the network has no such parameter")

    def parameter_name(self, index: int) -> str:
        """Name one entry of ``theta`` as the lesson would: ``W2[0, 3]``, ``b1[4]``."""
        number, row, column = self.locate(index)
        if column is None:
            return f"b{number + 1}[{row}]"
        return f"W{number + 1}[{row}, {column}]"

    def parameter_index(self, name: str) -> int:
        """Return the index in ``theta`` of a parameter named like ``W2[0, 3]``.

        Raises
        ------
        ConfigError
            If the network has no such parameter; the message lists those it has.
        """
        name = str(name).strip()
        match = re.fullmatch(PARAMETER, name, re.ASCII)
        if match and (match["kind"] == "b" or match["column"]):
            indices = self.named(np.arange(self.theta.size, dtype=np.float64))
            with suppress(KeyError, IndexError):
                array = indices[f"{match['kind']}{int(match['layer'])}"]
                return int(array[int(match["row"]), int(match["column"] or 0)])
        shapes = ", ".join(f"{key} {W.shape}" for key, W in self.parameters.items())
        raise ConfigError(
            f"there is no parameter {quoted(name)}; there are {shapes}, counted "
            "from 0: W1[0, 0] or b1[0]"
        )

    def block_size(self, samples: int) -> int:
        """Return how many samples to process at once; see `block_size`."""
        return block_size(samples, self.layer_sizes)

    def forward(
        self, X: Array, work: Workspace, call: Call = call_now, first: int = 0
    ) -> Array:
        """Propagate inputs forward.

        Parameters
        ----------
        X : ndarray, shape (inputs + 1, samples)
            The inputs above a row of ones.
        work : Workspace
            The arrays to write into.
        call : callable
            Makes or records the NumPy calls; see `call_list`.
        first : int
            The first layer to compute; those below it have written their activations.

        Returns
        -------
        ndarray, shape (outputs, samples)
            The output layer's activations, yhat; an array of the workspace.
        """
        for number, inputs in list(enumerate(work.inputs(X)))[first:]:
            Wb, g = self.layers[number].Wb, self.layers[number].activation
            Z = work.Z[number]
            call(product(Wb, inputs), Wb, inputs, Z)  # Z = W A + b
            g.function(Z, work.A[number], work.dZ[number], call)  # A = g(Z)
        return work.A[-1]

    def backward(
        self, X: Array, y: Array, work: Workspace, call: Call = call_now
    ) -> None:
        """Propagate the errors of the last forward pass back.

        Writes ``m`` times the gradient of J = 1/(2m) sum((yhat - y)^2) over the block's
        samples into ``gradient``: the caller adds the blocks and divides by m once.

        Parameters
        ----------
        X : ndarray, shape (inputs + 1, samples)
            The inputs of the forward pass.
        y : ndarray, shape (outputs, samples)
            The true values.
        work : Workspace
            The arrays that `forward` wrote.
        call : callable
            Makes or records the NumPy calls; see `call_list`.
        """
        inputs, error, dZ = work.inputs(X), work.error, work.dZ[-1]
        call(np.subtract, work.A[-1], y, error)
        output = self.layers[-1]
        if output.activation is ACTIVATIONS["identity"] and not work.keep:
            dZ = error  # g' = 1
        else:
            output.activation.derivative(dZ, work.A[-1], dZ, call)
            call(np.multiply, dZ, error, dZ)  # dZ2 = (A2 - y) * g'(Z2)
        below = inputs[-1].T
        call(product(dZ, below), dZ, below, output.dWb)  # [dW2 db2] = dZ2 [A1; 1]^T

        for number in range(len(self.layers) - 2, -1, -1):
            layer, W_T = self.layers[number], self.layers[number + 1].W.T
            slope = work.dZ[number]
            layer.activation.derivative(slope, work.A[number], slope, call)
            if work.omit_dZ1:
                # Where dZ2 is a single row, dZ1 = W2^T dZ2 * g'(Z1) is g'(Z1) with its
                # columns scaled by dZ2 and its rows by W2. Scaling the few rows of X
                # by dZ2 and the small result by W2 gives the same products with X and
                # saves two passes over (10, m): 0.28 instead of 0.33 of the lesson's
                # time at m = 10,000. np.matvec takes the rows of X one by one, in two
                # thirds of the time of a matrix product.
                scaled, sums = work.scaled_inputs, work.scaled_sums
                call(np.multiply, dZ, X, scaled)  # dZ2 * [X; 1]
                call(np.matvec, slope, scaled, sums)  # (dZ2 * [X; 1]) g'(Z1)^T
                call(np.multiply, W_T, sums.T, layer.dWb)
            else:
                # Nothing reads this layer's A any more, so dA may overwrite it.
                dA, below = work.dA[number], inputs[number].T
                call(product(W_T, dZ), W_T, dZ, dA)  # dA1 = W2^T dZ2
                call(np.multiply, slope, dA, slope)  # dZ1 = dA1 * g'(Z1)
                dZ = slope
                call(product(dZ, below), dZ, below, layer.dWb)  # dZ1 [X; 1]^T
