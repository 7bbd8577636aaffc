"""A second axis at the right, for the mean error, which changes its sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyqtgraph as pg
from PyQt6.QtCore import Qt

from gui.plots.history_curve import HistoryCurve

if TYPE_CHECKING:
    from gui.style.theme import Theme


class MeanErrorAxis:
    """The mean error and a zero line over a plot, with a y axis of their own.

    Parameters
    ----------
    item : PlotItem
        The plot below, whose x axis they share.
    """

    def __init__(self, item: Any) -> None:
        self._item, self._main_box = item, item.getViewBox()
        self._box = pg.ViewBox(enableMenu=False, enableMouse=False)
        item.scene().addItem(self._box)
        self._box.setXLink(self._main_box)
        self._main_box.sigResized.connect(self._cover_plot)
        self.metric = HistoryCurve()
        self._zero = pg.InfiniteLine(0.0, angle=0)
        for part in (self.metric.batches, self.metric.line, self._zero):
            self._box.addItem(part)

    def set_theme(self, theme: Theme) -> None:
        """Apply the colours of a theme."""
        self.metric.set_colour(theme.mean_error, theme.scale)
        self._zero.setPen(pg.mkPen(theme.mean_error, style=Qt.PenStyle.DotLine))

    def set_visible(self, visible: bool) -> None:
        """Show or hide curve, zero line and axis."""
        self._item.showAxis("right", visible)
        if visible:  # another curve may have had it
            self._item.getAxis("right").linkToView(self._box)
            self._item.getAxis("right").setLogMode(x=False, y=False)
        self.metric.set_visible(visible)
        self._zero.setVisible(visible)

    def set_range(self, largest: float) -> None:
        """Show values from ``-largest`` to ``largest``."""
        self._box.setYRange(-largest, largest, padding=0.02)

    def _cover_plot(self) -> None:
        self._box.setGeometry(self._main_box.sceneBoundingRect())
