"""A second axis at the right, for the mean error: it changes its sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyqtgraph as pg
from PyQt6.QtCore import Qt

from gui.plots.plot_items import CurveItem

if TYPE_CHECKING:
    from gui.style.theme import Theme


class MeanErrorAxis:
    """A curve and the line of zero over a plot, with an axis of their own.

    Parameters
    ----------
    item : PlotItem
        The plot that they lie over; they share its axis of updates.
    """

    def __init__(self, item: Any) -> None:
        self._item, self._below = item, item.getViewBox()
        self._box = pg.ViewBox(enableMenu=False, enableMouse=False)
        item.scene().addItem(self._box)
        item.getAxis("right").linkToView(self._box)
        self._box.setXLink(self._below)
        self.curve = CurveItem()
        self._zero = pg.InfiniteLine(0.0, angle=0)
        self._box.addItem(self.curve)
        self._box.addItem(self._zero)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.curve.setPen(pg.mkPen(theme.mean_error, width=1))
        self._zero.setPen(pg.mkPen(theme.mean_error, style=Qt.PenStyle.DotLine))

    def set_visible(self, visible: bool) -> None:
        """Show it or not."""
        self._item.showAxis("right", visible)
        self.curve.setVisible(visible)
        self._zero.setVisible(visible)

    def set_reach(self, reach: float) -> None:
        """Reach so far up and down from zero."""
        self._box.setYRange(-reach, reach, padding=0.02)

    def fit(self) -> None:
        """Lie over the plot exactly."""
        self._box.setGeometry(self._below.sceneBoundingRect())
