"""Predicted against true values: on the line, the network is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import Qt, pyqtSignal

from gui.plots.loss_axes import FURTHEST
from gui.plots.plot_card import PlotCard
from gui.plots.point_cloud import PointCloud, disc, triangle
from gui.text.number_format import loss, round_up_125, share
from gui.widgets.painted_label import PaintedLabel, Part
from shallownet.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtWidgets import QWidget

    from gui.style.theme import Theme
    from shallownet.arrays import Array, Indices
    from shallownet.training.snapshot import Run, Snapshot


NONE: Final = (np.empty(0), np.empty(0))
"""True and predicted values of no sample."""


class SampleMarks(NamedTuple):
    """True and predicted values of the samples that are marked."""

    looked_at: tuple[Array, Array] = NONE
    pulls_up: tuple[Array, Array] = NONE
    pulls_down: tuple[Array, Array] = NONE


class Markers(pg.ScatterPlotItem):
    """Marks over points, which leave clicks to what lies below them."""

    def mouseClickEvent(self, event: Any) -> None:
        """Let the click through."""
        event.ignore()


class FitPlot(PlotCard):
    """A scatter of predicted over true values, with the line y = x.

    Signals
    -------
    sample_chosen(int)
        The point of a sample was clicked: its number in the data.
    """

    sample_chosen = pyqtSignal(int)
    reading: PaintedLabel

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("fitPlot", "Predicted vs true", parent, PaintedLabel())
        self._run: Run | None = None
        self._true = np.empty(0)
        self._tested = np.empty(0, dtype=bool)
        self._reach = 0.0
        self._any_marked = True
        self.points = PointCloud(disc(4.0))
        self.test_points = PointCloud(triangle(6.0))
        self.diagonal = pg.InfiniteLine((0.0, 0.0), angle=45)
        self.item.addItem(self.points)
        self.item.addItem(self.test_points)
        self.item.addItem(self.diagonal)
        self.pulls_up = Markers(size=11, symbol="t1", pxMode=True)
        self.pulls_down = Markers(size=11, symbol="t", pxMode=True)
        self.looked_at = Markers(size=15, symbol="o", pxMode=True)
        for marks in (self.pulls_up, self.pulls_down, self.looked_at):
            self.item.addItem(marks)
        for points in (self.points, self.test_points):
            points.clicked.connect(self.sample_chosen)
        self._numbers = ("", "", "")
        self.item.getViewBox().sigResized.connect(self._read)
        self.set_theme(self._theme)

    def set_predictions(
        self,
        snapshot: Snapshot,
        chosen: Indices,
        predicted: Array,
        *,
        tell: bool = True,
    ) -> None:
        """Show the predictions of the samples with the numbers ``chosen``.

        How good they are is said in numbers too, or not.
        """
        data = snapshot.run.data
        if snapshot.run is not self._run:
            self._run = snapshot.run
            self._true = data.y[0, chosen]
            self._tested = np.isin(chosen, snapshot.run.split.test)
            self._reach = 0.0
            low, high = snapshot.run.target.low, snapshot.run.target.high
            pad = 0.04 * (high - low) or 1.0
            self._bounds = (low - pad, high + pad)
            self.item.getViewBox().setXRange(*self._bounds, padding=0.0)
            self.item.getViewBox().setYRange(*self._bounds, padding=0.0)
        finite = np.isfinite(predicted)
        train, test = finite & ~self._tested, finite & self._tested
        for points, which in ((self.points, train), (self.test_points, test)):
            points.setData(self._true[which], predicted[which], chosen[which])
        self._make_room(predicted[finite])
        if tell:
            self._tell(snapshot, len(chosen))

    def _tell(self, snapshot: Snapshot, drawn: int) -> None:
        """Say in numbers how good all predictions are, and how many are drawn."""
        m = snapshot.run.data.samples
        of, rmse = f"R² {share(snapshot.r2)}", f"RMSE {loss(snapshot.rmse)}"
        tested = len(snapshot.run.split.test)
        test = f"test ▲ R² {share(snapshot.test_r2)}" if tested else ""
        self._numbers = of, rmse, test
        self._read()
        self.reading.setToolTip(
            f"{_joined(self._numbers)}\nOver the {m - tested:,} samples it trains on"
            + (f" and the {tested:,} kept for the test" if tested else "")
            + ", in the units of y"
        )
        everything = drawn == m
        self.note.setText(
            f"{'all ' if m > 1 else ''}{m:,} drawn"
            if everything
            else f"{drawn:,} of {m:,} drawn"
        )
        self.note.setToolTip(
            f"All {counted(m, 'sample')} are drawn."
            if everything
            else f"{drawn:,} of the {m:,} samples are drawn, a fixed random choice."
        )

    def _read(self) -> None:
        """Write the most that has room: a number that is cut off reads as another."""
        of, rmse, test = self._numbers
        for texts in ((of, rmse, test), (of, test), (of,)):
            parts = [Part(_joined(texts))]
            if self.reading.width_of(parts) <= self.reading.width():
                break
        self.reading.set_parts(parts)

    def mark(self, marks: SampleMarks) -> None:
        """Mark the sample that is looked at, and those that pull a parameter most."""
        shown = (marks.looked_at, marks.pulls_up, marks.pulls_down)
        any_marked = any(len(predicted) for _, predicted in shown)
        if not any_marked and not self._any_marked:
            return
        self._any_marked = any_marked
        for item, (true, predicted) in (
            (self.looked_at, marks.looked_at),
            (self.pulls_up, marks.pulls_up),
            (self.pulls_down, marks.pulls_down),
        ):
            finite = np.isfinite(predicted)
            item.setVisible(bool(finite.any()))
            item.setData(true[finite], predicted[finite])

    def _make_room(self, predicted: Array) -> None:
        """Widen the y axis, in steps, when predictions leave the targets' range."""
        low, high = self._bounds
        beyond = max(
            float(predicted.max(initial=high)) - high,
            low - float(predicted.min(initial=low)),
            0.0,
        )
        if beyond > self._reach:
            self._reach = min(round_up_125(beyond), FURTHEST)
            self.follow()

    def follow(self) -> None:
        """Show all points again, after zooming or moving about."""
        if self._run is None:
            return
        low, high = self._bounds
        box = self.item.getViewBox()
        box.setXRange(low, high, padding=0.0)
        box.setYRange(low - self._reach, high + self._reach, padding=0.0)

    def recolour(self, theme: Theme) -> None:
        """Colour points, line and axes."""
        colour = pg.mkColor(theme.points)
        colour.setAlpha(150)
        self.points.set_colour(colour)
        colour = pg.mkColor(theme.test)
        colour.setAlpha(190)
        self.test_points.set_colour(colour)
        for marks, fill in (
            (self.pulls_up, theme.positive),
            (self.pulls_down, theme.negative),
        ):
            marks.setPen(pg.mkPen(theme.surface, width=1))
            marks.setBrush(pg.mkBrush(fill))
        self.looked_at.setPen(pg.mkPen(theme.text, width=2))
        self.looked_at.setBrush(None)
        self.diagonal.setPen(pg.mkPen(theme.muted, width=1, style=Qt.PenStyle.DashLine))
        self.label_axis("left", "predicted ŷ", theme.muted)
        self.label_axis("bottom", "true y  (dashed: ŷ = y)", theme.muted)


def _joined(texts: Sequence[str]) -> str:
    return "   ".join(text for text in texts if text)
