"""The convex hull of points in a plane: where samples are, and where there are none.

Quickhull (Barber, Dobkin and Huhdanpaa, 1996) in two dimensions: of the points outside
an edge the farthest one is a corner of the hull, and replaces the edge by two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.arrays import spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shallownet.arrays import Array

TOLERANCE: Final = 1e-9
"""Share of the points' extent up to which a point counts as being on an edge."""


def convex_hull(x: Array, y: Array, tolerance: float = TOLERANCE) -> Array:
    """Return the corners (2, n) of the smallest convex polygon around all points.

    Parameters
    ----------
    x, y : ndarray, shape (m,)
        The points, one at least; their units need not be the same.
    tolerance : float
        Share of the extent in x and y by which a point may lie outside. A larger one
        gives fewer corners.

    Returns
    -------
    ndarray, shape (2, n)
        The corners counter-clockwise; the two ends of a line, or one point, if the
        points are no more than that.

    Examples
    --------
    >>> x, y = np.array([0.0, 2.0, 1.0, 2.0, 0.0]), np.array([0.0, 0.0, 0.5, 1.0, 1.0])
    >>> convex_hull(x, y)
    array([[0., 2., 2., 0.],
           [0., 0., 1., 1.]])
    """
    scale = np.array([_extent(x), _extent(y)])
    points = np.stack([x, y])
    # Subtracted first: of large numbers the digits that differ would be lost.
    u, v = (points - points[:, :1]) / scale[:, np.newaxis]
    left, right = np.lexsort((v, u))[[0, -1]].tolist()
    below, above = (
        _outside(u, v, np.arange(len(u)), a, b, tolerance)
        for a, b in ((left, right), (right, left))
    )
    corners = [left, *below]
    if abs(u[right] - u[left]) > tolerance or abs(v[right] - v[left]) > tolerance:
        corners += [right, *above]
    return points[:, corners]


def _extent(values: Array) -> float:
    return float(spread(values.min(), values.max())) or 1.0


def _outside(
    u: Array, v: Array, among: NDArray[np.intp], a: int, b: int, tolerance: float
) -> list[int]:
    """Return the corners to the right of the line from a to b, in order."""
    corners: list[int] = []
    # A stack instead of recursion: hundreds of corners may follow each other.
    pending = [(a, b, among)]
    while pending:
        start, end, candidates = pending.pop()
        du, dv = u[end] - u[start], v[end] - v[start]
        length = np.hypot(du, dv)
        if not candidates.size or not length:
            corners.append(end)
            continue
        distance = (
            (v[start] - v[candidates]) * du - (u[start] - u[candidates]) * dv
        ) / length
        farthest = int(distance.argmax())
        if distance[farthest] <= tolerance:
            corners.append(end)
            continue
        corner = int(candidates[farthest])
        outside = candidates[distance > tolerance]
        pending += [(corner, end, outside), (start, corner, outside)]
    return corners[:-1]  # b belongs to the next side


def is_inside(hull: Array, x: Array, y: Array) -> NDArray[np.bool_]:
    """Return which points of the grid over ``x`` and ``y`` a convex polygon contains.

    Parameters
    ----------
    hull : ndarray, shape (2, n)
        Its corners counter-clockwise, as `convex_hull` returns them.
    x : ndarray, shape (columns,)
    y : ndarray, shape (rows,)

    Returns
    -------
    ndarray of bool, shape (rows, columns)
        All False for a polygon of fewer than three corners, which has no inside.
    """
    inside = np.full((len(y), len(x)), hull.shape[1] > 2)
    width, height = _extent(hull[0]), _extent(hull[1])
    for (x1, y1), (x2, y2) in zip(hull.T, np.roll(hull, -1, axis=1).T, strict=True):
        # In shares of its extent: products of very large numbers would overflow.
        across, up = (x2 - x1) / width, (y2 - y1) / height
        right, above = (x - x1) / width, (y - y1) / height
        inside &= across * above[:, np.newaxis] >= up * right
    return inside
