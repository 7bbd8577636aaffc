"""What the loss plot can show besides losses, on the axis at the right."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np
import pyqtgraph as pg

from gui.plots.curve_items import LineItem
from gui.plots.data_text import LaterColumn
from gui.plots.history_curve import HistoryCurve, mean_width
from gui.plots.loss_axes import MAX_AXIS_VALUE, highest_in_view
from gui.text.number_format import round_up_125
from shallownet.training.rates import learning_rates
from shallownet.wording import figure

if TYPE_CHECKING:
    from gui.plots.data_text import Column
    from gui.plots.update_axis import UpdateAxis
    from gui.style.theme import Theme
    from shallownet.arrays import Array, Indices
    from shallownet.training.snapshot import Snapshot

RATE_POINTS: Final = 400
"""Updates that the learning rate is drawn at, besides those where it was changed."""

WIDE: Final = 30.0
"""The factor between two learning rates from which their axis is logarithmic."""


def turning_steps(snapshot: Snapshot, span: float, points: int) -> Array:
    """Return a grid of updates up to ``span``, with both sides of every change."""
    changes = [event for event in snapshot.events if event.kind == "setting"]
    turns = [step for event in changes for step in (event.step - 1, event.step)]
    grid = np.linspace(0.0, span, points + 1).round()
    return np.union1d(grid, [step for step in turns if 0 <= step <= span])


class ExtraCurve(ABC):
    """A curve over the updates with a y axis of its own.

    Attributes
    ----------
    key, name, symbol : str
        Of the quantity, in the settings' file, in the menu and in the readout.
    label : str
        Of the axis, where there is less room.
    needs_states : bool
        Whether its values are known at states only that the run keeps.
    """

    key: ClassVar[str]
    name: ClassVar[str]
    symbol: ClassVar[str]
    label: ClassVar[str]
    needs_states: ClassVar[bool] = False

    def __init__(self, item: Any, axis: UpdateAxis) -> None:
        self._item, self._main_box = item, item.getViewBox()
        self._axis = axis
        self._box = pg.ViewBox(enableMenu=False, enableMouse=False)
        item.scene().addItem(self._box)
        self._box.setXLink(self._main_box)
        self._main_box.sigResized.connect(self._cover_plot)
        self._range: tuple[float, float, bool] | None = None
        self._cover_plot()

    def show(self) -> None:
        """Show the curve, and let the axis at the right be its own."""
        self._box.show()
        axis = self._item.getAxis("right")
        axis.linkToView(self._box)
        axis.setLogMode(x=False, y=bool(self._range and self._range[2]))
        self._item.showAxis("right", True)

    def hide(self) -> None:
        """Hide the curve."""
        self._box.hide()

    @abstractmethod
    def set_theme(self, theme: Theme) -> None:
        """Apply the colours of a theme."""

    @abstractmethod
    def set_history(self, snapshot: Snapshot) -> None:
        """Take the values of a run."""

    @abstractmethod
    def draw(self, start: int, stop: int, columns: int) -> None:
        """Draw what lies between two updates, on so many pixels."""

    @abstractmethod
    def columns(self) -> dict[str, Column]:
        """Return the value after each update, and the present one, for a table."""

    def _set_range(self, low: float, high: float, *, log: bool) -> None:
        """Set the range of the axis, in values; it changes in steps."""
        if (low, high, log) == self._range:
            return
        self._range = low, high, log
        if log:
            low, high = math.log10(low), math.log10(high)
            if high - low < 0.3:
                low, high = low - 0.3, high + 0.1
        self._item.getAxis("right").setLogMode(x=False, y=log)
        self._box.setYRange(low, high, padding=0.05)

    def _cover_plot(self) -> None:
        self._box.setGeometry(self._main_box.sceneBoundingRect())


class UpdateCurve(ExtraCurve):
    """A single line, with a value for every update.

    Attributes
    ----------
    line : LineItem
    """

    line: LineItem

    @abstractmethod
    def value_at(self, update: int) -> float:
        """Return the value after that many updates."""

    def text_at(self, update: int) -> str:
        """Return the value after that many updates as text."""
        return figure(self.value_at(update))


class GradientNorm(UpdateCurve):
    """The norm of the gradient that each update followed, before any clipping."""

    key = "gradient_norm"
    name = "Gradient norm ‖∇J‖"
    label = "gradient norm ‖∇J‖"
    symbol = "‖∇J‖"

    def __init__(self, item: Any, axis: UpdateAxis) -> None:
        super().__init__(item, axis)
        self._metric = HistoryCurve()
        self.line = self._metric.line
        for part in (self._metric.batches, self.line):
            self._box.addItem(part)

    def set_theme(self, theme: Theme) -> None:
        """Apply the colours of a theme."""
        self._metric.set_colour(theme.mean_error, theme.scale)

    def set_history(self, snapshot: Snapshot) -> None:
        """Take the norms of a run."""
        with np.errstate(over="ignore", invalid="ignore"):
            present = float(np.linalg.norm(snapshot.gradient))
        width = mean_width(snapshot)
        known = snapshot.history_gradient_norm
        self._metric.set_history(known, present, snapshot.step, snapshot.run, width)
        low, high = self._metric.values.drawn_range
        if not math.isfinite(low):
            low, high = 1.0, 10.0
        first = float(known[0]) if known.size else present
        usual = max(filter(math.isfinite, (first, present)), default=high)
        high = highest_in_view(high, usual, log=True)
        self._set_range(1.0 / round_up_125(1.0 / low), round_up_125(high), log=True)

    def draw(self, start: int, stop: int, columns: int) -> None:
        """Draw the logarithms of the norms."""
        axis = self._axis
        self._metric.draw(start, stop, columns, logarithms, axis, positive=True)

    def value_at(self, update: int) -> float:
        """Return the norm at the parameters after that many updates."""
        return self._metric.value_at(update)

    def columns(self) -> dict[str, Column]:
        """Return the norm after each update, and the present one."""
        curve = self._metric.values
        return {self.name: np.append(curve.values, curve.current)}


class LearningRate(UpdateCurve):
    """The learning rate of each update, by the schedule and as it was changed."""

    key = "learning_rate"
    name = "Learning rate η"
    label = "learning rate η"
    symbol = "η"

    def __init__(self, item: Any, axis: UpdateAxis) -> None:
        super().__init__(item, axis)
        self.line = LineItem()
        self._box.addItem(self.line)
        self._snapshot: Snapshot | None = None
        self._key: tuple[object, ...] = ()
        self._planned = np.empty(0), np.empty(0)

    def set_theme(self, theme: Theme) -> None:
        """Apply the colours of a theme."""
        self.line.setPen(pg.mkPen(theme.mean_error, width=2.0 * theme.scale))

    def set_history(self, snapshot: Snapshot) -> None:
        """Take the settings of a run."""
        self._snapshot = snapshot

    def draw(self, start: int, stop: int, columns: int) -> None:
        """Draw the rates of all updates so far."""
        snapshot = self._snapshot
        if snapshot is None:
            return
        span = round_up_125(max(snapshot.step, 1))
        key = (snapshot.run, snapshot.events, span)
        if key != self._key:  # so that a frame computes nothing
            steps = turning_steps(snapshot, span, RATE_POINTS)
            self._key, self._planned = key, (steps, self._rates(steps))
        steps, rates = self._planned
        past = int(np.searchsorted(steps, snapshot.step))
        steps = np.append(steps[:past], snapshot.step)
        rates = np.append(rates[:past], snapshot.learning_rate)
        low, high = float(rates.min()), float(rates.max())
        log = 0.0 < WIDE * low < high
        top = min(round_up_125(high), MAX_AXIS_VALUE) if high > 0.0 else 1.0
        self._set_range(1.0 / round_up_125(1.0 / low) if log else 0.0, top, log=log)
        x = self._axis.to_x(steps)
        shown = np.isfinite(x)
        y = logarithms(rates) if log else rates
        self.line.setData(x[shown], y[shown])

    def value_at(self, update: int) -> float:
        """Return the rate of the update after that many."""
        return float(self._rates(np.array([update]))[0])

    def text_at(self, update: int) -> str:
        """Return the rate of the update after that many, with all its digits."""
        return f"{figure(self.value_at(update), 6)}"

    def columns(self) -> dict[str, Column]:
        """Return the rate of each update, and of the next one."""
        snapshot = self._snapshot
        if snapshot is None:
            return {}
        updates = np.arange(snapshot.step + 1)
        rates = partial(learning_rates, snapshot, updates)
        return {self.name: LaterColumn(len(updates), rates)}

    def _rates(self, steps: Array | Indices) -> Array:
        if self._snapshot is None:
            return np.zeros(len(steps))
        return learning_rates(self._snapshot, steps)


def logarithms(values: Array) -> Array:
    """Return logarithms to base ten; NaN where there is none."""
    nowhere = np.full_like(values, np.nan, dtype=np.float64)
    logs: Array = np.log10(values, out=nowhere, where=values > 0.0)
    return logs
