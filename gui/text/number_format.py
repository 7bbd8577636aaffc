"""Numbers as text that sits still: fixed decimals, grouped thousands, plain times."""

from __future__ import annotations

import math
import sys
from bisect import bisect
from html import escape
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QRect, Qt

if TYPE_CHECKING:
    from PyQt6.QtGui import QFontMetrics


def signed(value: float, decimals: int = 4) -> str:
    """Return ``value`` with its sign and fixed decimals, exponents where they serve."""
    if not math.isfinite(value):
        return f"{value:+}".replace("-", "−")
    size = abs(value)
    if value != 0.0 and not 10.0**-decimals <= size < 1e6:
        return f"{value:+.{max(decimals - 1, 1)}e}".replace("-", "−")
    return f"{value:+,.{decimals}f}".replace("-", "−")


def loss(value: float) -> str:
    """Return a loss with two decimals, or with four digits where two say nothing."""
    if not math.isfinite(value):
        return str(value)
    if value != 0.0 and not 0.1 <= abs(value) < 1e7:
        return f"{value:.3e}"
    return f"{value:,.2f}"


def share(value: float) -> str:
    """Return R² with four decimals; a plain dash where there is none."""
    if math.isnan(value):
        return "–"
    if value < -99.0:
        return f"{value:.1e}".replace("-", "−")
    return f"{value:.4f}".replace("-", "−")


def duration(seconds: float) -> str:
    """Return a time as m:ss, or h:mm:ss; dashes where it cannot be told."""
    if not math.isfinite(seconds) or seconds < 0.0:
        return "–:––"
    whole = math.ceil(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    if hours >= 100:
        return f"{hours:,} h"
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def file_size(count: int) -> str:
    """Return a number of bytes in the unit that gives it a digit before the point."""
    for unit, name in ((1_000_000, "MB"), (1_000, "kB")):
        if count >= unit:
            return f"{count / unit:,.1f} {name}"
    return f"{count} bytes"


def as_tip(text: str) -> str:
    """Return a text of a person's own for a tip, which would take <b> for bold."""
    return f"<span>{escape(text)}</span>" if text else ""


BREAK: Final = "\u200b"
"""A space of no width: a line may end there."""


def in_lines(text: str, metrics: QFontMetrics, width: int, lines: int) -> str:
    """Return the text, cut where it would take more lines of a width than that.

    Where a word is wider than that, it may be broken anywhere.
    """
    text = " ".join(
        word if metrics.horizontalAdvance(word) <= width else BREAK.join(word)
        for word in text.split(" ")
    )

    def fits(length: int) -> bool:
        shown = text[:length] + ("" if length == len(text) else " …")
        flags = int(Qt.TextFlag.TextWordWrap)
        room = metrics.boundingRect(QRect(0, 0, width, 100_000), flags, shown)
        return room.height() <= lines * metrics.lineSpacing()

    if fits(len(text)):
        return text
    most = bisect(range(1, len(text)), False, key=lambda length: not fits(length))
    return text[:most].rstrip(f", {BREAK}") + " …"


def round_up_125(value: float) -> float:
    """Return the smallest of ..., 0.5, 1, 2, 5, 10, ... that is not below ``value``."""
    if not math.isfinite(value) or value <= 0.0:
        return 1.0
    if not 1e-300 < value < 1e300:  # there is no step below, or none above
        return 1e-300 if value < 1.0 else sys.float_info.max
    power = 10.0 ** math.floor(math.log10(value))
    for factor in (1.0, 2.0, 5.0, 10.0):
        # A value that came out a rounding error above a step still belongs to it.
        if value <= factor * power * (1.0 + 1e-9):
            return factor * power
    return 10.0 * power
