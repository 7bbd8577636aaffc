"""The axis of a picture: which numbers stand at it, and where a value lies."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.wording import figure

if TYPE_CHECKING:
    from shallownet.arrays import Array

SMALLEST: Final = 1e-300
"""A range that arithmetic does not lose."""

LARGEST: Final = sys.float_info.max


class Axis(NamedTuple):
    """A range of values drawn between two places.

    Attributes
    ----------
    low, high : float
        The smallest and the largest value; of a logarithmic axis both are above 0.
    start, end : float
        Where they lie in the picture.
    logarithmic : bool
    """

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    @classmethod
    def around(
        cls, values: Array, start: float, end: float, *, logarithmic: bool = False
    ) -> Axis:
        """Return an axis for finite values, of at least one; all above 0 if log."""
        low, high = float(values.min()), float(values.max())
        if high / 2 - low / 2 > SMALLEST:
            return cls(low, high, start, end, logarithmic)
        margin = abs(low) / 2 if abs(low) > SMALLEST else 1.0
        return cls(max(low - margin, -LARGEST), min(high + margin, LARGEST), start, end)

    def place(self, values: Array) -> Array:
        """Return where values lie."""
        low, high = self.low, self.high
        if self.logarithmic:
            values, low, high = np.log10(values), math.log10(low), math.log10(high)
        # Halved, because the range of two large numbers may overflow.
        share = (values / 2 - low / 2) / (high / 2 - low / 2)
        place: Array = self.start + share * (self.end - self.start)
        return place

    def ticks(self, about: int = 5) -> list[tuple[float, str]]:
        """Return the places of round numbers, and these as text."""
        numbers = self._powers(about) if self.logarithmic else self._multiples(about)
        places = self.place(np.array(numbers, dtype=float)).tolist()
        return list(zip(places, map(figure, numbers), strict=True))

    def _multiples(self, about: int) -> list[float]:
        step = _round_number((self.high / 2 - self.low / 2) / about * 2)
        first, last = math.ceil(self.low / step), math.floor(self.high / step)
        return [number * step for number in range(first, last + 1)]

    def _powers(self, about: int) -> list[float]:
        first, last = math.log10(self.low), math.log10(self.high)
        if last - first < 2.5:
            factors = (1, 2, 5) if last - first > 0.7 else range(1, 10)
            decades = range(math.floor(first), min(math.ceil(last), 308) + 1)
            numbers = [f * 10.0**n for n in decades for f in factors]
            shown = [n for n in numbers if self.low <= n <= self.high]
            return shown if len(shown) > 1 else self._multiples(about)
        every = max(round((last - first) / about), 1)
        powers = range(math.ceil(first), math.floor(last) + 1)
        return [10.0**n for n in powers if n % every == 0]


def _round_number(value: float) -> float:
    """Return the smallest 1, 2 or 5 times a power of ten that is not below a number."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(f * power for f in (1.0, 2.0, 5.0, 10.0) if f * power >= value * 0.999)
