"""What can be counted in a column, whatever its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from shallownet.arrays import spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.data.columns.column import Column

BINS: Final = 20
"""Bars of a small histogram."""


class ColumnFacts(NamedTuple):
    """Counts and extremes of a column.

    Attributes
    ----------
    rows, missing, distinct : int
        Of ``rows`` cells some are missing, and the others have so many values.
    low, high, mean : float
        Of its numbers; NaN for texts.
    whole : bool
        Whether all its numbers are whole.
    counts : tuple of int
        A histogram of its numbers in equal steps from the lowest to the highest; of
        texts, how many rows have the most frequent ones.
    """

    rows: int
    missing: int
    distinct: int
    low: float = np.nan
    high: float = np.nan
    mean: float = np.nan
    whole: bool = False
    counts: tuple[int, ...] = ()


def facts_of(column: Column) -> ColumnFacts:
    """Count what there is to count in a column."""
    rows = len(column.values)
    texts = column.texts
    if texts is not None and not column.is_numeric:
        counts = np.sort(texts.counts)[::-1][:BINS]
        missing = rows - int(column.present.sum())
        return ColumnFacts(rows, missing, texts.distinct, counts=tuple(counts.tolist()))
    values = column.values
    missing = int(np.isnan(values).sum())
    if missing:
        values = values[~np.isnan(values)]
    if not values.size:
        return ColumnFacts(rows, missing, 0)
    low, high = float(values.min()), float(values.max())
    constant = spread(low, high) == 0.0
    with np.errstate(over="ignore"):
        mean = float(values.mean())
    return ColumnFacts(
        rows=rows,
        missing=missing,
        distinct=1 if constant else count_distinct(values),
        low=low,
        high=high,
        mean=mean,
        whole=bool((values == np.floor(values)).all()),
        counts=histogram(values, low, high),
    )


def count_distinct(values: NDArray[Any]) -> int:
    """Return how many different numbers there are.

    Of a million `numpy.unique` makes a hash table, which takes ten times as long.
    """
    ordered = np.sort(values)
    changes = int(np.count_nonzero(ordered[1:] != ordered[:-1]))
    return changes + 1 if ordered.size else 0


def histogram(values: Array, low: float, high: float) -> tuple[int, ...]:
    """Count numbers in equal steps from the lowest to the highest."""
    if spread(low, high) == 0.0:
        return (len(values),)
    # Divided first: the difference may overflow.
    steps = (values / BINS - low / BINS) / (high / BINS - low / BINS) * BINS
    index = np.minimum(steps.astype(np.int64), BINS - 1)
    return tuple(np.bincount(index, minlength=BINS).tolist())
