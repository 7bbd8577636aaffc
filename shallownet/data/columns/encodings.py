"""How the columns of a table become inputs: numbers as they are, the others encoded.

A yes is 1 and a no is 0. A category becomes an input each, which is 1 where the column
has it and else 0. Of a date come the days since the first, and the month, the weekday
and the hour, each as the sine and the cosine of an angle, since December is next to
January.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from shallownet.data.columns.date_formats import (
    DAY,
    FORMATS,
    NUMBER_FORMATS,
    date_text,
    seconds_of,
)
from shallownet.data.columns.kind_text import ColumnKind

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.data.columns.column import Column

OTHER: Final = "other"
"""The category that rare ones are merged into."""
NO_VALUE: Final = "?"
"""The category of no value, if that is one: no text can be it, ? means missing."""
ALL_OTHERS: Final = "*"
"""How a recipe writes it: a category may be called other."""

CYCLES: Final = ("month", "weekday", "hour")
PARTS: Final = ("days", *CYCLES)
"""What a date may become; all but the days are cyclic."""

SINCE: Final = "since "


@dataclass(frozen=True)
class Encoding(ABC):
    """How a column becomes inputs.

    Attributes
    ----------
    column : str
        The name of the column.
    kind : str
        Its kind: see `KINDS`.
    """

    column: str
    kind: str

    @property
    def recorded(self) -> ColumnKind:
        """The kind with all details, to encode other rows in the same way."""
        return ColumnKind(self.column, self.kind, self.details)

    @property
    @abstractmethod
    def details(self) -> tuple[str, ...]:
        """What `recorded` tells besides column and kind."""

    @property
    @abstractmethod
    def input_names(self) -> tuple[str, ...]:
        """The name of each input."""

    @abstractmethod
    def encode(self, column: Column) -> Array:
        """Return the inputs (inputs, rows) of a column; NaN where it has no value."""


@dataclass(frozen=True)
class NumberEncoding(Encoding):
    """A number as it is."""

    details: ClassVar[tuple[str, ...]] = ()

    @property
    def input_names(self) -> tuple[str, ...]:
        """The column's own name."""
        return (self.column,)

    def encode(self, column: Column) -> Array:
        """Return the numbers (1, rows)."""
        return column.values[np.newaxis]


@dataclass(frozen=True)
class AnswerEncoding(Encoding):
    """One of two texts as 1, the other as 0.

    Attributes
    ----------
    one, zero : str
    """

    one: str
    zero: str

    @property
    def details(self) -> tuple[str, ...]:
        """What is 1, and what is 0."""
        return self.one, self.zero

    @property
    def input_names(self) -> tuple[str, ...]:
        """The column with what is 1, unless that is the number 1 itself."""
        plain = (self.one, self.zero) == ("1", "0")
        return (self.column if plain else f"{self.column} = {self.one}",)

    def encode(self, column: Column) -> Array:
        """Return 1, 0 or NaN (1, rows)."""
        answers = np.array([0.0, 1.0, np.nan])
        return answers[column.index_in((self.zero, self.one))][np.newaxis]


@dataclass(frozen=True)
class CategoryEncoding(Encoding):
    """An input for each category, which is 1 where the column has it.

    Attributes
    ----------
    categories : tuple of str
        `NO_VALUE` among them is that of cells without a value.
    other : bool
        Whether a last input stands for all other categories. Without it, those that are
        not listed have no value.
    """

    categories: tuple[str, ...]
    other: bool = False

    @property
    def details(self) -> tuple[str, ...]:
        """The categories, and a star for all others."""
        listed = (
            f"\\{c}" if c.strip("\\") == ALL_OTHERS else c for c in self.categories
        )
        return (*listed, *((ALL_OTHERS,) if self.other else ()))

    @property
    def input_names(self) -> tuple[str, ...]:
        """The column with each category: "species = Adelie"."""
        return tuple(f"{self.column} = {name}" for name in self.choices)

    @property
    def choices(self) -> tuple[str, ...]:
        """The name of each category, that of all others at the end."""
        return (*self.categories, *((OTHER,) if self.other else ()))

    def encode(self, column: Column) -> Array:
        """Return 1, 0 or NaN (categories, rows)."""
        index = column.index_in(self.categories)
        if NO_VALUE in self.categories:
            index[~column.present] = self.categories.index(NO_VALUE)
        if self.other:
            index[(index < 0) & column.present] = len(self.categories)
        result = np.zeros((len(self.input_names), len(index)))
        rows = np.arange(len(index))
        result[index, rows] = 1.0
        result[:, index < 0] = np.nan
        return result


@dataclass(frozen=True)
class DateEncoding(Encoding):
    """The days since the first date, and the parts of the calendar and the clock.

    Attributes
    ----------
    form : str
        How the dates are written: one of `FORMATS` or `NUMBER_FORMATS`.
    first : float
        The seconds from 1970 to the first date.
    parts : tuple of str
        Some of `PARTS`, in their order.
    """

    form: str
    first: float
    parts: tuple[str, ...]

    @property
    def details(self) -> tuple[str, ...]:
        """Format, first date and parts."""
        return self.form, f"{SINCE}{date_text(self.first)}", *self.parts

    @property
    def input_names(self) -> tuple[str, ...]:
        """A name for the days, and two for each cyclic part."""
        names = []
        for part in self.parts:
            cyclic = part in CYCLES
            names += [f"{part} sin", f"{part} cos"] if cyclic else [part]
        return tuple(f"{self.column}: {name}" for name in names)

    def encode(self, column: Column) -> Array:
        """Return the parts (inputs, rows)."""
        return self.inputs_at(seconds_in(column, self.form))

    def inputs_at(self, seconds: Array) -> Array:
        """Return the parts (inputs, k) at seconds since 1970 (k,)."""
        rows: list[Array] = []
        for part in self.parts:
            if part == "days":
                rows.append((seconds - self.first) / DAY)
            else:
                angle = 2.0 * np.pi * share_of_cycle(seconds, part)
                rows += [np.sin(angle), np.cos(angle)]
        return np.stack(rows)

    def seconds_at(self, inputs: Array) -> float:
        """Return a point of time with given parts (inputs,).

        Without the days it is the first one from the first date on that comes nearest.
        """
        if self.parts[0] == "days":
            return self.first + DAY * float(inputs[0])
        step = DAY / 24.0 if "hour" in self.parts else DAY
        within = (366.0 if "month" in self.parts else 7.0) * DAY
        begin = DAY * np.floor(self.first / DAY)
        times = np.arange(begin, begin + within, step)
        apart = self.inputs_at(times) - inputs[:, np.newaxis]
        return float(times[np.square(apart).sum(axis=0).argmin()])


def seconds_in(column: Column, form: str) -> Array:
    """Return the seconds since 1970 of a column of dates (rows,)."""
    if form in NUMBER_FORMATS:
        return NUMBER_FORMATS[form](column.values)
    assert form in FORMATS
    if column.texts is None:
        return np.full(len(column.values), np.nan)
    found = seconds_of(column.texts.texts, form)
    result: Array = np.append(found, [np.nan, np.nan])[column.texts.codes]
    return result


def share_of_cycle(seconds: Array, part: str) -> Array:
    """Return how far each point of time is through its year, week or day, from 0 to 1.

    January, Monday and midnight are 0.
    """
    days = np.floor(seconds / DAY)
    share: Array
    if part == "month":
        known = np.where(np.isnan(days), 0.0, days).astype(np.int64)
        months = known.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        share = np.where(np.isnan(days), np.nan, (months % 12) / 12.0)
    elif part == "weekday":
        share = ((days + 3.0) % 7.0) / 7.0  # 1970 began on a Thursday
    else:
        share = (seconds - DAY * days) / DAY
    return share
