"""Decimation of a long curve to few points that look the same when drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from shallownet.arrays import Array, Indices


def min_max_indices(values: Array, max_points: int) -> Indices:
    """Return the indices of the minimum and the maximum of each section of a curve.

    Parameters
    ----------
    values : ndarray, shape (n,)
        NaN where there is no point.
    max_points : int
        At least 4.

    Returns
    -------
    ndarray of int
        In ascending order, including the first and the last point.
    """
    points = np.flatnonzero(~np.isnan(values))
    if len(points) <= max_points:
        return points
    sections = max_points // 2 - 1
    width = -(-len(points) // sections)
    # The last section is padded with the last point.
    padded = np.append(points, np.full(sections * width - len(points), points[-1]))
    table = values[padded].reshape(sections, width)
    start = np.arange(sections) * width
    low = padded[start + table.argmin(axis=1)]
    high = padded[start + table.argmax(axis=1)]
    return np.unique(np.concatenate([low, high, points[[0, -1]]]))
