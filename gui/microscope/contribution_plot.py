"""Tug of war: which samples pull a parameter up, and which pull it down."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyqtgraph as pg

from gui.plots.plot_card import PlotCard
from gui.style import theme as themes

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from gui.style.theme import Theme
    from shallownet.analysis.contributions import Contributions
    from shallownet.arrays import Array

BINS: Final = 60
FOOT: Final = math.log10(0.5)
"""Where the bars begin on the logarithmic axis."""


class ContributionPlot(PlotCard):
    """A histogram of the parts that the samples have in a parameter's gradient.

    To the left of zero stand those that pull the parameter up (their part is negative,
    and an update goes against the gradient), to the right those that pull it down.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("tugPlot", "Tug of war", parent)
        self.bars = [pg.PlotCurveItem(fillLevel=FOOT) for _ in range(2)]
        for bar in self.bars:
            self.item.addItem(bar)
        self._zero = pg.InfiniteLine(0.0, angle=90)
        self._chosen = pg.InfiniteLine(angle=90)
        self._chosen.hide()
        for line in (self._zero, self._chosen):
            self.item.addItem(line, ignoreBounds=True)
        self._left_axis.setLogMode(x=False, y=True)
        self.reading.setText("◂ pull it up  |  pull it down ▸")
        self.set_theme(themes.LIGHT)

    def set_contributions(self, found: Contributions, part: float | None) -> None:
        """Show the parts of all samples, and mark the part of one."""
        edges, counts = histogram(found.values)
        low = edges[:-1] < 0.0
        # On a logarithmic axis one sample stands above the foot, and none below it.
        heights = np.maximum(np.log10(np.maximum(counts, 1e-3)), FOOT)
        for bar, chosen in zip(self.bars, (low, ~low), strict=True):
            bar.setData(edges, np.where(chosen, heights, FOOT), stepMode="center")
        self._chosen.setVisible(part is not None)
        if part is not None:
            self._chosen.setPos(part)
        box = self.item.getViewBox()
        box.setXRange(edges[0], edges[-1], padding=0.03)
        box.setYRange(FOOT, max(float(heights.max()), 0.5) + 0.1, padding=0.0)

    def recolour(self, theme: Theme) -> None:
        """Colour bars, lines and axes as the edges are coloured."""
        for bar, colour in zip(
            self.bars, (theme.positive, theme.negative), strict=True
        ):
            bar.setPen(pg.mkPen(None))
            ground = pg.mkColor(colour)
            ground.setAlpha(190)
            bar.setBrush(pg.mkBrush(ground))
        self._zero.setPen(pg.mkPen(theme.muted, width=1))
        self._chosen.setPen(pg.mkPen(theme.text, width=2))
        self.label_axis("left", "samples", theme.muted)
        self.label_axis("bottom", "part in the gradient", theme.muted)


def histogram(values: Array) -> tuple[Array, Any]:
    """Return edges and counts of bins of one width, with an edge at zero."""
    finite = values[np.isfinite(values)]
    low = min(float(finite.min(initial=0.0)), 0.0)
    high = max(float(finite.max(initial=0.0)), 0.0)
    width = (high - low) / BINS or 1.0
    first, last = int(np.floor(low / width)), int(np.ceil(high / width))
    edges = np.arange(first, max(last, first + 1) + 1, dtype=np.float64) * width
    counts, _ = np.histogram(finite, bins=edges)
    return edges, counts
