"""Lines of equal value over a grid: marching squares, for all levels and cells at once.

After Lorensen and Cline, "Marching cubes", 1987, in two dimensions: the value is taken
to be linear along the edges of each cell, and a line joins the places where it passes
the level. Where a level passes all four edges of a cell, the mean of the corners
decides which two of them it separates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from shallownet.arrays import Array, Indices


class LevelLines(NamedTuple):
    """Straight pieces of the lines.

    Attributes
    ----------
    ends : ndarray, shape (n, 4)
        x1, y1, x2 and y2 of each piece, counted in columns and rows of the grid from 0.
    levels : ndarray of int, shape (n,)
        The number of each piece's level.
    """

    ends: Array
    levels: Indices


def level_lines(values: Array, levels: Array) -> LevelLines:
    """Return the lines along which a function has given values.

    Parameters
    ----------
    values : ndarray, shape (rows, columns)
        The function on a grid of at least two rows and columns. A cell with a corner
        that is NaN or infinite has no lines.
    levels : ndarray, shape (k,)
        The values to draw lines for, in ascending order.

    Examples
    --------
    A plane that rises to the right passes 0.5 halfway between its two columns:

    >>> level_lines(np.array([[0.0, 1.0], [0.0, 1.0]]), np.array([0.5])).ends
    array([[0.5, 0. , 0.5, 1. ]])
    """
    # The number of levels at or below each value; a cell is passed by those between
    # the least and the largest of its corners.
    bands = np.zeros(values.shape, dtype=np.int16)
    for level in levels:  # np.searchsorted takes ten times as long
        bands += values >= level
    low, high = (
        pick(pick(bands[:-1, :-1], bands[:-1, 1:]), pick(bands[1:, :-1], bands[1:, 1:]))
        for pick in (np.minimum, np.maximum)
    )
    count = high - low
    finite = np.isfinite(values)
    if not finite.all():
        known = finite[:-1, :-1] & finite[:-1, 1:] & finite[1:, 1:] & finite[1:, :-1]
        count[~known] = 0
    cells = np.flatnonzero(count)
    passed = count.ravel()[cells]
    # Each passed cell as often as levels pass it, and which of the levels that is.
    before = np.cumsum(passed) - passed - low.ravel()[cells]
    number = np.arange(int(passed.sum())) - np.repeat(before, passed)
    return _pieces(values, levels[number], number, np.repeat(cells, passed))


def _pieces(
    values: Array, heights: Array, levels: Indices, cells: Indices
) -> LevelLines:
    """Return the one or two pieces in each of some cells, for a level each."""
    width = values.shape[1]
    rows, columns = np.divmod(cells, width - 1)
    first, flat = rows * width + columns, values.ravel()
    # Counter-clockwise, and the first corner again: edge n leads from corner n to the
    # next one.
    corners = np.empty((5, len(cells)))
    for n, offset in enumerate((0, 1, width + 1, width, 0)):
        np.take(flat, first + offset, out=corners[n])
    corners -= heights
    above = corners >= 0.0
    crossed = above[:-1] != above[1:]
    share = np.zeros(crossed.shape)
    np.divide(corners[:-1], corners[:-1] - corners[1:], out=share, where=crossed)
    x, y = np.empty(crossed.shape), np.empty(crossed.shape)
    x[0], y[0] = share[0], 0.0
    x[1], y[1] = 1.0, share[1]
    x[2], y[2] = 1.0 - share[2], 1.0
    x[3], y[3] = 0.0, 1.0 - share[3]
    x += columns
    y += rows
    begin, end = crossed.argmax(axis=0), 3 - crossed[::-1].argmax(axis=0)
    each = np.arange(len(cells))
    saddles = np.flatnonzero(crossed.all(axis=0))
    if saddles.size:
        # Where the middle belongs to corners 0 and 2, corners 1 and 3 are cut off.
        joined = (corners[:4, saddles].mean(axis=0) >= 0.0) == above[0, saddles]
        end[saddles] = np.where(joined, 1, 3)
        each = np.concatenate([each, saddles])
        begin = np.concatenate([begin, np.full(len(saddles), 2)])
        end = np.concatenate([end, np.where(joined, 3, 1)])
    ends = np.empty((len(each), 4))
    ends[:, 0], ends[:, 1] = x[begin, each], y[begin, each]
    ends[:, 2], ends[:, 3] = x[end, each], y[end, each]
    return LevelLines(ends, levels[each])
