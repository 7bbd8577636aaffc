"""How far something is magnified, and which part of it is in view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QPointF

if TYPE_CHECKING:
    from PyQt6.QtCore import QRectF

CLOSEST: Final = 16.0


class Zoom:
    """A zoom of 1 or more, and the offset of the part in view, always within bounds.

    Attributes
    ----------
    zoom : float
    offset : QPointF
        Where in the magnified whole the canvas begins, in pixels.
    """

    def __init__(self) -> None:
        self.zoom = 1.0
        self.offset = QPointF()

    def reset(self) -> None:
        """Show the whole again."""
        self.zoom, self.offset = 1.0, QPointF()

    def magnify(self, factor: float, at: QPointF) -> None:
        """Magnify, keeping a point, counted from the canvas's corner, where it is."""
        zoom = min(max(self.zoom * factor, 1.0), CLOSEST)
        self.offset = (self.offset + at) * (zoom / self.zoom) - at
        self.zoom = zoom

    def move(self, by: QPointF) -> None:
        """Move the part in view."""
        self.offset += by

    def size(self, canvas: QRectF) -> tuple[float, float]:
        """Return the size of the magnified whole, and keep the part in view inside."""
        width, height = canvas.width() * self.zoom, canvas.height() * self.zoom
        self.offset = QPointF(
            min(max(self.offset.x(), 0.0), width - canvas.width()),
            min(max(self.offset.y(), 0.0), height - canvas.height()),
        )
        return width, height
