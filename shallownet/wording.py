"""How numbers and units are written in a sentence about a run."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_LISTED: Final = 12
"""Units that a sentence lists one by one."""


def counted(number: int, name: str) -> str:
    """Write how many there are of something: 1 unit, 4 units."""
    return f"{number:,} {name}" + ("" if number == 1 else "s")


def joined(parts: Sequence[str]) -> str:
    """Put parts together as in a sentence: a, b and c."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def listed(units: Iterable[int]) -> str:
    """List units as in a sentence: unit 3; units 0, 2 and 5."""
    numbers = [str(unit) for unit in units]
    if len(numbers) == 1:
        return f"unit {numbers[0]}"
    if len(numbers) > MOST_LISTED:
        rest = len(numbers) - MOST_LISTED
        return f"units {', '.join(numbers[:MOST_LISTED])} and {rest} more"
    return f"units {joined(numbers)}"


def percent(share: float) -> str:
    """Write a share rounded down, so that "at least" stays true: 99.9 %."""
    return f"{math.floor(share * 1000.0 + 1e-9) / 10.0:g} %"


def figure(value: float) -> str:
    """Write a number with the four digits that a person reads."""
    size = abs(value)
    if size and not 1e-4 <= size < 1e7:
        return f"{value:.2e}".replace("-", "−")
    if size >= 1000.0:
        return f"{value:,.0f}".replace("-", "−")
    return f"{value:.4g}".replace("-", "−")


def rounded(value: float) -> str:
    """Write R² with two decimals, and no minus before a zero."""
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def capital(sentence: str) -> str:
    """Begin a sentence with a capital."""
    return sentence[:1].upper() + sentence[1:]


def shortened(text: str) -> str:
    """Return a text that a person typed, cut to what a sentence can quote."""
    text = text.strip()
    return text if len(text) <= 40 else f"{text[:37]}..."
