"""The losses of the compared runs in one plot, by updates or by time."""

from __future__ import annotations

import math
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtCore import QPointF, pyqtSignal

from gui.compare.curve_readout import CurvePoint, PlottedCurve, nearest_point
from gui.compare.run_colours import PRESENT, colour, curve_pen
from gui.plots.curve_items import LineItem
from gui.plots.loss_axes import highest_in_view
from gui.plots.loss_card import LossCard
from gui.text.number_format import loss as loss_text
from gui.widgets.painted_label import Part
from shallownet.runs.min_max_decimation import min_max_indices
from shallownet.wording import shortened

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from PyQt6.QtWidgets import QWidget

    from gui.plots.data_text import Column
    from gui.style.theme import Theme
    from shallownet.arrays import Array
    from shallownet.runs.run_record import RunRecord

AXIS_STEPS: Final = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def round_up_axis(last: float) -> float:
    """Return the end of an axis that has room for ``last``: it grows in steps."""
    if last <= 0.0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(last))
    return power * next(s for s in AXIS_STEPS if last <= s * power * (1 + 1e-9))


class CurvesPlot(LossCard):
    """Loss over updates or seconds, one curve for each run; held-out losses are dotted.

    Signals
    -------
    run_hovered(int)
        The row of the run whose curve the mouse is at; -1 if at none.
    """

    run_hovered = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("compareLoss", parent)
        self.drawn: list[PlottedCurve] = []
        self.highlighted: frozenset[int] = frozenset()
        self._runs: tuple[RunRecord, ...] = ()
        self._items: list[LineItem] = []  # as many as were ever needed
        self._handed: dict[LineItem, Array] = {}
        self._hovered: CurvePoint | None = None
        self.time_button = self.add_switch(
            "by time",
            "Plot over the time that the updates took, without pauses and drawing (A)",
            checked=False,
        )
        self.held_out_button = self.add_switch(
            "held-out loss",
            "Show the loss over the samples that training never sees, for validation "
            "or for the test, dotted (D)",
            checked=True,
        )
        self.time_button.toggled.connect(self._redraw)
        self.held_out_button.toggled.connect(self.show_all)
        self.box.sigResized.connect(self._hand_anew)
        self.set_theme(self._theme)

    # Data in

    def set_runs(self, runs: Sequence[RunRecord]) -> None:
        """Plot the visible runs."""
        if self._hovered is not None and not self._is_hovered_in(runs):
            self.set_hovered(None)
        self._runs = tuple(runs)
        self.held_out_button.setVisible(any(len(r.held_out_loss.updates) for r in runs))
        self._draw()

    def highlight(self, rows: Collection[int]) -> None:
        """Highlight the curves of some runs."""
        if frozenset(rows) != self.highlighted:
            self.highlighted = frozenset(rows)
            self._update_pens()

    def show_all(self) -> None:
        """Show the whole of all curves, also after zooming or panning."""
        self._auto_range = True
        self._hand_anew()

    def columns(self) -> dict[str, Column]:
        """Return all plotted points: run, update, seconds, which loss, its value."""
        rows: list[tuple[object, ...]] = [
            (run.name, _curve_name(run, test), *point)
            for run in self._runs
            for test, curve in ((False, run.loss), (True, run.held_out_loss))
            if run.visible and (self.held_out_button.isChecked() or not test)
            for point in zip(*(a.tolist() for a in curve), strict=True)
        ]
        names = ("run", "curve", "update", "value", "seconds")
        return dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {}

    def set_hovered(self, point: CurvePoint | None) -> None:
        """Read off a point of a curve, or none."""
        old, self._hovered = self._hovered, point
        self._update_readout()
        row = -1 if point is None else point.row
        if row != (-1 if old is None else old.row):
            self.run_hovered.emit(row)

    # Drawing

    def hold_range(self) -> None:
        """Keep the ranges, and hand pyqtgraph what lies beyond them too."""
        if self._auto_range:
            super().hold_range()
            self._hand_anew()

    def _hand_anew(self) -> None:
        """Hand all curves to pyqtgraph again, with other points of them."""
        self._handed.clear()
        self._draw()

    def recolour(self, theme: Theme) -> None:
        """Colour curves and axes."""
        self.zeros.set_colour(theme.muted)
        self.label_axis("left", "loss", theme.muted)
        self._label_bottom()
        self._update_pens()
        self._update_readout()

    def _label_bottom(self) -> None:
        by_time = self.time_button.isChecked()
        text = "time of the updates (s)" if by_time else "update"
        self.label_axis("bottom", text, self._theme.muted)

    def _set_log(self, log: bool) -> None:
        self.drawn = []
        super()._set_log(log)

    def _redraw(self) -> None:
        """Draw all curves over updates, or over time."""
        self.drawn = []
        self._label_bottom()
        self.show_all()

    def _draw(self) -> None:
        by_time, tests = self.time_button.isChecked(), self.held_out_button.isChecked()
        curves = [
            (row, test, curve.seconds if by_time else curve.updates, curve)
            for row, run in enumerate(self._runs)
            for test, curve in ((False, run.loss), (True, run.held_out_loss))
            if run.visible and len(curve.updates) and (tests or not test)
        ]
        if self._auto_range and curves:
            self._fit_range(
                max(float(x[-1]) for _, _, x, _ in curves),
                [
                    (curve.values, self._runs[row].divergence is not None)
                    for row, _, _, curve in curves
                ],
            )
        # Only curves with new values are transformed and handed to pyqtgraph.
        known = {id(drawn.values): drawn for drawn in self.drawn}
        self.drawn = []
        for row, test, x, curve in curves:
            drawn = known.get(id(curve.values))
            if drawn is None:
                y = self.to_axis(curve.values)
                drawn = PlottedCurve(row, test, x, y, curve.updates, curve.values)
            self.drawn.append(drawn._replace(row=row))
        while len(self._items) < len(self.drawn):
            self._items.append(LineItem())
            self.item.addItem(self._items[-1])
        for item, drawn in zip_longest(self._items, self.drawn):
            if drawn is None:
                item.clear()
                self._handed.pop(item, None)
            elif drawn.y is not self._handed.get(item):
                # Joined across losses of 0, which are marked instead.
                shown = np.flatnonzero(np.isfinite(drawn.y))
                if self._auto_range:  # zoomed in, all points are needed
                    columns = max(int(self.box.width()), 50)
                    shown = shown[min_max_indices(drawn.y[shown], columns)]
                item.setData(drawn.x[shown], drawn.y[shown])
                self._handed[item] = drawn.y
        zeros = [d.x[d.values == 0.0] for d in self.drawn] if self.is_log else []
        self.mark_zeros(np.concatenate([np.empty(0), *zeros]))
        self._update_pens()
        self._update_readout()

    def _update_pens(self) -> None:
        for item, drawn in zip(self._items, self.drawn, strict=False):
            run, highlighted = self._runs[drawn.row], drawn.row in self.highlighted
            pen = curve_pen(
                run.colour, self._theme, test=drawn.test, highlighted=highlighted
            )
            if pen != item.opts["pen"]:
                item.setPen(pen)
            # The present run above the others, highlighted runs above all.
            item.setZValue(2 * highlighted + (run.colour == PRESENT))

    def _fit_range(self, end: float, losses: Sequence[tuple[Array, bool]]) -> None:
        """Fit all losses, of runs that diverged or not, but for far peaks."""
        lows, highs = [], []
        for values, diverged in losses:
            finite = values[np.isfinite(values)]
            if finite.size:
                first, last = float(finite[0]), float(finite[-1])
                usual = max(first, last)
                top = highest_in_view(float(finite.max()), usual, log=self.is_log)
                highs.append(first if diverged else top)
                lows.append(float(finite[finite > 0.0].min(initial=math.inf)))
        bottom, top = min(lows, default=math.inf), max(highs, default=0.0)
        if not math.isfinite(bottom):
            bottom, top = 1.0, 10.0
        if self.is_log:
            bottom, top = math.log10(bottom), math.log10(top)
            top = max(top, bottom + 0.1)
        else:
            bottom, top = 0.0, top or 1.0
        pad = 0.05 * (top - bottom)
        self.box.setRange(
            xRange=(0.0, 1.03 * round_up_axis(end)),  # with room for the last label
            yRange=(bottom - pad, top + pad),
            padding=0.0,
        )

    # Reading values off

    def _move_cursor(self, position: QPointF) -> None:
        point = None
        if self.box.sceneBoundingRect().contains(position):
            place = self.box.mapSceneToView(position)
            pixel = self.box.viewPixelSize()
            point = nearest_point(self.drawn, place.x(), place.y(), pixel)
        self.set_hovered(point)

    def leaveEvent(self, event: object) -> None:
        """Clear the readout."""
        self.set_hovered(None)

    def _is_hovered_in(self, runs: Sequence[RunRecord]) -> bool:
        """Whether the hovered run is still visible in the same row."""
        row = -1 if self._hovered is None else self._hovered.row
        if not 0 <= row < len(runs) or not runs[row].visible:
            return False
        return row == 0 or runs[row].number == self._runs[row].number

    def _update_readout(self) -> None:
        point = self._hovered
        if point is None or point.row >= len(self._runs):
            hint = "point at a curve to read it off" if self.drawn else "no curve shown"
            self.reading.set_parts([Part(hint)])
            return
        run = self._runs[point.row]
        what = _curve_name(run, point.test)
        self.reading.set_parts(
            [
                Part(shortened(run.name), colour(run.colour, self._theme)),
                Part(f"after update {point.update:,}:"),
                Part(f"{what} {loss_text(point.value)}"),
            ]
        )


def _curve_name(run: RunRecord, is_held_out: bool) -> str:
    return f"{run.held_out_name} loss" if is_held_out else "loss"
