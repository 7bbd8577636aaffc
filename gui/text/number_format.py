"""Numbers as text of constant form: fixed decimals, grouped thousands, plain times."""

from __future__ import annotations

import math
import re
import sys
from bisect import bisect
from html import escape
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QRect, Qt

from shallownet.wording import number, scientific, typeset

if TYPE_CHECKING:
    from PyQt6.QtGui import QFontMetrics


def signed(value: float, decimals: int = 4) -> str:
    """Return a `number` with its sign."""
    return number(value, decimals, "+")


def loss(value: float) -> str:
    """Return a loss with two decimals, or with four digits if very small or large."""
    if value != 0.0 and not 0.1 <= abs(value) < 1e7:
        return scientific(value, 3)
    return typeset(f"{value:,.2f}")


def share(value: float) -> str:
    """Return R² with four decimals, or a dash if it is undefined."""
    if math.isnan(value):
        return "–"
    return scientific(value, 1) if value < -99.0 else number(value)


def duration(seconds: float) -> str:
    """Return a time as m:ss or h:mm:ss, or dashes if it is unknown."""
    if not math.isfinite(seconds) or seconds < 0.0:
        return "–:––"
    whole = math.ceil(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    if hours >= 100:
        return f"{hours:,} h"
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def file_size(count: int) -> str:
    """Return a number of bytes, in MB or kB from one of them on."""
    for unit, name in ((1_000_000, "MB"), (1_000, "kB")):
        if count >= unit:
            return f"{count / unit:,.1f} {name}"
    return f"{count} bytes"


BREAK: Final = "\u200b"
"""A zero-width space: a line may end there."""

MAX_WORD: Final = 12
"""Characters that no label is too narrow for."""


def breakable(text: str) -> str:
    """Return text in which long words may be broken, after every few characters."""
    return " ".join(
        BREAK.join(word[n : n + MAX_WORD] for n in range(0, len(word), MAX_WORD))
        if len(word) > 2 * MAX_WORD
        else word
        for word in text.split(" ")
    )


TIP_LETTERS: Final = 72
"""Letters in a line of a tool tip. Qt wraps only those that look like HTML."""

LINE_OF_A_TIP: Final = re.compile(rf"(.{{1,{TIP_LETTERS}}})(?: +|$)")


def wrapped(text: str) -> str:
    """Return text of ours with a line break wherever a line would be too long."""
    return "\n".join(
        (LINE_OF_A_TIP.sub(r"\1\n", line) if len(line) > TIP_LETTERS else line).strip()
        for line in text.split("\n")
    )


def as_tip(text: str) -> str:
    """Return plain text as a tool tip, which would read tags such as <b> in it."""
    lines = escape(breakable(text)).replace("\n", "<br>")
    return f"<span>{lines}</span>" if text else ""


def elide_lines(text: str, metrics: QFontMetrics, width: int, lines: int) -> str:
    """Return text shortened to a number of lines of a width in pixels.

    Words wider than a line may be broken anywhere.
    """
    text = " ".join(
        word if metrics.horizontalAdvance(word) <= width else BREAK.join(word)
        for word in text.split(" ")
    )

    def fits(length: int) -> bool:
        part = text[:length] + ("" if length == len(text) else " …")
        flags = int(Qt.TextFlag.TextWordWrap)
        area = metrics.boundingRect(QRect(0, 0, width, 100_000), flags, part)
        return area.height() <= lines * metrics.lineSpacing()

    if fits(len(text)):
        return text
    longest = bisect(range(1, len(text)), False, key=lambda length: not fits(length))
    return text[:longest].rstrip(f", {BREAK}") + " …"


def round_up_125(value: float) -> float:
    """Return the smallest of ..., 0.5, 1, 2, 5, 10, ... that is at least ``value``."""
    if not math.isfinite(value) or value <= 0.0:
        return 1.0
    if not 1e-300 < value < 1e300:  # no step below, or none above, is a float
        return 1e-300 if value < 1.0 else sys.float_info.max
    power = 10.0 ** math.floor(math.log10(value))
    for factor in (1.0, 2.0, 5.0, 10.0):
        # Tolerate a rounding error above a step.
        if value <= factor * power * (1.0 + 1e-9):
            return factor * power
    return 10.0 * power
