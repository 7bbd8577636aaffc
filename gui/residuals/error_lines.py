"""Lines at the mean error and at the root mean squared error, across several plots."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pyqtgraph as pg
from PyQt6.QtCore import Qt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gui.style.theme import Theme
    from shallownet.analysis.residuals import ErrorSummary


class ErrorLines:
    """A line at 0, one at the mean error, and two at the RMSE, in each of some plots.

    Parameters
    ----------
    plots : iterable of PlotItem
        Plots whose vertical axis is the error.
    """

    def __init__(self, plots: Iterable[Any]) -> None:
        self.zeros: list[Any] = []
        self.means: list[Any] = []
        self.rmses: list[Any] = []
        for plot in plots:
            zero, above, below, mean = (pg.InfiniteLine(angle=0) for _ in range(4))
            for line in (zero, above, below, mean):
                plot.addItem(line, ignoreBounds=True)
            self.zeros.append(zero)
            self.means.append(mean)
            self.rmses += [above, below]

    def set_summary(self, summary: ErrorSummary) -> None:
        """Put the lines where the errors of some samples have them."""
        places = [(mean, summary.mean) for mean in self.means]
        for number, line in enumerate(self.rmses):
            places.append((line, -summary.rmse if number % 2 else summary.rmse))
        for line, at in places:
            line.setVisible(math.isfinite(at))
            if math.isfinite(at):
                line.setPos(at)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        dashed = pg.mkPen(theme.muted, width=1, style=Qt.PenStyle.DashLine)
        for lines, pen in (
            (self.zeros, pg.mkPen(theme.border, width=1)),
            (self.means, pg.mkPen(theme.mean_error, width=2)),
            (self.rmses, dashed),
        ):
            for line in lines:
                line.setPen(pen)
