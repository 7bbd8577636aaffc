"""Hatches the part of a plot outside a polygon: what is there has no data under it."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any, Final

import pyqtgraph as pg
from PyQt6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PyQt6.QtGui import (
    QColor,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
)

from gui.style import theme as themes
from gui.style.devices import pixel_ratio

if TYPE_CHECKING:
    from gui.style.theme import Theme
    from shallownet.arrays import Array

SPACING: Final = 9
"""Pixels between two lines of the hatching, from left to right."""


class Hatching(pg.GraphicsObject):
    """Diagonal lines over a plot outside a polygon, and the polygon's edge.

    It is drawn into a pixmap that is used again until the view or the polygon changes,
    and as lines into exported pictures.
    """

    def __init__(self) -> None:
        super().__init__()
        self._theme = themes.LIGHT
        self.polygon = QPolygonF()
        self.strip: tuple[float, float] | None = None
        self._pixmap = QPixmap()
        self._key: tuple[object, ...] = ()

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self._theme, self._key = theme, ()
        self.update()

    def set_polygon(self, corners: Array) -> None:
        """Set the corners (2, n) of the polygon that is left free."""
        points = [QPointF(x, y) for x, y in corners.T.tolist()]
        self.polygon, self.strip, self._key = QPolygonF(points), None, ()
        self.update()

    def set_strip(self, low: float, high: float) -> None:
        """Leave a strip free from bottom to top, between two places on the x axis."""
        self.polygon, self.strip, self._key = QPolygonF(), (low, high), ()
        self.update()

    def _free(self) -> QPolygonF:
        """Return the polygon that is left free, in the plot's coordinates."""
        if self.strip is None:
            return self.polygon
        (low, high), view = self.strip, self.boundingRect()
        room = view.height()
        return QPolygonF(
            QRectF(QPointF(low, view.top() - room), QPointF(high, view.bottom() + room))
        )

    # pyqtgraph overrides

    def boundingRect(self) -> QRectF:
        """Return the view's rectangle."""
        return QRectF(self.viewRect() or QRectF())

    def viewTransformChanged(self) -> None:
        """Follow the view, which is the bounding rectangle."""
        self.prepareGeometryChange()
        super().viewTransformChanged()

    def paint(self, painter: QPainter, option: Any, widget: Any) -> None:
        """Draw the pixmap, after rendering it again if something has changed."""
        transform, ratio = painter.worldTransform(), pixel_ratio(painter)
        area = transform.mapRect(self.boundingRect())
        free = transform.map(self._free())
        if area.isEmpty():
            return
        painter.save()
        painter.resetTransform()
        if self._exportOpts is not False:
            self._render(painter, area, free)
        else:
            key = (area, transform, ratio)
            if key != self._key:
                self._key = key
                self._pixmap = QPixmap((QSizeF(area.size()) * ratio).toSize())
                self._pixmap.setDevicePixelRatio(ratio)
                self._pixmap.fill(Qt.GlobalColor.transparent)
                pixmap_painter = QPainter(self._pixmap)
                pixmap_painter.translate(-area.topLeft())
                self._render(pixmap_painter, area, free)
                pixmap_painter.end()
            painter.drawPixmap(area.topLeft(), self._pixmap)
        painter.restore()

    def _render(self, painter: QPainter, area: QRectF, inside: QPolygonF) -> None:
        """Draw into an area in pixels, with a polygon inside it that is left free."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outside, free = QPainterPath(), QPainterPath()
        outside.addRect(area)
        free.addPolygon(inside)
        free.closeSubpath()
        outside -= free
        veil, ink = QColor(self._theme.surface), QColor(self._theme.text)
        veil.setAlpha(95)
        ink.setAlpha(150)
        painter.fillPath(outside, veil)
        painter.setPen(QPen(QColor(self._theme.text), 1.0, Qt.PenStyle.DotLine))
        painter.drawPath(free)
        painter.setClipPath(outside)
        painter.setPen(QPen(ink, 0.9))
        size = area.height()
        for step in range(ceil((area.width() + size) / SPACING)):
            x = area.left() + SPACING * step
            painter.drawLine(QLineF(x - size, area.bottom(), x, area.top()))
