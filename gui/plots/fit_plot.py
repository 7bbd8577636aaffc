"""A scatter plot of predicted over true values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import Qt, pyqtSignal

from gui.plots.loss_axes import MAX_AXIS_VALUE
from gui.plots.plot_card import PlotCard
from gui.plots.point_cloud import PointCloud, disc, triangle
from gui.style.theme import translucent
from gui.text.number_format import loss, round_up_125, share
from gui.widgets.painted_label import PaintedLabel, Part
from shallownet.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtWidgets import QWidget

    from gui.style.theme import Theme
    from shallownet.arrays import Array, Indices
    from shallownet.training.snapshot import Run, Snapshot


NO_SAMPLES: Final = (np.empty(0), np.empty(0))


class SampleMarks(NamedTuple):
    """True and predicted values of the highlighted samples.

    Attributes
    ----------
    selected : tuple of ndarray
        The sample under the microscope.
    pulls_up, pulls_down : tuple of ndarray
        Those whose gradient pulls a parameter up or down most.
    """

    selected: tuple[Array, Array] = NO_SAMPLES
    pulls_up: tuple[Array, Array] = NO_SAMPLES
    pulls_down: tuple[Array, Array] = NO_SAMPLES


class Markers(pg.ScatterPlotItem):
    """Highlights over the points, which pass clicks on to them."""

    def mouseClickEvent(self, event: Any) -> None:
        """Pass the click on."""
        event.ignore()


class FitPlot(PlotCard):
    """Predicted over true values, with the line of perfect predictions.

    Signals
    -------
    sample_chosen(int)
        The point of a sample was clicked; its index in the data.
    """

    sample_chosen = pyqtSignal(int)
    reading: PaintedLabel

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("fitPlot", "Predicted vs true", parent, PaintedLabel())
        self._run: Run | None = None
        self._true = np.empty(0)
        self._is_test = np.empty(0, dtype=bool)
        self._overshoot = 0.0
        self._has_marks = True
        self.points = PointCloud(disc(4.0))
        self.test_points = PointCloud(triangle(6.0))
        self.diagonal = pg.InfiniteLine((0.0, 0.0), angle=45)
        self.pulls_up = Markers(size=11, symbol="t1", pxMode=True)
        self.pulls_down = Markers(size=11, symbol="t", pxMode=True)
        self.selected = Markers(size=15, symbol="o", pxMode=True)
        for part in (
            *(self.points, self.test_points, self.diagonal),
            *(self.pulls_up, self.pulls_down, self.selected),
        ):
            self.item.addItem(part)
        for points in (self.points, self.test_points):
            points.clicked.connect(self.sample_chosen)
        self._metrics = ("", "", "")
        self.item.getViewBox().sigResized.connect(self._fit_readout)
        self.set_theme(self._theme)

    def set_predictions(
        self,
        snapshot: Snapshot,
        chosen: Indices,
        predicted: Array,
        *,
        update_text: bool = True,
    ) -> None:
        """Show predictions, with or without updating the text.

        Parameters
        ----------
        snapshot : Snapshot
        chosen : ndarray of int, shape (n,)
            Indices of the samples that are drawn.
        predicted : ndarray, shape (n,)
            Their predictions.
        update_text : bool
        """
        run = snapshot.run
        if run is not self._run:
            self._run = run
            self._true = run.data.y[0, chosen]
            self._is_test = np.isin(chosen, run.split.test)
            self._overshoot = 0.0
            low, high = run.target.low, run.target.high
            pad = 0.04 * (high - low) or 1.0
            self._bounds = (low - pad, high + pad)
            self.show_all()
        finite = np.isfinite(predicted)
        train, test = finite & ~self._is_test, finite & self._is_test
        for points, which in ((self.points, train), (self.test_points, test)):
            points.setData(self._true[which], predicted[which], chosen[which])
        self._extend_y_range(predicted[finite])
        if update_text:
            self._update_text(snapshot, len(chosen))

    def _update_text(self, snapshot: Snapshot, drawn: int) -> None:
        """Show the metrics over all samples, and how many samples are drawn."""
        m = snapshot.run.data.samples
        r2, rmse = f"R² {share(snapshot.r2)}", f"RMSE {loss(snapshot.rmse)}"
        tested = len(snapshot.run.split.test)
        test_r2 = f"test ▲ R² {share(snapshot.test_r2)}" if tested else ""
        self._metrics = r2, rmse, test_r2
        self._fit_readout()
        self.reading.setToolTip(
            f"{_joined(self._metrics)}\nOver the {m - tested:,} samples it trains on"
            + (f" and the {tested:,} kept for the test" if tested else "")
            + ", in the units of y"
        )
        if drawn == m:
            text = f"{'all ' if m > 1 else ''}{m:,} drawn"
            tip = f"All {counted(m, 'sample')} are drawn."
        else:
            text = f"{drawn:,} of {m:,} drawn"
            tip = f"{drawn:,} of the {m:,} samples are drawn, a fixed random choice."
        self.note.setText(text)
        self.note.setToolTip(tip)

    def _fit_readout(self) -> None:
        """Show as many metrics as fit: a clipped number would read as another one."""
        r2, rmse, test_r2 = self._metrics
        wordings = (r2, rmse, test_r2), (r2, test_r2), (r2,)
        self.reading.set_longest([Part(_joined(texts))] for texts in wordings)

    def mark(self, marks: SampleMarks) -> None:
        """Highlight samples."""
        has_marks = any(len(predicted) for _, predicted in marks)
        if not has_marks and not self._has_marks:
            return
        self._has_marks = has_marks
        items = (self.selected, self.pulls_up, self.pulls_down)
        for item, (true, predicted) in zip(items, marks, strict=True):
            finite = np.isfinite(predicted)
            item.setVisible(bool(finite.any()))
            item.setData(true[finite], predicted[finite])

    def _extend_y_range(self, predicted: Array) -> None:
        """Extend the y axis, in steps, when predictions leave the range of targets."""
        low, high = self._bounds
        beyond = max(
            float(predicted.max(initial=high)) - high,
            low - float(predicted.min(initial=low)),
            0.0,
        )
        if beyond > self._overshoot:
            self._overshoot = min(round_up_125(beyond), MAX_AXIS_VALUE)
            self.show_all()

    def show_all(self) -> None:
        """Show all points again, after zooming or panning."""
        if self._run is None:
            return
        low, high = self._bounds
        box = self.item.getViewBox()
        box.setXRange(low, high, padding=0.0)
        box.setYRange(low - self._overshoot, high + self._overshoot, padding=0.0)

    def recolour(self, theme: Theme) -> None:
        """Apply a theme's colours to points, line and axes."""
        self.points.set_colour(translucent(theme.points, 150))
        self.test_points.set_colour(translucent(theme.test, 190))
        for marks, fill in (
            (self.pulls_up, theme.positive),
            (self.pulls_down, theme.negative),
        ):
            marks.setPen(pg.mkPen(theme.surface, width=1))
            marks.setBrush(pg.mkBrush(fill))
        self.selected.setPen(pg.mkPen(theme.text, width=2))
        self.selected.setBrush(None)
        self.diagonal.setPen(pg.mkPen(theme.muted, width=1, style=Qt.PenStyle.DashLine))
        self.label_axis("left", "predicted ŷ", theme.muted)
        self.label_axis("bottom", "true y  (dashed: ŷ = y)", theme.muted)


def _joined(texts: Sequence[str]) -> str:
    return "   ".join(text for text in texts if text)
