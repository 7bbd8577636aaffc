"""What stands on the map: the path, the present point, its step, and what bounds it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QLineF, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from PyQt6.QtWidgets import QGraphicsEllipseItem, QGraphicsItem, QGraphicsPathItem

from gui.plots.curve_items import Dot

if TYPE_CHECKING:
    from gui.landscape.present_point import PresentPoint
    from gui.style.theme import Theme
    from shallownet.arrays import Array

ARROW: Final = 38.0
"""Pixels along the arrow of steepest descent, whose length says nothing."""

UPPER: Final = 0.8
"""The share of the map's height above which a name stands below its mark."""

INK: Final = "#10131a"
PAPER: Final = "#ffffff"
"""Colours on the map, which is the same in both themes: each thing is light with a dark
rim, so that it is seen on violet and on yellow."""


class PathLine(QGraphicsPathItem):
    """A line with a rim, of the same width at every scale."""

    def __init__(self, *, dashed: bool = False) -> None:
        super().__init__()
        style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
        self._rim = _pen(QColor(16, 19, 26, 150), 3.6)
        self._line = _pen(QColor(PAPER), 1.6, style)
        self.setPen(self._rim)  # its width counts for the bounding rectangle

    def set_points(self, x: Array, y: Array) -> None:
        """Join some points."""
        path = QPainterPath()
        if len(x) > 1:
            path.addPolygon(QPolygonF(map(QPointF, x.tolist(), y.tolist())))
        self.setPath(path)

    def paint(self, painter: QPainter | None, *_: Any) -> None:
        """Draw the rim and the line on it."""
        assert painter is not None
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for pen in (self._rim, self._line):
            painter.setPen(pen)
            painter.drawPath(self.path())


class Reach(QGraphicsEllipseItem):
    """A dashed circle in the plot's units."""

    def __init__(self) -> None:
        super().__init__()
        self._rim = _pen(QColor(16, 19, 26, 150), 3.2)
        self._line = _pen(QColor(PAPER), 1.4, Qt.PenStyle.DashLine)
        self.setPen(self._rim)

    def set_circle(self, x: float, y: float, radius: float) -> None:
        """Show a circle; none where the radius is not finite, or 0."""
        self.setVisible(0.0 < radius < math.inf)
        if self.isVisible():
            self.setRect(x - radius, y - radius, 2.0 * radius, 2.0 * radius)

    def paint(self, painter: QPainter | None, *_: Any) -> None:
        """Draw the circle on its rim."""
        assert painter is not None
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (self._rim, self._line):
            painter.setPen(pen)
            painter.drawEllipse(self.rect())


class Arrow(QGraphicsItem):
    """An arrow from a point, as long in pixels at every scale."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(self.GraphicsItemFlag.ItemIgnoresTransformations)
        self._direction = QPointF()

    @property
    def direction(self) -> tuple[float, float]:
        """Its unit vector in the plot's coordinates; zeros if it is not shown."""
        return self._direction.x(), -self._direction.y() + 0.0

    def set_direction(self, a: float, b: float) -> None:
        """Point along a vector of the plot, whose units are equal on both axes."""
        length = math.hypot(a, b)
        self.setVisible(0.0 < length < math.inf)
        self._direction = QPointF()
        if self.isVisible():
            self._direction = QPointF(a / length, -b / length)  # Qt's y goes down
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the square around the arrow in every direction."""
        return QRectF(-ARROW - 6, -ARROW - 6, 2 * ARROW + 12, 2 * ARROW + 12)

    def paint(self, painter: QPainter | None, *_: Any) -> None:
        """Draw shaft and head on their rim."""
        assert painter is not None
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tip, along = ARROW * self._direction, self._direction
        across = QPointF(-along.y(), along.x())
        shaft = QLineF(QPointF(), tip - 8.0 * along)
        head = QPolygonF(
            [tip, tip - 11.0 * along + 5.0 * across, tip - 11.0 * along - 5.0 * across]
        )
        painter.setPen(QPen(QColor(INK), 4.0))
        painter.drawLine(shaft)
        painter.setPen(QPen(QColor(INK), 2.0))
        painter.setBrush(QColor(PAPER))
        painter.drawPolygon(head)
        painter.setPen(QPen(QColor(PAPER), 2.0))
        painter.drawLine(shaft)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPolygon(head)


class Landmarks:
    """The items on a map, and where they stand.

    Parameters
    ----------
    item : PlotItem
    """

    def __init__(self, item: Any) -> None:
        self._high = math.inf
        self.past, self.future = PathLine(), PathLine(dashed=True)
        self.reach, self.step = Reach(), PathLine()
        self.arrow, self.now = Arrow(), Dot(11)
        self.start, self.best = Dot(9), pg.ScatterPlotItem(size=13, symbol="star")
        self.names = {
            name: pg.TextItem(anchor=(0.5, 1.35)) for name in ("start", "best")
        }
        parts = (
            *(self.future, self.past, self.reach, self.step, self.arrow),
            *(self.start, self.best, *self.names.values(), self.now),
        )
        for depth, part in enumerate(parts, 1):
            part.setZValue(depth)
            item.addItem(part, ignoreBounds=True)
            part.hide()
        for line in (self.past, self.future):
            # They seldom change, and took half of the time of a frame.
            line.setCacheMode(line.CacheMode.DeviceCoordinateCache)
        for name in self.names.values():
            name.setColor(QColor(PAPER))
            name.fill = pg.mkBrush(16, 19, 26, 150)
        self.best.setPen(pg.mkPen(INK))
        self.best.setBrush(pg.mkBrush(PAPER))
        for dot in (self.start, self.now):
            dot.setPen(pg.mkPen(INK, width=1.5))
        self.start.setBrush(QColor(PAPER))

    def recolour(self, theme: Theme) -> None:
        """Colour the present point like the theme's accent."""
        self.now.setBrush(QColor(theme.accent))

    def hide(self) -> None:
        """Hide all: there is no map."""
        for part in (
            *(self.past, self.future, self.reach, self.step, self.arrow, self.now),
            *(self.start, self.best, *self.names.values()),
        ):
            part.hide()

    def set_path(self, points: Array, past: int, best: int | None, rows: Array) -> None:
        """Show the path (2, states), of which the first ``past`` states are past.

        ``rows`` are the heights of the map's rows.
        """
        low, high = float(rows[0]), float(rows[-1])
        self._high = low + UPPER * (high - low)
        self.past.set_points(*points[:, :past])
        self.future.set_points(*points[:, max(past - 1, 0) :])
        self.past.show()
        self.future.show()
        self.start.show_at(*map(float, points[:, 0]))
        self._name("start", points[:, 0])
        if best is None or best == 0:
            self.best.hide()  # it would cover the start
            self.names["best"].hide()
        else:
            self.best.setData(*points[:, [best]])
            self.best.show()
            self._name("best", points[:, best])

    def _name(self, name: str, place: Array) -> None:
        # Above its mark, or below one that is near the upper edge.
        self.names[name].setAnchor((0.5, -0.35 if place[1] > self._high else 1.35))
        self.names[name].setText(name)
        self.names[name].setPos(*map(float, place))
        self.names[name].show()

    def set_present(self, present: PresentPoint) -> None:
        """Show the present point, the way down, the next step and its reach."""
        a, b = map(float, present.place)
        self.now.show_at(a, b)
        self.arrow.setPos(a, b)
        self.arrow.set_direction(*map(float, present.down))
        ends = np.column_stack([present.place, present.place + present.step])
        self.step.set_points(*ends)
        self.step.setVisible(bool(np.isfinite(ends).all()))
        self.reach.set_circle(a, b, present.reach)


def _pen(
    colour: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine
) -> QPen:
    pen = QPen(colour, width, style)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
