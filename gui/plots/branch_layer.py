"""Faint curves behind the loss curve: parent runs, and updates after the shown one."""

from __future__ import annotations

import math
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import pyqtgraph as pg

from gui.plots.curve_items import CurveItem, Dot
from gui.plots.peak_decimation import finite_range
from gui.style.theme import mix
from shallownet.runs.branch_curve import MAX_BRANCHES

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.plots.update_axis import UpdateAxis
    from gui.style.theme import Theme
    from shallownet.arrays import Array
    from shallownet.runs.branch_curve import BranchCurve


class BranchLayer:
    """The curves of parent runs with a dot where the run branched off each.

    Parameters
    ----------
    item : PlotItem
    axis : UpdateAxis
        The x axis.
    """

    def __init__(self, item: Any, axis: UpdateAxis) -> None:
        self._axis = axis
        self._shown: tuple[BranchCurve, ...] = ()
        self._parents: list[BranchCurve] = []
        self.loss_ranges: list[tuple[float, float]] = []
        self.last_update = 0
        self.curves = [CurveItem() for _ in range(MAX_BRANCHES + 1)]
        self.dots = [Dot(5.0) for _ in range(MAX_BRANCHES)]
        for part in (*self.curves, *self.dots):
            item.addItem(part)
        for dot in self.dots:
            dot.hide()

    def set_curves(
        self, branch_curves: tuple[BranchCurve, ...], to_axis: Callable[[Array], Array]
    ) -> bool:
        """Show these curves; return whether they differ from those shown."""
        if branch_curves is self._shown or not (branch_curves or self._shown):
            return False
        self._shown = branch_curves
        self._parents = [curve for curve in branch_curves if not curve.is_future]
        self.loss_ranges = []
        for curve in branch_curves:
            _, high = finite_range(curve.loss)
            low, _ = finite_range(curve.loss[curve.loss > 0.0])
            # A parent run may have diverged: the axis has no room for its peaks.
            self.loss_ranges.append((low, high if curve.is_future else -math.inf))
        self.last_update = max((int(c.updates[-1]) for c in branch_curves), default=0)
        self.redraw(to_axis)
        return True

    def redraw(self, to_axis: Callable[[Array], Array]) -> None:
        """Draw the curves at the positions of their losses on the loss axis."""
        for item, curve in zip_longest(self.curves, self._shown):
            item.setVisible(curve is not None)
            if curve is not None:
                loss = to_axis(curve.loss)
                item.setData(self._axis.to_x(curve.updates), loss, connect="finite")
        for dot, curve in zip_longest(self.dots, self._parents):
            dot.setVisible(curve is not None)
            if curve is not None and curve.loss.size:
                y = to_axis(curve.loss[:1])
                x = self._axis.x_of(curve.updates[0])
                dot.show_at(x, float(y[0]) if math.isfinite(x) else math.nan)

    def describe(self) -> tuple[str, str]:
        """Return a note on the curves, and its tool tip."""
        if any(curve.is_future for curve in self._shown):
            return "faint: later", "What came after the update that is shown"
        parents = len(self._parents)
        if parents == 1:
            return (
                "faint: parent run",
                "The parent run; this run branched off at the dot",
            )
        if parents:
            tip = "The parent runs; a dot is where a run branched off"
            return f"faint: {parents} parent runs", tip
        return "", ""

    def set_theme(self, theme: Theme) -> None:
        """Apply the colours of a theme."""
        faint = mix(theme.surface, theme.muted, 0.5)
        for curve in self.curves:
            curve.setPen(pg.mkPen(faint, width=1))
        for dot in self.dots:
            dot.setBrush(pg.mkBrush(faint))
