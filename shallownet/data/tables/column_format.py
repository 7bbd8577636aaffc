"""How the cells of each column are written, decided from a sample of its rows."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from shallownet.data.tables.number_parsing import (
    SHARES,
    Numerals,
    common_unit,
    grouped_digits,
)
from shallownet.wording import figure, quoted, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_TEXT_SHARE: Final = 0.1
"""Share of a column's cells that may be text in a column of numbers."""


@dataclass(frozen=True)
class ColumnFormat:
    """How the cells of a column are written.

    Attributes
    ----------
    numerals : Numerals
        How its numbers are.
    keeps_text : bool
        Whether its texts are kept, because more than a few cells hold no number.
    numbers : float
        The share of the sampled cells that hold a number.
    long_number : str
        A whole number, or list of such, that no double holds; then all of the column is
        text. Empty if there is none.
    """

    numerals: Numerals
    keeps_text: bool = False
    numbers: float = 1.0
    long_number: str = ""

    @property
    def unit(self) -> str:
        """What the numbers are written with."""
        return self.numerals.unit or ""

    def note(self, name: str, cells: Iterable[str]) -> str:
        """Return a sentence on how the first odd number is read; empty without one."""
        if self.long_number:
            what = quoted(self.long_number)
            if grouped_digits(self.long_number):
                return f"{shortened(name)} is text: {what} is a list of numbers."
            return (
                f"{shortened(name)} is text: {what} has more digits than a number "
                "keeps, as ids have."
            )
        for cell in cells:
            amount = self.numerals.amount(cell)
            if math.isnan(amount.value) or not is_odd(cell):
                continue
            unit = amount.unit
            behind = f" {unit}" if unit and unit not in SHARES else ""
            value = figure(amount.value, 15)
            return f"In {shortened(name)}, {quoted(cell)} is read as {value}{behind}."
        return ""


def is_odd(cell: str) -> bool:
    """Return whether a number is written with more than digits, sign and point."""
    try:
        float(cell)
    except ValueError:
        return not cell.replace(",", "", 1).strip().lstrip("+-").isdigit() or bool(
            grouped_digits(cell)
        )
    return not cell.isascii()


def column_formats(
    columns: Iterable[Sequence[str]], numerals: Numerals
) -> list[ColumnFormat]:
    """Return how each column is written, given the cells of a sample of its rows."""
    return [_column_format(cells, numerals) for cells in columns]


def _column_format(cells: Sequence[str], numerals: Numerals) -> ColumnFormat:
    filled = [cell for cell in cells if not numerals.is_missing(cell)]
    numerals = replace(numerals, unit=common_unit(numerals, filled))
    long_number = next(filter(numerals.needs_more_digits, filled), "")
    if not long_number and _are_lists(filled):
        long_number = filled[0]
    numbers = sum(map(numerals.is_number, filled))
    text = bool(long_number) or len(filled) - numbers > MAX_TEXT_SHARE * len(filled)
    share = numbers / max(len(filled), 1)
    return ColumnFormat(numerals, text, 0.0 if long_number else share, long_number)


def _are_lists(cells: Sequence[str]) -> bool:
    """Return whether cells are lists of numbers of three digits: 100,250,300.

    They could be numbers with thousands; but all with three or more groups, every one
    of three digits and in rising order, are hardly that.
    """
    groups = [grouped_digits(cell) for cell in cells]
    lists = [parts for parts in groups if parts]
    return (
        2 * len(lists) > len(cells)
        and len(lists) > 1
        and all(
            len(parts) > 2 and len(parts[0]) == 3 and parts == sorted(parts)
            for parts in lists
        )
    )
