"""What became of runs or of units: a few named curves over the updates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor

from gui.plots.plot_items import Plot
from gui.style import theme as themes
from gui.style.theme import mix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.style.theme import Theme
    from shallownet.arrays import Array

FAINT: Final = "faint"
"""The role of curves that are there for comparison only."""


class FateCurve(NamedTuple):
    """A curve.

    Attributes
    ----------
    x, y : ndarray
    role : str
        The colour of a theme by its name, or `FAINT`.
    dashed : bool
    """

    x: Array
    y: Array
    role: str
    dashed: bool = False


class FatePlot(Plot):
    """Draws the curves of an answer; the dialog names them in words."""

    def __init__(self) -> None:
        super().__init__("What happened")
        self.setObjectName("fatePlot")
        self.setFixedHeight(230)
        self._theme = themes.LIGHT
        self._curves: Sequence[FateCurve] = ()
        item = self.getPlotItem()
        item.setMouseEnabled(x=False, y=False)
        item.getAxis("bottom").setLabel("update")
        self.items_: list[pg.PlotCurveItem] = []

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self._theme = theme
        super().set_theme(theme)
        self._colour()

    def set_curves(self, curves: Sequence[FateCurve], title: str, *, log: bool) -> None:
        """Show curves over the updates, on a logarithmic axis or on one from 0 to 1."""
        item = self.getPlotItem()
        for old in self.items_:
            item.removeItem(old)
        item.getAxis("left").setLogMode(x=False, y=log)
        item.getAxis("left").setLabel(title)
        self._curves, self.items_ = curves, []
        heights = []
        for curve in curves:
            y = curve.y
            if log:
                y = np.full_like(y, np.nan)
                drawn = np.isfinite(curve.y) & (curve.y > 0.0)
                y[drawn] = np.log10(curve.y[drawn])
            drawn_item = pg.PlotCurveItem(curve.x, y, connect="finite")
            item.addItem(drawn_item)
            self.items_.append(drawn_item)
            heights.append(y[np.isfinite(y)])
        self._colour()
        ends = [x for curve in curves for x in curve.x[[0, -1]].tolist()]
        item.setXRange(min(ends), max(ends), padding=0.02)
        both = np.concatenate(heights)
        low, high = (float(both.min()), float(both.max())) if log else (0.0, 1.0)
        item.setYRange(low, max(high, low + 0.3), padding=0.05)

    def _colour(self) -> None:
        theme, style = self._theme, Qt.PenStyle
        for item, curve in zip(self.items_, self._curves, strict=True):
            faint = curve.role == FAINT
            colour = mix(theme.surface, theme.muted, 0.5)
            if not faint:
                colour = QColor(getattr(theme, curve.role))
            line = style.DashLine if curve.dashed else style.SolidLine
            item.setPen(pg.mkPen(colour, width=1 if faint else 2, style=line))
