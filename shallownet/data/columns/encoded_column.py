"""A column with its encoding, for a summary: what it ranges over, what it goes with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from shallownet.data.columns.date_formats import date_text
from shallownet.data.columns.encode import encoding_of
from shallownet.data.columns.encodings import (
    AnswerEncoding,
    CategoryEncoding,
    DateEncoding,
    NumberEncoding,
    seconds_in,
)
from shallownet.data.columns.facts import histogram
from shallownet.data.columns.relations import correlation, correlation_ratio
from shallownet.errors import DataError
from shallownet.wording import figure

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.data.columns.column import Column
    from shallownet.data.columns.facts import ColumnFacts
    from shallownet.data.columns.kind_text import ColumnKind


class EncodedColumn:
    """A column of some kind.

    Parameters
    ----------
    column : Column
    kind : ColumnKind
    facts : ColumnFacts

    Attributes
    ----------
    values : ndarray, shape (rows,), or None
        What is compared with the target: the numbers, 1 and 0, or the seconds of dates;
        None for categories, and where there are no such values.
    facts : ColumnFacts
        With the histogram of the dates, if they are dates.
    low, high : str
        The lowest and the highest value as they are written; empty for texts.
    input_names : tuple of str
        The inputs that it becomes; empty if it cannot be one.
    recorded : ColumnKind
        The kind with all details.
    problem : str
        Why it cannot be an input; empty if it can.
    """

    def __init__(self, column: Column, kind: ColumnKind, facts: ColumnFacts) -> None:
        self._column = column
        self.facts, self.recorded = facts, kind
        self.low, self.high = map(_number, (facts.low, facts.high))
        self.values: Array | None = None
        self.input_names: tuple[str, ...] = ()
        self.problem = ""
        self._categories: CategoryEncoding | None = None
        try:
            encoding = encoding_of(column, kind)
        except DataError as error:
            self.problem = str(error)
            return
        self.input_names = encoding.input_names
        if encoding.kind == kind.kind:  # not an id that can be taken as a number
            self.recorded = encoding.recorded
        if isinstance(encoding, CategoryEncoding):
            self._categories = encoding
        elif isinstance(encoding, DateEncoding):
            self._set_dates(seconds_in(column, encoding.form))
        elif isinstance(encoding, NumberEncoding | AnswerEncoding):
            self.values = encoding.encode(column)[0]

    def _set_dates(self, seconds: Array) -> None:
        self.values = seconds
        known = seconds[~np.isnan(seconds)]
        if not known.size:
            return
        low, high = float(known.min()), float(known.max())
        missing = len(seconds) - len(known)
        counts = histogram(known, low, high)
        self.low, self.high = date_text(low), date_text(high)
        self.facts = self.facts._replace(missing=missing, counts=counts)

    def for_target(self) -> Array | None:
        """Return the values of a target (rows,); None if it cannot be one."""
        if self._categories is None:
            return self.values
        if len(self._categories.input_names) != 2:
            return None
        inputs: Array = self._categories.encode(self._column)[1]
        return inputs

    def related_to(self, target: Array) -> float:
        """Return how much the column tells of a target by itself, or NaN."""
        if self._categories is not None:
            index = self._column.index_in(self._categories.categories)
            if self._categories.other:
                index[(index < 0) & self._column.present] = index.max(initial=0) + 1
            return correlation_ratio(index, target)
        return np.nan if self.values is None else correlation(self.values, target)


def _number(value: float) -> str:
    return "" if np.isnan(value) else figure(value, 6)
