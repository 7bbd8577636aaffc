"""Two loss curves in one plot: of a run with a bug, and of the exact run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QSizePolicy

from gui.plots.plot_items import Plot
from gui.text.number_format import round_up_125
from shallownet.analysis.microscope import TRIAL_UPDATES

if TYPE_CHECKING:
    from gui.style.theme import Theme
    from shallownet.arrays import Array


class LossCurves(Plot):
    """The loss of a run with a bug, dashed, and of the exact run, on a log axis."""

    def __init__(self) -> None:
        super().__init__("Loss with the mistake and without it")
        self.setMinimumSize(120, 74)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        item = self.getPlotItem()
        item.setContentsMargins(0, 7, 6, 0)  # half the labels at the ends of the axes
        item.setMouseEnabled(x=False, y=False)
        item.getAxis("left").setLogMode(x=False, y=True)
        item.getAxis("left").setStyle(hideOverlappingLabels=False)
        item.setXRange(0.0, TRIAL_UPDATES, padding=0.0)
        self.exact, self.bug = pg.PlotCurveItem(), pg.PlotCurveItem()
        for curve in (self.exact, self.bug):
            item.addItem(curve)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        super().set_theme(theme)
        self.exact.setPen(pg.mkPen(theme.loss, width=1))
        self.bug.setPen(pg.mkPen(theme.error, width=1, style=Qt.PenStyle.DashLine))

    def set_losses(self, exact: Array, bug: Array) -> None:
        """Show the losses of two runs, either of which may be empty."""
        drawable = []
        for curve, losses in ((self.exact, exact), (self.bug, bug)):
            updates = np.flatnonzero((losses > 0.0) & np.isfinite(losses))
            curve.setData(updates.astype(np.float64), np.log10(losses[updates]))
            drawable.append(losses[updates])
        both = np.concatenate(drawable)
        if not both.size:
            return
        low, high = float(both.min()), float(both.max())
        if exact.size:  # a diverging curve may leave the plot
            high = min(high, 100.0 * float(exact.max()))
        bottom = -np.log10(round_up_125(1.0 / low))
        top = max(np.log10(round_up_125(high)), bottom + 0.3)
        self.getPlotItem().setYRange(bottom, top, padding=0.06)

    def sizeHint(self) -> QSize:
        """Return the minimum size: the size policy lets the plot grow."""
        return QSize(self.minimumSize())
