"""The loss curve: every update counts, few points are drawn."""

from __future__ import annotations

import math
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, Qt, pyqtSignal

from gui.plots.event_marks import MarkLines, MarkStrip, MarkTicks
from gui.plots.loss_axes import FIRST_SPAN, TINIEST, LossRange
from gui.plots.loss_readout import LossReadout
from gui.plots.mean_error_axis import MeanErrorAxis
from gui.plots.peak_decimation import Extremes, StreamingDecimator, decimate_measured
from gui.plots.plot_card import PlotCard
from gui.plots.plot_items import CurveItem
from gui.style.theme import mix
from gui.widgets.painted_label import PaintedLabel
from shallownet.runs.branch_curve import MAX_BRANCHES as MOST_GHOSTS

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from gui.style.theme import Theme
    from shallownet.arrays import Array
    from shallownet.runs.branch_curve import BranchCurve
    from shallownet.settings.events import Event
    from shallownet.training.snapshot import Snapshot


class Dot(pg.QtWidgets.QGraphicsEllipseItem):
    """A dot of one size however far the plot is zoomed; lighter than a scatter of one.

    Parameters
    ----------
    size : float
        In pixels.
    """

    def __init__(self, size: float) -> None:
        super().__init__(-size / 2, -size / 2, size, size)
        self.setFlag(self.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setPen(pg.mkPen(None))

    def show_at(self, x: float, y: float) -> None:
        """Stand at a place of the plot; nowhere if that is not finite."""
        self.setVisible(math.isfinite(y))
        if math.isfinite(y):
            self.setPos(x, y)


class LossPlot(PlotCard):
    """Loss over updates, with the lesson's mean error as a second curve.

    The place ``i`` on the x axis is the state after ``i`` updates. The axes grow in
    steps, because redrawing their text at every frame costs more than the curve.
    """

    log_changed = pyqtSignal(bool)
    mean_error_changed = pyqtSignal(bool)
    reading: PaintedLabel

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("lossPlot", "Loss J = half MSE", parent, PaintedLabel())
        self._loss = self._mean_error = self._test_loss = np.empty(0)
        self._test_now = math.nan
        self._batches = False
        self._events: tuple[Event, ...] = ()
        self._now: tuple[int, float, float] = (0, math.nan, math.nan)
        self._iterations = FIRST_SPAN
        self._branch_curves: tuple[BranchCurve, ...] = ()
        self._ghost_lows: list[Extremes] = []
        self._extremes = Extremes(), Extremes(), Extremes()
        self._thinners = StreamingDecimator(), StreamingDecimator()
        self._following = True
        self._reach: LossRange | None = None
        self._pointer_at: float | None = None

        self.log_button = self.add_switch(
            "log", "Logarithmic loss axis (G)", checked=True
        )
        self.mean_error_button = self.add_switch(
            "mean error",
            "Show the mean error, mean(ŷ − y): what the lesson calls its loss (M)",
            checked=False,
        )
        self.log_button.toggled.connect(self._set_log)
        self.mean_error_button.toggled.connect(self._set_mean_error_visible)

        item = self.item
        item.showGrid(x=False, y=False)
        self._box = item.getViewBox()
        self._box.setLimits(xMin=-1e7, xMax=1e8)
        self.curve = CurveItem()
        self.marker = Dot(7.0)
        self.test_curve = CurveItem()
        self.branch_curves = [CurveItem() for _ in range(MOST_GHOSTS + 1)]
        self.branch_dots = [Dot(5.0) for _ in range(MOST_GHOSTS)]
        for ghost in (*self.branch_curves, *self.branch_dots):
            item.addItem(ghost)
        for dot in self.branch_dots:
            dot.hide()
        item.addItem(self.test_curve)
        item.addItem(self.curve)
        item.addItem(self.marker)
        self._mean_error_axis = MeanErrorAxis(item)
        self.mean_error_curve = self._mean_error_axis.curve
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._cursor.hide()
        item.addItem(self._cursor, ignoreBounds=True)
        self.mark_lines = MarkLines(self._box)
        self._mark_ticks = MarkTicks(self.mark_lines, self._box, item)
        self.mark_strip = MarkStrip(self.mark_lines, self._box, self.plot)
        self.add_above_plot(self.mark_strip)

        self._box.sigResized.connect(self._fit_right_box)
        self._box.sigRangeChangedManually.connect(self._leave_following)
        self._box.sigXRangeChanged.connect(self._draw)
        item.scene().sigMouseMoved.connect(self._move_cursor)
        self._left_axis.setLogMode(x=False, y=True)
        self._set_mean_error_visible(False)
        self.set_theme(self._theme)

    # Data in

    def set_history(self, snapshot: Snapshot, *, tell: bool = True) -> None:
        """Show the history of a run and where it stands, in numbers too or not."""
        loss, mean_error = snapshot.history_loss, snapshot.history_mean_error
        self._loss, self._mean_error = loss, mean_error
        self._now = (snapshot.step, snapshot.loss, snapshot.mean_error)
        self._iterations = snapshot.iterations
        for thinner, values in zip(self._thinners, (loss, mean_error), strict=True):
            thinner.follow(values, snapshot.run)
        self._extremes[0].follow(loss, snapshot.loss, snapshot.run)
        self._extremes[1].follow(mean_error, snapshot.mean_error, snapshot.run)
        self._test_loss, self._test_now = snapshot.history_test_loss, snapshot.test_loss
        self._extremes[2].follow(self._test_loss, self._test_now, snapshot.run)
        self._batches = snapshot.place.batches > 1
        if snapshot.events != self._events:
            self._events = snapshot.events
            self.mark_lines.set_events(snapshot.events)
        self._fit_ranges()
        self._draw(tell=tell)

    def set_branch_curves(self, branch_curves: tuple[BranchCurve, ...]) -> None:
        """Show faint curves: runs that were left, and what came after what is shown."""
        if branch_curves is self._branch_curves or not (
            branch_curves or self._branch_curves
        ):
            return
        self._branch_curves = branch_curves
        self._ghost_lows = [Extremes() for _ in branch_curves]
        for low, ghost in zip(self._ghost_lows, branch_curves, strict=True):
            low.follow(ghost.loss, math.nan, ghost)
            if not ghost.is_future:  # another run, which may have diverged
                low.high = -math.inf
        self._tell_ghosts()
        for item, ghost in zip_longest(self.branch_curves, branch_curves):
            item.setVisible(ghost is not None)
            if ghost is not None:
                loss = self._transform(ghost.loss)
                item.setData(ghost.updates, loss, connect="finite")
        for dot, ghost in zip_longest(self.branch_dots, self._left):
            dot.setVisible(ghost is not None)
            if ghost is not None and ghost.loss.size:
                at = self._transform(ghost.loss[:1])
                dot.show_at(float(ghost.updates[0]), float(at[0]))

    @property
    def _left(self) -> list[BranchCurve]:
        """The runs that this one branched off."""
        return [ghost for ghost in self._branch_curves if not ghost.is_future]

    def _tell_ghosts(self) -> None:
        """Say what is drawn faintly."""
        left, words = len(self._left), ("", "")
        if left:
            many = "run" if left == 1 else f"{left} runs"
            words = f"faint: {many} left", "Where it was left, this one branched off"
        if any(ghost.is_future for ghost in self._branch_curves):
            words = "faint: later", "What came after the update that is shown"
        self.note.setText(words[0])
        self.note.setToolTip(words[1])

    @property
    def points(self) -> tuple[Array, Array]:
        """The places and losses that are drawn, in their own units.

        The last point is the present state, which no update has started from yet.
        """
        x, y = self.curve.getData()
        if x is None:
            return np.empty(0), np.empty(0)
        return x, np.power(10.0, y) if self.is_log else y

    @property
    def is_log(self) -> bool:
        """Whether the loss axis is logarithmic."""
        return bool(self.log_button.isChecked())

    def follow(self) -> None:
        """Show the whole run again, after zooming or moving about."""
        self._following = True
        self._reach = None
        self._fit_ranges()
        self._draw()

    # Drawing

    def recolour(self, theme: Theme) -> None:
        """Colour curves, marks and axes."""
        self.curve.setPen(pg.mkPen(theme.loss, width=1))
        self.test_curve.setPen(pg.mkPen(theme.test, width=1))
        self.marker.setBrush(pg.mkBrush(theme.loss))
        faint = mix(theme.surface, theme.muted, 0.5)
        for ghost in self.branch_curves:
            ghost.setPen(pg.mkPen(faint, width=1))
        for dot in self.branch_dots:
            dot.setBrush(pg.mkBrush(faint))
        self._mean_error_axis.set_theme(theme)
        self._cursor.setPen(pg.mkPen(theme.muted, style=Qt.PenStyle.DashLine))
        self.label_axis("left", "loss", theme.loss)
        self.label_axis("right", "mean error", theme.mean_error)
        self.label_axis("bottom", "update", theme.muted)
        self.mark_lines.set_theme(theme)
        self.mark_strip.set_theme(theme)
        self._mark_ticks.set_theme(theme)
        self._read()

    def _transform(self, values: Array) -> Array:
        if not self.is_log:
            return values
        with np.errstate(invalid="ignore"):
            return np.log10(np.maximum(values, TINIEST))

    def _draw(self, *_: object, tell: bool = True) -> None:
        (low, high), _ = self._box.viewRange()
        columns = max(int(self._box.width()), 50)
        start, stop = math.floor(max(low, 0)), math.ceil(max(high, 0)) + 1
        step, loss, mean_error = self._now
        x, y = self._thinners[0].decimate(start, stop, columns)
        y = self._transform(np.append(y, loss))
        self.curve.setData(np.append(x, step), y, connect="finite")
        self.marker.show_at(step, float(y[-1]))
        if math.isfinite(self._test_now):
            x, y = decimate_measured(self._test_loss, start, stop, columns)
            y = self._transform(np.append(y, self._test_now))
            self.test_curve.setData(np.append(x, step), y, connect="finite")
        elif self.test_curve.xData is not None:
            self.test_curve.clear()
        if self.mean_error_button.isChecked():
            x, y = self._thinners[1].decimate(start, stop, columns)
            self.mean_error_curve.setData(
                np.append(x, step), np.append(y, mean_error), connect="finite"
            )
        if tell:
            self._read()

    def _fit_ranges(self) -> None:
        if not self._following:
            return
        loss, mean_error, test_loss = self._extremes
        # All of what is drawn faintly has room, but for how high it went.
        last = max([self._now[0], *(int(g.updates[-1]) for g in self._branch_curves)])
        reach = LossRange.of(
            last,
            self._iterations,
            (loss, test_loss, *self._ghost_lows),
            mean_error,
            log=self.is_log,
        )
        if reach == self._reach:
            return
        self._reach = reach
        pad = 0.05 * (reach.top - reach.bottom)
        self._box.setRange(
            xRange=(0.0, reach.span),
            yRange=(reach.bottom - pad, reach.top + pad),
            padding=0.0,
        )
        self._mean_error_axis.set_reach(reach.error)

    def _leave_following(self) -> None:
        self._following = False

    def _fit_right_box(self) -> None:
        self._mean_error_axis.fit()
        self._draw()

    def _set_log(self, log: bool) -> None:
        self._left_axis.setLogMode(x=False, y=log)
        branch_curves, self._branch_curves = self._branch_curves, ()
        self.set_branch_curves(branch_curves)
        self.follow()
        self.log_changed.emit(log)

    def _set_mean_error_visible(self, visible: bool) -> None:
        self._mean_error_axis.set_visible(visible)
        self._draw()
        self.mean_error_changed.emit(visible)

    # Reading values off

    def _move_cursor(self, position: QPointF) -> None:
        inside = self._box.sceneBoundingRect().contains(position)
        self._pointer_at = self._box.mapSceneToView(position).x() if inside else None
        mark = self.mark_lines.near(self._box.mapFromScene(position).x())
        self._box.setToolTip(mark.description if inside and mark is not None else "")
        self._read()

    def leaveEvent(self, event: object) -> None:
        """Put the cursor away when the pointer leaves."""
        self._pointer_at = None
        self._read()

    def value_at(self, update: int) -> tuple[float, float]:
        """Return loss and mean error after that many updates."""
        if update < len(self._loss):
            return float(self._loss[update]), float(self._mean_error[update])
        return self._now[1], self._now[2]

    def _read(self) -> None:
        at = self._now[0]
        if self._pointer_at is not None:
            at = min(max(round(self._pointer_at), 0), self._now[0])
            self._cursor.setPos(at)
        self._cursor.setVisible(self._pointer_at is not None)
        loss, mean_error = self.value_at(at)
        reading = LossReadout(
            update=at,
            loss=loss,
            # Along the way each update saw the loss of its batch alone.
            of_batch=self._batches and at < self._now[0],
            test_loss=(
                self._test_loss[at] if at < len(self._test_loss) else self._test_now
            ),
            mean_error=mean_error if self.mean_error_button.isChecked() else None,
        )
        line = self.reading
        line.set_parts(reading.parts(self._theme, line.width_of, line.width()))
