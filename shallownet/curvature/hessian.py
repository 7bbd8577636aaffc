"""Exact products with the Hessian of the loss.

The Hessian H holds the second derivatives of loss and penalty. Its product with a
vector v is the derivative of the gradient along v: R{x} = dx/dh at theta + h v is
propagated with every x of the forward and the backward pass (Pearlmutter, "Fast exact
multiplication by the Hessian", 1994). At the kink of a ReLU its second derivative
counts as 0, where differences of gradients would be huge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.arrays import ignore_overflow
from shallownet.nn.workspace import Workspace, product

if TYPE_CHECKING:
    from collections.abc import Generator

    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.nn.network import Network
    from shallownet.nn.objective import Objective

CACHE_BYTES: Final = 32 * 2**20
"""Memory for cached passes: 50,000 samples of the lesson's network. With cached passes
a product takes a quarter of the time."""

PASS_COST: Final = 2.2
PRODUCT_COST: Final = 1.2
"""The cost per sample of the passes and of a product, in samples of an update: more
if there are few samples, less if there are many."""


class BlockPasses:
    """Both passes over a block of samples, as products with the Hessian need them.

    Parameters
    ----------
    network : Network
        Its gradient is overwritten.
    samples : int
    """

    def __init__(self, network: Network, samples: int) -> None:
        self._network = network
        self._work = Workspace(network.layers, samples, keep=True)
        self._inputs: list[Array] = []  # [A; 1] below each layer
        self._slopes = [np.empty_like(A) for A in self._work.A]  # g'(Z)
        self._curvatures = [np.empty_like(A) for A in self._work.A]  # dA * g''(Z)

    def compute(self, X: Array, y: Array) -> None:
        """Compute both passes at the present parameters.

        Parameters
        ----------
        X : ndarray, shape (features + 1, samples)
            The inputs above a row of ones.
        y : ndarray, shape (outputs, samples)
        """
        network, work = self._network, self._work
        network.forward(X, work)
        self._inputs = work.inputs(X)
        for n, layer in enumerate(network.layers):
            g, A, slope = layer.activation, work.A[n], self._slopes[n]
            g.derivative(work.dZ[n], A, slope)
            g.second_derivative(work.Z[n], A, slope, self._curvatures[n])
        network.backward(X, y, work)
        for n, curvature in enumerate(self._curvatures):
            # dA of the last layer is the error, and W^T dZ of the others.
            last = n == len(self._curvatures) - 1
            curvature *= work.error if last else work.dA[n]

    def product(self, vector: Array, scratch: Workspace, out: Array) -> None:
        """Write m H v of the loss over these samples into ``out``.

        Parameters
        ----------
        vector, out : ndarray, shape (parameters,)
        scratch : Workspace
            For the same number of samples; its contents are overwritten.
        """
        layers, inputs, dZ = self._network.layers, self._inputs, self._work.dZ
        V, products = self._network.matrices(vector), self._network.matrices(out)
        RZ, RA, flow, more = scratch.Z, scratch.A, scratch.dA, scratch.dZ
        for n, layer in enumerate(layers):
            np.matmul(V[n], inputs[n], RZ[n])  # R{Z} = V [A; 1] + W R{A}
            if n:  # R{X} = 0
                RZ[n] += np.matmul(layer.W, RA[n - 1], more[n])
            np.multiply(RZ[n], self._slopes[n], RA[n])
        np.copyto(flow[-1], RA[-1])  # R{dA} = R{A2}
        for n in range(len(layers) - 1, -1, -1):
            # R{dZ} = R{dA} * g'(Z) + dA * g''(Z) * R{Z}
            RdZ = np.multiply(flow[n], self._slopes[n], flow[n])
            RdZ += np.multiply(RZ[n], self._curvatures[n], RZ[n])
            # R{dZ A^T} = R{dZ} A^T + dZ R{A}^T
            np.matmul(RdZ, inputs[n].T, products[n])
            if n:
                products[n][:, :-1] += dZ[n] @ RA[n - 1].T
                W_T, V_T = layers[n].W.T, V[n][:, :-1].T
                times = product(W_T, RdZ)
                times(W_T, RdZ, flow[n - 1])
                flow[n - 1] += times(V_T, dZ[n], more[n - 1])


class HessianProducts:
    """Multiplies the Hessian at the parameters of an objective by vectors.

    The work is done by generators, so that it can be interleaved with other work. Call
    `invalidate` when the parameters have changed.

    Parameters
    ----------
    objective : Objective
    """

    def __init__(self, objective: Objective) -> None:
        self._objective = objective
        self._network = objective.network.with_own_gradient()
        m = int(objective.y.shape[1])
        self._size = objective.network.block_size(m)
        units = sum(len(layer.b) for layer in self._network.layers)
        self._caching = 6 * 8 * units * m <= CACHE_BYTES
        self._blocks: dict[int, BlockPasses] = {}
        self._valid: set[int] = set()  # the blocks whose passes are cached
        self._scratch: dict[int, Workspace] = {}

    @property
    def parameters(self) -> int:
        """The number of rows and columns."""
        return int(self._network.theta.size)

    def invalidate(self) -> None:
        """Compute all passes anew, because the parameters have changed."""
        self._valid.clear()

    def times(
        self, vector: Array, free: NDArray[np.bool_] | None = None
    ) -> Generator[float, None, Array]:
        """Multiply the Hessian by a vector.

        Yields before each block of samples its cost, in samples of an update, and
        returns the product.

        Parameters
        ----------
        vector : ndarray, shape (parameters,)
        free : ndarray of bool, optional
            The parameters that are not frozen; rows and columns of the others count
            as 0.
        """
        objective, network = self._objective, self._network
        if free is not None:
            vector = np.where(free, vector, 0.0)
        total, part = np.zeros_like(vector), np.empty_like(vector)
        m = int(objective.y.shape[1])
        for start in range(0, m, self._size):
            samples = min(self._size, m - start)
            yield samples * (PRODUCT_COST + PASS_COST * (start not in self._valid))
            if samples not in self._scratch:
                self._scratch[samples] = Workspace(network.layers, samples, keep=True)
            with ignore_overflow():
                passes = self._passes(start, samples)
                passes.product(vector, self._scratch[samples], part)
                total += part
        total /= m
        # L1 has no second derivative but at 0, where an update stops the weight; and
        # the biases have no penalty.
        for H_v, V in zip(
            network.matrices(total), network.matrices(vector), strict=True
        ):
            H_v[:, :-1] += objective.l2 * V[:, :-1]
        return total if free is None else np.where(free, total, 0.0)

    def _passes(self, start: int, samples: int) -> BlockPasses:
        """Return the passes over a block of samples, cached if there is memory."""
        # Without a cache, all blocks of a size share arrays: the pages of new ones cost
        # five times as long as the arithmetic.
        key = start if self._caching else -samples
        if key not in self._blocks:
            self._blocks[key] = BlockPasses(self._network, samples)
        passes = self._blocks[key]
        if start not in self._valid:
            objective, block = self._objective, slice(start, start + samples)
            passes.compute(objective.X[:, block], objective.y[:, block])
            if self._caching:
                self._valid.add(start)
        return passes
