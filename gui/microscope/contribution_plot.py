"""Plots which samples pull a parameter up, and which pull it down."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyqtgraph as pg

from gui.plots.plot_card import PlotCard
from gui.style import theme as themes
from gui.text.number_format import signed
from shallownet.wording import counted

if TYPE_CHECKING:
    from PyQt6.QtCore import QPointF

    from gui.plots.data_text import Column
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
        self._edges, self._counts = np.array([0.0, 1.0]), np.zeros(1, dtype=np.intp)
        for line in (self._zero, self.selected):
            self.item.addItem(line, ignoreBounds=True)
        self._left_axis.setLogMode(x=False, y=True)
        self.reading.setText("◂ pull it up  |  pull it down ▸")
        self._top = 0.5
        self.item.scene().sigMouseMoved.connect(self._point_at)
        self.set_theme(themes.LIGHT)

    def set_contributions(
        self, contributions: Contributions, selected: float | None
    ) -> None:
        """Show all contributions, and mark that of the selected sample."""
        edges, counts = histogram(contributions.values)
        self._edges, self._counts = edges, counts
        negative = edges[:-1] < 0.0
        heights = np.maximum(np.log10(np.maximum(counts, 1e-3)), BASELINE)
        for bar, shown in zip(self.bars, (negative, ~negative), strict=True):
            bar.setData(edges, np.where(shown, heights, BASELINE), stepMode="center")
        self._top = float(heights.max())
        self.selected.setVisible(selected is not None)
        if selected is not None:
            self.selected.setPos(selected)
        self.show_all()

    def show_all(self) -> None:
        """Show all bars."""
        self.box.setXRange(self._edges[0], self._edges[-1], padding=0.03)
        self.box.setYRange(BASELINE, max(self._top, 0.5) + 0.1, padding=0.0)

    def columns(self) -> dict[str, Column]:
        """Return the ends of the bars, and how many samples each stands for."""
        edges = self._edges
        return {"from": edges[:-1], "to": edges[1:], "samples": self._counts}

    # The pointer

    def _point_at(self, position: QPointF) -> None:
        """Read off the bar at a position of the mouse in the scene."""
        inside = self.box.sceneBoundingRect().contains(position)
        x = self.box.mapSceneToView(position).x()
        at = int(np.searchsorted(self._edges, x, side="right")) - 1
        text = ""
        if inside and 0 <= at < len(self._counts):
            low, high = (signed(edge) for edge in self._edges[at : at + 2])
            text = f"{counted(int(self._counts[at]), 'sample')}: {low} to {high}"
        self.note.setText(text)

    def leaveEvent(self, event: object) -> None:
        """Clear the readout."""
        self.note.setText("")

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
