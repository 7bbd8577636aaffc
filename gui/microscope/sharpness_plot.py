"""How sharply the loss curves, λmax, against what the learning rate can take."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QTextOption
from PyQt6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

from gui.microscope.sharpness_text import bound_name, bounds, describe_sharpness
from gui.plots.peak_decimation import decimate
from gui.plots.plot_card import PlotCard
from gui.style import theme as themes
from gui.text.number_format import round_up_125
from shallownet.curvature.lanczos import NO_CURVE

if TYPE_CHECKING:
    from gui.style.theme import Theme
    from shallownet.arrays import Array
    from shallownet.training.snapshot import Snapshot

FIRST_SPAN: Final = 10
MEANING: Final = (
    "λmax is the largest eigenvalue of the Hessian of J: how sharply the loss curves "
    "where it curves most. Beyond the bound each step lands farther from the bottom of "
    "that valley than it was before (momentum's μ is 0.9)."
)
INVITATION: Final = "Switch on “watch” to see it along the run"
WAITING: Final = "The first value along the run is on its way"


class SharpnessPlot(PlotCard):
    """λmax as a number with a verdict and, when watched, as a curve along the run.

    Signals
    -------
    watch_requested(bool)
        A person wants it measured along the run, or no more.
    """

    watch_requested = pyqtSignal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("sharpnessPlot", "Sharpness λmax", parent)
        self._snapshot: Snapshot | None = None
        self._measured: tuple[Snapshot, int, float] | None = None
        self._latest: tuple[int, float] | None = None
        self._steps = NO_CURVE[0]
        self._bound = NO_CURVE
        self._bound_of: tuple[object, ...] = ()
        self._ranges: tuple[float, ...] = ()
        self._outdated = False
        self.title.setToolTip(MEANING)
        self.reading.setToolTip(MEANING)
        self.reading.setWordWrap(True)
        self.reading.setAccessibleName("λmax, and what it means for the next step")
        self.reading.setText("λmax is not measured yet")
        self.place = QLabel()
        self.place.setObjectName("note")
        self.place.setWordWrap(True)
        self.place.setFont(themes.number_font(self.place.font()))
        self.place.setAccessibleName("Where λmax was measured")
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(2, self.place)
        self.watch = QToolButton()
        self.watch.setText("watch")
        self.watch.setCheckable(True)
        self.watch.setAccessibleName("Watch λmax along the run")
        self.watch.setToolTip(
            "Measure λmax along the run: it costs training a tenth of its time, more "
            "with a hundred samples, and changes nothing of the run"
        )
        self.watch.clicked.connect(self.watch_requested)
        self.watch.toggled.connect(self._invite)
        self.buttons.addWidget(self.watch)
        self.plot.setMinimumSize(QSize(160, 96))
        self.item.setMouseEnabled(False, False)
        self.item.getAxis("bottom").setStyle(maxTextLevel=0)
        self.item.getViewBox().sigResized.connect(self._space_ticks)
        self._left_axis.setLogMode(x=False, y=True)
        self.bound, self.curve = pg.PlotCurveItem(), pg.PlotCurveItem()
        self.marker = pg.ScatterPlotItem(size=9)
        self.bound_label = pg.TextItem()
        self.invitation = pg.TextItem(anchor=(0.5, 0.5))
        document = self.invitation.textItem.document()
        document.setDefaultTextOption(QTextOption(Qt.AlignmentFlag.AlignHCenter))
        self.invitation.setTextWidth(160)
        for part in (
            *(self.bound, self.curve, self.marker, self.bound_label, self.invitation),
        ):
            self.item.addItem(part, ignoreBounds=True)
        self._invite()
        self._fit_ranges(FIRST_SPAN, np.empty(0))
        self.set_theme(self._theme)

    # Data in

    def set_state(self, snapshot: Snapshot) -> None:
        """Show how a run stands: λmax along it, and the bound."""
        self._snapshot = snapshot
        self._show(snapshot)

    def set_sharpness(self, snapshot: Snapshot, value: float) -> None:
        """Show λmax as it was measured at a snapshot."""
        self._measured = snapshot, snapshot.step, value
        self.set_state(self._snapshot or snapshot)

    def set_watched(self, watched: bool) -> None:
        """Show whether λmax is measured along the run."""
        self.watch.setChecked(watched)

    # Words

    def _show(self, snapshot: Snapshot) -> None:
        steps, values = snapshot.sharpness
        measured, holds = self._measured, False
        if measured is not None and same_state(measured[0], snapshot):
            measured, holds = (snapshot, *measured[1:]), True
        elif len(steps):
            measured, holds = (snapshot, int(steps[-1]), float(values[-1])), True
        self._measured = measured
        self._draw(snapshot, holds)
        if measured is None:
            return
        # What no longer holds keeps the bound that it was last held against.
        of, place, value = measured
        self.reading.setText(describe_sharpness(of, value))
        where = f"{'' if holds else 'outdated: '}after update {place:,}"
        if of.rows is not None:
            where += ", over all samples"
        self.place.setText(where)
        self.plot.setAccessibleDescription(f"{self.reading.text()}, {where}")
        if self._outdated == holds:
            self._outdated = not holds
            self.recolour(self._theme)

    # Drawing

    def recolour(self, theme: Theme) -> None:
        """Colour curve, bound, marker and axes; an outdated value is fainter."""
        share = 0.6 if self._outdated else 1.0
        self.curve.setPen(pg.mkPen(theme.points, width=1))
        dashes = pg.mkPen(theme.negative, width=1, style=Qt.PenStyle.DashLine)
        self.bound.setPen(dashes)
        self.bound_label.setColor(pg.mkColor(theme.negative))
        self.marker.setPen(pg.mkPen(theme.surface))
        marker = themes.mix(theme.surface, theme.points, share)
        self.marker.setBrush(pg.mkBrush(marker))
        self.invitation.setColor(pg.mkColor(theme.muted))
        self.label_axis("left", "λmax", theme.points)
        self.label_axis("bottom", "update", theme.muted)
        words = theme.muted if self._outdated else theme.text
        self.reading.setStyleSheet(f"color: {words}")

    def _draw(self, snapshot: Snapshot, holds: bool) -> None:
        span = float(max(FIRST_SPAN, round_up_125(snapshot.step)))
        if snapshot.step <= snapshot.iterations:
            span = min(span, float(max(snapshot.iterations, FIRST_SPAN)))
        bound_of = (snapshot.run, snapshot.events, span)
        if bound_of != self._bound_of:
            self._bound_of = bound_of
            self._bound = bounds(snapshot, span)
            self._draw_bound(snapshot, span)
        steps, values = snapshot.sharpness
        latest = None
        # Of another run the number stays to be read; the axis is this one's.
        if self._measured is not None and self._measured[0].run is snapshot.run:
            latest = self._measured[1:]
        if steps is not self._steps or latest != self._latest:
            self._steps, self._latest = steps, latest
            self._draw_curve(steps, values, holds)
        past = self._bound[1][self._bound[0] <= snapshot.step]
        now = [] if latest is None else [latest[1]]
        self._fit_ranges(span, np.concatenate([values, past, now]))

    def _draw_bound(self, snapshot: Snapshot, span: float) -> None:
        places, values = self._bound
        self.bound.setData(*_drawable(places, values), connect="finite")
        known = np.isfinite(values)
        self.bound_label.setVisible(bool(known.any()))
        if known.any():
            # Over the highest part of the line that the label lies along.
            start = float(places[known][0])
            along = values[known & (places <= start + 0.4 * span)]
            self.bound_label.setText(bound_name(snapshot, values))
            self.bound_label.setPos(start, math.log10(along.max()))
            self.bound_label.setAnchor((start / span, 1.0))

    def _draw_curve(self, steps: Array, values: Array, holds: bool) -> None:
        self.invitation.setVisible(not len(steps))
        self.marker.clear()
        if self._latest is not None:
            place, value = self._latest
            self.marker.setData(*_drawable(np.array([place]), np.array([value])))
            if len(steps) and holds and place > steps[-1]:
                steps, values = np.append(steps, place), np.append(values, value)
        columns = max(int(self.item.getViewBox().width()), 50)
        places, thinned = decimate(values, 0, len(values), columns)
        places = steps[places.astype(np.intp)]
        self.curve.setData(*_drawable(places, thinned), connect="finite")

    def _fit_ranges(self, span: float, shown: Array) -> None:
        """Fit the axes, in steps: redrawing their text costs more than the curve."""
        shown = shown[np.isfinite(shown) & (shown > 0.0)]
        low, high = (shown.min(), shown.max()) if shown.size else (1.0, 100.0)
        top = math.log10(round_up_125(2.0 * high))
        bottom = min(-math.log10(round_up_125(1.0 / low)), top - 1.0)
        if (span, bottom, top) == self._ranges:
            return
        self._ranges = (span, bottom, top)
        height = top - bottom
        self.item.getViewBox().setRange(
            xRange=(-0.03 * span, 1.03 * span),
            # Room for the bound's label over it.
            yRange=(bottom - 0.06 * height, top + 0.14 * height),
            padding=0.0,
        )
        self._space_ticks()
        marks = np.sort(np.concatenate([[bottom, top], np.log10(shown)]))
        widest = int(np.diff(marks).argmax())
        self.invitation.setPos(0.5 * span, marks[widest : widest + 2].mean())

    def _space_ticks(self) -> None:
        """Set the labels of the updates apart: in a narrow plot they would touch."""
        span = self._ranges[0]
        room = self.plot.fontMetrics().horizontalAdvance(f"{span:,.0f}") + 14.0
        width = max(self.item.getViewBox().width(), room)
        spacing = max(round_up_125(1.06 * span * room / width), 1.0)
        self.item.getAxis("bottom").setTickSpacing(spacing, spacing / 5.0)

    def _invite(self) -> None:
        """Say how to get a curve, or that it is about to come, while there is none."""
        self.invitation.setText(WAITING if self.watch.isChecked() else INVITATION)


def _drawable(places: Array, values: Array) -> tuple[Array, Array]:
    """Return places and logarithms, NaN where there is none; nothing if nowhere."""
    with np.errstate(invalid="ignore", divide="ignore"):
        logs = np.where(values > 0.0, np.log10(values), np.nan)
    # pyqtgraph warns of what is NaN all over.
    return (places, logs) if np.isfinite(logs).any() else NO_CURVE


def same_state(a: Snapshot, b: Snapshot) -> bool:
    """Whether two snapshots are of the same place on the same loss."""
    return a is b or (
        a.run is b.run
        and a.step == b.step
        and all(
            np.array_equal(getattr(a, name), getattr(b, name))
            for name in ("theta", "gradient", "frozen")
        )
    )
