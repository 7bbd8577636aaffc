"""Parse cells of a CSV file as numbers, with either decimal sign and thousands."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shallownet.arrays import Array

MISSING: Final = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "?"})
"""Texts of cells without a value, in lower case."""


def _grouped(separator: str, decimal: str) -> str:
    """Return the pattern of a number with separators between its thousands."""
    first, more = "[1-9][0-9]{0,2}", rf"(?:\{separator}[0-9]{{3}})+"
    return rf"\s*[+-]?{first}{more}(?:\{decimal}[0-9]*)?(?:[eE][+-]?[0-9]+)?\s*"


_WELL_SEPARATED: Final = {
    ".": re.compile(rf"[^,]*|{_grouped(',', '.')}"),
    ",": re.compile(rf"[^.]*|{_grouped('.', ',')}"),
}
"""By decimal sign: a cell without the other sign, or with it between its thousands."""


def parse_number(cell: str, decimal: str = ".") -> float:
    """Return a cell's number, or NaN if it holds no finite number.

    Of comma and point, one is the file's decimal sign and the other may separate
    thousands if all groups have three digits: with a decimal comma 1.779,55 and
    1.779.200 are numbers, and 1.234 is 1234; with a decimal point 1.234 is a little
    more than one. Digits must be ASCII, and 1_000 is text, although ``float`` accepts
    both.
    """
    if "_" in cell or not _WELL_SEPARATED[decimal].fullmatch(cell):
        return math.nan
    text = cell.replace("." if decimal == "," else ",", "").replace(",", ".").strip()
    value = _float(text) if text.isascii() else math.nan
    return value if math.isfinite(value) else math.nan


def is_number(cell: str, decimal: str = ".") -> bool:
    """Return whether a cell holds a finite number."""
    return not math.isnan(parse_number(cell, decimal))


def is_missing(cell: str) -> bool:
    """Return whether a cell has no value."""
    return cell.strip().lower() in MISSING


def detect_decimal(cells: Iterable[str], delimiter: str) -> str:
    """Return the decimal sign of the cells: a point or a comma.

    A cell is a vote for a sign if it is a number with that sign only: 0,5 and 1.779,55
    for the comma, 0.5 and 1,234.56 for the point. The majority decides, but where the
    delimiter is a comma, a decimal comma needs all votes.

    1,234 and 1.234 are numbers with either sign and do not vote. Without any votes,
    1,234 has a decimal comma unless the delimiter is a comma (then it was quoted, as
    spreadsheets write thousands), and 1.234 has a decimal point.
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


def parse_column(cells: tuple[str, ...], decimal: str) -> Array:
    """Return the numbers of cells as `parse_number` does, all at once if possible."""
    joined = "\n".join(cells)
    separator = "." if decimal == "," else ","
    if (
        joined.isascii()
        and "_" not in joined
        and (
            separator not in joined
            or all(map(_WELL_SEPARATED[decimal].fullmatch, cells))
        )
    ):
        text = joined.replace(separator, "").replace(",", ".")
        plain = cells if text == joined else text.split("\n")
        if len(plain) == len(cells):  # not if a quoted cell has a newline
            try:
                values = np.fromiter(map(float, plain), np.float64, len(cells))
            except ValueError:
                values = np.fromiter(map(_float, plain), np.float64, len(cells))
            values[~np.isfinite(values)] = np.nan
            return values
    return np.fromiter(
        (parse_number(c, decimal) for c in cells), np.float64, len(cells)
    )


def _float(text: str) -> float:
    if text[:1].isalpha():  # not a finite number, and faster than an exception
        return math.nan
    try:
        return float(text)
    except ValueError:
        return math.nan
