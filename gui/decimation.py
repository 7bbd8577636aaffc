"""Fewer points for the same picture of a curve, and the extremes of a growing one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from shallownet.arrays import Array


def decimate(values: Array, start: int, stop: int, columns: int) -> tuple[Array, Array]:
    """Thin ``values[start:stop]`` to about two points a column, losing no extreme.

    Each column gives its smallest and its largest value, at their own places and in
    the order in which they come, so a single spike among a million points is drawn.

    Parameters
    ----------
    values : ndarray, shape (n,)
    start, stop : int
        The part to draw; clipped to what there is.
    columns : int
        About how many pixels wide the drawing is.

    Returns
    -------
    places, thinned : ndarray
        Indices into ``values`` (as numbers to plot at), and the values there.
    """
    start, stop = max(start, 0), min(stop, len(values))
    count = max(stop - start, 0)
    if count <= 2 * columns:
        stop = start + count
        return np.arange(start, stop, dtype=np.float64), values[start:stop]
    width = -(-count // columns)
    whole = count // width
    body = values[start : start + whole * width].reshape(whole, width)
    # argmin and argmax take the first NaN for the extreme: a NaN stays visible.
    low, high = body.argmin(axis=1), body.argmax(axis=1)
    offsets = np.arange(whole) * width
    picked = np.stack([np.minimum(low, high), np.maximum(low, high)], axis=1)
    places = (picked + offsets[:, np.newaxis]).ravel() + start
    rest = np.arange(start + whole * width, stop)
    if rest.size > 2:
        tail = values[rest]
        rest = rest[np.sort([tail.argmin(), tail.argmax()])]
    places = np.concatenate([places, rest])
    return places.astype(np.float64), values[places]


def decimate_measured(
    values: Array, start: int, stop: int, columns: int
) -> tuple[Array, Array]:
    """Thin a curve that was not measured everywhere, as `decimate` does.

    NaN stands where it was not; the curve leads across.
    """
    start, stop = max(start, 0), min(stop, len(values))
    places = start + np.flatnonzero(np.isfinite(values[start:stop]))
    picked, thinned = decimate(values[places], 0, len(places), columns)
    return places[picked.astype(np.intp)].astype(np.float64), thinned


class Extremes:
    """The finite extremes of a growing array, looking only at what is new."""

    def __init__(self) -> None:
        self.low, self.high = math.inf, -math.inf
        self._seen = 0
        self._run: object = None

    def follow(self, values: Array, present: float, run: object) -> None:
        """Take in what an array of a run has grown by, and its present value."""
        if run is not self._run or len(values) < self._seen:
            self.low, self.high = math.inf, -math.inf
            self._seen, self._run = 0, run
        new = np.append(values[self._seen :], present)
        self._seen = len(values)
        new = new[np.isfinite(new)]
        if new.size:
            self.low = min(self.low, float(new.min()))
            self.high = max(self.high, float(new.max()))
