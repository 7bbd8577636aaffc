"""How columns go together: correlation, a copy of the target, rows that repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from shallownet.arrays import ROUNDING, ignore_overflow, spread
from shallownet.data.columns.facts import count_distinct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from shallownet.arrays import Array

MIN_ROWS: Final = 5
"""Rows below which columns agree by chance: two points always lie on a line."""

_LINEAR: Final = 1e-9
"""Largest distance from a line, as a share of the range, that is no distance."""


def correlation(values: Array, target: Array) -> float:
    """Return Pearson's correlation of two columns (rows,), from -1 to 1.

    Rows in which either is NaN are left out. It is NaN if either is constant.
    """
    x, y = _both(values, target)
    if x.size < 2:
        return np.nan
    x, y = _centred(x), _centred(y)
    size = float(np.sqrt((x @ x) * (y @ y)))
    return float(np.clip(x @ y / size, -1.0, 1.0)) if size else np.nan


def correlation_ratio(groups: NDArray[np.int64], target: Array) -> float:
    """Return the correlation ratio η of a category and a target, from 0 to 1.

    That is the root of the variance between the means of the groups as a share of all
    variance: |r| if the target were replaced by the mean of its group.

    Parameters
    ----------
    groups : ndarray of int, shape (rows,)
        Below 0 where there is none.
    target : ndarray, shape (rows,)
    """
    index, y = _both(np.where(groups < 0, np.nan, groups), target)
    if y.size < 2:
        return np.nan
    y = _centred(y)
    total = float(y @ y)
    if not total:
        return np.nan
    number = index.astype(np.int64)
    sums, counts = np.bincount(number, y), np.bincount(number)
    between = float((sums[counts > 0] ** 2 / counts[counts > 0]).sum())
    return float(np.sqrt(min(between / total, 1.0)))


def _both(first: Array, second: Array) -> tuple[Array, Array]:
    """Return the values of the rows in which neither is NaN."""
    valid = ~(np.isnan(first) | np.isnan(second))
    return (first, second) if valid.all() else (first[valid], second[valid])


def _centred(values: Array) -> Array:
    """Return values with mean 0, of size 1 at most; 0 if they are constant."""
    low, high = float(values.min()), float(values.max())
    if spread(low, high) == 0.0:
        return np.zeros(len(values))
    size = max(abs(low), abs(high))
    scaled = values / size
    scaled -= scaled.mean()
    centred: Array = scaled / np.abs(scaled).max()
    return centred


def linear_copy(values: Array, target: Array) -> str:
    """Return whether a column gives the target away, as a part of a sentence.

    It does if it equals the target, or is an exact linear function of it, in all rows
    that have both. The text is empty if it does not.
    """
    x, y = _both(values, target)
    if len(y) < MIN_ROWS:
        return ""
    if np.array_equal(x, y):
        return "equals the target"
    low, high = float(x.min()), float(x.max())
    size = spread(float(y.min()), float(y.max()))
    if spread(low, high) == 0.0 or not 0.0 < size < np.inf or not np.isfinite(x).all():
        return ""
    first, last = int(x.argmin()), int(x.argmax())
    with ignore_overflow():
        slope = (y[last] - y[first]) / (high - low)
        distance = np.abs(y - (y[first] + slope * (x - low))).max()
    # Far from 0, rounding alone is that large.
    rounding = ROUNDING * max(float(np.abs(y).max()), 1e-300)
    linear = distance <= max(_LINEAR * size, rounding) and slope != 0.0
    return "is an exact linear function of the target" if linear else ""


def row_keys(columns: Sequence[NDArray[Any]]) -> NDArray[np.uint64]:
    """Return a number for each row, equal for equal rows and hardly for others.

    Parameters
    ----------
    columns : sequence of ndarray, shape (rows,)
        Numbers of 8 bytes, or codes of texts. All NaN are equal.
    """
    keys = np.zeros(len(columns[0]) if columns else 0, np.uint64)
    factor = np.uint64(0x9E3779B97F4A7C15)  # of Fibonacci hashing (Knuth, 6.4)
    for values in columns:
        if values.dtype == np.float64:
            plain = np.add(values, 0.0)  # -0.0 becomes 0.0
            plain[np.isnan(plain)] = np.nan
            bits = plain.view(np.uint64)
        else:
            bits = values.astype(np.uint64)
        keys ^= bits
        keys *= factor
        keys ^= keys >> np.uint64(29)
    return keys


def repeated_rows(columns: Sequence[NDArray[Any]]) -> int:
    """Return how many rows repeat an earlier one in all columns."""
    keys = row_keys(columns)
    return len(keys) - count_distinct(keys)
