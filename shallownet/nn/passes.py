"""Both passes over some samples, with every array between X and the gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shallownet.arrays import ignore_overflow
from shallownet.nn.gradient_rules import backward
from shallownet.nn.network import Workspace

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.nn.network import Network


def passes(
    network: Network, X: Array, y: Array, rule: str = "exact"
) -> dict[str, Array]:
    """Run forward and backward over some samples, and keep what is computed.

    Parameters
    ----------
    network : Network
        Left as it is: a twin does the work, so that its gradient stays.
    X : ndarray, shape (features + 1, samples)
        The inputs above a row of ones.
    y : ndarray, shape (outputs, samples)
    rule : str
        How dZ is computed: a name in `gradients.RULES`.

    Returns
    -------
    dict of str to ndarray
        Z1, Z2, ..., A1, A2, ... and dZ1, dZ2, ...; read-only.
    """
    twin = network.copy()
    work = Workspace(twin, X.shape[1], keep=True)
    with ignore_overflow():
        twin.forward(X, work)
        backward(twin, X, y, work, rule)
    arrays: dict[str, Array] = {}
    for kind, values in (("Z", work.Z), ("A", work.A), ("dZ", work.dZ)):
        for number, array in enumerate(values, 1):
            array.flags.writeable = False
            arrays[f"{kind}{number}"] = array
    return arrays
