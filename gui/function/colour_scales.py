"""Scales of colours that sit still: they grow in steps of 1, 2, 5, 10, ... alone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from gui.graph.edge_style import RETURN_BELOW, SHRINK_BELOW, next_scale
from gui.text.number_format import round_up_125
from shallownet.arrays import spread

if TYPE_CHECKING:
    from shallownet.arrays import Array

TICKS: Final = 8
"""About how many steps a scale is divided into."""

LARGEST: Final = 1e150
"""The largest end of a scale, with a square that is finite."""


class ValueScale:
    """A scale of values that has room for the target from the start.

    Parameters
    ----------
    low, high : float
        The smallest and the largest value of the target.

    Attributes
    ----------
    limits : tuple of float
    ticks : ndarray
        Round values inside the limits, both of which are among them.
    """

    def __init__(self, low: float, high: float) -> None:
        self._known = low, high
        self.limits = low, high
        self.ticks: Array = np.empty(0)
        self._set(low, high)

    def fit(self, low: float, high: float) -> None:
        """Make room for values; come back from a divergence.

        Parameters
        ----------
        low, high : float
            The smallest and the largest finite value.
        """
        low, high = max(low, -LARGEST), min(high, LARGEST)
        bottom, top = self.limits
        first, last = self._known
        if max(high, last) - min(low, first) < RETURN_BELOW * (top - bottom):
            bottom, top = first, last
        if low < bottom:
            bottom -= round_up_125(bottom - low)
        if high > top:
            top += round_up_125(high - top)
        if (bottom, top) != self.limits:
            self._set(bottom, top)

    def _set(self, low: float, high: float) -> None:
        if not spread(low, high):
            margin = round_up_125(abs(low)) / 2.0 if low else 1.0
            low, high = low - margin, high + margin
        step = round_up_125((high - low) / TICKS)
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        self.ticks = step * np.arange(first, last + 1, dtype=np.float64)
        self.limits = float(self.ticks[0]), float(self.ticks[-1])


class SignedScale:
    """A scale from -limit to limit.

    Parameters
    ----------
    shrinks : bool
        Whether it follows values that get ten times smaller, as errors do while a
        network learns.
    """

    def __init__(self, *, shrinks: bool) -> None:
        self._shrink_below = SHRINK_BELOW if shrinks else RETURN_BELOW
        self._limit = 0.0

    def fit(self, largest: float) -> None:
        """Make room for values up to a size; of nothing but zeros it knows no size."""
        if largest:
            largest = min(largest, LARGEST)
            self._limit = next_scale(self._limit, largest, self._shrink_below)

    @property
    def limits(self) -> tuple[float, float]:
        """The ends of the scale."""
        limit = self._limit or 1.0
        return -limit, limit

    @property
    def ticks(self) -> Array:
        """Five values from end to end; the one in the middle is 0."""
        return np.linspace(*self.limits, 5)
