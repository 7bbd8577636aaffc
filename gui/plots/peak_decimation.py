"""Fewer points for the same picture of a curve, and the extremes of a growing one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

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


BLOCK: Final = 256
"""Values whose extremes are looked for once and kept."""


class StreamingDecimator:
    """Thins a growing array, looking at no more than is new and what is drawn.

    Among a million values the extremes of 380 columns took 2 ms a frame to find anew;
    of each block they are found once, and a column is a row of blocks.
    """

    def __init__(self) -> None:
        self._values = np.empty(0)
        self._places = np.empty(0, dtype=np.intp)
        self._blocks = 0
        self._run: object = None

    def follow(self, values: Array, run: object) -> None:
        """Take in what an array of a run has grown by."""
        blocks = len(values) // BLOCK
        if run is not self._run or blocks < self._blocks:
            self._run, self._blocks = run, 0
        self._values = values
        if blocks == self._blocks:
            return
        body = values[self._blocks * BLOCK : blocks * BLOCK].reshape(-1, BLOCK)
        starts = np.arange(self._blocks, blocks) * BLOCK
        ends = np.sort([body.argmin(axis=1), body.argmax(axis=1)], axis=0)
        places = (ends + starts).T.ravel()
        if 2 * blocks > len(self._places):
            grown = np.empty(4 * blocks, dtype=np.intp)
            grown[: 2 * self._blocks] = self._places[: 2 * self._blocks]
            self._places = grown
        self._places[2 * self._blocks : 2 * blocks] = places
        self._blocks = blocks

    def decimate(self, start: int, stop: int, columns: int) -> tuple[Array, Array]:
        """Do as the function `decimate` does with the array it follows."""
        start, stop = max(start, 0), min(stop, len(self._values))
        if stop - start < 4 * BLOCK * columns:
            return decimate(self._values, start, stop, columns)
        first, last = -(-start // BLOCK), stop // BLOCK
        places = np.concatenate(
            [
                np.arange(start, first * BLOCK),
                self._places[2 * first : 2 * last],
                np.arange(last * BLOCK, stop),
            ]
        )
        picked, thinned = decimate(self._values[places], 0, len(places), columns)
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
        new = values[self._seen :]
        self._seen = len(values)
        new = new[np.isfinite(new)]
        if new.size:
            self.low = min(self.low, float(new.min()))
            self.high = max(self.high, float(new.max()))
        if math.isfinite(present):
            self.low, self.high = min(self.low, present), max(self.high, present)
