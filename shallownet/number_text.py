"""Read a number as it is typed: one rule for the command line and for every field.

The decimal sign is a point. Commas may group the thousands of a whole number, and of no
other: 0,001 is a thousandth to some readers, and one to others. What can be read in two
ways is refused with a sentence that says what to write.
"""

from __future__ import annotations

import math
import re
from typing import Final

from shallownet.wording import quoted

_THOUSANDS: Final = r"[+-]?[1-9]\d{{0,2}}(?:{}\d{{3}})+"
_COMMAS: Final = re.compile(_THOUSANDS.format(","))
_POINTS: Final = re.compile(_THOUSANDS.format(r"\."))
_OTHER_SEPARATORS: Final = re.compile(_THOUSANDS.format(r"[\s_'’٬]"))
"""Thousands as in 10,000, and as other languages write them: 10.000, 10 000, 10'000."""
_ROUND_THOUSANDS: Final = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.000)+")
"""1.000: hardly anybody writes these decimals."""
_DECIMAL_COMMA: Final = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?")
_ANOTHER_DIGIT: Final = re.compile(r"[^\W0_]")
"""A digit that is not 0, in the mantissa of a number."""
_LONGEST: Final = 24
"""Characters of the longest number that a sentence repeats as it should be."""


def read_number(text: str, *, whole: bool = False) -> float:
    """Return the number of a typed text; an integer if it must be ``whole``.

    Raises
    ------
    ValueError
        If it is no finite number, or can be read in two ways; the message says what to
        write instead.

    Examples
    --------
    >>> read_number("10,000", whole=True), read_number("3e-4")
    (10000, 0.0003)
    """
    plain = text.strip().replace("−", "-")
    if whole and _COMMAS.fullmatch(plain):
        plain = plain.replace(",", "")
    kind = "a whole number" if whole else "a number"
    if hint := _hint(plain, whole):
        raise ValueError(f"{quoted(text)} is not {kind} here: {hint}")
    try:
        value = float(plain)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or (whole and not value.is_integer()):
        example = "10000 or 10,000" if whole else "0.001 or 3e-4"
        raise ValueError(f"{quoted(text)} is not {kind} such as {example}")
    if value == 0.0 and _ANOTHER_DIGIT.search(re.split("[eE]", plain)[0]):
        raise ValueError(f"{quoted(text)} is not {kind} here: it is too small, write 0")
    return int(value) if whole else value


def thousands_hint(number: str) -> str:
    """Return what to write for a number like 1.000, or "" for any other.

    It could be one, or a thousand with a point between the groups of digits.
    """
    if not _ROUND_THOUSANDS.fullmatch(number) or len(number) > _LONGEST:
        return ""
    large = number.replace(".", "")
    two = number.count(".") > 1
    return f"write {large}" if two else f"write {number.partition('.')[0]} or {large}"


def _hint(plain: str, whole: bool) -> str:
    """Return what to write instead of a text with doubtful separators, or ""."""
    if "," in plain and whole:
        return "commas stand between groups of three digits, as in 10,000"
    if len(plain) <= _LONGEST:
        large = re.sub(r"[^\d-]", "", plain)
        if _OTHER_SEPARATORS.fullmatch(plain):
            return f"write {large}"
        if _POINTS.fullmatch(plain) and (whole or plain.count(".") > 1):
            return f"its thousands have no points, write {large}"
        if _COMMAS.fullmatch(plain):
            one = plain.count(",") == 1
            decimal = f"{float(plain.replace(',', '.')):g} or " if one else ""
            return f"the decimal sign is a point, write {decimal}{large}"
        if _DECIMAL_COMMA.fullmatch(plain):
            return f"the decimal sign is a point, write {plain.replace(',', '.')}"
    if "," in plain:
        return "the decimal sign is a point, and nothing stands between thousands"
    if "_" in plain:
        return "it has no underscores"
    return "" if whole else thousands_hint(plain)
