"""Cells of a CSV file as numbers: decimal signs, thousands, or none at all."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shallownet.arrays import Array

MISSING: Final = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "?"})
"""What a cell without a value says, in lower case."""


def _grouped(separator: str, sign: str) -> str:
    """Return the pattern of a number with separators between its thousands."""
    first, more = "[1-9][0-9]{0,2}", rf"(?:\{separator}[0-9]{{3}})+"
    return rf"\s*[+-]?{first}{more}(?:\{sign}[0-9]*)?(?:[eE][+-]?[0-9]+)?\s*"


_SEPARATED: Final = {
    ".": re.compile(rf"[^,]*|{_grouped(',', '.')}"),
    ",": re.compile(rf"[^.]*|{_grouped('.', ',')}"),
}
"""By decimal sign: a cell without the other sign, or with it between its thousands."""


def number(cell: str, decimal: str = ".") -> float:
    """Return a cell's number, or NaN where there is none, or none that is finite.

    Of comma and point one is the file's decimal sign and the other may separate its
    thousands, if every group of three is there: with a decimal comma 1.779,55 and
    1.779.200 are numbers, and 1.234 alone is 1234, never 1.234; with a decimal point
    it is the other way round, and 1.234 is a little more than one. Digits are ASCII's,
    and 1_000 is text, although ``float`` takes both.
    """
    if "_" in cell or not _SEPARATED[decimal].fullmatch(cell):
        return math.nan
    text = cell.replace("." if decimal == "," else ",", "").replace(",", ".").strip()
    if not text.isascii():
        return math.nan
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def is_number(cell: str, decimal: str = ".") -> bool:
    """Whether a cell holds a finite number."""
    return not math.isnan(number(cell, decimal))


def is_missing(cell: str) -> bool:
    """Whether a cell says that there is no value."""
    return cell.strip().lower() in MISSING


def decimal_sign(cells: Iterable[str], delimiter: str) -> str:
    """Return the decimal sign that cells speak for: a point, or a comma.

    A cell speaks for a sign if it is a number with that sign only: 0,5 and 1.779,55
    for the comma, 0.5 and 1,234.56 for the point. The majority decides; but where the
    comma delimits, all that speak must agree on it.

    1,234 and 1.234 are numbers with either sign, so they follow what the others say.
    Where no cell speaks, 1,234 is taken for a decimal comma unless the comma delimits
    (then it stood in quotes, as spreadsheets write thousands), and 1.234 alone for a
    decimal point.
    """
    votes = {",": 0, ".": 0}
    ambiguous_comma = False
    for cell in cells:
        if "," not in cell and "." not in cell:
            continue
        comma, point = is_number(cell, ","), is_number(cell, ".")
        if comma != point:
            votes["," if comma else "."] += 1
        elif comma and "," in cell:
            ambiguous_comma = True
    if not votes[","] and not votes["."]:
        return "," if ambiguous_comma and delimiter != "," else "."
    if delimiter == ",":
        return "." if votes["."] else ","
    return "," if votes[","] > votes["."] else "."


def column_of(cells: tuple[str, ...], decimal: str) -> Array:
    """Return a column's numbers, each as `number` does, all at once where it can be."""
    together = "\n".join(cells)
    count = len(cells)
    separator = "." if decimal == "," else ","
    plain: Sequence[str] = cells
    odd = not together.isascii() or "_" in together
    if separator in together and not odd:
        odd = not all(map(_SEPARATED[decimal].fullmatch, cells))
        together = together.replace(separator, "")
        plain = together.split("\n")
    if decimal == "," and not odd:
        plain = together.replace(",", ".").split("\n")
    # A cell in quotes may hold a newline of its own.
    if odd or len(plain) != count:
        return np.fromiter((number(c, decimal) for c in cells), np.float64, count)
    try:
        values = np.fromiter(map(float, plain), np.float64, count)
    except ValueError:
        values = np.fromiter(map(_float, plain), np.float64, count)
    values[~np.isfinite(values)] = np.nan
    return values


def _float(cell: str) -> float:
    if cell[:1].isalpha():  # no number that is finite, and quicker than an exception
        return np.nan
    try:
        return float(cell)
    except ValueError:
        return np.nan
