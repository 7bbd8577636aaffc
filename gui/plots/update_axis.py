"""Where updates lie on the x axis of a plot: at their number, or at its logarithm."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shallownet.arrays import Array

FARTHEST: Final = 15.0
"""The largest power of ten that updates are counted to."""


class UpdateAxis:
    """The x axis of a plot over updates.

    Attributes
    ----------
    log : bool
        Whether the axis is logarithmic. It begins at update 1 then: 0 has no place.
    """

    log = False

    def to_x(self, updates: Array) -> Array:
        """Return where updates lie; minus infinity for 0 on a logarithmic axis."""
        if not self.log:
            return updates
        with np.errstate(divide="ignore", invalid="ignore"):
            x: Array = np.log10(updates)
        return x

    def x_of(self, update: float) -> float:
        """Return where one update lies."""
        if not self.log:
            return float(update)
        return math.log10(update) if update > 0.0 else -math.inf

    def to_update(self, x: float) -> float:
        """Return the update at a place of the axis."""
        return 10.0 ** min(x, FARTHEST) if self.log else x

    def sections(
        self, start: int, stop: int, columns: int
    ) -> Iterator[tuple[int, int, int]]:
        """Yield parts of the updates from ``start`` to ``stop``, and their columns.

        Within a part all updates are about equally far apart. Of a logarithmic axis it
        is the updates from one power of two to the next.
        """
        if not self.log:
            yield start, stop, columns
            return
        start = max(start, 1)
        width = math.log2(max(stop, start + 1) / start)
        while start < stop:
            end = min(2 ** start.bit_length(), stop)
            share = math.log2(end / start) / width
            yield start, end, max(math.ceil(columns * share), 2)
            start = end
