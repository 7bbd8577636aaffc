"""Products with the Hessian of the loss, exactly.

The Hessian H holds the second derivatives of what is descended. Its product with a
vector v is the derivative of the gradient along v: R{x} = dx/dh at theta + h v is
carried along with every x of the forward and the backward pass (Pearlmutter, "Fast
exact multiplication by the Hessian", 1994). At the kink of a ReLU its curvature counts
as 0, which differences of gradients would take for a wall.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.arrays import ignore_overflow
from shallownet.nn.network import Workspace, product

if TYPE_CHECKING:
    from collections.abc import Generator

    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.nn.network import Network
    from shallownet.nn.objective import Objective

KEPT_BYTES: Final = 32 * 2**20
"""Memory that the passes of all samples may take: 50,000 samples of the lesson's
network. With them at hand a product takes a quarter of the time."""

TO_PASS: Final = 2.2
TO_MULTIPLY: Final = 1.2
"""What a sample's passes and its part of a product cost, in samples of an update: more
where samples are few, less where they are many."""


class BlockPasses:
    """Both passes over some samples: all that products with the Hessian need of them.

    Parameters
    ----------
    network : Network
        Its gradient is written to.
    samples : int
    """

    def __init__(self, network: Network, samples: int) -> None:
        self._network, self._work = network, Workspace(network, samples, keep=True)
        self._inputs: list[Array] = []  # [A; 1] of what leads to each layer
        self._slopes = [np.empty_like(A) for A in self._work.A]  # g'(Z)
        self._bent = [np.empty_like(A) for A in self._work.A]  # dA * g''(Z)

    def look(self, X: Array, y: Array) -> None:
        """Make both passes at the parameters as they are now.

        Parameters
        ----------
        X : ndarray, shape (features + 1, samples)
            The inputs above a row of ones.
        y : ndarray, shape (outputs, samples)
        """
        network, work = self._network, self._work
        network.forward(X, work)
        network.backward(X, y, work)
        self._inputs = work.inputs(X)
        for n, layer in enumerate(network.layers):
            layer.activation.derivative(work.Z[n], work.A[n], self._slopes[n])
            layer.activation.second_derivative(work.Z[n], work.A[n], self._bent[n])
            # dA of the last layer is the error, and W^T dZ of the others.
            last = n == len(network.layers) - 1
            self._bent[n] *= work.error if last else work.flow[n]

    def product(self, vector: Array, scratch: Workspace, out: Array) -> None:
        """Write m H v of the loss over these samples into ``out``.

        Parameters
        ----------
        vector, out : ndarray, shape (parameters,)
        scratch : Workspace
            Arrays for as many samples, whatever is in them.
        """
        layers, inputs, dZ = self._network.layers, self._inputs, self._work.dZ
        V, products = self._network.matrices(vector), self._network.matrices(out)
        RZ, RA, flow, more = scratch.Z, scratch.A, scratch.flow, scratch.dZ
        for n, layer in enumerate(layers):
            np.matmul(V[n], inputs[n], RZ[n])  # R{Z} = V [A; 1] + W R{A}
            if n:  # the inputs are not moved
                RZ[n] += np.matmul(layer.W, RA[n - 1], more[n])
            np.multiply(RZ[n], self._slopes[n], RA[n])
        np.copyto(flow[-1], RA[-1])  # R{dA} = R{A2}
        for n in range(len(layers) - 1, -1, -1):
            # R{dZ} = R{dA} * g'(Z) + dA * g''(Z) * R{Z}
            RdZ = np.multiply(flow[n], self._slopes[n], flow[n])
            RdZ += np.multiply(RZ[n], self._bent[n], RZ[n])
            # R{dZ A^T} = R{dZ} A^T + dZ R{A}^T
            np.matmul(RdZ, inputs[n].T, products[n])
            if n:
                products[n][:, :-1] += dZ[n] @ RA[n - 1].T
                W_T, V_T = layers[n].W.T, V[n][:, :-1].T
                times = product(W_T, RdZ)
                times(W_T, RdZ, flow[n - 1])
                flow[n - 1] += times(V_T, dZ[n], more[n - 1])


class HessianProducts:
    """Multiplies the Hessian at the parameters of an objective with vectors.

    What it does is done by generators, so that whoever drives them may do other things
    meanwhile: they yield before each block of samples what that costs, in samples of an
    update. The parameters must stay as they are until `look_again`.

    Parameters
    ----------
    objective : Objective
    """

    def __init__(self, objective: Objective) -> None:
        self._objective, self._network = objective, objective.network.beside()
        m = int(objective.y.shape[1])
        self._size = objective.network.block_size(m)
        cells = sum(len(layer.b) for layer in self._network.layers)
        self._keeps = 6 * 8 * cells * m <= KEPT_BYTES
        self._made: dict[int, BlockPasses] = {}
        self._known: set[int] = set()
        self._scratch: dict[int, Workspace] = {}

    @property
    def parameters(self) -> int:
        """The number of rows and columns."""
        return int(self._network.theta.size)

    def look_again(self) -> None:
        """Take note that the parameters are other ones."""
        self._known.clear()

    def times(
        self, vector: Array, free: NDArray[np.bool_] | None = None
    ) -> Generator[float, None, Array]:
        """Multiply the Hessian with a vector.

        Parameters
        ----------
        vector : ndarray, shape (parameters,)
        free : ndarray of bool, optional
            The parameters that may move; the others' rows and columns are left out.
        """
        objective, network = self._objective, self._network
        if free is not None:
            vector = np.where(free, vector, 0.0)
        product, part = np.zeros_like(vector), np.empty_like(vector)
        m = int(objective.y.shape[1])
        for start in range(0, m, self._size):
            samples = min(self._size, m - start)
            known = start in self._known
            yield samples * (TO_MULTIPLY + (0.0 if known else TO_PASS))
            with ignore_overflow():
                passes = self._passes(start, samples)
                passes.product(vector, self._scratch_of(samples), part)
                product += part
        product /= m
        for of_layer, V in zip(
            network.matrices(product), network.matrices(vector), strict=True
        ):
            of_layer[:, :-1] += objective.l2 * V[:, :-1]  # and |W| is straight
        return product if free is None else np.where(free, product, 0.0)

    def _passes(self, start: int, samples: int) -> BlockPasses:
        """Return the passes over a block, made if they are not known."""
        # Where they are not kept, a block's arrays serve for the next as well.
        key = start if self._keeps else -samples
        passes = self._made.get(key)
        if passes is None:
            # Arrays of this size made anew are memory that the system hands out page
            # by page, which takes five times as long as to compute what goes there.
            passes = self._made[key] = BlockPasses(self._network, samples)
        if start not in self._known:
            objective, block = self._objective, slice(start, start + samples)
            passes.look(objective.X[:, block], objective.y[:, block])
            if self._keeps:
                self._known.add(start)
        return passes

    def _scratch_of(self, samples: int) -> Workspace:
        if samples not in self._scratch:
            self._scratch[samples] = Workspace(self._network, samples, keep=True)
        return self._scratch[samples]
