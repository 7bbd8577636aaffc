"""Write numbers, units and lists in sentences.

Numbers have one form wherever they are read: thousands are grouped, minus is U+2212,
and an exponent has neither a plus nor leading zeros, as in 1.5e−7. What can be typed or
pasted, such as a setting in its field, has a hyphen instead: `NumberSetting.write`.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_LISTED: Final = 12
"""How many units a sentence lists."""

MAX_QUOTED: Final = 40
"""Characters of what was typed that a sentence quotes."""


_EXPONENT: Final = re.compile(r"e(-?)\+?0*(?=\d)")


def typeset(text: str) -> str:
    """Return a number that Python has formatted, with the one minus and exponent.

    Examples
    --------
    >>> typeset("-1.50e-07"), typeset("2e+300")
    ('−1.50e−7', '2e300')
    """
    return _EXPONENT.sub(r"e\1", text).replace("-", "−")


def counted(number: int, name: str) -> str:
    """Return a count with its noun: 1 unit, 4 units."""
    return f"{number:,} {name}" + ("" if number == 1 else "s")


def joined(parts: Sequence[str]) -> str:
    """Join parts as a sentence does: a, b and c."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def listed(units: Iterable[int]) -> str:
    """List units as a sentence does: unit 3; units 0, 2 and 5."""
    numbers = [str(unit) for unit in units]
    if len(numbers) == 1:
        return f"unit {numbers[0]}"
    if len(numbers) > MAX_LISTED:
        rest = len(numbers) - MAX_LISTED
        return f"units {', '.join(numbers[:MAX_LISTED])} and {rest} more"
    return f"units {joined(numbers)}"


def percent(share: float) -> str:
    """Return a share in percent, rounded down so that "at least" holds: 99.9 %."""
    if not math.isfinite(share):
        return "an unknown part"
    if 0.0 < share < 0.001:
        return "less than 0.1 %"
    return f"{figure(math.floor(share * 1000.0 + 1e-9) / 10.0)} %"


def whole_percent(share: float) -> str:
    """Return a share in whole percent: none alone reads as 0, and all alone as 100."""
    text = f"{share:.0%}"
    if text == "0%" and share:
        return "<1%"
    return ">99%" if text == "100%" and share < 1.0 else text


def number(value: float, decimals: int = 4, sign: str = "") -> str:
    """Return a number with fixed decimals, or a power of ten where they would not do.

    A number other than 0 never reads as 0.

    Parameters
    ----------
    value : float
    decimals : int
    sign : {"", "+"}
        Whether a number above 0 has a sign, too.

    Examples
    --------
    >>> number(1234.5, 2), number(-0.00001234), number(0.5, 3, "+")
    ('1,234.50', '−1.234e−5', '+0.500')
    """
    size = abs(value)
    if value and math.isfinite(value) and not 10.0**-decimals <= size < 1e6:
        return scientific(value, max(decimals - 1, 1), sign)
    return typeset(f"{value + 0.0:{sign},.{decimals}f}")  # −0.0 + 0.0 is 0.0


def scientific(value: float, decimals: int, sign: str = "") -> str:
    """Return a number with a power of ten, whatever its size."""
    return typeset(f"{value:{sign}.{decimals}e}")


FIGURE_SPACE: Final = "\u2007"
"""A space as wide as a digit."""


def in_column(value: float, decimals: int, sign: str = "") -> str:
    """Return `scientific`, with an exponent of as many characters as e−10 has.

    Right-aligned, the points of such numbers stand below each other.
    """
    mantissa, power, exponent = scientific(value, decimals, sign).partition("e")
    return mantissa + power + exponent.ljust(3, FIGURE_SPACE) if power else mantissa


def told_apart(
    first: float, second: float, decimals: int = 2, sign: str = ""
) -> tuple[str, str]:
    """Return two numbers in one form, with as many digits as tell them apart.

    A number other than 0 never reads as 0: where fixed decimals would be many, both
    have a power of ten.

    Examples
    --------
    >>> told_apart(812.314, 811.9), told_apart(0.12345, 0.12344)
    (('812.31', '811.90'), ('0.123450', '0.123440'))
    >>> told_apart(2.51e-25, 2.5e-25)
    ('2.510e−25', '2.500e−25')
    """
    sizes = [abs(v) for v in (first, second) if v and math.isfinite(v)]
    smallest, largest = min(sizes, default=1.0), max(sizes, default=1.0)
    difference = abs(second - first)
    finest = difference if 0.0 < difference < math.inf else largest
    if 1e-4 <= largest < 1e7 and smallest >= 1e-5:
        shown = max(decimals, 1 - _power(min(finest, smallest)))
        most = 16 - max(_power(largest), 0)  # a float has no more digits
        form = f"{sign},.{min(shown, most)}f"
    else:
        form = f"{sign}.{min(max(_power(largest) - _power(finest) + 1, 3), 16)}e"
    return typeset(format(first + 0.0, form)), typeset(format(second + 0.0, form))


def _power(value: float) -> int:
    """Return the power of ten of a positive number's first digit."""
    return math.floor(math.log10(value))


def figure(value: float, digits: int = 4, *, zeros: bool = False) -> str:
    """Return a number with some significant digits at most.

    Parameters
    ----------
    value : float
    digits : int
    zeros : bool
        Whether to keep zeros behind the last digit, as in a column of numbers.

    Examples
    --------
    >>> figure(0.5), figure(0.5, zeros=True), figure(-12345.6), figure(1.23456e-7)
    ('0.5', '0.5000', '−12,346', '1.235e−7')
    """
    text = f"{value:{'#' if zeros else ''},.{digits}g}"
    if "e" in text and 1.0 <= abs(value) < 1e7:
        text = f"{value:,.0f}"
    return typeset(text).removesuffix(".")


def digits_within(low: float, high: float) -> int:
    """Return how many significant digits tell thousandths of a range apart.

    Four, and more where the range is short beside the numbers in it: then at least
    all those before the point.

    Examples
    --------
    >>> digits_within(0.0, 1.0), digits_within(1.6e9, 1.6e9 + 86_400.0)
    (4, 10)
    """
    size, width = max(abs(low), abs(high)), high - low
    if not 0.0 < width < math.inf:
        return 4
    digits = _power(size) - _power(width) + 4
    return min(max(digits, _power(size) + 1), 17) if digits > 4 else 4


def rounded(value: float) -> str:
    """Return R² with two decimals, and no minus before a zero; a dash if undefined."""
    if math.isnan(value):
        return "–"
    return scientific(value, 1) if abs(value) > 1e6 else number(round(value, 2), 2)


def capital(sentence: str) -> str:
    """Return a sentence with its first letter in upper case."""
    return sentence[:1].upper() + sentence[1:]


def shortened(text: str, length: int = MAX_QUOTED, *, keep_end: bool = False) -> str:
    """Return a text on one line and of some length at most, for a sentence.

    What cannot be displayed becomes U+0007. The end is kept of what ends in a file's
    name.
    """
    # A longer text is cut first: it may be a whole file.
    part = text[-4 * length :] if keep_end else text.lstrip()[: 4 * length]
    line = " ".join(part.split())
    line = "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in line)
    if len(line) <= length and len(text) <= 4 * length:
        return line
    kept = length - 3
    return f"...{line[-kept:]}" if keep_end else f"{line[:kept]}..."


def quoted(text: str) -> str:
    """Return a shortened text in quotation marks."""
    return f"“{shortened(text)}”"


def brief(value: object) -> str:
    """Return a value as Python writes it, shortened to 80 characters."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}" if abs(value) < 10**30 else "far too large"
    try:
        return shortened(repr(value), 80)
    except (ValueError, RecursionError):  # an integer of more than 4,300 digits in it
        return f"a {type(value).__name__} too large to show"


def file_name(path: str) -> str:
    """Return a path for a sentence: the end of a long one."""
    return shortened(path, 80, keep_end=True)


def some_of(names: Sequence[str]) -> str:
    """List names, each shortened and at most `MAX_LISTED` of them."""
    shown = ", ".join(map(shortened, names[:MAX_LISTED]))
    rest = len(names) - MAX_LISTED
    return f"{shown} and {rest:,} more" if rest > 0 else shown
