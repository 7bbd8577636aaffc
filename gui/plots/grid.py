"""A light grid behind the curves of a plot, at the labelled ticks of its axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QLineF, QRectF
from PyQt6.QtGui import QColor, QPainter, QPen
from PyQt6.QtWidgets import QGraphicsObject

from gui.style import theme as themes

if TYPE_CHECKING:
    from gui.style.theme import Theme


class Grid(QGraphicsObject):
    """The lines of a grid as one item; pyqtgraph's own draws those of all ticks.

    Parameters
    ----------
    item : PlotItem
    """

    def __init__(self, item: Any) -> None:
        super().__init__()
        item.scene().addItem(self)
        self._box = item.getViewBox()
        self._axes = item.getAxis("left"), item.getAxis("bottom")
        self._theme = themes.LIGHT
        self._lines: list[QLineF] = []
        self._key: tuple[object, ...] = ()
        self.setZValue(self._box.zValue() - 1)  # below a second box, too
        self._box.sigResized.connect(self._resize)
        self._box.sigRangeChanged.connect(lambda: self.update())

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self._theme = theme
        self.update()

    def _resize(self) -> None:
        self.prepareGeometryChange()
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the area of the plot inside its axes."""
        return QRectF(self._box.sceneBoundingRect())

    def paint(self, painter: QPainter | None, *_: object) -> None:
        """Draw a line at each labelled tick in view."""
        assert painter is not None
        area = self.boundingRect()
        key = (area, *((tuple(axis.range), axis.logMode) for axis in self._axes))
        if key != self._key:
            self._key, self._lines = key, self._lines_in(area)
        painter.setPen(QPen(QColor(self._theme.faint), 0))
        if self._lines:
            painter.drawLines(*self._lines)

    def _lines_in(self, area: QRectF) -> list[QLineF]:
        lines = []
        for axis in self._axes:
            low, high = axis.range
            is_left = axis.orientation == "left"
            length = area.height() if is_left else area.width()
            if length <= 0.0 or not high > low:
                continue
            _, ticks = axis.tickValues(low, high, length)[0]
            for share in ((tick - low) / (high - low) for tick in ticks):
                if not 0.0 <= share <= 1.0:
                    continue
                if is_left:
                    y = round(area.bottom() - share * area.height())
                    lines.append(QLineF(area.left(), y, area.right(), y))
                else:
                    x = round(area.left() + share * area.width())
                    lines.append(QLineF(x, area.top(), x, area.bottom()))
        return lines
