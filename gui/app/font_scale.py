"""Scales the whole window with the size of the system's font."""

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

FONT_PIXELS: Final = 12
"""Font size that the window is laid out for; its small font has 11."""

MAX_UNSCALED: Final = 13
"""Pixels up to which the system's font is used without scaling."""

SCALE_VARIABLE: Final = "QT_SCALE_FACTOR"


def scale_for(font_pixels: int, screen: QSize) -> float:
    """Return the factor for a system's font: at least 1, and the window still fits."""
    if font_pixels <= MAX_UNSCALED:
        return 1.0
    room = min(screen.width() / MIN_WINDOW[0], screen.height() / MIN_WINDOW[1])
    # In quarters: with other factors more lines lie between two pixels.
    return max(math.floor(4.0 * min(font_pixels / FONT_PIXELS, room)) / 4.0, 1.0)


def application(arguments: Sequence[str]) -> QApplication:
    """Create the application, at the scale that the system's font requires.

    A larger font alone would not fit into formulas, legends and rows of buttons. Its
    size is known only once there is an application, and Qt's scale is fixed when the
    application is created; with a large font it is therefore created twice.
    """
    app = QApplication(list(arguments))
    screen = app.primaryScreen()
    if screen is None:
        return app
    font_pixels = pixels_of(app.font(), screen)
    if font_pixels <= MAX_UNSCALED:
        return app
    scale = scale_for(font_pixels, screen.availableSize())
    if scale > 1.0:
        sip.delete(app)
        factor = _factor(os.environ.get(SCALE_VARIABLE, "")) * scale
        os.environ[SCALE_VARIABLE] = f"{factor:.4g}"
        app = QApplication(list(arguments))
    font = app.font()
    font.setPixelSize(FONT_PIXELS if scale > 1.0 else MAX_UNSCALED)
    app.setFont(font)
    return app


def pixels_of(font: QFont, screen: QScreen) -> int:
    """Return the size of a font; `QFontInfo` would load it, which takes 10 ms."""
    if font.pixelSize() > 0:
        return font.pixelSize()
    return round(font.pointSizeF() * screen.logicalDotsPerInchY() / 72.0)


def _factor(text: str) -> float:
    """Return the scale factor in force; 1 if Qt would not accept it."""
    try:
        return float(text) or 1.0
    except ValueError:
        return 1.0
