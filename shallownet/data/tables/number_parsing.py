"""Numerals as people write them: thousands, percent, money, accounts, any minus."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.arrays import Array

MISSING: Final = frozenset(
    {"", "na", "n/a", "#n/a", "<na>", "nan", "null", "none", "-", "–", "—", "?"}
    | {".", "..", r"\n"}
)
"""Texts of cells without a value, in lower case; the last are SAS's and MySQL's."""

CURRENCIES: Final = (
    *("US$", "R$", "C$", "A$", "NZ$", "HK$", "S$", "$", "€", "£", "¥", "₹", "₽", "₩"),
    *("₺", "₴", "₫", "₪", "฿", "¢", "Fr.", "kr.", "kr", "zł", "Kč", "Ft", "Rs."),
    *("Rs", "USD", "EUR", "GBP", "CHF", "JPY", "CNY", "SEK", "NOK", "DKK", "PLN"),
    *("CZK", "HUF", "BRL", "INR", "AUD", "CAD", "NZD", "ZAR", "RUB", "TRY", "MXN"),
    *("KRW", "SGD", "HKD", "ILS", "THB", "RON"),
)
"""What stands before or behind an amount of money."""
SHARES: Final = {"%": 2, "‰": 3}
"""What stands behind a share, and the decimals that it moves."""

_SPACES: Final = " \u00a0\u2007\u2009\u202f"
_MARKS: Final = "'’"
_MINUS: Final = "-−–"
_MAX_EXACT: Final = 15
"""Digits of a whole number that a double holds, whatever they are."""


class Amount(NamedTuple):
    """A number and what it was written with: ``"%"``, a currency, or nothing."""

    value: float
    unit: str


NOTHING: Final = Amount(math.nan, "")


@dataclass(frozen=True)
class Numerals:
    """How the numbers of a column are written.

    Of comma and point, one is the file's decimal sign and the other may separate
    thousands if all groups have three digits: with a decimal comma 1.779,55 and
    1.779.200 are numbers, and 1.234 is 1234; with a decimal point 1.234 is a little
    more than one. Blanks and apostrophes may separate thousands with either sign. A
    number with an exponent has no thousands. Digits must be ASCII, and 1_000 is text,
    although ``float`` accepts both.

    Attributes
    ----------
    decimal : str
        ``"."`` or ``","``.
    thousands : str
        The only sign between thousands, ``"auto"`` for any, or ``""`` for none.
    unit : str or None
        What the numbers of the column are written with; others are text. Money may
        lack its currency in some cells. None accepts every unit.
    missing_codes : tuple of str
        Texts that stand for a missing value beside the usual ones.

    Examples
    --------
    >>> numerals = Numerals()
    >>> numerals.number("1,200.5"), numerals.number("(30)"), numerals.number("1,23")
    (1200.5, -30.0, nan)
    >>> numerals.amount("12.5 %")
    Amount(value=0.125, unit='%')
    """

    decimal: str = "."
    thousands: str = "auto"
    unit: str | None = None
    missing_codes: tuple[str, ...] = ()

    def number(self, cell: str) -> float:
        """Return a cell's number, or NaN if it holds no finite number."""
        return self.amount(cell).value

    def amount(self, cell: str) -> Amount:
        """Return a cell's number and its unit, with NaN if there is none."""
        if self.unit not in SHARES and not self.missing_codes:
            value = self._plain(cell)
            if value == value:
                return Amount(value, "")
        match = _pattern(self.decimal, self.thousands).fullmatch(cell)
        if match is None or (self.missing_codes and self.is_missing(cell)):
            return NOTHING
        around = _AROUND.findall(match["before"]), _AROUND.findall(match["behind"])
        signs = [part for part in around[0] + around[1] if part in _SIGNS]
        units = [part for part in around[0] + around[1] if part not in _SIGNS]
        if len(units) > 1 or (signs and signs not in _SIGNED):
            return NOTHING
        unit = units[0] if units else ""
        digits = match["plain"] or re.sub(_NO_DIGIT[self.decimal], "", match["grouped"])
        text = _ascii_number(digits)
        if unit in SHARES and "e" not in text.lower():
            text += f"e-{SHARES[unit]}"  # the nearest double, which / 100 is not always
        value = float(text)
        if not math.isfinite(value) or not self._fits(value, unit):
            return NOTHING
        return Amount(-value if signs and signs != ["+"] else value, unit)

    def _plain(self, cell: str) -> float:
        """Return the number of a cell with digits, sign and exponent alone, or NaN."""
        if cell[:1] not in _BEGINNINGS or not cell.isascii() or "_" in cell:
            return math.nan
        if self.decimal == ",":
            if "." in cell:
                return math.nan
            cell = cell.replace(",", ".")
        try:
            value = float(cell)
        except ValueError:
            return math.nan
        return value if math.isfinite(value) else math.nan

    def _fits(self, value: float, unit: str) -> bool:
        """Return whether a number with some unit belongs into the column."""
        if self.unit is None or unit == self.unit:
            return True
        return not unit and (self.unit not in SHARES or value == 0.0)

    def is_number(self, cell: str) -> bool:
        """Return whether a cell holds a finite number."""
        return not math.isnan(self.number(cell))

    def is_missing(self, cell: str) -> bool:
        """Return whether a cell has no value."""
        return is_missing(cell) or (
            bool(self.missing_codes) and _is_code(cell, self.missing_codes)
        )

    def column(self, cells: Sequence[str]) -> Array:
        """Return the numbers of cells as `number` does, all at once if possible."""
        joined = "\n".join(cells)
        if self.unit in SHARES or not joined.isascii() or "_" in joined:
            return self._one_by_one(cells, None)
        other = "." if self.decimal == "," else ","
        if other in joined:
            if not all(map(_well_grouped(self).fullmatch, cells)):
                return self._one_by_one(cells, None)
        plain: Sequence[str] = cells
        if other in joined or self.decimal == ",":
            plain = joined.replace(other, "").replace(",", ".").split("\n")
        if len(plain) != len(cells):  # a quoted cell has a newline
            return self._one_by_one(cells, None)
        try:
            values = np.fromiter(map(float, plain), np.float64, len(cells))
        except ValueError:
            return self._one_by_one(cells, plain)
        values[~np.isfinite(values)] = np.nan
        return self.without_codes(values)

    def _one_by_one(self, cells: Sequence[str], plain: Sequence[str] | None) -> Array:
        """Return the numbers of cells, of which some are no plain numbers."""
        known: dict[str, float] = {}
        if plain is None:
            known = {cell: self.number(cell) for cell in set(cells)}
        else:
            for cell, text in zip(cells, plain, strict=True):
                if cell not in known:
                    known[cell] = self._quick(cell, text)
        values = np.fromiter(map(known.__getitem__, cells), np.float64, len(cells))
        values[~np.isfinite(values)] = np.nan
        return self.without_codes(values)

    def _quick(self, cell: str, plain: str) -> float:
        """Return a cell's number, given its text with a point and no thousands."""
        if cell[:1] in _BEGINNINGS:
            try:
                return float(plain)
            except ValueError:
                pass
        return self.number(cell) if cell else math.nan

    def without_codes(self, values: Array) -> Array:
        """Replace missing codes that are numbers by NaN, in place; return values."""
        if self.missing_codes:
            values[np.isin(values, _code_values(self.missing_codes))] = np.nan
        return values

    def needs_more_digits(self, cell: str) -> bool:
        """Return whether a cell is a whole number that no double holds: an id."""
        if len(cell) <= _MAX_EXACT:
            return False
        match = _pattern(self.decimal, self.thousands).fullmatch(cell)
        if match is None:
            return False
        text = re.sub(_NO_DIGIT[self.decimal], "", match["plain"] or match["grouped"])
        return (
            text.isdigit()
            and len(text) > _MAX_EXACT
            and (len(text) > 300 or int(float(text)) != int(text))
        )


def is_missing(cell: str) -> bool:
    """Return whether a cell has no value, whatever is chosen for its file."""
    text = cell.strip()
    return len(text) < 6 and text.lower() in MISSING


def grouped_digits(cell: str) -> list[str]:
    """Return the groups of digits of a number with thousands; none if it has none."""
    match = _GROUPED.search(cell)
    return re.split(_SEPARATORS, match[0]) if match else []


def common_unit(numerals: Numerals, cells: Sequence[str]) -> str:
    """Return the unit that the numbers of a column are written with.

    A currency that only some cells have is that of all; a share needs most of them.
    """
    units = Counter(
        amount.unit
        for amount in map(numerals.amount, cells)
        if not math.isnan(amount.value)
    )
    if not units:
        return ""
    shares = sum(units[share] for share in SHARES)
    money = {unit: n for unit, n in units.items() if unit and unit not in SHARES}
    if money and 2 * sum(money.values()) >= shares:
        return max(money, key=money.__getitem__)
    return units.most_common(1)[0][0]


def _is_code(cell: str, codes: tuple[str, ...]) -> bool:
    text = cell.strip()
    return text.lower() in _code_texts(codes) or _float(text) in _code_values(codes)


@cache
def _code_texts(codes: tuple[str, ...]) -> frozenset[str]:
    return frozenset(code.strip().lower() for code in codes)


@cache
def _code_values(codes: tuple[str, ...]) -> tuple[float, ...]:
    """Return the missing codes that are numbers: -999 is also written -999.0."""
    values = map(_float, codes)
    return tuple(value for value in values if not math.isnan(value))


def _float(text: str) -> float:
    try:
        return float(_ascii_number(text))
    except ValueError:
        return math.nan


def _ascii_number(text: str) -> str:
    return text.replace(",", ".").replace("−", "-").replace("–", "-")


_BEGINNINGS: Final = frozenset("0123456789+-., ")
_MONEY: Final = "|".join(map(re.escape, CURRENCIES))
_SIGNS: Final = "+-−–()"
_SIGNED: Final = (*([sign] for sign in "+-−–"), ["(", ")"])
"""The signs that may stand around the digits of one number."""
_AROUND: Final = re.compile(rf"[{re.escape(_SIGNS)}%‰]|{_MONEY}")
_NO_DIGIT: Final = {".": r"[^0-9.]", ",": r"[^0-9,]"}
_SEPARATORS: Final = rf"[{_SPACES}{_MARKS}.,]"
_GROUPED: Final = re.compile(
    rf"(?<![0-9.,])[1-9][0-9]{{0,2}}({_SEPARATORS})[0-9]{{3}}(?:\1[0-9]{{3}})*(?![0-9])"
)


@cache
def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    """Return the pattern of a cell that holds a number."""
    grouped = _grouped(decimal, thousands)
    plain = rf"(?:[0-9]+(?:\{decimal}[0-9]*)?|\{decimal}[0-9]+)(?:[eE][+\-−–]?[0-9]+)?"
    return re.compile(
        rf"(?P<before>(?:[{re.escape(_MINUS)}+(\s]|{_MONEY})*)"
        rf"(?:(?P<plain>{plain})|(?P<grouped>{grouped}))"
        rf"(?P<behind>(?:[{re.escape(_MINUS)})%‰\s]|{_MONEY})*)"
    )


def _grouped(decimal: str, thousands: str) -> str:
    """Return the pattern of digits with signs between the thousands."""
    other = "." if decimal == "," else ","
    signs = {"auto": other + _SPACES + _MARKS, " ": _SPACES, "'": _MARKS}.get(
        thousands, thousands
    )
    if not signs or signs == decimal:
        return r"(?!)"
    indian = ""
    if "," in signs:
        indian = rf"[1-9][0-9]?(?:,[0-9]{{2}})+,[0-9]{{3}}(?:\{decimal}[0-9]*)?|"
    return (
        rf"(?:{indian}"
        rf"[1-9][0-9]{{0,2}}(?P<group>[{re.escape(signs)}])[0-9]{{3}}"
        rf"(?:(?P=group)[0-9]{{3}})*(?:\{decimal}[0-9]*)?)"
    )


@cache
def _well_grouped(numerals: Numerals) -> re.Pattern[str]:
    """Return the pattern of a cell whose thousands have comma or point, or nothing."""
    other = "." if numerals.decimal == "," else ","
    grouped = _grouped(numerals.decimal, other)
    if numerals.thousands not in ("auto", other):
        grouped = r"(?!)"
    return re.compile(rf"[^{other}]*|\s*[+-]?{grouped}\s*")
