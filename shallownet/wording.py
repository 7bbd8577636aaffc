"""Write numbers, units and lists in sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_LISTED: Final = 12
"""How many units a sentence lists."""

MAX_QUOTED: Final = 40
"""Characters of what was typed that a sentence quotes."""


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
    return f"{math.floor(share * 1000.0 + 1e-9) / 10.0:g} %"


def figure(value: float) -> str:
    """Return a number with four significant digits."""
    size = abs(value)
    if size and not 1e-4 <= size < 1e7:
        return f"{value:.2e}".replace("-", "−")
    if size >= 1000.0:
        return f"{value:,.0f}".replace("-", "−")
    return f"{value:.4g}".replace("-", "−")


def rounded(value: float) -> str:
    """Return R² with two decimals, and no minus before a zero."""
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def capital(sentence: str) -> str:
    """Return a sentence with its first letter in upper case."""
    return sentence[:1].upper() + sentence[1:]


def shortened(text: str, *, keep_end: bool = False) -> str:
    """Return a text on one line, of 40 characters at most, for a sentence.

    What cannot be displayed becomes U+0007. The end is kept of what ends in a file's
    name.
    """
    # A longer text is cut first: it may be a whole file.
    part = text[-200:] if keep_end else text.lstrip()[:200]
    line = " ".join(part.split())
    line = "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in line)
    if len(line) <= MAX_QUOTED and len(text) <= 200:
        return line
    kept = MAX_QUOTED - 3
    return f"...{line[-kept:]}" if keep_end else f"{line[:kept]}..."


def quoted(text: str) -> str:
    """Return a shortened text in quotation marks."""
    return f"“{shortened(text)}”"
