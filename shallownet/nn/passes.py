"""Both passes over some samples, with every array between X and the gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shallownet.arrays import ignore_overflow
from shallownet.nn.gradient_rules import backward
from shallownet.nn.workspace import Workspace

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.nn.network import Network


def passes(
    network: Network, X: Array, y: Array, rule: str = "exact"
) -> dict[str, Array]:
    """Run both passes over some samples, and return every array in between.

    Parameters
    ----------
    network : Network
        Left unchanged, its gradient too.
    X : ndarray, shape (features + 1, samples)
        The inputs above a row of ones.
    y : ndarray, shape (outputs, samples)
    rule : str
        How dZ is computed: a name in `gradient_rules.RULES`.

    Returns
    -------
    dict of str to ndarray
        Z1, Z2, ..., A1, A2, ... and dZ1, dZ2, ...; read-only.
    """
    scratch = network.with_own_gradient()
    work = Workspace(scratch.layers, X.shape[1], keep=True)
    with ignore_overflow():
        scratch.forward(X, work)
        backward(scratch, X, y, work, rule)
    arrays: dict[str, Array] = {}
    for kind, values in (("Z", work.Z), ("A", work.A), ("dZ", work.dZ)):
        for number, array in enumerate(values, 1):
            array.flags.writeable = False
            arrays[f"{kind}{number}"] = array
    return arrays
