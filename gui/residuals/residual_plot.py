"""The errors over the predictions or an input, beside their histogram."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout

from gui.graph.sample_selection import to_mark
from gui.plots.curve_items import LineItem
from gui.plots.grid import Grid
from gui.plots.plot_card import PlotCard
from gui.plots.point_cloud import PointCloud, disc, triangle
from gui.residuals.axis_range import followed
from gui.residuals.data_columns import data_columns, is_held_out
from gui.residuals.error_bars import ErrorBars
from gui.residuals.error_lines import ErrorLines
from gui.residuals.errors_text import describe_bin, describe_sample, notes, summaries
from gui.style.theme import translucent
from gui.text.number_format import wrapped
from gui.widgets.painted_label import PaintedLabel, Part
from gui.widgets.pointer import show_hand
from shallownet.wording import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtCore import QPointF
    from PyQt6.QtWidgets import QWidget

    from gui.plots.data_text import Column
    from gui.style.theme import Theme
    from shallownet.analysis.residuals import Residuals
    from shallownet.arrays import Array, Indices
    from shallownet.training.snapshot import Run

MAX_NAME: Final = 18
"""Characters of an input's name in the box."""

TIP: Final = (
    "Each point is a sample; the line is the running mean of the errors, which "
    "is 0 everywhere if nothing is left to learn along this axis.\n"
    "Coloured: the mean error, mean(ŷ − y), which the lesson calls its loss. Dashed: "
    "the root mean squared error (RMSE) above and below 0.\n"
    "Click a point or a bar to select its samples everywhere; in the histogram, Page "
    "up and Page down choose the bar above and below."
)

CHOOSE: Final = "The axis on which the errors are spread out"


class ResidualPlot(PlotCard):
    """The error ŷ − y of samples over ŷ or an input, and the histogram of all errors.

    Signals
    -------
    against_chosen(object)
        The errors are to be shown over an input (its number), or over ŷ (None).
    sample_chosen(int)
        The point of a sample was clicked.
    samples_chosen(object, int)
        A bar was chosen: the numbers of its samples, and one that is typical of them.
    """

    against_chosen = pyqtSignal(object)
    sample_chosen = pyqtSignal(int)
    samples_chosen = pyqtSignal(object, int)
    reading: PaintedLabel

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("residualPlot", "Errors ŷ − y", parent, PaintedLabel())
        self._run: Run | None = None
        self._residuals: Residuals | None = None
        self._drawn: Indices = np.empty(0, dtype=np.intp)
        self._ranges = (math.nan, math.nan), (math.nan, math.nan)
        self._hovered: list[list[Part]] = []
        self._chosen_bin: int | None = None
        self._selected: tuple[Indices, int | None] = self._drawn, None
        self.against = QComboBox()
        self.against.setObjectName("residualsAgainst")
        self.against.setAccessibleName(CHOOSE)
        # Its width does not depend on the names of the inputs.
        self.against.setMinimumContentsLength(6)
        self.against.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.against.setToolTip(CHOOSE)
        self.against.activated.connect(
            lambda _: self.against_chosen.emit(self.against.currentData())
        )
        self.buttons.addWidget(self.against)
        self.grid = Grid(self.item)
        self.points = PointCloud(disc(4.0))
        self.test_points = PointCloud(triangle(6.0))
        self.group = pg.ScatterPlotItem(size=7, symbol="o", pxMode=True)
        self.selected = pg.ScatterPlotItem(size=15, symbol="o", pxMode=True)
        self.trend, self.test_trend = LineItem(), LineItem()
        self.bars = ErrorBars()
        self.lines = ErrorLines((self.item, self.bars.getPlotItem()))
        for part in (
            *(self.points, self.test_points, self.group, self.selected),
            *(self.test_trend, self.trend),
        ):
            self.item.addItem(part, ignoreBounds=True)
        for marks in (self.group, self.selected):
            marks.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
            marks.setZValue(1)
        self.bars.getPlotItem().setYLink(self.item)
        self._place_bars()
        for points in (self.points, self.test_points):
            points.clicked.connect(self.sample_chosen)
        self.bars.bin_chosen.connect(self._choose_bin)
        self.bars.scene().sigMouseClicked.connect(self._click)  # for the menu
        self.bars.box.sigRangeChangedManually.connect(self.hold_range)
        self.item.scene().sigMouseMoved.connect(self._hover_point)
        self.bars.scene().sigMouseMoved.connect(self._hover_bar)
        self.box.sigResized.connect(self._update_text)
        self.reading.setToolTip(wrapped(TIP))
        self.set_theme(self._theme)

    def _place_bars(self) -> None:
        """Put the histogram to the right of the plot."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        row = QHBoxLayout()
        row.setSpacing(0)
        self.plot.setMinimumSize(140, 90)  # both as wide as any other plot
        layout.removeWidget(self.plot)
        row.addWidget(self.plot, 5)
        row.addWidget(self.bars, 2)
        layout.addLayout(row, 1)

    # Data in

    def set_run(self, run: Run, against: int | None) -> None:
        """Offer the inputs of a run as axes, and choose one; None is the prediction."""
        if run is not self._run:
            self._run, self._residuals = run, None
            self._selected = self._drawn[:0], None  # the run may not have them
            self._ranges = (math.nan, math.nan), (math.nan, math.nan)
            self._auto_range = True
            self.against.clear()
            self.against.addItem("over ŷ", None)
            for number, name in enumerate(run.data.input_names):
                self.against.addItem(f"over {shortened(name, MAX_NAME)}", number)
        self.against.setCurrentIndex(0 if against is None else against + 1)

    def set_errors(self, residuals: Residuals, drawn: Indices) -> None:
        """Show errors of the run that was set.

        Parameters
        ----------
        residuals : Residuals
        drawn : ndarray of int, shape (n,)
            The numbers of the samples that are drawn as points.
        """
        assert self._run is not None
        before, self._residuals, self._drawn = self._residuals, residuals, drawn
        self._chosen_bin = None  # the bins may be others
        x, errors = self._x(drawn), residuals.errors[drawn]
        finite = np.isfinite(x) & np.isfinite(errors)
        held_out = is_held_out(self._run, drawn)
        for points, which in (
            (self.points, finite & ~held_out),
            (self.test_points, finite & held_out),
        ):
            points.setData(x[which], errors[which], drawn[which])
        nowhere = np.empty(0), np.empty(0)
        test = residuals.held_out
        self.trend.setData(*residuals.train.trend)
        self.test_trend.setData(*(nowhere if test is None else test.trend))
        self.bars.set_errors(residuals)
        self.lines.set_summary(residuals.train)
        self._fit(x[finite])
        self._mark_selected()
        self._update_text()
        if before is None or before.against != residuals.against:
            self.label_axes()  # which draws the axes again

    def set_selected(self, samples: Indices, sample: int | None) -> None:
        """Mark the selected samples, and among them the one shown with its numbers."""
        self._selected = samples, sample
        number = self._chosen_bin
        if number is not None and self._residuals is not None:
            chosen = self._residuals.in_bin(number)
            number = number if np.array_equal(samples, chosen) else None
        self.bars.set_selected(number)
        self._mark_selected()
        self._update_note()

    # Drawing

    def _x(self, samples: Indices) -> Array:
        """Return where samples lie on the axis that is shown."""
        assert self._residuals is not None and self._run is not None
        against = self._residuals.against
        if against is None:
            return self._residuals.predicted.take(samples)
        x: Array = self._run.data.X[against].take(samples)
        return x

    def _mark_selected(self) -> None:
        if self._residuals is None:
            return
        samples, sample = self._selected
        group = to_mark(samples, self._drawn)
        one = np.array([] if sample is None else [sample], dtype=np.intp)
        for marks, numbers in ((self.group, group), (self.selected, one)):
            x, errors = self._x(numbers), self._residuals.errors[numbers]
            finite = np.isfinite(x) & np.isfinite(errors)
            marks.setVisible(bool(finite.any()))  # an empty one takes 1 ms a frame
            marks.setData(x[finite], errors[finite])

    def _fit(self, x: Array) -> None:
        """Let the axes follow the data, in steps."""
        assert self._residuals is not None
        edges = self._residuals.edges
        wanted = (
            (float(x.min(initial=math.inf)), float(x.max(initial=-math.inf))),
            (float(edges[0]), float(edges[-1])),
        )
        if not self._auto_range:
            return
        ranges = (
            followed(self._ranges[0], wanted[0]),
            followed(self._ranges[1], wanted[1]),
        )
        if ranges != self._ranges:
            self._ranges = ranges
            (left, right), (bottom, top) = ranges
            self.box.setRange(xRange=(left, right), yRange=(bottom, top), padding=0.0)

    def show_all(self) -> None:
        """Show all of the errors again, after zooming or panning."""
        self._auto_range = True
        self._ranges = (math.nan, math.nan), (math.nan, math.nan)
        if self._residuals is not None:
            x = self._x(self._drawn)
            self._fit(x[np.isfinite(x)])

    def columns(self) -> dict[str, Column]:
        """Return the samples that are drawn, and the bars of all."""
        if self._residuals is None or self._run is None:
            return {}
        x = self._x(self._drawn)
        return data_columns(self._run, self._residuals, self._drawn, x)

    def label_axes(self) -> None:
        """Name the axes."""
        against = None if self._residuals is None else self._residuals.against
        name = "predicted ŷ"
        if against is not None and self._run is not None:
            # pyqtgraph takes labels for HTML.
            name = escape(shortened(self._run.data.input_names[against]))
        self.label_axis("bottom", name, self._theme.muted)
        self.label_axis("left", "ŷ − y", self._theme.muted)

    def recolour(self, theme: Theme) -> None:
        """Apply a theme's colours to points, lines, bars and axes."""
        self.grid.set_theme(theme)
        self.bars.set_theme(theme)
        self.points.set_colour(translucent(theme.points, 150))
        self.test_points.set_colour(translucent(theme.test, 190))
        self.trend.setPen(pg.mkPen(theme.text, width=2 * theme.scale))
        self.test_trend.setPen(pg.mkPen(theme.test, width=2 * theme.scale))
        self.lines.set_theme(theme)
        self.group.setPen(pg.mkPen(theme.text, width=1))
        self.selected.setPen(pg.mkPen(theme.text, width=2))
        for marks in (self.group, self.selected):
            marks.setBrush(None)
        self.label_axes()
        self._update_text()

    # Text

    def _update_text(self) -> None:
        self._update_note()
        if self._residuals is None:
            self.reading.set_parts([Part("")])
        elif not self._hovered:
            self.reading.set_longest(summaries(self._residuals, self._theme))

    def _update_note(self) -> None:
        if self._residuals is None:
            return
        selected = len(self._selected[0])
        texts = notes(self._residuals, self._drawn, selected)
        self.note.setText("; ".join(texts))
        self.note.setToolTip(wrapped(f"{'; '.join(texts)}. The histogram counts all."))

    # The pointer

    def _hover_bar(self, position: QPointF) -> None:
        number, residuals = self.bars.bin_at(position), self._residuals
        texts: Sequence[str] = ()
        if number is not None and residuals is not None:
            texts = describe_bin(residuals, number)
        self._show_hovered(texts)
        show_hand(self.bars.viewport(), self.bars.is_filled(number))

    def _hover_point(self, position: QPointF) -> None:
        texts: Sequence[str] = ()
        if self.box.sceneBoundingRect().contains(position):
            at = self.box.mapSceneToView(position)
            for points in (self.points, self.test_points):
                number = points.number_at(at)
                if number is not None and self._residuals is not None:
                    assert self._run is not None
                    texts = describe_sample(self._run, self._residuals, number)
        self._show_hovered(texts)
        self.show_hand(bool(texts))

    def _show_hovered(self, texts: Sequence[str]) -> None:
        self._hovered = [[Part(text)] for text in texts]
        if self._hovered:
            self.reading.set_longest(self._hovered)
        else:
            self._update_text()

    def leaveEvent(self, event: Any) -> None:
        """Show the summary again."""
        self._show_hovered(())
        super().leaveEvent(event)

    def _choose_bin(self, number: int) -> None:
        if self._residuals is None:
            return
        samples = self._residuals.in_bin(number)
        if not len(samples):
            return
        self._chosen_bin = number
        low, high = self._residuals.edges[number : number + 2]
        far = np.abs(self._residuals.errors[samples] - (low + high) / 2.0)
        self.samples_chosen.emit(samples, int(samples[np.argmin(far)]))
