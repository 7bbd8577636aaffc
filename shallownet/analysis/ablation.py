"""A network with units turned off: what it predicts without them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shallownet.arrays import ignore_overflow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shallownet.arrays import Array
    from shallownet.nn.network import Network


class ForwardPass(NamedTuple):
    """The values of every layer for some samples.

    Attributes
    ----------
    Z, slopes : list of ndarray, shape (units, n)
        The weighted sums, and g'(z), of each layer after the inputs.
    A : list of ndarray, shape (units, n)
        The activations, the scaled inputs first.
    """

    Z: list[Array]
    slopes: list[Array]
    A: list[Array]

    @classmethod
    def of(cls, network: Network, X: Array) -> ForwardPass:
        """Propagate scaled inputs (features, n) forward."""
        Z: list[Array] = []
        slopes: list[Array] = []
        A = [X]
        with ignore_overflow():
            for layer in network.layers:
                Z.append(layer.W @ A[-1] + layer.b)
                a, slope = layer.activation.with_slope(Z[-1])
                A.append(a)
                slopes.append(slope)
        return cls(Z, slopes, A)


def output_with(
    network: Network, values: ForwardPass, layer: int, unit: int, held: float
) -> Array:
    """Return the network's output if one activation has the same value everywhere.

    Parameters
    ----------
    network : Network
    values : ForwardPass
        What the network computes as it is.
    layer, unit : int
        The unit; layer 0 are the inputs.
    held : float
        Its activation for every sample. At 0 it is turned off: the layer above gets
        nothing from it, and no bias changes. At its mean it acts as a bias: the layer
        above gets what it gave on average, and none of its variation.

    Returns
    -------
    ndarray, shape (outputs, n)
        In the units of the training.
    """
    with ignore_overflow():
        above = network.layers[layer]
        change = held - values.A[layer][unit]
        A = above.activation(values.Z[layer] + above.W[:, unit : unit + 1] * change)
        for following in network.layers[layer + 1 :]:
            A = following.activation(following.W @ A + following.b)
    return A


def theta_without(
    network: Network, theta: Array, units: Iterable[tuple[int, int]]
) -> Array:
    """Return the parameters of the same network with some units turned off.

    The weights that lead away from them are 0, and everything else is as it was.

    Parameters
    ----------
    network : Network
        Of that shape; left as it is.
    theta : ndarray, shape (parameters,)
    units : iterable of (int, int)
        The layer, from 1 for the first hidden one, and the number of each unit.
    """
    changed = theta.copy()
    matrices = network.matrices(changed)
    for layer, unit in units:
        matrices[layer][:, unit] = 0.0
    return changed
