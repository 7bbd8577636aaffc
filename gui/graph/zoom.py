"""How far the graph is magnified, and which part of it is in view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QPointF

if TYPE_CHECKING:
    from PyQt6.QtCore import QRectF

MAX_FACTOR: Final = 16.0


class Zoom:
    """A magnification, and the offset of the part in view, kept within bounds.

    Attributes
    ----------
    factor : float
        From 1, which shows the whole graph.
    offset : QPointF
        The canvas's corner in the magnified graph, in pixels.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Show the whole graph."""
        self.factor, self.offset = 1.0, QPointF()

    def magnify(self, factor: float, at: QPointF) -> None:
        """Magnify about a point, given relative to the canvas's corner."""
        new = min(max(self.factor * factor, 1.0), MAX_FACTOR)
        self.offset = (self.offset + at) * (new / self.factor) - at
        self.factor = new

    def move(self, by: QPointF) -> None:
        """Move the part in view."""
        self.offset += by

    def fit(self, canvas: QRectF) -> tuple[float, float]:
        """Return the magnified size of a canvas, and keep the part in view inside."""
        width, height = canvas.width() * self.factor, canvas.height() * self.factor
        self.offset = QPointF(
            min(max(self.offset.x(), 0.0), width - canvas.width()),
            min(max(self.offset.y(), 0.0), height - canvas.height()),
        )
        return width, height
