"""The losses of many runs on one pair of axes, by updates or by time."""

from __future__ import annotations

import math
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtCore import QPointF, pyqtSignal

from gui.compare.curve_readout import DrawnCurve, NearestPoint, nearest
from gui.compare.run_colours import PRESENT, colour, pen
from gui.plots.loss_axes import TINIEST
from gui.plots.plot_card import PlotCard
from gui.plots.plot_items import CurveItem
from gui.text.number_format import loss as loss_text
from gui.widgets.painted_label import PaintedLabel, Part

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from PyQt6.QtWidgets import QWidget

    from gui.style.theme import Theme
    from shallownet.arrays import Array
    from shallownet.runs import run_record


STEPS: Final = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def reach(last: float) -> float:
    """Return how far an axis goes that has room for so much: it grows in steps."""
    if last <= 0.0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(last))
    return power * next(step for step in STEPS if last <= step * power * (1 + 1e-9))


class CurvesPlot(PlotCard):
    """Loss over updates or seconds, one curve a run, with its test loss dotted.

    Signals
    -------
    pointed(int)
        The row of the run whose curve the pointer is at; -1 if at none.
    """

    pointed = pyqtSignal(int)
    reading: PaintedLabel

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("compareLoss", "Loss J = half MSE", parent, PaintedLabel())
        self._runs: tuple[run_record.RunRecord, ...] = ()
        self._chosen: frozenset[int] = frozenset()
        self.drawn: list[DrawnCurve] = []
        self._curves: list[CurveItem] = []
        self._following = True
        self._met: NearestPoint | None = None
        self.log_button = self.add_switch(
            "log", "Logarithmic loss axis (G)", checked=True
        )
        self.time_button = self.add_switch(
            "by time",
            "Plot over the time that the updates took, without pauses and drawing (A)",
            checked=False,
        )
        self.test_button = self.add_switch(
            "test loss",
            "Show the loss over the samples kept for the test, dotted (D)",
            checked=True,
        )
        self._box = self.item.getViewBox()
        self._box.setLimits(xMin=-1e7, xMax=1e9)
        self.item.showGrid(x=False, y=False)
        self._box.sigRangeChangedManually.connect(self._leave_following)
        self.item.scene().sigMouseMoved.connect(self._point)
        self._left_axis.setLogMode(x=False, y=True)
        self.log_button.toggled.connect(self._set_log)
        self.time_button.toggled.connect(self._draw_anew)
        self.test_button.toggled.connect(self.follow)
        self.set_theme(self._theme)

    # Data in

    def set_runs(self, runs: Sequence[run_record.RunRecord]) -> None:
        """Show the curves of the runs that are to be seen."""
        if self._met is not None and not self._is_met_among(runs):
            self._meet(None)  # it is no longer there, or another one is in its row
        self._runs = tuple(runs)
        self.test_button.setVisible(any(len(r.test_loss.updates) for r in runs))
        self._draw()

    def choose(self, rows: Collection[int]) -> None:
        """Let the curves of some runs stand out."""
        if frozenset(rows) != self._chosen:
            self._chosen = frozenset(rows)
            self._colour()

    def follow(self) -> None:
        """Show all of the curves again, after zooming or moving about."""
        self._following = True
        self._draw()

    def _draw_anew(self) -> None:
        """Draw curves that have other places now."""
        self.drawn = []
        self._label_bottom()
        self.follow()

    # Drawing

    def recolour(self, theme: Theme) -> None:
        """Colour curves and axes."""
        self.label_axis("left", "loss", theme.muted)
        self._label_bottom()
        self._colour()
        self._read()

    def _label_bottom(self) -> None:
        by_time = self.time_button.isChecked()
        text = "time of the updates (s)" if by_time else "update"
        self.label_axis("bottom", text, self._theme.muted)

    def _draw(self) -> None:
        known = {id(drawn.values): drawn for drawn in self.drawn}
        self.drawn = []
        for row, run in enumerate(self._runs):
            if run.visible:
                self._add(row, run.loss, known, test=False)
                if self.test_button.isChecked():
                    self._add(row, run.test_loss, known, test=True)
        while len(self._curves) < len(self.drawn):
            curve = CurveItem()
            self._curves.append(curve)
            self.item.addItem(curve)
        for item, drawn in zip_longest(self._curves, self.drawn):
            x, y = (drawn.x, drawn.y) if drawn is not None else (None, None)
            if y is not item.yData:
                item.setData(x, y, connect="finite") if y is not None else item.clear()
        self._colour()
        if self._following:
            self._fit()
        self._read()

    def _add(
        self,
        row: int,
        curve: run_record.MetricCurve,
        known: dict[int, DrawnCurve],
        *,
        test: bool,
    ) -> None:
        if not len(curve.updates):
            return
        before = known.get(id(curve.values))
        if before is not None:
            self.drawn.append(before._replace(row=row))
            return
        x = curve.seconds if self.time_button.isChecked() else curve.updates
        y = self._transform(curve.values)
        self.drawn.append(DrawnCurve(row, test, x, y, curve.updates, curve.values))

    def _transform(self, values: Array) -> Array:
        if not self.log_button.isChecked():
            return values
        with np.errstate(invalid="ignore"):
            return np.log10(np.maximum(values, TINIEST))

    def _colour(self) -> None:
        for item, drawn in zip(self._curves, self.drawn, strict=False):
            run, strong = self._runs[drawn.row], drawn.row in self._chosen
            line = pen(run.colour, self._theme, test=drawn.test, strong=strong)
            if line != item.opts["pen"]:
                item.setPen(line)
            # The present run above the others, what is chosen above all.
            item.setZValue(2 * strong + (run.colour == PRESENT))

    def _fit(self) -> None:
        """Have room for all, but for how high a run went that diverged."""
        if not self.drawn:
            return
        last = max(float(drawn.x[-1]) for drawn in self.drawn)
        lows, highs = [], []
        for drawn in self.drawn:
            values = drawn.values[np.isfinite(drawn.values)]
            if not len(values):
                continue
            lows.append(float(values.min()))
            diverged = self._runs[drawn.row].divergence is not None
            highs.append(float(values[0] if diverged else values.max()))
        low, high = min(lows, default=1.0), max(highs, default=10.0)
        if self.log_button.isChecked():
            bottom, top = (math.log10(max(v, TINIEST)) for v in (low, high))
            top = max(top, bottom + 0.1)
        else:
            bottom, top = 0.0, high or 1.0
        pad = 0.05 * (top - bottom)
        self._box.setRange(
            xRange=(0.0, 1.03 * reach(last)),  # with room for the last label
            yRange=(bottom - pad, top + pad),
            padding=0.0,
        )

    def _leave_following(self) -> None:
        self._following = False

    def _set_log(self, log: bool) -> None:
        self._left_axis.setLogMode(x=False, y=log)
        self._draw_anew()

    # Reading values off

    def _point(self, position: QPointF) -> None:
        met = None
        if self._box.sceneBoundingRect().contains(position):
            place = self._box.mapSceneToView(position)
            pixel = self._box.viewPixelSize()
            met = nearest(self.drawn, place.x(), place.y(), pixel)
        self._meet(met)

    def leaveEvent(self, event: object) -> None:
        """Read nothing off when the pointer leaves."""
        self._meet(None)

    def _meet(self, met: NearestPoint | None) -> None:
        before, self._met = self._met, met
        self._read()
        row = -1 if met is None else met.row
        if row != (-1 if before is None else before.row):
            self.pointed.emit(row)

    def _is_met_among(self, runs: Sequence[run_record.RunRecord]) -> bool:
        met = self._met
        if met is None or met.row >= len(runs) or not runs[met.row].visible:
            return False
        return met.row == 0 or runs[met.row].number == self._runs[met.row].number

    def _read(self) -> None:
        met = self._met
        if met is None or met.row >= len(self._runs):
            hint = "point at a curve to read it off" if self.drawn else "no curve shown"
            self.reading.set_parts([Part(hint)])
            return
        run = self._runs[met.row]
        what = "test loss" if met.test else "loss"
        self.reading.set_parts(
            [
                Part(run.name, colour(run.colour, self._theme)),
                Part(f"after update {met.update:,}:"),
                Part(f"{what} {loss_text(met.value)}"),
            ]
        )
