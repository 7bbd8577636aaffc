"""Letters as large as a person has their system show them, and all else with them."""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Final

from PyQt6 import sip
from PyQt6.QtWidgets import QApplication

from gui.style.sizes import MIN_WINDOW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtCore import QSize
    from PyQt6.QtGui import QFont, QScreen

LETTERS: Final = 12
"""Pixels of the letters that the window is laid out for; its small ones have 11."""

LARGEST: Final = 13
"""Pixels up to which a system's letters are taken as they are."""

FACTOR: Final = "QT_SCALE_FACTOR"


def scale_for(letters: int, screen: QSize) -> float:
    """Return how much larger than it is laid out everything is to be shown.

    Parameters
    ----------
    letters : int
        Pixels of the system's letters.
    screen : QSize
        What there is room for: of a window that is too large nobody sees all.
    """
    if letters <= LARGEST:
        return 1.0
    room = min(
        screen.width() / MIN_WINDOW[0],
        screen.height() / MIN_WINDOW[1],
    )
    # In quarters: at others more lines lie between two pixels.
    return max(math.floor(4.0 * min(letters / LETTERS, room)) / 4.0, 1.0)


def application(arguments: Sequence[str]) -> QApplication:
    """Make the application, at the scale that the system's letters ask for.

    Larger letters alone would not fit where a formula, a legend or a row of buttons has
    its room. How large they are is known only once there is an application, and what
    Qt scales is settled when it is made: so where they are large, it is made twice.
    """
    app = QApplication(list(arguments))
    screen = app.primaryScreen()
    if screen is None:
        return app
    letters = pixels_of(app.font(), screen)
    if letters <= LARGEST:
        return app
    scale = scale_for(letters, screen.availableSize())
    if scale > 1.0:
        sip.delete(app)
        before = _number(os.environ.get(FACTOR, ""))
        os.environ[FACTOR] = f"{before * scale:.4g}"
        app = QApplication(list(arguments))
    font = app.font()
    font.setPixelSize(LETTERS if scale > 1.0 else LARGEST)
    app.setFont(font)
    return app


def pixels_of(font: QFont, screen: QScreen) -> int:
    """Return how large letters are; `QFontInfo` would load them, which takes 10 ms."""
    if font.pixelSize() > 0:
        return font.pixelSize()
    return round(font.pointSizeF() * screen.logicalDotsPerInchY() / 72.0)


def _number(text: str) -> float:
    """Return the factor that is in force already; 1 if none that Qt would take."""
    try:
        return float(text) or 1.0
    except ValueError:
        return 1.0
