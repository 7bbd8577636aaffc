"""The scale of a map of losses: logarithmic, with round values for lines and labels."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from gui.text.number_format import round_up_125
from shallownet.arrays import ignore_overflow, spread
from shallownet.wording import digits_within, figure

if TYPE_CHECKING:
    from shallownet.arrays import Array

DECADES: Final = 12.0
"""Powers of ten below the largest loss that have a colour of their own: what is
smaller than that looks like 0."""

LINES: Final = 16
"""About how many lines a map has."""

FACTORS: Final = (
    (1.3, (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)),
    (3.5, (1.0, 1.5, 2.0, 3.0, 5.0, 7.0)),
    (6.5, (1.0, 2.0, 5.0)),
    (99.0, (1.0,)),
)
"""Powers of ten that a scale spans at most, and what each power is multiplied by."""

DIGITS: Final = 7
"""Significant digits that tell neighbouring round values apart, where these are no more
alike than losses are as a rule."""

LINEAR_BELOW: Final = 5.0
"""Ratio of the largest to the smallest loss below which round values are evenly
spaced."""


class LossScale(NamedTuple):
    """The logarithms to base ten of losses, and those of round values among them.

    Attributes
    ----------
    limits : tuple of float
    levels : ndarray, shape (k,)
        The values that have a line.
    labels : tuple of str
        The round values in words.
    """

    limits: tuple[float, float]
    levels: Array
    labels: tuple[str, ...]

    def of(self, losses: Array) -> Array:
        """Return losses on this scale; NaN where they are not finite."""
        with ignore_overflow():
            low = 10.0 ** self.limits[0]
            scaled: Array = np.log10(np.maximum(losses, low))
            scaled[~np.isfinite(losses)] = np.nan
        return scaled

    @classmethod
    def for_losses(cls, losses: Array) -> LossScale:
        """Return a scale for the finite ones of some losses.

        Examples
        --------
        >>> LossScale.for_losses(np.array([3.0, 4_000.0])).labels
        ('5', '10', '20', '50', '100', '200', '500', '1,000', '2,000')
        """
        finite = losses[np.isfinite(losses)]
        if not finite.size or finite.max() <= 0.0:
            return cls((0.0, 1.0), np.empty(0), ())
        high = float(finite.max())
        low = max(float(finite.min()), high * 10.0**-DECADES)
        if not spread(low, high):  # a plateau has one colour
            low, high = 0.9 * low, 1.1 * high
        limits = math.log10(low), math.log10(high)
        values = np.array(_round_values(low, high))
        values = values[values > 0.0]
        levels = np.log10(values)
        inside = (levels > limits[0]) & (levels < limits[1])
        digits = max(digits_within(low, high), DIGITS)
        labels = tuple(figure(float(value), digits) for value in values[inside])
        return cls(limits, levels[inside], labels)


def _round_values(low: float, high: float) -> list[float]:
    if high < LINEAR_BELOW * low:
        step = round_up_125((high - low) / LINES)
        first, last = math.ceil(low / step), math.floor(high / step)
        return [number * step for number in range(first, last + 1)]
    span = math.log10(high / low)
    factors = next(factors for most, factors in FACTORS if span <= most)
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    return [factor * 10.0**power for power in powers for factor in factors]
