"""Saturated units: those whose activation function is almost flat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.nn.activations import Activation

SATURATED_SLOPE: Final = 0.04
"""Share of an activation's largest slope below which a unit counts as saturated. For a
sigmoid, whose slope a (1 - a) is at most 0.25, that is a (1 - a) < 0.01."""


def saturated(g: Activation, Z: Array) -> Array:
    """Return for each unit the share of samples on which it is saturated.

    There |g'(z)| is below `SATURATED_SLOPE` of its largest value: hardly any error
    passes, and the weights below hardly learn from that sample. A ReLU is saturated
    where z <= 0.

    Parameters
    ----------
    g : Activation
    Z : ndarray, shape (units, samples)
        Its weighted sums.

    Returns
    -------
    ndarray, shape (units,)
        From 0 to 1.
    """
    _, slope = g.with_slope(Z)
    share: Array = (np.abs(slope) < SATURATED_SLOPE * g.max_slope).mean(axis=1)
    return share
