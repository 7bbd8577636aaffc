"""Decimation of a long curve to few points that look the same when drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from shallownet.arrays import Array, Indices


def section_extremes(values: Array, width: int) -> Indices:
    """Return the indices of the minimum and the maximum of each section of a curve.

    Parameters
    ----------
    values : ndarray, shape (n,)
        The first NaN of a section is its minimum and its maximum.
    width : int
        The length of a section; the last one may be shorter.

    Returns
    -------
    ndarray of int
        Two for each section, in ascending order.
    """
    count = len(values) // width
    whole, rest = values[: count * width].reshape(count, width), values[count * width :]
    start = np.arange(count) * width
    low, high = start + whole.argmin(axis=1), start + whole.argmax(axis=1)
    if rest.size:
        low = np.append(low, count * width + rest.argmin())
        high = np.append(high, count * width + rest.argmax())
    pairs = np.stack([np.minimum(low, high), np.maximum(low, high)], axis=1)
    return pairs.ravel()


def min_max_indices(values: Array, max_points: int) -> Indices:
    """Return the indices of few points of a curve, with all its extremes among them.

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
    extremes = section_extremes(values[points], -(-len(points) // sections))
    picked: Indices = points[np.unique(np.append(extremes, (0, len(points) - 1)))]
    return picked
