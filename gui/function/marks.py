"""What is marked on the plot: the place that is asked, selected samples, the cut."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen
from PyQt6.QtWidgets import QGraphicsItem

from gui.function.cut_plot import CutLine
from gui.plots.sample_marks import Markers

if TYPE_CHECKING:
    from gui.function.map_image import MapImage
    from gui.function.surface import Surface
    from gui.style.theme import Theme
    from shallownet.arrays import Array, Indices
    from shallownet.training.snapshot import Snapshot

RADIUS: Final = 7.0
"""Of the mark at the place that is asked, in pixels."""


class AskMark(QGraphicsItem):
    """A ring with a dot, readable on any colour."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(self.GraphicsItemFlag.ItemIgnoresTransformations)
        self.hide()

    def boundingRect(self) -> QRectF:
        """Return a square around the ring."""
        reach = RADIUS + 3
        return QRectF(-reach, -reach, 2 * reach, 2 * reach)

    def paint(self, painter: QPainter | None, *_: object) -> None:
        """Draw a light ring on a dark one."""
        assert painter is not None
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width, dot in (("#10161c", 4.2, 3.0), ("#ffffff", 2.0, 1.8)):
            painter.setPen(QPen(QColor(colour), width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(), RADIUS, RADIUS)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawEllipse(QPointF(), dot, dot)


class Marks:
    """The marks, above everything else in the plot.

    Parameters
    ----------
    item : PlotItem
    """

    def __init__(self, item: Any) -> None:
        self.cut, self.asked = CutLine(), AskMark()
        self.selected = Markers(size=13, symbol="o", pxMode=True)
        self.selected.setBrush(None)
        parts: list[Any] = [self.cut, self.selected, self.asked]
        for depth, part in enumerate(parts):
            part.setZValue(7 + depth)
            item.addItem(part)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self.selected.setPen(pg.mkPen(theme.accent, width=2))

    def show_asked(
        self, surface: Surface, image: MapImage, point: Array | None
    ) -> None:
        """Mark inputs (inputs,), or nothing."""
        self.asked.setVisible(point is not None)
        if point is None:
            return
        x, *rest = (float(point[axis]) for axis in surface.axes)
        y = rest[0] if rest else float(_height(surface, image, x))
        self.asked.setVisible(isfinite(y))
        self.asked.setPos(x, y if isfinite(y) else 0.0)

    def show_selected(
        self, surface: Surface, image: MapImage, snapshot: Snapshot, rows: Indices
    ) -> None:
        """Mark samples, by their numbers in the data."""
        shown = rows.size > 0 and image.samples is not None
        self.selected.setVisible(shown)
        if not shown:
            return
        data = surface.run.data
        if surface.inputs > 1:
            x, y = (data.X[axis, rows] for axis in surface.axes)
        else:
            x, y = data.X[0, rows], data.y[0, rows]
            if not image.is_target:
                y = surface.predict(snapshot, data.X[:, rows]) - y
        finite = np.isfinite(y)
        self.selected.setData(x[finite], y[finite])


def _height(surface: Surface, image: MapImage, x: float) -> float:
    return float(np.interp(x, surface.plane.across, image.values[0]))
