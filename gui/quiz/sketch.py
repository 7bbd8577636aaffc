"""A curve of the loss that a person sketches: drawn freely, or by a few handles."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from shallownet.arrays import Array

INTERVALS: Final = 60
"""Parts of the curve; each handle lies at an end of one."""

HANDLES: Final = 5

Points = tuple[tuple[float, float], ...]
"""Updates, and log10 of the loss J there."""


class Sketch:
    """log10 of the loss from one update to another, as far as it was drawn.

    Between what was drawn the curve is straight, and behind it level. It begins at the
    present loss, which is known.

    Parameters
    ----------
    first, last : int
        The present update, and the one that the curve ends at.
    height : float
        log10 of the present loss.

    Examples
    --------
    >>> sketch = Sketch(0, 1000, 2.0)
    >>> sketch.move_handle(4, -1.0)
    >>> sketch.points[0], sketch.points[-1], round(sketch.at(500.0), 6)
    ((0.0, 2.0), (1000.0, 1.0), 1.5)
    """

    def __init__(self, first: int, last: int, height: float) -> None:
        self.updates: Array = np.linspace(first, last, INTERVALS + 1)
        self._heights = np.full(INTERVALS + 1, height)
        self._drawn = np.zeros(INTERVALS + 1, dtype=np.bool_)
        self._drawn[0] = True

    @property
    def is_drawn(self) -> bool:
        """Whether anything was drawn."""
        return bool(self._drawn[1:].any())

    @property
    def heights(self) -> Array:
        """log10 of the loss at `updates`."""
        at = np.flatnonzero(self._drawn)
        columns = np.arange(INTERVALS + 1, dtype=np.float64)
        heights: Array = np.interp(columns, at, self._heights[at])
        return heights

    @property
    def points(self) -> Points:
        """The whole curve."""
        return tuple(zip(self.updates.tolist(), self.heights.tolist(), strict=True))

    def at(self, update: float) -> float:
        """Return log10 of the loss at an update."""
        return float(np.interp(update, self.updates, self.heights))

    def draw(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Draw a straight line between two points: update and log10 of the loss.

        What was drawn there before is replaced. The present loss stays as it is.
        """
        first, last = (self._nearest(update) for update, _ in (start, end))
        low, high = max(min(first, last), 1), max(first, last)
        columns = np.arange(low, high + 1)
        if first == last:
            lines = np.full(len(columns), end[1])
        else:
            share = (columns - first) / (last - first)
            lines = start[1] + share * (end[1] - start[1])
        self._heights[columns], self._drawn[columns] = lines, True

    def handle_update(self, handle: int) -> float:
        """Return the update of a handle, counted from 0."""
        return float(self.updates[_column(handle)])

    def move_handle(self, handle: int, by: float) -> None:
        """Move a handle up or down; up to its neighbours the curve becomes straight."""
        column, heights = _column(handle), self.heights
        ends = _column(handle - 1), min(_column(handle + 1), INTERVALS)
        for end, beside in zip(
            ends, (slice(1, column), slice(column + 1, None)), strict=True
        ):
            if self._drawn[beside].any():  # else straight up to it, or level behind it
                self._heights[end], self._drawn[end] = heights[end], True
        self._drawn[max(ends[0] + 1, 1) : ends[1]] = False
        self._heights[column], self._drawn[column] = heights[column] + by, True

    def _nearest(self, update: float) -> int:
        first, last = self.updates[[0, -1]].tolist()
        share = (update - first) / (last - first)
        return int(min(max(round(share * INTERVALS), 0), INTERVALS))


def _column(handle: int) -> int:
    return (handle + 1) * INTERVALS // HANDLES


def truth_of(
    first: int, losses: Array, initial: float, final: float, *, batches: bool
) -> Points:
    """Return what a run did, as points like those of a sketch.

    Parameters
    ----------
    first : int
        The update that the sketch begins at.
    losses : ndarray, shape (n + 1,)
        The loss that each update measured, from that one on; the last one is `final`.
    initial, final : float
        The loss over all samples at both ends.
    batches : bool
        Whether each of the losses is that of a batch alone: then the points between
        are means.
    """
    n = len(losses) - 1
    grid = np.unique(np.linspace(0, n, min(n, INTERVALS) + 1).astype(np.intp))
    values = losses[grid].copy()
    if batches and len(grid) > 1:
        width = max(n // (len(grid) - 1), 1)
        for place, at in enumerate(grid.tolist()):
            values[place] = losses[max(at - width // 2, 0) : at + width // 2 + 1].mean()
    values[0], values[-1] = initial, final
    return tuple(
        (float(first + at), _log10(value))
        for at, value in zip(grid.tolist(), values.tolist(), strict=True)
    )


def _log10(loss: float) -> float:
    """Return log10 of a loss: infinite for one that is not finite, and of 0."""
    if not math.isfinite(loss):
        return math.inf
    return math.log10(loss) if loss > 0.0 else -math.inf
