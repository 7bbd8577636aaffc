"""A scatter plot of predicted over true values."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import Qt, pyqtSignal

from gui.plots.fit_text import FitMetrics
from gui.plots.grid import Grid
from gui.plots.loss_axes import MAX_AXIS_VALUE
from gui.plots.plot_card import PlotCard
from gui.plots.point_cloud import PointCloud, disc, triangle, triangle_outline
from gui.plots.sample_marks import Markers, SampleMarks
from gui.style.theme import translucent
from gui.text.number_format import round_up_125, signed, wrapped
from gui.widgets.painted_label import PaintedLabel, Part
from shallownet.arrays import spread
from shallownet.wording import counted, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from PyQt6.QtCore import QPointF
    from PyQt6.QtWidgets import QWidget

    from gui.plots.data_text import Column
    from gui.style.theme import Theme
    from shallownet.arrays import Array, Indices
    from shallownet.training.snapshot import Run, Snapshot


MAX_DISTANCE: Final = 8.0
"""Pixels between the pointer and the sample that it reads off."""

SHRINK: Final = 0.25
"""The share of the room beyond the targets below which a smaller one is given: the axis
does not change its labels at every frame, and follows predictions that come back."""

WHAT_IF: Final = "what if: units are off"
WHAT_IF_TIP: Final = (
    "These are predictions without the units that are turned off in the units' panel, "
    "which says how good they are. The run is untouched."
)

POINT_PIXELS: Final = 4.0
TEST_PIXELS: Final = 6.0
"""Pixels across a point, and one of the test samples."""


class FitPlot(PlotCard):
    """Predicted over true values, with the line of perfect predictions.

    Attributes
    ----------
    covered : int or None
        The sample whose numbers the pointer does not tell: a person is asked for one.

    Signals
    -------
    sample_chosen(int)
        The point of a sample was clicked; its index in the data.
    test_requested()
        The sealed test samples are to be looked at.
    """

    sample_chosen = pyqtSignal(int)
    test_requested = pyqtSignal()
    covered: int | None = None
    reading: PaintedLabel

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("fitPlot", "Predicted vs true", parent, PaintedLabel())
        self._run: Run | None = None
        self._true = np.empty(0)
        self._is_held_out = np.empty(0, dtype=bool)
        self._chosen: Indices = np.empty(0, dtype=np.intp)
        self._predictions = np.empty(0)
        self._pointer: QPointF | None = None
        self._bounds = self._predicted = 0.0, 1.0
        self._overshoot = 0.0
        self._is_what_if = False
        self._has_marks = True
        self.grid = Grid(self.item)
        self._scale = 1.0
        self.points = PointCloud(disc(POINT_PIXELS))
        self.test_points = PointCloud(
            triangle(TEST_PIXELS), triangle_outline(TEST_PIXELS)
        )
        self.diagonal = pg.InfiniteLine((0.0, 0.0), angle=45)
        self.pulls_up = Markers(size=11, symbol="t1", pxMode=True)
        self.pulls_down = Markers(size=11, symbol="t", pxMode=True)
        self.selected = Markers(size=15, symbol="o", pxMode=True)
        self.group = Markers(size=7, symbol="o", pxMode=True)
        for part in (
            *(self.points, self.test_points, self.diagonal),
            *(self.group, self.pulls_up, self.pulls_down, self.selected),
        ):
            self.item.addItem(part)
        for points in (self.points, self.test_points):
            points.clicked.connect(self.sample_chosen)
        self.test_button = self.add_button(
            "test …",
            "Look at the test part, which nothing here shows: each look is counted",
            "Look at the test part",
        )
        self.test_button.hide()
        self.test_button.clicked.connect(self.test_requested)
        self._wordings: tuple[str, ...] = ("",)
        self.box.sigResized.connect(self._fit_readout)
        self.item.scene().sigMouseMoved.connect(self._point_at)
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
            self.test_button.setVisible(run.split.sealed.size > 0)
            self._is_held_out = np.isin(chosen, run.split.held_out)
            low, high = run.target.low, run.target.high
            pad = 0.04 * spread(low, high) or 1.0
            self._bounds = self._predicted = low - pad, high + pad
            self.show_all()
        self._chosen, self._predictions = chosen, predicted
        finite = np.isfinite(predicted)
        train, held_out = finite & ~self._is_held_out, finite & self._is_held_out
        for points, which in ((self.points, train), (self.test_points, held_out)):
            points.setData(self._true[which], predicted[which], chosen[which])
        self._fit_y_range(predicted[finite])
        if update_text:
            self._update_text(snapshot)
            self.note.set_update(snapshot.step)
            self._update_note(len(chosen), int(np.count_nonzero(~finite)))

    def set_what_if(self, is_what_if: bool) -> None:
        """Say that the predictions are not the run's: units of it are turned off."""
        self._is_what_if = is_what_if

    def _update_text(self, snapshot: Snapshot) -> None:
        """Show the metrics over all samples, which are those of the run as it is."""
        if self._is_what_if:
            self._wordings, tip = (WHAT_IF,), WHAT_IF_TIP
        else:
            metrics = FitMetrics.of(snapshot)
            self._wordings = tuple(metrics.wordings())
            tip = f"{self._wordings[0]}\n{metrics.tip}"
        self._fit_readout()
        self.reading.setToolTip(wrapped(tip))

    def _update_note(self, chosen: int, not_finite: int) -> None:
        """Say how many samples are drawn, and that predictions are not finite."""
        assert self._run is not None
        m = len(self._run.split.open)
        if chosen == m:
            text = f"{'all ' if m > 1 else ''}{m:,} drawn"
            tip = f"All {counted(m, 'sample')} are drawn."
        else:
            text = f"{chosen:,} of {m:,} drawn"
            tip = f"{chosen:,} of the {m:,} samples are drawn, a fixed random choice."
        if not_finite:
            text = (
                "no ŷ is finite"
                if not_finite == chosen
                else f"{not_finite:,} not drawn"
            )
            tip = (
                f"The predictions of {not_finite:,} of {counted(chosen, 'sample')} are "
                "NaN or infinite: they have no place in the plot."
            )
        self.note.setText(text)
        self.note.setToolTip(wrapped(tip))

    def _fit_readout(self) -> None:
        """Show as many metrics as fit: a clipped number would read as another one."""
        pointed = self._sample_at_pointer()
        self.show_hand(pointed is not None)
        if pointed is not None:
            texts: Iterable[str] = _sample_texts(*pointed)
            if pointed[0] == self.covered:
                texts = (f"sample {pointed[0]:,}: covered, the quiz asks for it",)
            self.reading.set_longest([Part(text)] for text in texts)
            return
        self.reading.set_longest([Part(text)] for text in self._wordings)

    def columns(self) -> dict[str, Column]:
        """Return the samples that are drawn, with their true and predicted values."""
        columns: dict[str, Column] = {"sample": self._chosen}
        if self._is_held_out.any() and self._run is not None:
            name = self._run.split.held_out_name
            columns["part"] = [
                name if held_out else "train" for held_out in self._is_held_out
            ]
        return columns | {"true y": self._true, "predicted ŷ": self._predictions}

    # The pointer

    def _point_at(self, position: QPointF) -> None:
        """Read off the sample at a position of the mouse in the scene."""
        self._pointer = position
        self._fit_readout()

    def leaveEvent(self, event: object) -> None:
        """Show the metrics again."""
        self._pointer = None
        self._fit_readout()

    def _sample_at_pointer(self) -> tuple[int, float, float] | None:
        """Return number, target and prediction of the sample at the pointer, if any."""
        pointer, predicted = self._pointer, self._predictions
        if pointer is None or not self.box.sceneBoundingRect().contains(pointer):
            return None
        place, (width, height) = self.box.mapSceneToView(pointer), self._pixel()
        with np.errstate(over="ignore"):
            distance = np.hypot(
                (self._true - place.x()) / width, (predicted - place.y()) / height
            )
        distance[np.isnan(distance)] = math.inf
        if distance.min(initial=math.inf) > MAX_DISTANCE:
            return None
        at = int(distance.argmin())
        return int(self._chosen[at]), float(self._true[at]), float(predicted[at])

    def _pixel(self) -> tuple[float, float]:
        """Return the width and height of a pixel in units of the axes."""
        width, height = self.box.viewPixelSize()
        return width, height

    def mark(self, marks: SampleMarks) -> None:
        """Highlight samples."""
        has_marks = any(len(predicted) for _, predicted in marks)
        if not has_marks and not self._has_marks:
            return
        self._has_marks = has_marks
        items = (self.selected, self.group, self.pulls_up, self.pulls_down)
        for item, (true, predicted) in zip(items, marks, strict=True):
            finite = np.isfinite(predicted)
            item.setVisible(bool(finite.any()))
            item.setData(true[finite], predicted[finite])

    def _fit_y_range(self, predicted: Array) -> None:
        """Let the y axis follow the predictions, in steps, as far as they leave it."""
        low, high = self._bounds
        self._predicted = (
            float(predicted.min(initial=low)),
            float(predicted.max(initial=high)),
        )
        needed = self._needed_overshoot()
        if needed > self._overshoot or needed < SHRINK * self._overshoot:
            self._set_ranges()

    def _needed_overshoot(self) -> float:
        """Return how far the y axis must reach beyond the range of targets."""
        (low, high), (lowest, highest) = self._bounds, self._predicted
        beyond = max(highest - high, low - lowest)
        return min(round_up_125(beyond), MAX_AXIS_VALUE) if beyond > 0.0 else 0.0

    def show_all(self) -> None:
        """Show all points again, after zooming or panning."""
        self._auto_range = True
        self._set_ranges()

    def _set_ranges(self) -> None:
        if self._run is None or not self._auto_range:
            return
        self._overshoot = self._needed_overshoot()
        low, high = self._bounds
        self.box.setXRange(low, high, padding=0.0)
        self.box.setYRange(low - self._overshoot, high + self._overshoot, padding=0.0)

    def recolour(self, theme: Theme) -> None:
        """Apply a theme's colours to points, line and axes."""
        self.grid.set_theme(theme)
        if theme.scale != self._scale:
            self._scale = theme.scale
            side = TEST_PIXELS * theme.scale
            self.points.set_shape(disc(POINT_PIXELS * theme.scale))
            self.test_points.set_shape(triangle(side), triangle_outline(side))
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
        self.group.setPen(pg.mkPen(theme.text, width=1))
        self.group.setBrush(None)
        dashes = Qt.PenStyle.DashLine
        self.diagonal.setPen(pg.mkPen(theme.muted, width=theme.scale, style=dashes))
        self.label_axis("left", "predicted ŷ", theme.muted)
        self.label_axis("bottom", "true y  (dashed: ŷ = y)", theme.muted)


def _sample_texts(sample: int, true: float, predicted: float) -> Iterator[str]:
    """Yield the readout of a sample, from long to short."""
    values = f"y {number(true)}   ŷ {number(predicted)}"
    error = f"error {signed(predicted - true)}"
    yield f"sample {sample:,}:   {values}   {error}"
    yield f"{sample:,}:   {values}   {error}"
    yield f"{sample:,}:   {values}"
