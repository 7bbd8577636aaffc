"""The arrays that a pass over samples writes into, allocated once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shallownet.arrays import Array
    from shallownet.nn.layer import Layer

MAX_DOT_COLUMNS: Final = 300
"""Columns up to which the overhead of a product's call outweighs its arithmetic."""


class Workspace:
    """The arrays that one pass over a block of samples writes into.

    Parameters
    ----------
    layers : sequence of Layer
        The network's layers, which the arrays fit.
    samples : int
        The number of samples in the block.
    keep : bool
        Keep Z, dA and dZ of every layer (to show them). Otherwise Z shares memory with
        A or dZ, dA overwrites A, and dZ1 of a network with one hidden layer is never
        formed.

    Attributes
    ----------
    Z, A, dA, dZ : list of ndarray, shape (units, samples)
        One array a layer, from the first hidden layer to the output; dA is W^T dZ of
        the layer above. Between the passes dZ holds what a derivative needs.
    error : ndarray, shape (outputs, samples)
        yhat - y.
    omit_dZ1 : bool
        Whether `Network.backward` may leave dZ1 out: only in the lesson's shape, one
        hidden layer below one output unit.
    """

    def __init__(
        self, layers: Sequence[Layer], samples: int, *, keep: bool = False
    ) -> None:
        sizes = [layers[0].W.shape[1], *(len(layer.b) for layer in layers)]
        self.keep = keep
        self._with_ones = [np.ones((size + 1, samples)) for size in sizes[1:-1]]
        self.A = [inputs[:-1] for inputs in self._with_ones]
        self.A.append(np.empty((sizes[-1], samples)))
        self.dZ = [np.empty_like(a) for a in self.A]
        self.Z = [
            np.empty_like(a) if keep else dZ if layer.activation.keeps else a
            for a, dZ, layer in zip(self.A, self.dZ, layers, strict=True)
        ]
        self.dA = [np.empty_like(a) if keep else a for a in self.A]
        self._error_and_ones = np.ones((2, self.A[-1].size))
        self.error = self._error_and_ones[0].reshape(self.A[-1].shape)
        self.omit_dZ1 = len(sizes) == 3 and sizes[-1] == 1 and not keep
        if self.omit_dZ1:
            self.scaled_inputs = np.empty((sizes[0] + 1, samples))
            self.scaled_sums = np.empty((sizes[0] + 1, sizes[1]))

    def inputs(self, X: Array) -> list[Array]:
        """Return each layer's inputs with their row of ones: [X; 1], [A1; 1], ..."""
        return [X, *self._with_ones]

    def sums(self) -> tuple[float, float]:
        """Return the sums of (yhat - y)^2 and of yhat - y over the block."""
        both = self._error_and_ones
        squared_errors, errors = both.dot(both[0]).tolist()  # [e; 1] e^T
        return squared_errors, errors


def product(A: Array, B: Array) -> Callable[..., Array]:
    """Return the fastest function that multiplies A with B; all give the same bits.

    A column times a row contains no sums: elementwise multiplication takes half of the
    time. For few samples `np.dot` has 0.5 us less overhead than `np.matmul`; but it
    copies views of larger arrays, and for many samples it is slower.
    """
    if A.shape[1] == 1:
        return np.multiply
    few = max(A.shape[1], B.shape[1]) <= MAX_DOT_COLUMNS
    return np.dot if few and A.flags.forc and B.flags.forc else np.matmul
