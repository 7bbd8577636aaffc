"""The loss curve: it has a value for every update, and is drawn with few points."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, Qt

from gui.plots.branch_layer import BranchLayer
from gui.plots.event_marks import MarkLines, MarkStrip
from gui.plots.extra_choice import ExtraChoice
from gui.plots.history_curve import HistoryCurve, mean_width
from gui.plots.loss_axes import FIRST_SPAN, AxisRanges, axis_ranges, highest_in_view
from gui.plots.loss_card import FAR, LossCard
from gui.plots.loss_readout import readouts
from gui.plots.mean_error_axis import MeanErrorAxis
from gui.plots.plot_items import Dot
from gui.text.number_format import loss as loss_text

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from gui.plots.data_text import Column
    from gui.style.theme import Theme
    from shallownet.arrays import Array
    from shallownet.runs.branch_curve import BranchCurve
    from shallownet.settings.events import Event
    from shallownet.training.snapshot import Snapshot

SIDE: Final = 0.015
"""The room beside the first and the last update, as a share of the axis."""

NOWHERE: Final = np.empty(0)


class LossPlot(LossCard):
    """Loss over updates, with the lesson's mean error as a second curve.

    The point at x = ``i`` is the state after ``i`` updates. The axes grow in steps,
    because redrawing their text at every frame costs more than the curve.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("lossPlot", parent)
        self._loss, self._test_loss = HistoryCurve(), HistoryCurve()
        self._step, self._iterations = 0, FIRST_SPAN
        self._has_test = False
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
        self.branches = BranchLayer(item)
        self.curve, self.batch_curve = self._loss.line, self._loss.batches
        self.test_curve, self.marker = self._test_loss.line, Dot(9.0)
        for part in (self.batch_curve, self.test_curve, self.curve, self.marker):
            item.addItem(part)
        self._mean_error_axis = MeanErrorAxis(item)
        self._mean_error = self._mean_error_axis.metric
        self.mean_error_curve = self._mean_error.line
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._cursor.hide()
        item.addItem(self._cursor, ignoreBounds=True)
        self.mark_lines = MarkLines(self.box, item)
        self.mark_strip = MarkStrip(self.mark_lines, self.box, self.plot)
        self.add_above_plot(self.mark_strip)

        for changed in (self.box.sigResized, self.box.sigRangeChanged):
            changed.connect(self._draw)
        self.box.sigYRangeChanged.connect(lambda: self.branches.redraw(self.to_axis))
        self._extra = ExtraChoice(item, self._theme, self)
        self._extra.changed.connect(self._follow_extra)
        self.choices += self._extra.actions
        self._set_mean_error_visible(False)
        self.set_theme(self._theme)

    # Data in

    def set_history(self, snapshot: Snapshot, *, update_text: bool = True) -> None:
        """Show the history of a run and its current state, with or without the text."""
        width = mean_width(snapshot)
        self._extra.set_history(snapshot)
        self._step, self._iterations = snapshot.step, snapshot.iterations
        self._has_test = snapshot.run.split.test.size > 0
        for metric, values, current, section in (
            (self._loss, snapshot.history_loss, snapshot.loss, width),
            (self._mean_error, snapshot.history_mean_error, snapshot.mean_error, width),
            # With batches it is measured after each epoch only, over all test samples.
            (self._test_loss, snapshot.history_test_loss, snapshot.test_loss, 1),
        ):
            metric.set_history(values, current, snapshot.step, snapshot.run, section)
        if snapshot.events != self._events:
            self._events = snapshot.events
            self.mark_lines.set_events(snapshot.events)
        self._update_ranges()
        self._draw(update_text=update_text)

    def set_branch_curves(self, branch_curves: tuple[BranchCurve, ...]) -> None:
        """Show faint curves: parent runs, and what came after the shown update."""
        if self.branches.set_curves(branch_curves, self.to_axis):
            self.set_note("branches", *self.branches.describe())

    def show_all(self) -> None:
        """Show the whole run again, after zooming or panning."""
        self._auto_range = True
        self._ranges = None
        self._update_ranges()
        self._draw()

    def columns(self) -> dict[str, Column]:
        """Return the values after each update; with batches, each is that of one."""
        errors = self.mean_error_button.isChecked()
        batch, last = "batch " if self._loss.width > 1 else "", self._step
        columns: dict[str, Column] = {"update": range(last + 1)}
        for name, curve, shown in (
            ("loss", self._loss.values, True),
            ("mean error", self._mean_error.values, errors),
        ):
            if shown and batch:
                columns[batch + name] = curve.values
                columns[f"{name} over all"] = [*[None] * last, curve.current]
            elif shown:
                columns[name] = np.append(curve.values, curve.current)
        columns |= self._extra.columns()
        if self._has_test:
            test = self._test_loss.values
            columns["test loss"] = np.append(test.values, test.current)
        return columns

    # Drawing

    def recolour(self, theme: Theme) -> None:
        """Apply a theme's colours to curves, marks and axes."""
        self._loss.set_colour(theme.loss)
        self._test_loss.set_colour(theme.test)
        self.zeros.set_colour(theme.loss)
        self.marker.setBrush(pg.mkBrush(theme.loss))
        self._cursor.setPen(pg.mkPen(theme.muted, style=Qt.PenStyle.DashLine))
        self.label_axis("left", "loss", theme.loss)
        self.label_axis("right", "mean error", theme.mean_error)
        self.label_axis("bottom", "update", theme.muted)
        self.branches.set_theme(theme)
        self._mean_error_axis.set_theme(theme)
        self._extra.set_theme(theme)
        self.mark_lines.set_theme(theme)
        self.mark_strip.set_theme(theme)
        self._update_readout()

    def _draw(self, *_: object, update_text: bool = True) -> None:
        (low, high), _ = self.box.viewRange()
        columns = max(int(self.box.width()), 50)
        start, stop = math.floor(max(low, 0)), math.ceil(max(high, 0)) + 1
        place, _test = (
            metric.draw(start, stop, columns, self.to_axis, positive=self.is_log)
            for metric in (self._loss, self._test_loss)
        )
        self.marker.show_at(self._step, place)
        self.mark_zeros(self._zero_losses(start, stop))
        if self.mean_error_button.isChecked():
            self._mean_error.draw(start, stop, columns, self._to_error_axis)
        self._extra.draw(start, stop, columns)
        if update_text:
            self._update_readout()
            self._update_notes()

    def _to_error_axis(self, errors: Array) -> Array:
        limit = FAR * (self._ranges.mean_error if self._ranges else 1.0)
        return np.clip(errors, -limit, limit)

    def _zero_losses(self, start: int, stop: int) -> Array:
        """Return the updates at which a loss is 0, which a log axis cannot show."""
        curves = self._loss.values, self._test_loss.values
        if not self.is_log or not any(curve.has_zeros for curve in curves):
            return NOWHERE
        places = [curve.zeros(start, stop) for curve in curves]
        if any(curve.current == 0.0 for curve in curves):
            places.append(np.array([self._step]))
        return np.concatenate(places).astype(np.float64)

    def _update_notes(self) -> None:
        width = self._loss.width
        self.set_note(
            "means",
            f"line: mean of {width}" if width > 1 else "",
            "Each update measures the loss of its own batch: the faint curve. The line "
            f"joins the means of {width} updates each, and ends at the present loss "
            "over all samples.",
        )
        highest = max(high for _, high in self._loss_ranges())
        above = highest > highest_in_view(highest, self._usual, log=self.is_log)
        self.set_note(
            "peak",
            f"peak {loss_text(highest)} above" if above and self._auto_range else "",
            f"The loss went up to {loss_text(highest)}, far above the first and the "
            "present one: the axis has no room for that. Zoom out to see it.",
        )

    def _loss_ranges(self) -> list[tuple[float, float]]:
        curves = self._loss.values, self._test_loss.values
        return [*(c.drawn_range for c in curves), *self.branches.loss_ranges]

    @property
    def _usual(self) -> float:
        """The larger one of the first and the present loss, of both kinds of samples.

        A present loss that is not finite stands for the last one that was.
        """
        losses = [0.0]
        for curve in (self._loss.values, self._test_loss.values):
            known, present = curve.values, curve.current
            if known.size and not math.isfinite(present):
                present = float(known[-1])
            losses += [float(known[0]) if known.size else present, present]
        return max(filter(math.isfinite, losses))

    def _update_ranges(self) -> None:
        if not self._auto_range:
            return
        ranges = axis_ranges(
            max(self._step, self.branches.last_update),
            self._iterations,
            self._loss_ranges(),
            self._mean_error.values.range,
            self._usual,
            log=self.is_log,
        )
        if ranges == self._ranges:
            return
        self._ranges = ranges
        pad = 0.05 * (ranges.top - ranges.bottom)
        self.box.setRange(
            # With room for the ends of the curve and the dot at its last point.
            xRange=(-SIDE * ranges.last_update, (1.0 + SIDE) * ranges.last_update),
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

    def _set_mean_error_visible(self, visible: bool) -> None:
        if visible:  # the axis at the right is for one curve at a time
            self._extra.drop()
            self.label_axis("right", "mean error", self._theme.mean_error)
        self._mean_error_axis.set_visible(visible)
        self._draw()

    def _follow_extra(self, shown: bool) -> None:
        if shown and self.mean_error_button.isChecked():
            self.mean_error_button.setChecked(False)
            self.item.showAxis("right")
        self._draw()

    # The cursor

    def _move_cursor(self, position: QPointF) -> None:
        inside = self.box.sceneBoundingRect().contains(position)
        self._pointer_x = self.box.mapSceneToView(position).x() if inside else None
        mark = self.mark_lines.mark_near(self.box.mapFromScene(position).x())
        self.box.setToolTip(mark.description if inside and mark is not None else "")
        self._update_readout()

    def leaveEvent(self, event: object) -> None:
        """Hide the cursor."""
        self._pointer_x = None
        self._update_readout()

    def _test_loss_at(self, update: int) -> float | None:
        """Return the test loss, None where there is none: NaN may be its value."""
        loss = self._test_loss.value_at(update)
        is_known = self._has_test and update == self._step
        return None if math.isnan(loss) and not is_known else loss

    def _update_readout(self) -> None:
        update = self._step
        if self._pointer_x is not None:
            update = min(max(round(self._pointer_x), 0), update)
            self._cursor.setPos(update)
        self._cursor.setVisible(self._pointer_x is not None)
        show_error = self.mean_error_button.isChecked()
        wordings = readouts(
            update,
            self._loss.value_at(update),
            self._test_loss_at(update),
            self._mean_error.value_at(update) if show_error else None,
            self._extra.readout(update),
            # During the run, each update measured the loss of its own batch only.
            batches=self._loss.width if update < self._step else 1,
            mean=self._loss.mean_at(update),
            theme=self._theme,
        )
        self.reading.set_longest(wordings)
