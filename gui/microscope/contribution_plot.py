"""Plots which samples pull a parameter up, and which pull it down."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyqtgraph as pg

from gui.plots.plot_card import PlotCard
from gui.style import theme as themes

if TYPE_CHECKING:
    from gui.style.theme import Theme
    from shallownet.analysis.contributions import Contributions
    from shallownet.arrays import Array

BINS: Final = 60
BASELINE: Final = math.log10(0.5)
"""Where the bars begin on the logarithmic axis: a bar of one sample is visible."""


class ContributionPlot(PlotCard):
    """A histogram of the samples' contributions to a parameter's gradient.

    Left of zero are the samples that pull the parameter up (their contribution is
    negative, and an update goes against the gradient), right of it the others.
    """

    def __init__(self) -> None:
        super().__init__("tugPlot", "Tug of war")
        self.bars = [pg.PlotCurveItem(fillLevel=BASELINE) for _ in range(2)]
        for bar in self.bars:
            self.item.addItem(bar)
        self._zero = pg.InfiniteLine(0.0, angle=90)
        self.selected = pg.InfiniteLine(angle=90)
        self.selected.hide()
        for line in (self._zero, self.selected):
            self.item.addItem(line, ignoreBounds=True)
        self._left_axis.setLogMode(x=False, y=True)
        self.reading.setText("◂ pull it up  |  pull it down ▸")
        self.set_theme(themes.LIGHT)

    def set_contributions(
        self, contributions: Contributions, selected: float | None
    ) -> None:
        """Show all contributions, and mark that of the selected sample."""
        edges, counts = histogram(contributions.values)
        negative = edges[:-1] < 0.0
        heights = np.maximum(np.log10(np.maximum(counts, 1e-3)), BASELINE)
        for bar, shown in zip(self.bars, (negative, ~negative), strict=True):
            bar.setData(edges, np.where(shown, heights, BASELINE), stepMode="center")
        self.selected.setVisible(selected is not None)
        if selected is not None:
            self.selected.setPos(selected)
        box = self.item.getViewBox()
        box.setXRange(edges[0], edges[-1], padding=0.03)
        box.setYRange(BASELINE, max(float(heights.max()), 0.5) + 0.1, padding=0.0)

    def recolour(self, theme: Theme) -> None:
        """Colour the bars as the edges of the graph, and the lines and axes."""
        for bar, colour in zip(
            self.bars, (theme.positive, theme.negative), strict=True
        ):
            bar.setPen(pg.mkPen(None))
            bar.setBrush(pg.mkBrush(themes.translucent(colour, 190)))
        self._zero.setPen(pg.mkPen(theme.muted, width=1))
        self.selected.setPen(pg.mkPen(theme.text, width=2))
        self.label_axis("left", "samples", theme.muted)
        self.label_axis("bottom", "part in the gradient", theme.muted)


def histogram(values: Array) -> tuple[Array, Any]:
    """Return edges and counts of equally wide bins, with an edge at zero."""
    finite = values[np.isfinite(values)]
    low, high = float(finite.min(initial=0.0)), float(finite.max(initial=0.0))
    width = (high - low) / BINS or 1.0
    first, last = int(np.floor(low / width)), int(np.ceil(high / width))
    edges = np.arange(first, max(last, first + 1) + 1, dtype=np.float64) * width
    counts, _ = np.histogram(finite, bins=edges)
    return edges, counts
