"""Curves, lines and dots that are drawn at every frame, faster than pyqtgraph's."""

from __future__ import annotations

from math import isfinite
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QGraphicsEllipseItem

from gui.style.devices import is_vector


class CurveItem(pg.PlotCurveItem):
    """A curve for a view without auto range, whose bounding rectangle is the view.

    The base class searches new data for its extremes, 0.2 ms a frame, only to let a
    view fit its range to them.
    """

    def boundingRect(self) -> QRectF:
        """Return the view's rectangle, or an empty one without data."""
        if self.xData is None or not len(self.xData):
            return QRectF()
        return QRectF(self.viewRect() or QRectF())

    def paint(self, painter: QPainter, option: Any, widget: Any) -> None:
        """Draw the curve; in a vector file at its place, and not in units of the plot.

        A file keeps six digits of a number, and not every program keeps the width of a
        pen that is given in other units.
        """
        if not is_vector(painter):
            super().paint(painter, option, widget)
            return
        painter.save()
        path = painter.worldTransform().map(self.getPath())
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.strokePath(path, pg.mkPen(self.opts["pen"]))
        painter.restore()

    def viewTransformChanged(self) -> None:
        """Follow the view, which the base class does not."""
        pg.GraphicsObject.viewTransformChanged(self)
        super().viewTransformChanged()


SMOOTH: Final = 4.0
"""Heights of the plot: a curve that goes up and down farther is not antialiased."""


class LineItem(CurveItem):
    """A curve of some width, antialiased unless it goes up and down all the way.

    With 700 points at a width of 2 antialiasing costs 0.1 ms for a smooth curve, and 34
    for one of single batches.
    """

    def setData(self, *args: Any, **opts: Any) -> None:
        """Set the points."""
        super().setData(*args, **opts)
        self.opts["antialias"] = self._height_travelled() < SMOOTH

    def _height_travelled(self) -> float:
        """Return how far the line goes up and down, in heights of the view."""
        box = self.getViewBox()
        if box is None or self.yData is None:
            return 0.0
        _, (low, high) = box.viewRange()  # its rectangle may be that of the last frame
        travelled = float(np.nansum(np.abs(np.diff(self.yData))))
        return travelled / float(high - low)


class Dot(QGraphicsEllipseItem):
    """A dot of constant size on the screen; cheaper than a scatter plot of one point.

    Parameters
    ----------
    size : float
        The diameter in pixels.
    """

    def __init__(self, size: float) -> None:
        super().__init__(-size / 2, -size / 2, size, size)
        self.setFlag(self.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setPen(pg.mkPen(None))

    def paint(self, painter: QPainter | None, *args: Any) -> None:
        """Draw the dot, antialiased: it is a square otherwise."""
        assert painter is not None
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        super().paint(painter, *args)

    def show_at(self, x: float, y: float) -> None:
        """Show the dot at a point of the plot, or hide it if y is not finite."""
        self.setVisible(isfinite(y))
        if isfinite(y):
            self.setPos(x, y)
