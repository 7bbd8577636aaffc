"""Plots the loss along the step of an update, which may be too short or too long."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, QSize, Qt

from gui.microscope.step_profile_text import describe_step, exit_step, loss_range
from gui.plots.plot_card import PlotCard
from gui.plots.plot_items import Axis
from gui.style import theme as themes
from gui.text.number_format import loss as loss_text
from gui.text.number_format import signed, wrapped
from shallownet.analysis.step_profile import MAX_STEP
from shallownet.wording import figure

if TYPE_CHECKING:
    from gui.plots.data_text import Column
    from gui.style.theme import Theme
    from shallownet.analysis.step_profile import StepProfile
    from shallownet.training.snapshot import Snapshot

ROOM_BELOW: Final = 26.0
ROOM_ABOVE: Final = 22.0
"""Pixels for the labels of the markers."""

OUTDATED_OPACITY: Final = 0.6

EXPLANATION: Final = (
    "A step of length s takes s·d from the parameters. For gradient descent d is the "
    "gradient g, otherwise what the optimizer makes of it. Dashed is what the slope at "
    "s = 0 alone predicts: J − s·(d·g), for the exact gradient J − s·‖g‖²."
)


class LossAxis(Axis):
    """An axis whose labels differ, however short the range around a large loss."""

    def tickStrings(
        self, values: list[float], scale: float, spacing: float | None
    ) -> list[str]:
        """Return the labels of some ticks, with the decimals that their spacing has."""
        if not spacing or max(map(abs, values), default=0.0) >= 1e7:
            return super().tickStrings(values, scale, spacing)
        decimals = max(0, math.ceil(-math.log10(spacing) - 1e-9))
        return [f"{v:,.{decimals}f}".replace("-", "−") for v in values]


class StepProfilePlot(PlotCard):
    """The loss over the length of a step, with this step, the best, and the slope.

    The text above the plot describes the same; it names each marker by its shape.
    """

    def __init__(self) -> None:
        super().__init__("alongPlot", "Loss along the step")
        self._profile: StepProfile | None = None
        self._update = 0
        self._quantity = "loss J"
        self._outdated = False
        self._points = np.empty(0), np.empty(0)
        self._range = 0.0, 1.0, 1.0
        self.reading.setWordWrap(True)
        self.reading.setAccessibleDescription(
            "What this step does, and the best one would"
        )
        self.reading.setText("Not computed yet")
        self.reading.setToolTip(wrapped(EXPLANATION))
        self.note.setFont(themes.number_font(self.note.font()))
        self.plot.setMinimumSize(QSize(160, 96))
        item = self.item
        item.setAxisItems({"left": LossAxis("left")})
        item.getAxis("bottom").setTickDensity(0.6)
        item.setMouseEnabled(False, False)
        self.start_line = pg.InfiniteLine(angle=0)
        self.slope, self.curve = pg.PlotCurveItem(), pg.PlotCurveItem()
        self.best_marker = pg.ScatterPlotItem(size=12)
        self.step_marker = pg.ScatterPlotItem(size=10)
        self.best_label, self.step_label = pg.TextItem(), pg.TextItem()
        self._cursor, self.cursor_label = pg.InfiniteLine(angle=90), pg.TextItem()
        for part in (
            *(self.start_line, self.slope, self.curve),
            *(self.best_label, self.step_label, self.best_marker, self.step_marker),
            *(self._cursor, self.cursor_label),
        ):
            item.addItem(part, ignoreBounds=True)
        for marker in (self.best_marker, self.step_marker):
            marker.setZValue(1)  # above the background of the labels
        self.cursor_label.setZValue(2)
        item.hide()
        item.getViewBox().sigResized.connect(self._fit_ranges)
        item.scene().sigMouseMoved.connect(self._move_cursor)
        self.set_theme(self._theme)

    # Data in

    def set_profile(self, snapshot: Snapshot, profile: StepProfile) -> None:
        """Show the loss along the update that follows a snapshot."""
        self._profile = profile if math.isfinite(profile.loss) else None
        self._update = snapshot.step + 1
        penalised = snapshot.settings.l1 or snapshot.settings.l2
        self._quantity = "J + penalty" if penalised else "loss J"
        self._outdated = False
        self._hide_cursor()
        text = "The loss is not finite here: there is no step to look along."
        if self._profile is not None:
            low, high = loss_range(profile)
            self._sort_points(profile)
            exit_at = exit_step(*self._points, high)
            self._draw(profile, low, high, exit_at)
            text = describe_step(snapshot, profile, exit_at)
        self.reading.setText(text)
        self.plot.setAccessibleDescription(text)
        self.recolour(self._theme)
        if self._profile is None:
            self.item.hide()
        else:
            self.show_item()

    def set_outdated(self, outdated: bool) -> None:
        """Mute the plot while it shows another state than the present one."""
        if outdated != self._outdated:
            self._outdated = outdated
            self.recolour(self._theme)

    def columns(self) -> dict[str, Column]:
        """Return the computed losses by the length of the step."""
        return dict(zip(("step length s", self._quantity), self._points, strict=True))

    # Drawing

    def recolour(self, theme: Theme) -> None:
        """Colour curve, markers, labels and axes; fainter while outdated."""
        share = OUTDATED_OPACITY if self._outdated else 1.0
        loss, slope, best, step, start = (
            themes.mix(theme.surface, colour, share)
            for colour in (
                *(theme.loss, theme.mean_error, theme.points, theme.text, theme.muted),
            )
        )
        dash, dot = Qt.PenStyle.DashLine, Qt.PenStyle.DotLine
        self.curve.setPen(pg.mkPen(loss, width=1))
        self.slope.setPen(pg.mkPen(slope, width=1, style=dash))
        self.start_line.setPen(pg.mkPen(start, width=1, style=dot))
        background = themes.translucent(theme.surface, 190)
        for marker, label, colour in (
            (self.step_marker, self.step_label, step),
            (self.best_marker, self.best_label, best),
        ):
            marker.setPen(pg.mkPen(theme.surface))
            marker.setBrush(pg.mkBrush(colour))
            label.setColor(colour)
            label.fill = pg.mkBrush(background)
        self._cursor.setPen(pg.mkPen(theme.muted, style=dash))
        self.cursor_label.setColor(pg.mkColor(theme.text))
        self.cursor_label.fill = pg.mkBrush(theme.raised)
        self.label_axis("left", self._quantity, theme.muted)
        self.label_axis("bottom", "step length s", theme.muted)
        text_colour = theme.muted if self._outdated else theme.text
        self.reading.setStyleSheet(f"color: {text_colour}")
        if self._profile is not None:
            state = "outdated: update" if self._outdated else "update"
            self.note.setText(f"{state} {self._update:,}")

    def _sort_points(self, profile: StepProfile) -> None:
        """Store all computed losses, sorted by step length."""
        steps = np.append(profile.steps, (profile.learning_rate, profile.best_step))
        actual = profile.loss + profile.actual
        losses = np.append(profile.losses, (actual, profile.best_loss))
        order = np.argsort(steps, kind="stable")
        self._points = steps[order], losses[order]

    def _draw(
        self, profile: StepProfile, low: float, high: float, exit_at: float
    ) -> None:
        steps, losses = self._points
        # Qt paints values of 1e12 badly: those far outside are drawn nearer.
        above, below = high + 2.0 * (high - low), low - 2.0 * (high - low)
        drawn = np.where(np.isfinite(losses), np.minimum(losses, above), np.nan)
        self.curve.setData(steps, drawn, connect="finite")
        end = float(steps[-1])
        if exit_at < end:
            end = min(end, max(1.1 * exit_at, 2.0 * profile.unit))
        loss, slope, slope_end = profile.loss, profile.slope, end
        self.start_line.setPos(loss)
        if slope:
            limit = below if slope < 0.0 else above
            slope_end = min(end, (limit - loss) / slope)
        self.slope.setData([0.0, slope_end], [loss, loss + slope_end * slope])
        self._mark_step(profile, end, high)
        self._mark_best(profile, end)
        self._range = low, high, end
        self._fit_ranges()

    def _fit_ranges(self) -> None:
        """Leave room for a label below the best step, and for one above this step."""
        low, high, end = self._range
        box = self.item.getViewBox()
        pixel = (high - low) / max(box.height() - ROOM_BELOW - ROOM_ABOVE, 20.0)
        box.setRange(
            xRange=(-0.03 * end, 1.03 * end),
            yRange=(low - ROOM_BELOW * pixel, high + ROOM_ABOVE * pixel),
            padding=0.0,
        )

    def _mark_step(self, profile: StepProfile, end: float, high: float) -> None:
        step, loss = profile.learning_rate, profile.loss + profile.actual
        inside = loss <= high  # False for NaN
        loss = loss if inside else high
        self.step_marker.setData([step], [loss], symbol="o" if inside else "t1")
        self.step_label.setText("this step" if inside else "this step: far above")
        self.step_label.setPos(step, loss)
        share = step / end
        # The label is on the side that the curve does not come from.
        on_left = share > (0.3 if step > profile.best_step else 0.7)
        self.step_label.setAnchor((float(on_left) if inside else share, 1.0))

    def _mark_best(self, profile: StepProfile, end: float) -> None:
        symbol = "d" if profile.bounded else "t2"
        step, loss = profile.best_step, profile.best_loss
        self.best_marker.setData([step], [loss], symbol=symbol)
        text = "best step" if step else "best: no step"
        beyond = f"beyond {figure(MAX_STEP)} η: still falling"
        self.best_label.setText(text if profile.bounded else beyond)
        self.best_label.setPos(step, loss)
        share = step / end
        anchor = 0.0 if share < 0.3 else 0.5 if share < 0.7 else 1.0
        self.best_label.setAnchor((anchor, 0.0))

    # The cursor

    def _move_cursor(self, position: QPointF) -> None:
        box = self.item.getViewBox()
        if self._profile is None or not box.sceneBoundingRect().contains(position):
            self._hide_cursor()
            return
        (left, right), (_, top) = box.viewRange()
        steps, losses = self._points
        x = box.mapSceneToView(position).x()
        nearest = int(np.abs(steps - x).argmin())  # losses are not interpolated
        step, loss = float(steps[nearest]), float(losses[nearest])
        self._cursor.setPos(step)
        length, times = (
            figure(value, 3, zeros=True) for value in (step, step / self._profile.unit)
        )
        self.cursor_label.setText(
            f"s = {length} = {times} η\n"
            f"J = {loss_text(loss)}  ({signed(loss - self._profile.loss)})"
        )
        self.cursor_label.setPos(step, top)
        self.cursor_label.setAnchor(((step - left) / (right - left), 0.0))
        self._cursor.show()
        self.cursor_label.show()

    def _hide_cursor(self) -> None:
        self._cursor.hide()
        self.cursor_label.hide()

    def leaveEvent(self, event: object) -> None:
        """Hide the cursor."""
        self._hide_cursor()
