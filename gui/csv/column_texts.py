"""What the table of columns tells of a column, as text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from shallownet.data.columns.kind_text import KINDS, USABLE
from shallownet.wording import counted, figure, rounded, shortened, some_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.data.columns.summary import ColumnSummary

NAME, KIND, HISTOGRAM = 0, 1, 7
"""Columns that are more than text."""


class Heading(NamedTuple):
    """A column of the table of columns.

    Attributes
    ----------
    title, tip : str
    text : callable
        ``text(column)`` is what a cell says.
    is_number : bool
        Whether it stands at the right.
    """

    title: str
    tip: str
    text: Callable[[ColumnSummary], str]
    is_number: bool = False


def _missing(column: ColumnSummary) -> str:
    return f"{column.facts.missing:,}" if column.facts.missing else "–"


def _short(value: str) -> str:
    """Return a value, and of a date with a time the date."""
    date, blank, _ = value.partition(" ")
    return date if blank else value


def _mean(column: ColumnSummary) -> str:
    return "" if math.isnan(column.facts.mean) else figure(column.facts.mean)


def _correlation(column: ColumnSummary) -> str:
    return "" if math.isnan(column.correlation) else rounded(column.correlation)


def _counts(column: ColumnSummary) -> str:
    return ", ".join(f"{count:,}" for count in column.facts.counts)


def remark(column: ColumnSummary) -> str:
    """Return what to look at in a column, else why it has its kind."""
    return column.warning or column.doubt.rstrip(".") or column.reason


HEADINGS: Final = (
    Heading(
        "Column",
        "Its name; ticked, it is an input (Space)",
        lambda column: column.name,
    ),
    Heading(
        "Kind",
        "What its values are; click, or press Enter, to make it another one",
        lambda column: column.kind,
    ),
    Heading("Missing", "Cells without a value", _missing, True),
    Heading(
        "Different",
        "How many different values it has",
        lambda column: f"{column.facts.distinct:,}",
        True,
    ),
    Heading("From", "Its lowest value", lambda column: _short(column.low), True),
    Heading("To", "Its highest value", lambda column: _short(column.high), True),
    Heading("Mean", "The mean of its numbers", _mean, True),
    Heading(
        "Distribution",
        "How many rows have which values, from the lowest to the highest; of texts, "
        "the most frequent first",
        _counts,
    ),
    Heading(
        "r",
        "Correlation with the target: r from −1 to 1; for a category η from 0 to 1, "
        "the root of the share of variance between the categories",
        _correlation,
        True,
    ),
    Heading("To know", "What to look at, or why it has its kind", remark),
)
"""The columns of the table, from left to right."""


def details(column: ColumnSummary, *, is_target: bool) -> str:
    """Return what there is to know about a column in a sentence or three."""
    name = shortened(column.name)
    said = f"{name}: {column.kind}, {KINDS[column.kind]} ({column.reason})."
    if column.warning and not is_target:
        said += f" {name} {column.warning}."
    if column.doubt:
        said += f" {column.doubt}"
    if is_target:
        return f"{said} It is the target."
    names = column.input_names
    if not names:
        return f"{said} It cannot be an input."
    if names != (column.name,):
        inputs = counted(len(names), "input")
        said += f" Becomes {inputs}: {some_of(names)}."
    elif column.kind not in USABLE:
        said += " As an input it is taken as a number."
    return said
