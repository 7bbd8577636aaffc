"""Peak decimation: fewer points that draw the same curve, and keep every extreme."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.runs.min_max_decimation import section_extremes

if TYPE_CHECKING:
    from shallownet.arrays import Array, Indices

BLOCK_SIZE: Final = 256
"""Values whose extremes are found once and cached."""

EMPTY_RANGE: Final = (math.inf, -math.inf)


def decimate(values: Array, start: int, stop: int, columns: int) -> tuple[Array, Array]:
    """Reduce ``values[start:stop]`` to about two points per pixel column.

    Each column keeps its smallest and its largest value at their own indices and in
    their own order, so a single spike among a million points is drawn.

    Parameters
    ----------
    values : ndarray, shape (n,)
    start, stop : int
        The part to draw; clipped to the array.
    columns : int
        The approximate width of the drawing, in pixels.

    Returns
    -------
    indices, decimated : ndarray of float
        Indices into ``values``, as x coordinates, and the values at them.
    """
    start, stop = max(start, 0), min(stop, len(values))
    count = max(stop - start, 0)
    if count <= 2 * columns:
        indices = np.arange(start, start + count)
    else:
        width = -(-count // columns)
        indices = start + section_extremes(values[start:stop], width)
    return indices.astype(np.float64), values[indices]


def _decimate_at(values: Array, indices: Indices, columns: int) -> tuple[Array, Array]:
    picked, decimated = decimate(values[indices], 0, len(indices), columns)
    return indices[picked.astype(np.intp)].astype(np.float64), decimated


def finite_range(values: Array) -> tuple[float, float]:
    """Return the smallest and largest finite value, or `EMPTY_RANGE`."""
    if values.size:
        low, high = float(values.min()), float(values.max())
        if math.isfinite(low) and math.isfinite(high):  # so is all between them
            return low, high
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if finite.size else EMPTY_RANGE


class GrowingCurve:
    """A value per update of a run that goes on; only new values are processed.

    Finding the extremes of 380 columns among a million values took 2 ms a frame. The
    extremes of each block are found once instead, and a column is a row of blocks.

    Attributes
    ----------
    values : ndarray, shape (updates,)
    current : float
        The value at the current parameters, which no update has started from yet.
    range : tuple of float
        The smallest and largest finite value so far, current values included.
    lowest_positive : float
        The smallest positive one.
    has_zeros : bool
        Whether any is 0, or less.
    """

    def __init__(self) -> None:
        self.values = np.empty(0)
        self.current = math.nan
        self.range = EMPTY_RANGE
        self.lowest_positive = math.inf
        self._has_gaps = self.has_zeros = False
        self._extremes: Indices = np.empty(0, dtype=np.intp)  # two for each block
        self._blocks = 0
        self._run: object = None

    def update(self, values: Array, current: float, run: object) -> None:
        """Take the values of a run, which start with those known of the same run."""
        known = len(self.values)
        if run is not self._run or len(values) < known:
            self._run, self._blocks, self.range, known = run, 0, EMPTY_RANGE, 0
            self.lowest_positive = math.inf
            self._has_gaps = self.has_zeros = False
        self.values, self.current = values, current
        new = np.append(values[known:], current)
        low, high = finite_range(new)
        self.range = min(self.range[0], low), max(self.range[1], high)
        positive, _ = finite_range(new[new > 0.0])
        self.lowest_positive = min(self.lowest_positive, positive)
        self._has_gaps |= not np.isfinite(new[:-1]).all()
        self.has_zeros |= bool((new <= 0.0).any())
        blocks = len(values) // BLOCK_SIZE
        if blocks == self._blocks:
            return
        first = self._blocks * BLOCK_SIZE
        new = values[first : blocks * BLOCK_SIZE]
        if 2 * blocks > len(self._extremes):
            grown = np.empty(4 * blocks, dtype=np.intp)
            grown[: 2 * self._blocks] = self._extremes[: 2 * self._blocks]
            self._extremes = grown
        self._extremes[2 * self._blocks : 2 * blocks] = first + section_extremes(
            new, BLOCK_SIZE
        )
        self._blocks = blocks

    @property
    def drawn_range(self) -> tuple[float, float]:
        """The smallest positive and the largest value: the range of a log axis."""
        return self.lowest_positive, self.range[1]

    def value_at(self, update: int) -> float:
        """Return the value after that many updates."""
        return float(self.values[update]) if update < len(self.values) else self.current

    def zeros(self, start: int, stop: int) -> Indices:
        """Return which of the values from ``start`` to ``stop`` are 0."""
        start, stop = max(start, 0), min(stop, len(self.values))
        return start + np.flatnonzero(self.values[start:stop] == 0.0)

    def decimate(
        self, start: int, stop: int, columns: int, *, positive: bool = False
    ) -> tuple[Array, Array]:
        """Decimate the finite values, or the positive ones, as `decimate` does."""
        start, stop = max(start, 0), min(stop, len(self.values))
        if self._has_gaps or (positive and self.has_zeros):
            part = self.values[start:stop]
            drawable = np.isfinite(part)
            if positive:
                drawable &= part > 0.0
            indices = start + np.flatnonzero(drawable)
            return _decimate_at(self.values, indices, columns)
        if stop - start < 4 * BLOCK_SIZE * columns:
            return decimate(self.values, start, stop, columns)
        first, last = -(-start // BLOCK_SIZE), stop // BLOCK_SIZE
        parts = [
            np.arange(start, first * BLOCK_SIZE),
            self._extremes[2 * first : 2 * last],
            np.arange(last * BLOCK_SIZE, stop),
        ]
        return _decimate_at(self.values, np.concatenate(parts), columns)
