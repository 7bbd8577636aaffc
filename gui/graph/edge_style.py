"""How a number becomes a line: colour and dash tell its sign, width its size.

The scale is symmetric about zero and never shrinks during a run: a scale that followed
every frame's maximum would hide that the weights grow.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QPen

from gui.style.theme import mix
from gui.text.number_format import round_up_125

if TYPE_CHECKING:
    from gui.style.theme import Theme
    from shallownet.arrays import Array, Indices

LEVELS: Final = 16
"""Steps of size that are told apart: pens are made once, and edges of one step are
drawn together."""

THINNEST: Final = 0.9
THICKEST: Final = 6.0
PALEST: Final = 0.28
"""Share of the colour that the thinnest edge has; the rest is the background."""


class EdgeScale:
    """The largest size an edge can show; it grows in steps of 1, 2, 5, 10."""

    def __init__(self) -> None:
        self.maximum = 0.0

    def grow(self, values: Array, *, shrinks: bool = False) -> bool:
        """Make room for these values; say whether the scale changed.

        Parameters
        ----------
        values : ndarray
        shrinks : bool
            Come down again once all of them are less than a tenth of the scale.
        """
        # NaN and inf are told in words; they must not blow the scale up.
        finite = values[np.isfinite(values)]
        largest = float(np.abs(finite).max()) if finite.size else 0.0
        before = self.maximum
        if largest > before or not before:
            self.maximum = max(before, round_up_125(largest))
        elif shrinks and 0.0 < largest < before / 10.0:
            self.maximum = round_up_125(largest)
        return self.maximum != before

    def levels(self, values: Array) -> Indices:
        """Return each value's signed step, -LEVELS to LEVELS; 0 is exactly zero."""
        known = np.nan_to_num(values)
        shares = np.minimum(np.abs(known), self.maximum) / self.maximum
        result: Indices = (np.sign(known) * np.ceil(shares * LEVELS)).astype(np.intp)
        return result


def thickest(lines: int) -> float:
    """Return the width of the strongest of so many lines: many have to be thin."""
    return max(THICKEST * min(1.0, math.pow(60.0 / max(lines, 1), 0.4)), 2.0)


def pens(theme: Theme, widest: float = THICKEST) -> dict[int, QPen]:
    """Return the pen of every signed step, from -LEVELS to LEVELS."""
    result = {0: QPen(mix(theme.surface, theme.muted, PALEST), THINNEST)}
    for level in range(1, LEVELS + 1):
        size = level / LEVELS
        width = THINNEST + (widest - THINNEST) * size
        for sign, colour in ((1, theme.positive), (-1, theme.negative)):
            pen = QPen(
                mix(theme.surface, colour, PALEST + (1.0 - PALEST) * math.sqrt(size)),
                width,
            )
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            if sign < 0:
                # Dash lengths are in units of the width: keep them alike to the eye.
                pen.setDashPattern([max(8.0 / width, 1.6), max(4.0 / width, 0.9)])
            result[sign * level] = pen
    return result
