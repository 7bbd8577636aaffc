"""The loss along the step that an update takes, which may be too short or too long."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, QSize, Qt

from gui.microscope.step_profile_text import describe_step, leaving, readable
from gui.plots.plot_card import PlotCard
from gui.plots.plot_items import Axis
from gui.style import theme as themes
from gui.text.number_format import loss as loss_text
from gui.text.number_format import signed
from shallownet.analysis.step_profile import MAX_STEP

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from gui.style.theme import Theme
    from shallownet.analysis.step_profile import StepProfile
    from shallownet.training.snapshot import Snapshot

ROOM_BELOW: Final = 26.0
ROOM_ABOVE: Final = 22.0
"""Pixels that the labels of the marks take up."""

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

    Words and numbers above the plot tell it too; each mark has a shape of its own,
    which the words repeat.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("alongPlot", "Loss along the step", parent)
        self._along: StepProfile | None = None
        self._step = 0
        self._quantity = "loss J"
        self._outdated = False
        self._points = np.empty(0), np.empty(0)
        self._frame = 0.0, 1.0, 1.0
        self.reading.setWordWrap(True)
        self.reading.setAccessibleName("What this step does, and the best one would")
        self.reading.setText("Not computed yet")
        self.reading.setToolTip(EXPLANATION)
        self.note.setFont(themes.number_font(self.note.font()))
        self.plot.setMinimumSize(QSize(160, 96))
        item = self.item
        item.setAxisItems({"left": LossAxis("left")})
        item.getAxis("bottom").setTickDensity(0.6)
        item.setMouseEnabled(False, False)
        self.now = pg.InfiniteLine(angle=0)
        self.slope = pg.PlotCurveItem()
        self.curve = pg.PlotCurveItem()
        self.best = pg.ScatterPlotItem(size=12)
        self.this = pg.ScatterPlotItem(size=10)
        self.best_label, self.this_label = pg.TextItem(), pg.TextItem()
        self._cursor, self.cursor_label = pg.InfiniteLine(angle=90), pg.TextItem()
        for part in (
            *(self.now, self.slope, self.curve, self.best_label, self.this_label),
            *(self.best, self.this, self._cursor, self.cursor_label),
        ):
            item.addItem(part, ignoreBounds=True)
        for mark in (self.best, self.this):  # not under the veil of a label
            mark.setZValue(1)
        self.cursor_label.setZValue(2)
        item.hide()
        item.getViewBox().sigResized.connect(self._fit_ranges)
        item.scene().sigMouseMoved.connect(self._move_cursor)
        self.set_theme(self._theme)

    # Data in

    def set_profile(self, snapshot: Snapshot, along: StepProfile) -> None:
        """Show the loss along the update that follows a snapshot."""
        self._along = along if math.isfinite(along.loss) else None
        self._step = snapshot.step
        penalised = snapshot.settings.l1 or snapshot.settings.l2
        self._quantity = "J + penalty" if penalised else "loss J"
        self._outdated = False
        self.item.setVisible(self._along is not None)
        self._put_cursor_away()
        words = "The loss is not finite here: there is no step to look along."
        if self._along is not None:
            words = describe_step(snapshot, along, self._draw(along))
        self.reading.setText(words)
        self.plot.setAccessibleDescription(words)
        self.recolour(self._theme)

    def set_outdated(self, outdated: bool) -> None:
        """Mute what is shown, or not: it belongs to another state than the present."""
        if outdated != self._outdated:
            self._outdated = outdated
            self.recolour(self._theme)

    # Drawing

    def recolour(self, theme: Theme) -> None:
        """Colour curve, marks, labels and axes: fainter while they are outdated."""
        share = 0.6 if self._outdated else 1.0
        loss, slope, best, this, now = (
            themes.mix(theme.surface, colour, share)
            for colour in (
                *(theme.loss, theme.mean_error, theme.points, theme.text, theme.muted),
            )
        )
        dash, dot = Qt.PenStyle.DashLine, Qt.PenStyle.DotLine
        self.curve.setPen(pg.mkPen(loss, width=1))
        self.slope.setPen(pg.mkPen(slope, width=1, style=dash))
        self.now.setPen(pg.mkPen(now, width=1, style=dot))
        veil = pg.mkColor(theme.surface)
        veil.setAlpha(190)
        for mark, label, colour in (
            (self.this, self.this_label, this),
            (self.best, self.best_label, best),
        ):
            mark.setPen(pg.mkPen(theme.surface))
            mark.setBrush(pg.mkBrush(colour))
            label.setColor(colour)
            label.fill = pg.mkBrush(veil)
        self._cursor.setPen(pg.mkPen(theme.muted, style=dash))
        self.cursor_label.setColor(pg.mkColor(theme.text))
        self.cursor_label.fill = pg.mkBrush(theme.raised)
        self.label_axis("left", self._quantity, theme.muted)
        self.label_axis("bottom", "step length s", theme.muted)
        words = theme.muted if self._outdated else theme.text
        self.reading.setStyleSheet(f"color: {words}")
        if self._along is not None:
            state = "outdated: update" if self._outdated else "update"
            self.note.setText(f"{state} {self._step:,}")

    def _draw(self, along: StepProfile) -> float:
        """Draw it, and return the step length at which the curve leaves the plot."""
        low, high = readable(along)
        steps = np.append(along.steps, (along.learning_rate, along.best_step))
        losses = np.append(along.losses, (along.loss + along.actual, along.best_loss))
        order = np.argsort(steps, kind="stable")
        steps, losses = self._points = steps[order], losses[order]
        # Far beyond the plot a value is as good as any, and safer to paint than 1e12.
        beyond, below = high + 2.0 * (high - low), low - 2.0 * (high - low)
        drawn = np.where(np.isfinite(losses), np.minimum(losses, beyond), np.nan)
        self.curve.setData(steps, drawn, connect="finite")
        leaves, end = leaving(steps, losses, high), float(steps[-1])
        if leaves < end:
            end = min(end, max(1.1 * leaves, 2.0 * along.unit))
        self.now.setPos(along.loss)
        limit, reach = below if along.slope < 0.0 else beyond, end
        if along.slope:
            reach = min(end, (limit - along.loss) / along.slope)
        self.slope.setData([0.0, reach], [along.loss, along.loss + reach * along.slope])
        self._mark_this(along, end, high)
        self._mark_best(along, end)
        self._frame = low, high, end
        self._fit_ranges()
        return leaves

    def _fit_ranges(self) -> None:
        """Leave pixels for a label under the best step, and for one over this step."""
        low, high, end = self._frame
        box = self.item.getViewBox()
        pixel = (high - low) / max(box.height() - ROOM_BELOW - ROOM_ABOVE, 20.0)
        box.setRange(
            xRange=(-0.03 * end, 1.03 * end),
            yRange=(low - ROOM_BELOW * pixel, high + ROOM_ABOVE * pixel),
            padding=0.0,
        )

    def _mark_this(self, along: StepProfile, end: float, high: float) -> None:
        at, place = along.loss + along.actual, along.learning_rate / end
        inside = at <= high  # not so either where it is not finite
        at = at if inside else high
        self.this.setData([along.learning_rate], [at], symbol="o" if inside else "t1")
        self.this_label.setText("this step" if inside else "this step: far above")
        self.this_label.setPos(along.learning_rate, at)
        # On the side from which the curve comes down, it would be in the curve's way.
        before = place > (0.3 if along.learning_rate > along.best_step else 0.7)
        lean = (1.0 if before else 0.0) if inside else place
        self.this_label.setAnchor((lean, 1.0))

    def _mark_best(self, along: StepProfile, end: float) -> None:
        symbol = "d" if along.bounded else "t2"
        self.best.setData([along.best_step], [along.best_loss], symbol=symbol)
        text = "best step" if along.best_step else "best: no step"
        far = f"beyond {MAX_STEP:g} η: still falling"
        self.best_label.setText(text if along.bounded else far)
        self.best_label.setPos(along.best_step, along.best_loss)
        place = along.best_step / end
        lean = 0.0 if place < 0.3 else 0.5 if place < 0.7 else 1.0
        self.best_label.setAnchor((lean, 0.0))

    # Reading values off

    def _move_cursor(self, position: QPointF) -> None:
        box = self.item.getViewBox()
        if self._along is None or not box.sceneBoundingRect().contains(position):
            self._put_cursor_away()
            return
        (left, right), (_, top) = box.viewRange()
        steps, losses = self._points
        at = box.mapSceneToView(position).x()
        nearest = int(np.abs(steps - at).argmin())  # computed there, not between
        step, loss = float(steps[nearest]), float(losses[nearest])
        self._cursor.setPos(step)
        self.cursor_label.setText(
            f"s = {step:#.3g} = {step / self._along.unit:#.3g} η\n"
            f"J = {loss_text(loss)}  ({signed(loss - self._along.loss)})"
        )
        self.cursor_label.setPos(step, top)
        self.cursor_label.setAnchor(((step - left) / (right - left), 0.0))
        self._cursor.show()
        self.cursor_label.show()

    def _put_cursor_away(self) -> None:
        self._cursor.hide()
        self.cursor_label.hide()

    def leaveEvent(self, event: object) -> None:
        """Put the cursor away when the pointer leaves."""
        self._put_cursor_away()
