"""How large each layer's part of a gradient is, and that of an update."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from shallownet.arrays import ignore_overflow, norm

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.nn.network import Network


def layer_norms(network: Network, gradient: Array) -> Array:
    """Return the Euclidean norm of each layer's part of a gradient, [dW db].

    Their squares add up to that of the whole gradient's norm.
    """
    return np.array([norm(part.ravel()) for part in network.matrices(gradient)])


def update_ratios(network: Network, before: Array, after: Array) -> Array:
    """Return ‖ΔW‖ / ‖W‖ of each layer for one update; the biases do not count.

    It is infinite, or not a number, where all weights of a layer were 0.
    """
    with ignore_overflow(), np.errstate(divide="ignore"):
        moves = network.matrices(after - before)
        pairs = zip(moves, network.matrices(before), strict=True)
        sizes = [(norm(d[:, :-1].ravel()), norm(W[:, :-1].ravel())) for d, W in pairs]
        moved, weights = np.array(sizes).T
        ratios: Array = moved / weights
        return ratios
