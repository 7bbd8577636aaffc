"""A feed-forward network: forward and backward propagation, as in the lesson.

    Z1 = W1 X  + b1,   A1 = g(Z1)          dZ2 = (A2 - y) * g'(Z2)
    Z2 = W2 A1 + b2,   A2 = g(Z2)          dW2 = 1/m dZ2 A1^T,  db2 = 1/m sum(dZ2)
    ...                                    dZ1 = W2^T dZ2 * g'(Z1)
    yhat = A2                              dW1 = 1/m dZ1 X^T,   db1 = 1/m sum(dZ1)

for any number of layers. Arrays are (features, samples). Three choices serve speed:

* Weights and bias of a layer lie side by side in one matrix ``Wb = [W b]``, and the
  arrays they are applied to end in a row of ones: ``[W b] [A; 1] = W A + b``. One
  matrix product adds the bias, and ``[dW db] = 1/m dZ [A; 1]^T`` sums over the samples.
* All parameters are one flat vector ``theta``; ``W1``, ``b1``, ... are views into it.
  The gradient is laid out alike, so an optimiser is a line of vector arithmetic.
* Every array of the size of the data lives in a `Workspace` that is made once.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.compute.call_list import call_now
from shallownet.errors import ConfigError
from shallownet.nn.activations import ACTIVATIONS, Activation, activation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shallownet.arrays import Array
    from shallownet.compute.call_list import RecordCall

PARAMETER: Final = (
    r"(?P<kind>[Wb])(?P<layer>\d{1,2})"
    r"\[\s*(?P<row>\d{1,4})\s*(,\s*(?P<column>\d{1,4})\s*)?\]"
)

BLOCK_CELLS: Final = 65_536
"""Cells of the widest layer in one block of samples: 512 KiB, about a level-2 cache.
At m = 1,000,000 an update in such blocks takes a seventh of the time of one whole."""

SHARED_CELLS: Final = 40_000
"""Cells from which on two threads are quicker than one."""


FEW: Final = 300
"""Samples up to which it is what a product begins with that counts."""


class Layer:
    """One layer: its parameters and its gradient, as views into the flat vectors.

    Attributes
    ----------
    Wb, dWb : ndarray, shape (units, inputs + 1)
        Weights and bias side by side, and the gradient of the loss by them.
    W, dW : ndarray, shape (units, inputs)
        The weights; a view into ``Wb``.
    b, db : ndarray, shape (units, 1)
        The biases; a view into ``Wb``.
    """

    def __init__(self, Wb: Array, dWb: Array, g: Activation) -> None:
        self.Wb, self.dWb, self.activation = Wb, dWb, g
        self.W, self.b = Wb[:, :-1], Wb[:, -1:]
        self.dW, self.db = dWb[:, :-1], dWb[:, -1:]


class Workspace:
    """The arrays that one pass over a block of samples writes into.

    Parameters
    ----------
    network : Network
        The network whose layers the arrays fit.
    samples : int
        How many samples the block holds.
    keep : bool
        Keep Z and dZ of every layer (to show them). Otherwise A overwrites Z, W^T dZ
        overwrites A, and dZ1 of a network with one hidden layer is never formed.

    Attributes
    ----------
    Z, A, dZ : list of ndarray, shape (units, samples)
        One array a layer, from the first hidden layer to the output.
    error : ndarray, shape (outputs, samples)
        yhat - y.
    """

    def __init__(self, network: Network, samples: int, *, keep: bool = False) -> None:
        sizes = network.layer_sizes
        self.keep = keep
        # What the layers behind the first are applied to: [A; 1].
        self._with_ones = [np.ones((size + 1, samples)) for size in sizes[1:-1]]
        self.A = [inputs[:-1] for inputs in self._with_ones]
        self.A.append(np.empty((sizes[-1], samples)))
        self.Z = [
            np.empty_like(a) if keep or layer.activation.needs_z else a
            for a, layer in zip(self.A, network.layers, strict=True)
        ]
        self.dZ = [np.empty_like(a) for a in self.A]
        self.flow = [np.empty_like(a) if keep else a for a in self.A]
        self.minus_Wb = [np.empty_like(layer.Wb) for layer in network.layers]
        self._error_and_ones = np.ones((2, self.A[-1].size))
        self.error = self._error_and_ones[0].reshape(self.A[-1].shape)
        # See Network.backward: only the lesson's shape, one hidden layer under one
        # output unit, can leave dZ1 out.
        self.short_cut = len(sizes) == 3 and sizes[-1] == 1 and not keep
        if self.short_cut:
            self.scaled_inputs = np.empty((sizes[0] + 1, samples))
            self.scaled_sums = np.empty((sizes[0] + 1, sizes[1]))

    def inputs(self, X: Array) -> list[Array]:
        """Return what each layer is applied to: [X; 1], [A1; 1], [A2; 1], ..."""
        return [X, *self._with_ones]

    def sums(self) -> tuple[float, float]:
        """Return the sums of (yhat - y)^2 and of yhat - y over the block."""
        both = self._error_and_ones
        squared_errors, errors = both.dot(both[0]).tolist()  # [e; 1] e^T
        return squared_errors, errors


def product(A: Array, B: Array) -> Callable[..., Array]:
    """Return what multiplies A with B the quickest; all give the same bits.

    A column times a row has no sums in it, and is a multiplication of every number with
    every other: in half of the time. Of a few samples, `np.dot` needs 0.5 us less to
    begin with than `np.matmul`; but it copies what is part of a larger array, and of
    many samples it takes longer.
    """
    if A.shape[1] == 1:
        return np.multiply
    few = max(A.shape[1], B.shape[1]) <= FEW
    return np.dot if few and A.flags.forc and B.flags.forc else np.matmul


class Network:
    """Layers of units, each applied to the activations of the one before it.

    Parameters
    ----------
    layer_sizes : sequence of int
        Units of each layer, the inputs first: ``(2, 10, 1)`` is the lesson's network.
    activations : sequence of str
        The activation of each layer after the inputs.

    Attributes
    ----------
    theta, gradient : ndarray, shape (parameters,)
        All parameters, and the gradient of the loss by them, layer after layer, each
        as ``[W b]`` row by row.
    """

    def __init__(self, layer_sizes: Sequence[int], activations: Sequence[str]) -> None:
        self.layer_sizes = tuple(layer_sizes)
        size = sum(units * (inputs + 1) for units, inputs in self._shapes())
        self._lay_out(np.zeros(size), np.zeros(size), activations)

    def _lay_out(
        self, theta: Array, gradient: Array, activations: Sequence[str]
    ) -> None:
        """Let layers be views into two vectors."""
        self.theta, self.gradient = theta, gradient
        self.layers = [
            Layer(Wb, dWb, activation(name))
            for Wb, dWb, name in zip(
                self.matrices(self.theta),
                self.matrices(self.gradient),
                activations,
                strict=True,
            )
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
        """Return a network of the same shape with parameters of its own."""
        twin = Network(self.layer_sizes, self.activations)
        twin.theta[:] = self.theta
        return twin

    def beside(self) -> Network:
        """Return a network of the same parameters, with a gradient of its own.

        Two threads can so go through different samples at once.
        """
        twin = Network(self.layer_sizes, self.activations)
        twin._lay_out(self.theta, twin.gradient, self.activations)
        return twin

    def place(self, index: int) -> tuple[int, int, int | None]:
        """Return where an entry of ``theta`` is: layer from 0, row, column of W.

        A bias has no column, but None.

        Raises
        ------
        IndexError
            If there is none.
        """
        if index >= 0:
            for number, layer in enumerate(self.layers):
                if index < layer.Wb.size:
                    row, column = divmod(index, layer.Wb.shape[1])
                    return number, row, column if column < layer.W.shape[1] else None
                index -= layer.Wb.size
        raise IndexError("the network has no such parameter")

    def parameter_name(self, index: int) -> str:
        """Name one entry of ``theta`` as the lesson would: ``W2[0, 3]``, ``b1[4]``."""
        number, row, column = self.place(index)
        if column is None:
            return f"b{number + 1}[{row}]"
        return f"W{number + 1}[{row}, {column}]"

    def parameter_index(self, name: str) -> int:
        """Return the place in ``theta`` of a parameter named like ``W2[0, 3]``.

        Raises
        ------
        ConfigError
            If the network has no such parameter; the message says what it has.
        """
        name = str(name)
        match = re.fullmatch(PARAMETER, name.strip(), re.ASCII)
        start = 0
        for number, layer in enumerate(self.layers, 1):
            units, inputs = layer.W.shape
            if match and int(match["layer"]) == number:
                row, column = int(match["row"]), int(match["column"] or 0)
                if match["kind"] == "b" and match["column"] in (None, "0"):
                    column = inputs
                elif match["kind"] == "b" or match["column"] is None:
                    break
                elif column >= inputs:
                    break
                if row >= units:
                    break
                return int(start + row * (inputs + 1) + column)
            start += layer.Wb.size
        shapes = ", ".join(
            f"{name} {array.shape}" for name, array in self.parameters.items()
        )
        raise ConfigError(
            f"there is no parameter {name.strip()!r}; there are {shapes}, counted "
            "from 0: W1[0, 0] or b1[0]"
        )

    def block_size(self, samples: int) -> int:
        """Return how many samples to take at a time, in blocks of (almost) one size.

        It is an even number of blocks, half of them for the helper, if there are
        enough samples for two.
        """
        cells = samples * max(self.layer_sizes)
        if cells <= min(SHARED_CELLS, BLOCK_CELLS):
            return samples
        return math.ceil(samples / (2 * math.ceil(cells / (2 * BLOCK_CELLS))))

    def largest_product(self, samples: int) -> int:
        """Return how many multiplications its largest matrix product takes."""
        return samples * max(units * (inputs + 1) for units, inputs in self._shapes())

    def forward(self, X: Array, work: Workspace, do: RecordCall = call_now) -> Array:
        """Propagate inputs forward.

        Parameters
        ----------
        X : ndarray, shape (inputs + 1, samples)
            The inputs above a row of ones.
        work : Workspace
            The arrays to write into.
        do : callable
            Makes the calls, or writes them down; see `program`.

        Returns
        -------
        ndarray, shape (outputs, samples)
            The output layer's activations, yhat; an array of the workspace.
        """
        for number, inputs in enumerate(work.inputs(X)):
            Wb, g = self.layers[number].Wb, self.layers[number].activation
            Z, A, scratch = work.Z[number], work.A[number], work.dZ[number]
            if g.of_minus is None or work.keep:
                do(product(Wb, inputs), Wb, inputs, Z)  # Z = W A + b
                g.function(Z, A, scratch, do)  # A = g(Z)
            else:
                # The few weights change their sign instead of the many z: a pass over
                # (units, m) less, and the same bits.
                minus_Wb = work.minus_Wb[number]
                do(np.negative, Wb, minus_Wb)
                do(product(minus_Wb, inputs), minus_Wb, inputs, Z)
                g.of_minus(Z, A, scratch, do)
        return work.A[-1]

    def backward(
        self, X: Array, y: Array, work: Workspace, do: RecordCall = call_now
    ) -> None:
        """Propagate the errors of the last forward pass back.

        Writes ``m`` times the gradient of J = 1/(2m) sum((yhat - y)^2) over the block's
        samples into ``gradient``: the caller adds blocks up, and divides by m once.

        Parameters
        ----------
        X : ndarray, shape (inputs + 1, samples)
            What was propagated forward.
        y : ndarray, shape (outputs, samples)
            The true values.
        work : Workspace
            The arrays that `forward` wrote.
        do : callable
            Makes the calls, or writes them down; see `program`.
        """
        inputs, error, dZ = work.inputs(X), work.error, work.dZ[-1]
        do(np.subtract, work.A[-1], y, error)
        output = self.layers[-1]
        if output.activation is ACTIVATIONS["identity"] and not work.keep:
            dZ = error  # g' = 1
        else:
            output.activation.derivative(work.Z[-1], work.A[-1], dZ, do)
            do(np.multiply, dZ, error, dZ)  # dZ2 = (A2 - y) * g'(Z2)
        below = inputs[-1].T
        do(product(dZ, below), dZ, below, output.dWb)  # [dW2 db2] = dZ2 [A1; 1]^T

        for number in range(len(self.layers) - 2, -1, -1):
            layer, above = self.layers[number], self.layers[number + 1]
            slope = work.dZ[number]
            layer.activation.derivative(work.Z[number], work.A[number], slope, do)
            if work.short_cut:
                # dZ1 = W2^T dZ2 * g'(Z1), where dZ2 is a single row, is g'(Z1) with
                # its columns scaled by dZ2 and its rows by W2. The products with X
                # come out the same when dZ2 scales the few rows of X and W2 the few
                # numbers of the result, which saves two passes over (10, m): 0.28
                # instead of 0.33 of the lesson's time at m = 10,000. matvec takes one
                # row of X after the other, in two thirds of the time of a product.
                scaled, sums = work.scaled_inputs, work.scaled_sums
                do(np.multiply, dZ, X, scaled)  # dZ2 * [X; 1]
                do(np.matvec, slope, scaled, sums)  # (dZ2 * [X; 1]) g'(Z1)^T
                do(np.multiply, above.W.T, sums.T, layer.dWb)
            else:
                # Nothing below reads this layer's A again, so W^T dZ may overwrite it.
                flow, below = work.flow[number], inputs[number].T
                do(product(above.W.T, dZ), above.W.T, dZ, flow)
                do(np.multiply, slope, flow, slope)  # dZ1 = W2^T dZ2 * g'(Z1)
                dZ = slope
                do(product(dZ, below), dZ, below, layer.dWb)  # [dW1 db1] = dZ1 [X; 1]^T
