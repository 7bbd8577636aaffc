"""What the pointer does on a plot: it points, asks with a click, cuts with a drag."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyqtgraph as pg
from PyQt6.QtCore import QPointF, QRectF, Qt, pyqtSignal

if TYPE_CHECKING:
    from PyQt6.QtGui import QPainter


class PointerArea(pg.GraphicsObject):
    """An invisible item over all of a plot, below the items that take clicks.

    The wheel and the other buttons stay with the plot: they zoom and move it.

    Signals
    -------
    hovered(object)
        The place under the pointer (QPointF), or None when it leaves.
    clicked(QPointF)
    dragged(QPointF, QPointF, bool)
        From where, to where so far, and whether that is the end.

    Attributes
    ----------
    takes_drags : bool
        Whether drags are reported; otherwise they move the plot.
    """

    hovered = pyqtSignal(object)
    clicked = pyqtSignal(QPointF)
    dragged = pyqtSignal(QPointF, QPointF, bool)

    takes_drags = True

    # pyqtgraph overrides

    def boundingRect(self) -> QRectF:
        """Return the view's rectangle."""
        return QRectF(self.viewRect() or QRectF())

    def viewTransformChanged(self) -> None:
        """Follow the view, which is the bounding rectangle."""
        self.prepareGeometryChange()
        super().viewTransformChanged()

    def paint(self, painter: QPainter, option: Any, widget: Any) -> None:
        """Draw nothing."""

    def hoverEvent(self, event: Any) -> None:
        """Follow the pointer, and take what the left button does."""
        if event.isExit():
            self.hovered.emit(None)
            return
        event.acceptClicks(Qt.MouseButton.LeftButton)
        if self.takes_drags:
            event.acceptDrags(Qt.MouseButton.LeftButton)
        self.hovered.emit(QPointF(event.pos()))

    def mouseClickEvent(self, event: Any) -> None:
        """Report a click of the left button, and pass others on."""
        if event.button() != Qt.MouseButton.LeftButton or event.double():
            event.ignore()
            return
        event.accept()
        self.clicked.emit(QPointF(event.pos()))

    def mouseDragEvent(self, event: Any) -> None:
        """Report a drag of the left button, and pass others on."""
        if event.button() != Qt.MouseButton.LeftButton or not self.takes_drags:
            event.ignore()
            return
        event.accept()
        start, end = QPointF(event.buttonDownPos()), QPointF(event.pos())
        self.dragged.emit(start, end, event.isFinish())
