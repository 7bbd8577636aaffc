"""The loss curve: it has a value for every update, and is drawn with few points."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, Qt

from gui.plots.branch_layer import BranchLayer
from gui.plots.event_marks import MarkLines, MarkStrip
from gui.plots.loss_axes import FIRST_SPAN, AxisRanges, axis_ranges
from gui.plots.loss_card import LossCard
from gui.plots.loss_readout import readouts
from gui.plots.mean_error_axis import MeanErrorAxis
from gui.plots.peak_decimation import GrowingCurve, decimate_finite
from gui.plots.plot_items import CurveItem, Dot

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from gui.style.theme import Theme
    from shallownet.runs.branch_curve import BranchCurve
    from shallownet.settings.events import Event
    from shallownet.training.snapshot import Snapshot


class LossPlot(LossCard):
    """Loss over updates, with the lesson's mean error as a second curve.

    The point at x = ``i`` is the state after ``i`` updates. The axes grow in steps,
    because redrawing their text at every frame costs more than the curve.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("lossPlot", parent)
        self._loss, self._mean_error, self._test_loss = (
            GrowingCurve() for _ in range(3)
        )
        self._step, self._iterations = 0, FIRST_SPAN
        self._has_batches = False
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
        self.curve, self.test_curve, self.marker = CurveItem(), CurveItem(), Dot(7.0)
        for part in (self.test_curve, self.curve, self.marker):
            item.addItem(part)
        self._mean_error_axis = MeanErrorAxis(item)
        self.mean_error_curve = self._mean_error_axis.curve
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._cursor.hide()
        item.addItem(self._cursor, ignoreBounds=True)
        self.mark_lines = MarkLines(self.box, item)
        self.mark_strip = MarkStrip(self.mark_lines, self.box, self.plot)
        self.add_above_plot(self.mark_strip)

        for changed in (self.box.sigResized, self.box.sigXRangeChanged):
            changed.connect(self._draw)
        self._set_mean_error_visible(False)
        self.set_theme(self._theme)

    # Data in

    def set_history(self, snapshot: Snapshot, *, update_text: bool = True) -> None:
        """Show the history of a run and its current state, with or without the text."""
        run = snapshot.run
        self._loss.update(snapshot.history_loss, snapshot.loss, run)
        self._mean_error.update(snapshot.history_mean_error, snapshot.mean_error, run)
        self._test_loss.update(snapshot.history_test_loss, snapshot.test_loss, run)
        self._step, self._iterations = snapshot.step, snapshot.iterations
        self._has_batches = snapshot.epoch_position.batches > 1
        if snapshot.events != self._events:
            self._events = snapshot.events
            self.mark_lines.set_events(snapshot.events)
        self._update_ranges()
        self._draw(update_text=update_text)

    def set_branch_curves(self, branch_curves: tuple[BranchCurve, ...]) -> None:
        """Show faint curves: parent runs, and what came after the shown update."""
        if self.branches.set_curves(branch_curves, self.to_axis):
            text, tip = self.branches.describe()
            self.note.setText(text)
            self.note.setToolTip(tip)

    def show_all(self) -> None:
        """Show the whole run again, after zooming or panning."""
        self._auto_range = True
        self._ranges = None
        self._update_ranges()
        self._draw()

    # Drawing

    def recolour(self, theme: Theme) -> None:
        """Apply a theme's colours to curves, marks and axes."""
        self.curve.setPen(pg.mkPen(theme.loss, width=1))
        self.test_curve.setPen(pg.mkPen(theme.test, width=1))
        self.marker.setBrush(pg.mkBrush(theme.loss))
        self._cursor.setPen(pg.mkPen(theme.muted, style=Qt.PenStyle.DashLine))
        self.label_axis("left", "loss", theme.loss)
        self.label_axis("right", "mean error", theme.mean_error)
        self.label_axis("bottom", "update", theme.muted)
        self.branches.set_theme(theme)
        self._mean_error_axis.set_theme(theme)
        self.mark_lines.set_theme(theme)
        self.mark_strip.set_theme(theme)
        self._update_readout()

    def _draw(self, *_: object, update_text: bool = True) -> None:
        (low, high), _ = self.box.viewRange()
        columns = max(int(self.box.width()), 50)
        start, stop = math.floor(max(low, 0)), math.ceil(max(high, 0)) + 1
        x, y = self._loss.decimate(start, stop, columns)
        y = self.to_axis(np.append(y, self._loss.current))
        self.curve.setData(np.append(x, self._step), y, connect="finite")
        self.marker.show_at(self._step, float(y[-1]))
        if math.isfinite(self._test_loss.current):
            x, y = decimate_finite(self._test_loss.values, start, stop, columns)
            y = self.to_axis(np.append(y, self._test_loss.current))
            self.test_curve.setData(np.append(x, self._step), y, connect="finite")
        elif self.test_curve.xData is not None:
            self.test_curve.clear()
        if self.mean_error_button.isChecked():
            x, y = self._mean_error.decimate(start, stop, columns)
            y = np.append(y, self._mean_error.current)
            self.mean_error_curve.setData(np.append(x, self._step), y, connect="finite")
        if update_text:
            self._update_readout()

    def _update_ranges(self) -> None:
        if not self._auto_range:
            return
        ranges = axis_ranges(
            max(self._step, self.branches.last_update),
            self._iterations,
            (self._loss.range, self._test_loss.range, *self.branches.loss_ranges),
            self._mean_error.range,
            log=self.is_log,
        )
        if ranges == self._ranges:
            return
        self._ranges = ranges
        pad = 0.05 * (ranges.top - ranges.bottom)
        self.box.setRange(
            xRange=(0.0, ranges.last_update),
            yRange=(ranges.bottom - pad, ranges.top + pad),
            padding=0.0,
        )
        self._mean_error_axis.set_range(ranges.mean_error)

    def _set_log(self, log: bool) -> None:
        self.branches.redraw(self.to_axis)
        super()._set_log(log)

    def _set_mean_error_visible(self, visible: bool) -> None:
        self._mean_error_axis.set_visible(visible)
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
            self._test_loss.value_at(update),
            self._mean_error.value_at(update) if show_error else None,
            # During the run, each update measured the loss of its own batch only.
            is_batch_loss=self._has_batches and update < self._step,
            theme=self._theme,
        )
        self.reading.set_longest(wordings)
