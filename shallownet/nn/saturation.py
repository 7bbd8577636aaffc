"""Units that have stopped answering: where an activation is almost flat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.arrays import ignore_overflow

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.nn.activations import Activation

FLAT: Final = 0.04
"""Share of an activation's steepest slope below which it counts as flat. For a sigmoid,
whose slope a (1 - a) is 0.25 at most, that is a (1 - a) < 0.01."""


def saturated(g: Activation, Z: Array, A: Array) -> Array:
    """Return for each unit the share of samples on which it is saturated.

    There |g'(z)| is below `FLAT` of the largest it can be: an error hardly passes, and
    the weights below hardly learn from that sample. A ReLU is flat where z <= 0.

    Parameters
    ----------
    g : Activation
    Z, A : ndarray, shape (units, samples)
        Weighted sums and activations.

    Returns
    -------
    ndarray, shape (units,)
        From 0 to 1.
    """
    slope = np.empty_like(A)
    with ignore_overflow():
        g.derivative(Z, A, slope)
        share: Array = (np.abs(slope) < FLAT * g.steepest).mean(axis=1)
    return share
