"""Plots λmax, the sharpness of the loss, against its stability bound."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, QSignalBlocker, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QTextOption

from gui.microscope.controls import plain_label
from gui.microscope.sharpness_text import bound_name, bounds, describe_sharpness
from gui.plots.loss_axes import highest_in_view
from gui.plots.peak_decimation import decimate
from gui.plots.plot_card import PlotCard
from gui.style import theme as themes
from gui.text.number_format import round_up_125, wrapped
from shallownet.curvature.lanczos import NO_CURVE
from shallownet.wording import figure

if TYPE_CHECKING:
    from gui.plots.data_text import Column
    from gui.style.theme import Theme
    from shallownet.arrays import Array
    from shallownet.training.snapshot import Snapshot

MIN_SPAN: Final = 10
EXPLANATION: Final = (
    "λmax is the largest eigenvalue of the Hessian of J: how sharply the loss curves "
    "where it curves most (an L2 penalty adds to it, L1 does not). Beyond the bound "
    "each step lands farther from the bottom of that valley than it was before "
    "(momentum's μ is 0.9)."
)
WATCH_TIP: Final = (
    "Measure λmax along the run: it costs training a tenth of its time, more with a "
    "hundred samples, and changes nothing of the run"
)
HINT: Final = "Switch on “watch” to see it along the run"
WAITING_HINT: Final = "The first value along the run is on its way"


class SharpnessPlot(PlotCard):
    """λmax as a number with a verdict and, when watched, as a curve along the run.

    Signals
    -------
    watch_requested(bool)
        Start or stop measuring it along the run.
    """

    watch_requested = pyqtSignal(bool)

    def __init__(self) -> None:
        super().__init__("sharpnessPlot", "Sharpness λmax")
        self._snapshot: Snapshot | None = None
        self._measured: tuple[Snapshot, int, float] | None = None
        self._latest: tuple[int, float] | None = None
        self._steps = NO_CURVE[0]
        self._points = NO_CURVE
        self._bound = NO_CURVE
        self._bound_key: tuple[object, ...] = ()
        self._ranges: tuple[float, ...] = ()
        self._outdated = False
        self.title.setToolTip(wrapped(EXPLANATION))
        self.reading.setToolTip(wrapped(EXPLANATION))
        self.reading.setWordWrap(True)
        self.reading.setAccessibleDescription(
            "λmax, and what it means for the next step"
        )
        self.reading.setText("λmax is not measured yet")
        self.origin = plain_label("note", "Where λmax was measured")
        self.origin.setFont(themes.number_font(self.origin.font()))
        self.add_above_plot(self.origin)
        self.watch = self.add_button("watch", WATCH_TIP, "Watch λmax along the run")
        self.watch.setCheckable(True)
        self.watch.toggled.connect(self.watch_requested)
        self.watch.toggled.connect(self._update_hint)
        self.plot.setMinimumSize(QSize(160, 96))
        self.item.setMouseEnabled(False, False)
        self.item.getAxis("bottom").setStyle(maxTextLevel=0)
        self.item.getViewBox().sigResized.connect(self._space_ticks)
        self.item.scene().sigMouseMoved.connect(self._point_at)
        self._left_axis.setLogMode(x=False, y=True)
        self.bound, self.curve = pg.PlotCurveItem(), pg.PlotCurveItem()
        self.marker = pg.ScatterPlotItem(size=9)
        self.bound_label = pg.TextItem()
        self.hint = pg.TextItem(anchor=(0.5, 0.5))
        document = self.hint.textItem.document()
        document.setDefaultTextOption(QTextOption(Qt.AlignmentFlag.AlignHCenter))
        self.hint.setTextWidth(160)
        for part in (self.bound, self.curve, self.marker, self.bound_label, self.hint):
            self.item.addItem(part, ignoreBounds=True)
        self._update_hint()
        self._fit_ranges(MIN_SPAN, np.empty(0))
        self.set_theme(self._theme)

    # Data in

    def set_state(self, snapshot: Snapshot) -> None:
        """Show λmax along a run, and the bound."""
        self._snapshot = snapshot
        steps, values = snapshot.sharpness
        current = True
        if self._measured is not None and same_state(self._measured[0], snapshot):
            self._measured = (snapshot, *self._measured[1:])
        elif len(steps):
            self._measured = snapshot, int(steps[-1]), float(values[-1])
        else:
            current = False
        self._draw(snapshot, current)
        if self._measured is None:
            return
        # An outdated value keeps the bound of its own snapshot.
        measured_at, step, value = self._measured
        self.reading.setText(describe_sharpness(measured_at, value))
        origin = f"{'' if current else 'outdated: '}after update {step:,}"
        if measured_at.rows is not None:
            origin += ", over all samples"
        self.origin.setText(origin)
        self.plot.setAccessibleDescription(f"{self.reading.text()}, {origin}")
        if self._outdated == current:
            self._outdated = not current
            self.recolour(self._theme)

    def set_sharpness(self, snapshot: Snapshot, value: float) -> None:
        """Show λmax as it was measured at a snapshot."""
        self._measured = snapshot, snapshot.step, value
        self.set_state(self._snapshot or snapshot)

    def columns(self) -> dict[str, Column]:
        """Return λmax along the run, and the last one that was measured."""
        return dict(zip(("update", "λmax"), self._points, strict=True))

    def set_watched(self, watched: bool) -> None:
        """Show whether λmax is measured along the run."""
        with QSignalBlocker(self.watch):  # nobody has asked for it
            self.watch.setChecked(watched)
        self._update_hint()

    # The pointer

    def _point_at(self, position: QPointF) -> None:
        """Read off the value nearest to a position of the mouse in the scene."""
        text, (steps, values) = "", self._points
        if len(steps) and self.box.sceneBoundingRect().contains(position):
            at = int(np.abs(steps - self.box.mapSceneToView(position).x()).argmin())
            text = f"after {steps[at]:,.0f}: {figure(values[at])}"
        self.note.setText(text)

    def leaveEvent(self, event: object) -> None:
        """Clear the readout."""
        self.note.setText("")

    # Drawing

    def recolour(self, theme: Theme) -> None:
        """Colour curve, bound, marker and axes; fainter while outdated."""
        share = 0.6 if self._outdated else 1.0
        self.curve.setPen(pg.mkPen(theme.points, width=1))
        dashes = pg.mkPen(theme.negative, width=1, style=Qt.PenStyle.DashLine)
        self.bound.setPen(dashes)
        self.bound_label.setColor(pg.mkColor(theme.negative))
        self.marker.setPen(pg.mkPen(theme.surface))
        marker = themes.mix(theme.surface, theme.points, share)
        self.marker.setBrush(pg.mkBrush(marker))
        self.hint.setColor(pg.mkColor(theme.muted))
        self.label_axis("left", "λmax", theme.points)
        self.label_axis("bottom", "update", theme.muted)
        text_colour = theme.muted if self._outdated else theme.text
        self.reading.setStyleSheet(f"color: {text_colour}")

    def _draw(self, snapshot: Snapshot, current: bool) -> None:
        """Draw what has changed of bound, curve and ranges."""
        span = float(max(MIN_SPAN, round_up_125(snapshot.step)))
        if snapshot.step <= snapshot.iterations:
            span = min(span, float(max(snapshot.iterations, MIN_SPAN)))
        bound_key = (snapshot.run, snapshot.events, span)
        if bound_key != self._bound_key:
            self._bound_key = bound_key
            self._bound = bounds(snapshot, span)
            self._draw_bound(snapshot, span)
        steps, values = snapshot.sharpness
        latest = None
        # The number of another run may stay in the text, but not on this run's axis.
        if self._measured is not None and self._measured[0].run is snapshot.run:
            latest = self._measured[1:]
        if steps is not self._steps or latest != self._latest:
            self._steps, self._latest = steps, latest
            self._draw_curve(steps, values, current)
        bound_steps, bound = self._bound
        past_bound = bound[bound_steps <= snapshot.step]
        marked = [] if latest is None else [latest[1]]
        self._fit_ranges(span, np.concatenate([values, past_bound, marked]))

    def _draw_bound(self, snapshot: Snapshot, span: float) -> None:
        steps, values = self._bound
        self.bound.setData(*_drawable(steps, values), connect="finite")
        finite = np.isfinite(values)
        self.bound_label.setVisible(bool(finite.any()))
        if finite.any():
            # Above the highest part of the line beside the label.
            start = float(steps[finite][0])
            beside = values[finite & (steps <= start + 0.4 * span)]
            self.bound_label.setText(bound_name(snapshot, values))
            self.bound_label.setPos(start, math.log10(beside.max()))
            self.bound_label.setAnchor((start / span, 1.0))

    def _draw_curve(self, steps: Array, values: Array, current: bool) -> None:
        self.hint.setVisible(not len(steps))
        self.marker.clear()
        if self._latest is not None:
            step, value = self._latest
            self.marker.setData(*_drawable(np.array([step]), np.array([value])))
            if len(steps) and current and step > steps[-1]:
                steps, values = np.append(steps, step), np.append(values, value)
        self._points = steps, values
        if self._latest is not None and not len(steps):
            step, value = self._latest
            self._points = np.array([step]), np.array([value])
        columns = max(int(self.item.getViewBox().width()), 50)
        indices, decimated = decimate(values, 0, len(values), columns)
        steps = steps[indices.astype(np.intp)]
        self.curve.setData(*_drawable(steps, decimated), connect="finite")

    def _fit_ranges(self, span: float, shown: Array) -> None:
        """Fit the axes in coarse steps: redrawing their labels is slow."""
        shown = shown[np.isfinite(shown) & (shown > 0.0)]
        low, high = 1.0, 100.0
        if shown.size:
            first, present = float(shown[0]), float(shown[-1])
            low, high = float(shown.min()), float(shown.max())
            high = highest_in_view(high, max(first, present), log=True)
        top = math.log10(round_up_125(2.0 * high))
        bottom = min(-math.log10(round_up_125(1.0 / low)), top - 1.0)
        if (span, bottom, top) == self._ranges:
            return
        self._ranges = (span, bottom, top)
        height = top - bottom
        self.item.getViewBox().setRange(
            xRange=(-0.03 * span, 1.03 * span),
            # With room above for the label of the bound.
            yRange=(bottom - 0.06 * height, top + 0.14 * height),
            padding=0.0,
        )
        self._space_ticks()
        # The hint is in the middle of the widest gap.
        levels = np.sort(np.concatenate([[bottom, top], np.log10(shown)]))
        widest = int(np.diff(levels).argmax())
        self.hint.setPos(0.5 * span, levels[widest : widest + 2].mean())

    def _space_ticks(self) -> None:
        """Space the ticks so that their labels do not touch in a narrow plot."""
        span = self._ranges[0]
        room = self.plot.fontMetrics().horizontalAdvance(f"{span:,.0f}") + 14.0
        width = max(self.item.getViewBox().width(), room)
        spacing = max(round_up_125(1.06 * span * room / width), 1.0)
        self.item.getAxis("bottom").setTickSpacing(spacing, spacing / 5.0)

    def _update_hint(self) -> None:
        self.hint.setText(WAITING_HINT if self.watch.isChecked() else HINT)


def _drawable(steps: Array, values: Array) -> tuple[Array, Array]:
    """Return steps and logarithms, NaN where there is none."""
    with np.errstate(invalid="ignore", divide="ignore"):
        logs = np.where(values > 0.0, np.log10(values), np.nan)
    # pyqtgraph warns about a curve of nothing but NaN.
    return (steps, logs) if np.isfinite(logs).any() else NO_CURVE


def same_state(a: Snapshot, b: Snapshot) -> bool:
    """Whether two snapshots have the same parameters on the same loss."""
    return a is b or (
        a.run is b.run
        and a.step == b.step
        and all(
            np.array_equal(getattr(a, name), getattr(b, name))
            for name in ("theta", "gradient", "frozen")
        )
    )
