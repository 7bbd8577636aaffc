"""Marks at the lower edge of a plot where a value is exactly 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PyQt6.QtCore import QLineF, QRectF
from PyQt6.QtGui import QColor, QPainter, QPen
from PyQt6.QtWidgets import QGraphicsObject

from gui.style import theme as themes

if TYPE_CHECKING:
    from shallownet.arrays import Array

HEIGHT: Final = 9.0
NOTE: Final = "ticks below: exactly 0"
TIP: Final = (
    "A logarithmic axis has no place for a loss of exactly 0: the ticks at its lower "
    "edge are the updates at which it was"
)


class ZeroMarks(QGraphicsObject):
    """Short ticks at the lower edge, one per pixel column with a zero.

    Parameters
    ----------
    item : PlotItem
    """

    def __init__(self, item: Any) -> None:
        super().__init__(item)
        self._box = item.getViewBox()
        self.positions: Array = np.empty(0)
        self._colour = QColor(themes.LIGHT.loss)
        self.hide()
        self.setZValue(self._box.zValue() + 1)
        self._box.sigResized.connect(self._resize)
        self._box.sigXRangeChanged.connect(lambda: self.update())

    def set_colour(self, colour: str) -> None:
        """Set the colour of the ticks."""
        self._colour = QColor(colour)
        self.update()

    def set_positions(self, x: Array) -> None:
        """Mark these places on the x axis."""
        self.positions = x
        self.setVisible(x.size > 0)
        self.update()

    def _resize(self) -> None:
        self.prepareGeometryChange()
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the strip along the lower edge of the plot."""
        box = self._box.geometry()
        return QRectF(box.left(), box.bottom() - HEIGHT, box.width(), HEIGHT)

    def paint(self, painter: QPainter | None, *_: object) -> None:
        """Draw the ticks in view."""
        assert painter is not None
        area, ((low, high), _y) = self.boundingRect(), self._box.viewRange()
        columns = np.unique(
            np.rint((self.positions - low) / (high - low) * area.width())
        )
        inside = columns[(columns >= 0) & (columns <= area.width())] + area.left()
        painter.setPen(QPen(self._colour, 0))
        lines = [QLineF(x, area.top(), x, area.bottom()) for x in inside.tolist()]
        if lines:
            painter.drawLines(*lines)
