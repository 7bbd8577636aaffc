"""How numbers become lines and colours: the sign gives colour and dash, the size width.

The scale is symmetric about zero. That of the parameters does not shrink while a run
goes on, because one that followed every frame would hide that the weights grow; but it
comes back from values beside which all others look alike, as after a divergence.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QPen

from gui.style.colour_maps import diverging_colours
from gui.style.theme import mix
from gui.text.number_format import round_up_125

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gui.style.theme import Theme
    from shallownet.arrays import Array, Indices

LEVELS: Final = 16
"""Steps of size with a pen each: edges of one level are drawn in one call."""

MIN_WIDTH: Final = 0.9
MAX_WIDTH: Final = 6.0
MIN_STRENGTH: Final = 0.28
"""Share of the colour in the thinnest edge; the rest is the background."""


SHRINK_BELOW: Final = 0.1
"""The share of a scale below which all values get a smaller one."""

RETURN_BELOW: Final = 1.1 / LEVELS
"""That share for a scale that should not shrink: all values would have the lowest level
and look alike, as after a divergence, or far back in a run whose weights have grown."""


def next_scale(
    before: float, largest: float, shrink_below: float = RETURN_BELOW
) -> float:
    """Return the end of a scale, one of ..., 1, 2, 5, 10, ..., for a largest value."""
    if 0.0 < largest < shrink_below * before:
        return round_up_125(largest)
    if largest > before or not before:
        return max(before, round_up_125(largest))
    return before


class EdgeScale:
    """The largest size an edge can show, one of ..., 1, 2, 5, 10, ..."""

    def __init__(self) -> None:
        self.maximum = 0.0

    def fit(self, values: Array, shrink_below: float = RETURN_BELOW) -> None:
        """Make room for these values; shrink if all are below a share of the scale."""
        # NaN and inf are drawn in a style of their own.
        finite = values[np.isfinite(values)]
        largest = float(np.abs(finite).max()) if finite.size else 0.0
        self.maximum = next_scale(self.maximum, largest, shrink_below)

    def levels(self, values: Array) -> Indices:
        """Return each value's signed level, -LEVELS to LEVELS; 0 is exactly zero."""
        known = np.nan_to_num(values)
        shares = np.minimum(np.abs(known), self.maximum) / self.maximum
        result: Indices = (np.sign(known) * np.ceil(shares * LEVELS)).astype(np.intp)
        return result


class GraphStyle(NamedTuple):
    """The theme of the graph, and what is made of it: `pens`, `diverging_colours`."""

    theme: Theme
    pens: dict[int, QPen]
    colours: NDArray[np.uint32]

    @classmethod
    def of(cls, theme: Theme, lines: int = 0) -> GraphStyle:
        """Return the style for so many lines."""
        return cls(theme, pens(theme, max_width(lines)), diverging_colours(theme))


def max_width(lines: int) -> float:
    """Return the width of the strongest of so many lines: many have to be thin."""
    return max(MAX_WIDTH * min(1.0, math.pow(60.0 / max(lines, 1), 0.4)), 2.0)


def pens(theme: Theme, widest: float = MAX_WIDTH) -> dict[int, QPen]:
    """Return the pen of every signed level, from -LEVELS to LEVELS."""
    thinnest = MIN_WIDTH * theme.scale
    result = {0: QPen(mix(theme.surface, theme.muted, MIN_STRENGTH), thinnest)}
    for level in range(1, LEVELS + 1):
        size = level / LEVELS
        width = (MIN_WIDTH + (widest - MIN_WIDTH) * size) * theme.scale
        strength = MIN_STRENGTH + (1.0 - MIN_STRENGTH) * math.sqrt(size)
        for sign, colour in ((1, theme.positive), (-1, theme.negative)):
            pen = QPen(mix(theme.surface, colour, strength), width)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            if sign < 0:
                # Dash lengths are in units of the width: keep the pixels similar.
                pen.setDashPattern([max(8.0 / width, 1.6), max(4.0 / width, 0.9)])
            result[sign * level] = pen
    return result
