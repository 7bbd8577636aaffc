"""Recognize the kind of a column by rules, and say why.

The first rule that holds decides:

1. **constant**: no cell has a value, or all have the same.
2. **percentage**, **money**: the numbers were written with % or with a currency.
3. **yes/no**: the numbers are 0 and 1 alone, or the texts are two answers such as yes
   and no, in one of a few languages.
4. **date**: at least 95 % of the texts are dates in one format. Numbers are dates if
   the name says so ("date", "time" …) and all are such as 20240131, or seconds since
   1970.
5. **id**: whole numbers that count ten or more rows, unless the name is that of a
   quantity such as time; numbers or texts named as an id, at least half of them
   different; codes such as postal codes; texts that differ in every row, if they have
   no blanks or the column has no name.
6. **number**: (nearly) all cells are numbers.
7. **category**: texts that come four times on average, or twice if there are no more
   than five.
8. **text**: what is left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.data.columns import name_hints
from shallownet.data.columns.date_formats import (
    DAY_FIRST,
    MONTH_FIRST,
    NUMBER_FORMATS,
    date_format,
)
from shallownet.data.columns.kind_text import KINDS, ColumnKind
from shallownet.wording import counted, figure, quoted

if TYPE_CHECKING:
    from shallownet.data.columns.column import Column
    from shallownet.data.columns.facts import ColumnFacts
    from shallownet.data.tables.text_column import TextColumn

ANSWERS: Final = (
    ("yes", "no"),
    ("y", "n"),
    ("true", "false"),
    ("t", "f"),
    ("on", "off"),
    ("ja", "nein"),
    ("ja", "nej"),
    ("oui", "non"),
    ("vrai", "faux"),
    ("si", "no"),
    ("sí", "no"),
    ("sì", "no"),
    ("sim", "não"),
    ("да", "нет"),
)
"""Pairs of answers, of which the first is 1."""

MIN_DATES: Final = 0.95
MIN_ROWS: Final = 10
"""Rows from which a column that counts them, or differs in all, is an id."""
FEW_CATEGORIES: Final = 5
_TRIED: Final = 60
"""Texts that are tried as dates."""


class Recognized(NamedTuple):
    """The kind of a column.

    Attributes
    ----------
    kind : ColumnKind
        Its details tell the format of a date.
    reason : str
        Why, as a part of a sentence.
    doubt : str
        What may be otherwise, as a sentence; mostly empty.
    """

    kind: ColumnKind
    reason: str
    doubt: str = ""


def recognize(column: Column, facts: ColumnFacts) -> Recognized:
    """Return the kind of a column, by the rules of this module."""
    if constant := _constant(column, facts):
        found = _kind("constant", constant)
    elif column.texts is None or column.is_numeric:
        found = _of_numbers(column, facts)
    else:
        found = _of_texts(column, column.texts, facts)
    kind, reason, details, doubt = found
    return Recognized(ColumnKind(column.name, kind, details), reason, doubt)


def possible_kinds(
    column: Column, facts: ColumnFacts, found: Recognized
) -> tuple[str, ...]:
    """Return the kinds that a column can be made: the recognized one, and more."""
    texts, numbers = column.texts, not np.isnan(facts.low)
    whole_days = facts.whole and facts.low > 1e7
    form = date_format(texts.texts[:_TRIED]) if texts is not None else None
    holds = {
        "number": numbers,
        "date": form is not None or whole_days,
        "yes/no": facts.distinct == 2,
        "category": facts.distinct > 1 and (texts is None or texts.complete),
        "id": True,
        "text": texts is not None,
    }
    return tuple(kind for kind in KINDS if holds.get(kind) or kind == found.kind.kind)


_Kind = tuple[str, str, tuple[str, ...], str]


def _kind(kind: str, reason: str, *details: str, doubt: str = "") -> _Kind:
    return kind, reason, details, doubt


def _constant(column: Column, facts: ColumnFacts) -> str:
    present = facts.rows - facts.missing
    if not present:
        return "no cell has a value"
    if facts.distinct > 1:
        return ""
    value = figure(facts.low, 6)
    if column.texts is not None and not column.is_numeric:
        value = column.texts.texts[0]
    cells = "every cell" if present == facts.rows else "every cell with a value"
    return f"{cells} is {quoted(value)}"


def _of_numbers(column: Column, facts: ColumnFacts) -> _Kind:
    if column.unit == "%":
        return _kind("percentage", "written with %: 12 % is 0.12")
    if column.unit:
        return _kind("money", f"written with {column.unit}")
    if facts.whole and (facts.low, facts.high, facts.distinct) == (0.0, 1.0, 2):
        return _kind("yes/no", "0 and 1 alone: 1 is yes")
    if facts.whole and (form := _number_format(column, facts)):
        return _kind("date", f"dates written as {form}", form)
    if facts.whole and (reason := _number_id(column, facts)):
        return _kind("id", reason)
    if facts.whole and facts.distinct <= 10 < facts.rows:
        values = f"{facts.distinct} different whole numbers"
        return _kind(
            "number", f"{values}: make it a category if they only name something"
        )
    return _kind("number", "whole numbers" if facts.whole else "numbers")


def _number_format(column: Column, facts: ColumnFacts) -> str:
    """Return the format of numbers that are dates, or an empty text."""
    if not name_hints.names_a_time(column.name):
        return ""
    if 9.4e8 < facts.low and facts.high < 2.6e9:  # from 1999 to 2052
        return "seconds since 1970"
    if 9.4e11 < facts.low and facts.high < 2.6e12:
        return "milliseconds since 1970"
    if 1.8e7 < facts.low and facts.high < 2.2e7:
        days = NUMBER_FORMATS["yearmonthday"](column.values[~np.isnan(column.values)])
        return "yearmonthday" if np.isfinite(days).all() else ""
    return ""


def _number_id(column: Column, facts: ColumnFacts) -> str:
    """Return why whole numbers are ids, or an empty text."""
    name, rows = column.name, facts.rows
    if name_hints.names_a_code(name):
        return "codes, not quantities"
    nameless = name_hints.is_unnamed(name)
    # With few rows, a quantity may count them by chance.
    long = rows >= MIN_ROWS and not name_hints.names_a_quantity(name)
    counts = facts.low in (0.0, 1.0) and facts.high - facts.low == rows - 1
    if counts and (long or nameless) and not facts.missing:
        if (column.values == facts.low + np.arange(rows)).all():
            return f"counts the rows from {facts.low:.0f} on"
    if name_hints.names_an_id(name) and _differs(facts):
        return "named as an id, and mostly different"
    return ""


def _differs(facts: ColumnFacts) -> bool:
    """Return whether a column differs in most rows; in all, where they are few."""
    present = facts.rows - facts.missing
    return (
        2 * facts.distinct >= present
        if present >= MIN_ROWS
        else (facts.distinct == present)
    )


def _of_texts(column: Column, texts: TextColumn, facts: ColumnFacts) -> _Kind:
    present, distinct = facts.rows - facts.missing, facts.distinct
    lower = {text.casefold(): text for text in texts.texts}
    for one, zero in ANSWERS:
        if distinct == 2 and set(lower) == {one, zero}:
            answers = lower[one], lower[zero]
            reason = f"{quoted(answers[0])} is 1 and {quoted(answers[1])} is 0"
            return _kind("yes/no", reason, *answers)
    form = date_format(texts.texts) if texts.complete else None
    if form is not None and form.share >= MIN_DATES:
        doubt = ""
        if form.ambiguous:
            other = MONTH_FIRST if form.name == DAY_FIRST else DAY_FIRST
            doubt = (
                f"{quoted(texts.texts[0])} is read as {form.name}; it could be {other}."
            )
        return _kind("date", f"dates written as {form.name}", form.name, doubt=doubt)
    different = f"{counted(distinct, 'different text')} in {counted(present, 'row')}"
    if name_hints.names_an_id(column.name) and _differs(facts):
        return _kind("id", f"named as an id: {different}")
    if name_hints.is_unnamed(column.name) and distinct == present:
        return _kind("id", "the names of the rows")
    if distinct == present >= MIN_ROWS and not any(" " in t for t in texts.texts[:50]):
        return _kind("id", "another one in every row")
    often = 4 * distinct <= present
    if often or (distinct <= FEW_CATEGORIES and 2 * distinct <= present):
        return _kind("category", f"{distinct:,} different texts")
    return _kind("text", f"{different}: too many for categories")
