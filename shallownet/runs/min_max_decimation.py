"""Few points of a long curve that look like all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from shallownet.arrays import Array, Indices


def extremes(values: Array, most: int) -> Indices:
    """Return the places of the least and the greatest value in each stretch of a curve.

    Parameters
    ----------
    values : ndarray, shape (n,)
        NaN where there is no point.
    most : int
        How many places to return at most; at least 4.

    Returns
    -------
    ndarray of int
        In order; with the first point and the last.
    """
    there = np.flatnonzero(~np.isnan(values))
    if len(there) <= most:
        return there
    stretches = most // 2 - 1
    norm = -(-len(there) // stretches)
    # The last stretch is filled up with its last point.
    padded = np.append(there, np.full(stretches * norm - len(there), there[-1]))
    table = values[padded].reshape(stretches, norm)
    start = np.arange(stretches) * norm
    chosen = [
        padded[start + table.argmin(axis=1)],
        padded[start + table.argmax(axis=1)],
        there[[0, -1]],
    ]
    return np.unique(np.concatenate(chosen))
