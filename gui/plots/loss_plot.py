"""The loss curve: it has a value for every update, and is drawn with few points."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, Qt, pyqtSignal

from gui.plots.branch_layer import BranchLayer
from gui.plots.curve_items import Dot
from gui.plots.event_marks import MarkLines, MarkStrip
from gui.plots.extra_choice import ExtraChoice
from gui.plots.history_curve import mean_width
from gui.plots.kept_reading import kept_readouts
from gui.plots.loss_axes import FIRST_SPAN, AxisRanges, axis_ranges, highest_in_view
from gui.plots.loss_card import FAR, LossCard
from gui.plots.loss_curves import NOWHERE, LossCurves
from gui.plots.loss_readout import readouts
from gui.plots.mean_error_axis import MeanErrorAxis
from gui.plots.update_axis import UpdateAxis
from gui.plots.whole_loss import NAME as WHOLE_LOSS
from gui.style import theme as themes
from gui.text.number_format import loss as loss_text
from gui.widgets.painted_label import PaintedLabel

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from gui.plots.data_text import Column
    from gui.style.theme import Theme
    from shallownet.analysis.kept_states import KeptValues
    from shallownet.arrays import Array
    from shallownet.runs.branch_curve import BranchCurve
    from shallownet.settings.events import Event
    from shallownet.training.snapshot import Snapshot

SIDE: Final = 0.015
"""The room beside the first and the last update, as a share of the axis."""


class LossPlot(LossCard):
    """Loss over updates, with the lesson's mean error as a second curve.

    The point at x = ``i`` is the state after ``i`` updates. The axes grow in steps,
    because redrawing their text at every frame costs more than the curve.

    Attributes
    ----------
    extra : ExtraChoice
        What is on the axis at the right.
    kept_reading : PaintedLabel
        The readout of what is known at kept states only.

    Signals
    -------
    span_changed()
        Other updates are in view, or what is known at kept states only is wanted.
    """

    span_changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("lossPlot", parent)
        self.axis = UpdateAxis()
        self._losses = losses = LossCurves(self.axis)
        self._step, self._iterations = 0, FIRST_SPAN
        self._events: tuple[Event, ...] = ()
        self._ranges: AxisRanges | None = None
        self._pointer_x: float | None = None

        self.mean_error_button = self.add_switch(
            "mean error",
            "Show the mean error, mean(ŷ − y): what the lesson calls its loss (M)",
            checked=False,
        )
        self.mean_error_button.toggled.connect(self._set_mean_error_visible)

        item = self.item
        self.branches = BranchLayer(item, self.axis)
        self.curve, self.batch_curve = losses.loss.line, losses.loss.batches
        self.test_curve, self.whole_curve = losses.test.line, losses.whole.line
        self.marker = Dot(9.0)
        for part in (
            *(self.batch_curve, self.test_curve, self.curve),
            *(self.whole_curve, self.marker),
        ):
            item.addItem(part)
        self._mean_error_axis = MeanErrorAxis(item)
        self._mean_error = self._mean_error_axis.metric
        self.mean_error_curve = self._mean_error.line
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._cursor.hide()
        item.addItem(self._cursor, ignoreBounds=True)
        self.mark_lines = MarkLines(self.box, item, self.axis)
        self.mark_strip = MarkStrip(self.mark_lines, self.box, self.plot)
        self.kept_reading = PaintedLabel()
        self.kept_reading.setObjectName("muted")
        self.kept_reading.setFont(themes.number_font(self.reading.font()))
        self.kept_reading.hide()
        for widget in (self.kept_reading, self.mark_strip):
            self.add_above_plot(widget)

        for changed in (self.box.sigResized, self.box.sigRangeChanged):
            changed.connect(self._draw)
        self.box.sigYRangeChanged.connect(lambda: self.branches.redraw(self.to_axis))
        self.box.sigXRangeChanged.connect(lambda: self.span_changed.emit())
        self.log_updates = self.add_choice("Logarithmic update axis")
        self.log_updates.toggled.connect(self._set_log_updates)
        self.test_choice = self.add_choice("Test loss", checked=True)
        self.test_choice.toggled.connect(self._set_test_loss)
        self.whole_choice = self.add_choice(WHOLE_LOSS)
        self.whole_choice.toggled.connect(self._set_whole_loss)
        for choice in (self.test_choice, self.whole_choice):
            choice.setVisible(False)  # until a run has them
        self.extra = ExtraChoice(item, self.axis, self._theme, self)
        self.extra.changed.connect(self._follow_extra)
        self.choices += self.extra.actions
        self._set_mean_error_visible(False)
        self.set_theme(self._theme)

    # Data in

    def set_history(self, snapshot: Snapshot, *, update_text: bool = True) -> None:
        """Show the history of a run and its current state, with or without the text."""
        self.extra.set_history(snapshot)
        self._step, self._iterations = snapshot.step, snapshot.iterations
        self._losses.set_history(snapshot)
        part = self._losses.part
        self.test_choice.setVisible(bool(part))
        self.test_choice.setText(f"{(part or 'test').capitalize()} loss")
        self.whole_choice.setVisible(self._losses.whole.has_batches)
        errors, present = snapshot.history_mean_error, snapshot.mean_error
        step, run = snapshot.step, snapshot.run
        self._mean_error.set_history(errors, present, step, run, mean_width(snapshot))
        if snapshot.events != self._events:
            self._events = snapshot.events
            self.mark_lines.set_events(snapshot.events)
        self._update_ranges()
        self._draw(update_text=update_text)

    def set_branch_curves(self, branch_curves: tuple[BranchCurve, ...]) -> None:
        """Show faint curves: parent runs, and what came after the shown update."""
        if self.branches.set_curves(branch_curves, self.to_axis):
            self.set_note("branches", *self.branches.describe())

    def set_kept(self, kept: KeptValues | None) -> None:
        """Show what is known of states that the run keeps."""
        self.extra.set_kept(kept)
        self._losses.whole.set_kept(kept)
        self._update_ranges()
        self._draw()

    @property
    def needs_states(self) -> bool:
        """Whether something is shown that is known at kept states only."""
        return self.extra.needs_states or self._losses.whole.shown

    @property
    def span(self) -> tuple[int, int]:
        """The first and the last update in view, of those that are made."""
        (low, high), _ = self.box.viewRange()
        first, last = (self.axis.to_update(x) for x in (low, high))
        return max(math.floor(first), 0), min(math.ceil(last), self._step)

    def show_all(self) -> None:
        """Show the whole run again, after zooming or panning."""
        self._auto_range = True
        self._ranges = None
        self._update_ranges()
        self._draw()

    def columns(self) -> dict[str, Column]:
        """Return the values after each update; with batches, each is that of one."""
        errors = self.mean_error_button.isChecked()
        columns = self._losses.columns(self._mean_error.values if errors else None)
        return columns | self.extra.columns()

    # Drawing

    def recolour(self, theme: Theme) -> None:
        """Apply a theme's colours to curves, marks and axes."""
        self._losses.set_theme(theme)
        self.zeros.set_colour(theme.loss)
        self.marker.setBrush(pg.mkBrush(theme.loss))
        self.marker.setScale(theme.scale)
        self._cursor.setPen(pg.mkPen(theme.muted, style=Qt.PenStyle.DashLine))
        self.label_axis("left", "loss", theme.loss)
        self.label_axis("right", "mean error", theme.mean_error)
        self.label_axis("bottom", "update", theme.muted)
        self.branches.set_theme(theme)
        self._mean_error_axis.set_theme(theme)
        self.extra.set_theme(theme)
        self.mark_lines.set_theme(theme)
        self.mark_strip.set_theme(theme)
        self._update_readout()

    def _draw(self, *_: object, update_text: bool = True) -> None:
        columns = max(int(self.box.width()), 50)
        start, stop = self.span
        stop, axis = max(stop, start) + 1, self.axis
        part, log = (start, stop, columns), self.is_log
        place = self._losses.draw(*part, self.to_axis, positive=log)
        self.marker.show_at(axis.x_of(self._step), place)
        self.mark_zeros(self._losses.zeros(start, stop) if log else NOWHERE)
        if self.mean_error_button.isChecked():
            self._mean_error.draw(*part, self._to_error_axis, axis)
        self.extra.draw(*part)
        if update_text:
            self._update_readout()
            self._update_notes()

    def _to_error_axis(self, errors: Array) -> Array:
        limit = FAR * (self._ranges.mean_error if self._ranges else 1.0)
        return np.clip(errors, -limit, limit)

    def _update_notes(self) -> None:
        width = self._losses.loss.width
        self.set_note(
            "means",
            f"line: mean of {width}" if width > 1 else "",
            "Each update measures the loss of its own batch: the faint curve. The line "
            f"joins the means of {width} updates each, and ends at the present loss "
            "over all samples.",
        )
        highest = max(high for _, high in self._loss_ranges())
        above = highest > highest_in_view(highest, self._losses.usual, log=self.is_log)
        self.set_note(
            "peak",
            f"peak {loss_text(highest)} above" if above and self._auto_range else "",
            f"The loss went up to {loss_text(highest)}, far above the first and the "
            "present one: the axis has no room for that. Zoom out to see it.",
        )

    def _loss_ranges(self) -> list[tuple[float, float]]:
        return [*self._losses.ranges, *self.branches.loss_ranges]

    def _update_ranges(self) -> None:
        if not self._auto_range:
            return
        ranges = axis_ranges(
            max(self._step, self.branches.last_update),
            self._iterations,
            self._loss_ranges(),
            self._mean_error.values.range,
            self._losses.usual,
            log=self.is_log,
        )
        if ranges == self._ranges:
            return
        self._ranges = ranges
        pad = 0.05 * (ranges.top - ranges.bottom)
        right = self.axis.x_of(ranges.last_update)
        self.box.setRange(
            # With room for the ends of the curve and the dot at its last point.
            xRange=(-SIDE * right, (1.0 + SIDE) * right),
            # Beyond log10 of the largest number pyqtgraph would move the whole range.
            yRange=(ranges.bottom - pad, min(ranges.top + pad, self._highest_end())),
            padding=0.0,
        )
        self._mean_error_axis.set_range(ranges.mean_error)

    def _highest_end(self) -> float:
        return 308.0 if self.is_log else math.inf

    def _set_log(self, log: bool) -> None:
        self.branches.redraw(self.to_axis)
        super()._set_log(log)

    def _set_log_updates(self, log: bool) -> None:
        self.axis.log = log
        self.item.getAxis("bottom").setLogMode(x=log, y=False)
        self.branches.redraw(self.to_axis)
        self.mark_lines.update()
        self.show_all()

    def _set_test_loss(self, wanted: bool) -> None:
        self._losses.test_wanted = wanted
        self.show_all()

    def _set_whole_loss(self, wanted: bool) -> None:
        self._losses.whole.wanted = wanted
        self.show_all()
        self.span_changed.emit()

    def _set_mean_error_visible(self, visible: bool) -> None:
        if visible:  # the axis at the right is for one curve at a time
            self.extra.drop()
            self.label_axis("right", "mean error", self._theme.mean_error)
        self._mean_error_axis.set_visible(visible)
        self._draw()

    def _follow_extra(self, shown: bool) -> None:
        if shown and self.mean_error_button.isChecked():
            self.mean_error_button.setChecked(False)
            self.item.showAxis("right")
        self._draw()
        self.span_changed.emit()

    # The cursor

    def _move_cursor(self, position: QPointF) -> None:
        inside = self.box.sceneBoundingRect().contains(position)
        x = self.box.mapSceneToView(position).x()
        self._pointer_x = self.axis.to_update(x) if inside else None
        mark = self.mark_lines.mark_near(self.box.mapFromScene(position).x())
        self.box.setToolTip(mark.description if inside and mark is not None else "")
        self._update_readout()

    def leaveEvent(self, event: object) -> None:
        """Hide the cursor."""
        self._pointer_x = None
        self._update_readout()

    def _update_readout(self) -> None:
        update = self._step
        if self._pointer_x is not None:
            update = min(max(round(self._pointer_x), 0), update)
            self._cursor.setPos(self.axis.x_of(max(update, 1 * self.axis.log)))
        self._cursor.setVisible(self._pointer_x is not None)
        show_error, losses = self.mean_error_button.isChecked(), self._losses
        wordings = readouts(
            update,
            losses.loss.value_at(update),
            (losses.part, losses.test_at(update)),
            self._mean_error.value_at(update) if show_error else None,
            self.extra.readout(update),
            # During the run, each update measured the loss of its own batch only.
            batches=losses.loss.width if update < self._step else 1,
            mean=losses.loss.mean_at(update),
            theme=self._theme,
        )
        self.reading.set_longest(wordings)
        self.kept_reading.setVisible(self.needs_states)
        if self.needs_states:
            layers, readings = self.extra.reading_at(update), []
            if layers is not None:
                readings.append(layers)
            if losses.whole.shown:
                readings.append(losses.whole.reading_at(update))
            self.kept_reading.set_longest(kept_readouts(readings))
