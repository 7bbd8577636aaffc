"""What a painter paints on: pixels, of which size, or a vector file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtGui import QPaintEngine

if TYPE_CHECKING:
    from PyQt6.QtGui import QPainter

VECTOR: Final = frozenset(
    {
        QPaintEngine.Type.Pdf,
        QPaintEngine.Type.Picture,
        QPaintEngine.Type.SVG,
    }
)


def is_vector(painter: QPainter) -> bool:
    """Return whether lines and texts are recorded as such.

    Nothing may then come from a pixmap that was painted before.
    """
    engine = painter.paintEngine()
    return engine is not None and engine.type() in VECTOR


def pixel_ratio(painter: QPainter) -> float:
    """Return how many pixels a unit has, also where a widget is rendered elsewhere.

    ``painter.device()`` would be the widget then, and not the image that is painted.
    """
    engine = painter.paintEngine()
    device = None if engine is None else engine.paintDevice()
    return 1.0 if device is None else device.devicePixelRatioF()
