"""The range of an axis that follows data, in steps."""

from __future__ import annotations

import math
from typing import Final

from gui.plots.loss_axes import MAX_AXIS_VALUE

SHRINK: Final = 0.75
"""The part of an axis that data must still take before it shrinks to them."""

ROOM: Final = 0.04
"""Room beyond the data on each side, as a part of their range."""


def followed(
    present: tuple[float, float], data: tuple[float, float]
) -> tuple[float, float]:
    """Return the range of an axis for data: the present one as long as it suits."""
    low, high = (min(max(end, -MAX_AXIS_VALUE), MAX_AXIS_VALUE) for end in data)
    if low > high:  # there are no data
        return present if math.isfinite(present[0]) else (0.0, 1.0)
    needed = high - low
    length = present[1] - present[0]
    if present[0] <= low and high <= present[1] and needed >= SHRINK * length:
        return present
    room = ROOM * needed or 0.5 * abs(high) or 0.5
    return low - room, high + room
