"""Products with the Hessian of the loss, exactly.

The Hessian H holds the second derivatives of what is descended. Its product with a
vector v is the derivative of the gradient along v: R{x} = dx/dh at theta + h v is
carried along with every x of the forward and the backward pass (Pearlmutter, "Fast
exact multiplication by the Hessian", 1994). At the kink of a ReLU its curvature counts
as 0, which differences of gradients would take for a wall.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.arrays import overflow_is_a_result

if TYPE_CHECKING:
    from collections.abc import Generator

    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.network import Network
    from shallownet.objective import Objective

KEPT_BYTES: Final = 16 * 2**20
"""Memory that the passes of all samples may take: 40,000 samples of the lesson's
network. With them at hand a product takes a fifth of the time."""

TO_PASS: Final = 3.0
TO_MULTIPLY: Final = 2.0
"""What a sample's passes and its part of a product cost, in samples of an update that
two threads share."""


class Passes:
    """Both passes over some samples, at the parameters as they are now.

    It is all that products with the Hessian need to know of the samples, whatever the
    vector.

    Parameters
    ----------
    network : Network
    X : ndarray, shape (features + 1, samples)
        The inputs above a row of ones.
    y : ndarray, shape (outputs, samples)
    """

    def __init__(self, network: Network, X: Array, y: Array) -> None:
        self._network = network
        self._inputs = [X]  # [A; 1] of each layer that leads to another
        self._slopes: list[Array] = []  # g'(Z)
        bends = []  # g''(Z)
        for layer in network.layers:
            Z = layer.Wb @ self._inputs[-1]
            ones = np.ones((len(Z) + 1, Z.shape[1]))
            A, slope, bend = ones[:-1], np.empty_like(Z), np.empty_like(Z)
            layer.activation.function(Z, A, slope)
            layer.activation.derivative(Z, A, slope)
            layer.activation.bend(Z, A, bend)
            self._inputs.append(ones)
            self._slopes.append(slope)
            bends.append(bend)
        flow = self._inputs.pop()[:-1] - y  # dA = A2 - y, then W^T dZ
        self._dZ: list[Array] = []
        self._bent: list[Array] = []  # dA * g''(Z)
        for n in range(len(network.layers) - 1, -1, -1):
            dZ = flow * self._slopes[n]
            self._dZ.insert(0, dZ)
            self._bent.insert(0, flow * bends[n])
            flow = network.layers[n].W.T @ dZ

    def product(self, vector: Array) -> Array:
        """Return m H v of the loss over these samples."""
        layers, directions = self._network.layers, self._network.matrices(vector)
        RZ: list[Array] = []
        RA: Array | None = None  # the inputs are not moved
        moved: list[Array | None] = []
        for layer, Vb, inputs, slope in zip(
            layers, directions, self._inputs, self._slopes, strict=True
        ):
            moved.append(RA)
            change = Vb @ inputs  # R{Z} = V [A; 1] + W R{A}
            if RA is not None:
                change += layer.W @ RA
            RZ.append(change)
            RA = change * slope
        assert RA is not None
        Rflow = RA  # R{dA} = R{A2}
        product = np.empty_like(vector)
        parts = self._network.matrices(product)
        for n in range(len(layers) - 1, -1, -1):
            # R{dZ} = R{dA} * g'(Z) + dA * g''(Z) * R{Z}
            Rflow *= self._slopes[n]
            RZ[n] *= self._bent[n]
            RdZ = np.add(Rflow, RZ[n], out=Rflow)
            # R{dZ A^T} = R{dZ} A^T + dZ R{A}^T
            np.matmul(RdZ, self._inputs[n].T, out=parts[n])
            below = moved[n]
            if below is not None:
                parts[n][:, :-1] += self._dZ[n] @ below.T
                Rflow = directions[n][:, :-1].T @ self._dZ[n]
                Rflow += layers[n].W.T @ RdZ
        return product


class HessianProducts:
    """Multiplies the Hessian at the parameters of an objective, which must stay.

    What it does is done by generators, so that whoever drives them may do other things
    meanwhile: they yield before each block of samples what that costs, in samples of an
    update.

    Parameters
    ----------
    objective : Objective
    free : ndarray of bool, optional
        The parameters that may move; the others' rows and columns are left out.
    """

    def __init__(
        self, objective: Objective, free: NDArray[np.bool_] | None = None
    ) -> None:
        self._objective, self._free = objective, free
        network, m = objective.network, int(objective.y.shape[1])
        # Arrays are made anew for each block, to be read as the equations are. Small
        # ones, of 32 KiB, are taken from what the process has; larger ones the system
        # takes back and hands out again page by page, which doubles the time.
        self._size = math.ceil(network.block_size(m) / 12)
        cells = sum(len(layer.b) for layer in network.layers)
        self._keeps = 4 * 8 * cells * m <= KEPT_BYTES
        self._kept: dict[int, Passes] = {}

    def times(self, vector: Array) -> Generator[float, None, Array]:
        """Multiply the Hessian with a vector (parameters,)."""
        objective, free = self._objective, self._free
        if free is not None:
            vector = np.where(free, vector, 0.0)
        product = np.zeros_like(vector)
        m = int(objective.y.shape[1])
        for start in range(0, m, self._size):
            samples = min(self._size, m - start)
            known = self._kept.get(start)
            yield samples * (TO_MULTIPLY + (TO_PASS if known is None else 0.0))
            with overflow_is_a_result():
                product += (known or self._passes(start)).product(vector)
        product /= m
        network = objective.network
        for part, Vb in zip(
            network.matrices(product), network.matrices(vector), strict=True
        ):
            part[:, :-1] += objective.l2 * Vb[:, :-1]  # and |W| is straight
        return product if free is None else np.where(free, product, 0.0)

    def _passes(self, start: int) -> Passes:
        objective, block = self._objective, slice(start, start + self._size)
        passes = Passes(objective.network, objective.X[:, block], objective.y[:, block])
        if self._keeps:
            self._kept[start] = passes
        return passes
