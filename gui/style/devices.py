"""What a painter paints on: the window, a picture of other pixels, or a recording."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from PyQt6.QtGui import QPaintEngine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PyQt6.QtGui import QPainter


class _Painting:
    """Whether a picture is painted; to ask each painter takes 5 µs, in every frame."""

    is_of_picture = False


@contextmanager
def painting_picture() -> Iterator[None]:
    """Let `is_vector` and `pixel_ratio` look at the painter, which is a picture's."""
    before, _Painting.is_of_picture = _Painting.is_of_picture, True
    try:
        yield
    finally:
        _Painting.is_of_picture = before


def is_vector(painter: QPainter) -> bool:
    """Return whether lines and texts are recorded as such.

    Nothing may then come from a pixmap that was painted before.
    """
    if not _Painting.is_of_picture:
        return False
    engine = painter.paintEngine()
    return engine is not None and engine.type() == QPaintEngine.Type.Picture


def pixel_ratio(painter: QPainter) -> float:
    """Return how many pixels a unit has."""
    device = painter.device()
    if _Painting.is_of_picture:  # the device would be the widget that is rendered
        engine = painter.paintEngine()
        device = None if engine is None else engine.paintDevice()
    return 1.0 if device is None else device.devicePixelRatioF()
