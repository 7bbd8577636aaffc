"""Find the encoding of a column: its categories, its two answers, its first date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from shallownet.data.columns.column import number_text
from shallownet.data.columns.date_formats import (
    DAY,
    FORMATS,
    NUMBER_FORMATS,
    TIME_ALONE,
    date_format,
    seconds_of,
)
from shallownet.data.columns.encodings import (
    ALL_OTHERS,
    PARTS,
    SINCE,
    AnswerEncoding,
    CategoryEncoding,
    DateEncoding,
    Encoding,
    NumberEncoding,
    seconds_in,
)
from shallownet.data.columns.kind_text import MAX_LENGTH, NUMBERS
from shallownet.errors import DataError
from shallownet.wording import counted, quoted, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.data.columns.column import Column
    from shallownet.data.columns.kind_text import ColumnKind

MAX_CATEGORIES: Final = 20
"""Inputs that the categories of a column become at most."""
RARE: Final = 0.01
"""A category is rare if it has a smaller share of the rows."""
MONTHS_FROM, WEEKS_FROM = 60.0, 14.0
"""Days between the first date and the last from which a month, a weekday may matter."""


def encoding_of(column: Column, kind: ColumnKind) -> Encoding:
    """Return how a column of a kind becomes inputs.

    Parameters
    ----------
    column : Column
    kind : ColumnKind
        Details that it lacks are found in the column: of more than `MAX_CATEGORIES`
        categories the most frequent remain, and rare ones are merged, if there are two
        or more of them. A date gives its month from 60 days on, its weekday from 14
        days on, and its hour if it has times; parts that never change are left out.

    Raises
    ------
    DataError
        If the column has no values of that kind.
    """
    known = recorded_encoding(kind)
    if known is not None and not isinstance(known, NumberEncoding):
        return known
    make = _MAKERS.get(kind.kind)
    if make is None and column.is_numeric:
        make = _number  # an id, or a constant, if one wants it
    if make is None:
        raise DataError(_why_not(column, kind))
    encoding = make(column, kind)
    length = len(encoding.recorded.text)
    if length > MAX_LENGTH:  # no recipe could tell it
        raise DataError(
            f"the texts of column {shortened(column.name)} have {length:,} characters "
            f"in all; as categories they may have {MAX_LENGTH:,}"
        )
    return encoding


def recorded_encoding(kind: ColumnKind) -> Encoding | None:
    """Return the encoding that a kind tells with all its details; None if some lack."""
    name, details = kind.column, kind.details
    if kind.kind in NUMBERS:
        return NumberEncoding(name, kind.kind)
    if kind.kind == "yes/no" and len(details) == 2:
        return AnswerEncoding(name, kind.kind, *details)
    if kind.kind == "category" and details:
        other = details[-1] == ALL_OTHERS
        listed = details[:-1] if other else details
        plain = (
            text[1:] if len(text) > 1 and text.strip("\\") == ALL_OTHERS else text
            for text in listed
        )
        return CategoryEncoding(name, kind.kind, tuple(plain), other=other)
    if kind.kind == "date" and len(details) > 2 and details[1].startswith(SINCE):
        form, since, *parts = details
        first = seconds_of([since.removeprefix(SINCE)], "year-month-day")[0]
        known = form in FORMATS or form in NUMBER_FORMATS
        if known and np.isfinite(first) and tuple(parts) == _ordered(parts):
            return DateEncoding(name, kind.kind, form, float(first), tuple(parts))
    return None


def _ordered(parts: Sequence[str]) -> tuple[str, ...]:
    return tuple(part for part in PARTS if part in parts)


def _why_not(column: Column, kind: ColumnKind) -> str:
    name = shortened(column.name)
    if kind.kind == "constant":
        return f"column {name} is the same in every row, and tells nothing"
    texts = column.texts.distinct if column.texts is not None else 0
    what = "an id" if kind.kind == "id" else "text"
    return (
        f"column {name} is {what}, with {counted(texts, 'different text')}; make its "
        "kind category to use the most frequent ones"
    )


def _number(column: Column, kind: ColumnKind) -> Encoding:
    if np.isnan(column.values).all():
        raise DataError(f"column {shortened(column.name)} has no number in it")
    number = kind.kind if kind.kind in NUMBERS else "number"
    return NumberEncoding(column.name, number)


def _ranked(column: Column) -> tuple[list[str], list[int]]:
    """Return the different values as texts, the most frequent first, with counts."""
    if column.texts is None:
        numbers, counts = np.unique(column.values[column.present], return_counts=True)
        order = np.argsort(-counts, kind="stable")[: 10 * MAX_CATEGORIES]
        texts = [number_text(value) for value in numbers[order].tolist()]
    else:
        if not column.texts.complete:
            name, count = shortened(column.name), column.texts.distinct
            raise DataError(
                f"column {name} has {count:,} different texts, too many for categories"
            )
        counts = column.texts.counts
        order = np.argsort(-counts, kind="stable")
        texts = [column.texts.texts[n] for n in order.tolist()]
    return texts, counts[order].tolist()


def _answers(column: Column, kind: ColumnKind) -> Encoding:
    from shallownet.data.columns.recognition import ANSWERS

    texts, _ = _ranked(column)
    if len(texts) != 2:
        raise DataError(
            f"column {shortened(column.name)} has {len(texts):,} different values; "
            "yes/no has two"
        )
    zero, one = sorted(texts, key=_natural)
    for pair in ANSWERS:
        if (zero.casefold(), one.casefold()) == pair:
            zero, one = one, zero
    return AnswerEncoding(column.name, kind.kind, one, zero)


def _natural(text: str) -> tuple[float, str]:
    """Return a key that sorts numbers by size, before texts."""
    try:
        return float(text), text
    except ValueError:
        return np.inf, text.casefold()


def _categories(column: Column, kind: ColumnKind) -> Encoding:
    texts, counts = _ranked(column)
    if not texts:
        raise DataError(f"column {shortened(column.name)} has no value in it")
    common = sum(count >= RARE * sum(counts) for count in counts)
    kept = len(texts) if len(texts) - common < 2 else common
    other = kept < len(texts) or kept > MAX_CATEGORIES
    if other:
        kept = min(kept, MAX_CATEGORIES - 1) or MAX_CATEGORIES - 1
    return CategoryEncoding(
        column.name, kind.kind, tuple(sorted(texts[:kept], key=_natural)), other=other
    )


def _date(column: Column, kind: ColumnKind) -> Encoding:
    name = shortened(column.name)
    forms = [d for d in kind.details if d in FORMATS or d in NUMBER_FORMATS]
    parts = _ordered(kind.details)
    since = [d for d in kind.details if d.startswith(SINCE)]
    for detail in kind.details:
        if detail not in (*forms, *parts, *since):
            known = ", ".join((*FORMATS, *PARTS))
            raise DataError(
                f"{quoted(detail)} is neither a format nor a part of the dates in "
                f"column {name}; there are {known}"
            )
    form = forms[0] if forms else _form_of(column)
    if since:
        first = float(seconds_of([since[0].removeprefix(SINCE)], "year-month-day")[0])
        if np.isnan(first):
            raise DataError(f"{quoted(since[0])} is no date such as since 2024-01-31")
    seconds = seconds_in(column, form)
    seconds = seconds[np.isfinite(seconds)]
    if not seconds.size:
        raise DataError(f"column {name} has no date written as {form} in it")
    low = float(seconds.min())
    # The recipe tells whole seconds.
    first = first if since else float(np.floor(low))
    return DateEncoding(
        column.name, kind.kind, form, first, parts or _parts_of(seconds, form)
    )


def _form_of(column: Column) -> str:
    if column.texts is not None and (found := date_format(column.texts.texts)):
        return found.name
    if column.texts is None:
        values = column.values[column.present]
        whole = bool(values.size) and bool((values == np.floor(values)).all())
        if whole and np.isfinite(NUMBER_FORMATS["yearmonthday"](values[:100])).all():
            return "yearmonthday"
        if whole:
            seconds = "seconds" if np.abs(values).max() < 1e11 else "milliseconds"
            return f"{seconds} since 1970"
    raise DataError(f"column {shortened(column.name)} has no dates that can be read")


def _varies(values: NDArray[Any]) -> bool:
    return bool((values != values[0]).any())


def _parts_of(seconds: Array, form: str) -> tuple[str, ...]:
    """Return the parts of some dates that may matter; the days if none of them do."""
    if form == TIME_ALONE:
        return ("hour",)
    days = np.floor(seconds / DAY)
    span = float(days.max() - days.min())
    stamps = days.astype(np.int64).astype("datetime64[D]")
    first_of_month = stamps.astype("datetime64[M]").astype("datetime64[D]")
    daily = _varies(stamps - first_of_month)
    weekdays = _varies(days % 7.0)
    parts = ["days"] if _varies(seconds) else []
    if span >= MONTHS_FROM:
        parts.append("month")
    if span >= WEEKS_FROM and daily and weekdays:
        parts.append("weekday")
    if _varies(seconds - DAY * days):
        parts.append("hour")
    return tuple(parts) or ("days",)


_MAKERS: Final[dict[str, Callable[[Column, ColumnKind], Encoding]]] = {
    "yes/no": _answers,
    "category": _categories,
    "date": _date,
    **dict.fromkeys(NUMBERS, _number),
}
