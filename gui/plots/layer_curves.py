"""Curves with a line for each layer, known at the states that a run keeps."""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import Qt

from gui.plots.curve_items import LineItem
from gui.plots.extra_curves import ExtraCurve, logarithms
from gui.plots.peak_decimation import finite_range
from gui.text.number_format import round_up_125
from shallownet.training.layer_sizes import layer_norms, update_ratios
from shallownet.wording import figure

if TYPE_CHECKING:
    from gui.plots.data_text import Column
    from gui.plots.update_axis import UpdateAxis
    from gui.style.theme import Theme
    from shallownet.analysis.kept_states import KeptValues
    from shallownet.arrays import Array
    from shallownet.training.snapshot import Snapshot

SMALLEST: Final = 1e-300
"""The lowest end of a logarithmic axis."""


class Reading(NamedTuple):
    """Values at the state nearest to an update, of those that are known.

    Attributes
    ----------
    update : int
    symbol : str
        Of the quantity, if the names of the values do not say it.
    values : tuple of (str, str, str)
        Name, value and colour of each.
    """

    update: int
    symbol: str
    values: tuple[tuple[str, str, str], ...]


def layer_pens(theme: Theme, layers: int) -> list[Any]:
    """Return a pen for each layer, the first layer's first."""
    colours = theme.mean_error, theme.positive, theme.negative, theme.muted
    styles = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine
    return [
        pg.mkPen(colours[n % 4], width=2.0 - n // 4, style=styles[n // 4 % 2])
        for n in range(layers)
    ]


class LayerCurve(ExtraCurve):
    """A quantity of each layer over the kept states of a run, and the present one.

    Attributes
    ----------
    lines : list of LineItem
        One for each layer.
    """

    needs_states: ClassVar[bool] = True
    quantity: ClassVar[str]

    def __init__(self, item: Any, axis: UpdateAxis) -> None:
        super().__init__(item, axis)
        self.lines: list[LineItem] = []
        self._colours: list[str] = []
        self._theme: Theme | None = None
        self._kept: KeptValues | None = None
        self._step = 0
        self._present = np.empty(0)

    @abstractmethod
    def _values_of(self, kept: KeptValues) -> Array:
        """Return the values of each layer at kept states, shape (layers, n)."""

    @abstractmethod
    def _values_at(self, snapshot: Snapshot) -> Array:
        """Return the values of each layer at the present state."""

    def set_theme(self, theme: Theme) -> None:
        """Apply the colours of a theme."""
        self._theme = theme
        pens = layer_pens(theme, len(self.lines))
        self._colours = [pen.color().name() for pen in pens]
        for line, pen in zip(self.lines, pens, strict=True):
            line.setPen(pen)

    def set_kept(self, kept: KeptValues | None) -> None:
        """Take what is known of kept states."""
        self._kept = kept

    def set_history(self, snapshot: Snapshot) -> None:
        """Take the present state of a run."""
        if self._kept is not None and self._kept.run is not snapshot.run:
            self._kept = None
        self._step, self._present = snapshot.step, self._values_at(snapshot)
        if len(self.lines) != len(self._present):
            for line in self.lines:
                self._box.removeItem(line)
            self.lines = [LineItem() for _ in self._present]
            for line in self.lines:
                self._box.addItem(line)
            if self._theme is not None:
                self.set_theme(self._theme)
        _, values = self._known()
        low, high = finite_range(values[values > 0.0])
        if not math.isfinite(low):
            low, high = 1.0, 10.0
        low = 1.0 / round_up_125(1.0 / max(low, SMALLEST))
        self._set_range(low, round_up_125(high), log=True)

    def draw(self, start: int, stop: int, columns: int) -> None:
        """Draw a line for each layer."""
        updates, values = self._known()
        x = self._axis.to_x(updates.astype(np.float64))
        shown = np.isfinite(x)
        for line, row in zip(self.lines, values, strict=True):
            line.setData(x[shown], logarithms(row[shown]), connect="finite")

    def reading_at(self, update: int) -> Reading:
        """Return the values at the state nearest to an update."""
        updates, values = self._known()
        at = int(np.argmin(np.abs(updates - update)))
        texts = [figure(value) for value in values[:, at].tolist()]
        names = [f"layer {n}" for n in range(1, len(texts) + 1)]
        triples = zip(names, texts, self._colours, strict=True)
        return Reading(int(updates[at]), self.symbol, tuple(triples))

    def columns(self) -> dict[str, Column]:
        """Return the values of each layer, None between the states."""
        updates, values = self._known()
        columns: dict[str, Column] = {}
        for n, row in enumerate(values, 1):
            column: list[float | None] = [None] * (self._step + 1)
            for update, value in zip(updates.tolist(), row.tolist(), strict=True):
                column[update] = value
            columns[f"{self.quantity}, layer {n}"] = column
        return columns

    def _known(self) -> tuple[Any, Array]:
        """Return the updates before known states, the present one last, and values."""
        present, step = self._present[:, None], self._step
        if self._kept is None:
            return np.array([step]), present
        past = int(np.searchsorted(self._kept.updates, step))
        updates = np.append(self._kept.updates[:past], step)
        return updates, np.hstack([self._values_of(self._kept)[:, :past], present])


class LayerGradients(LayerCurve):
    """The norm of each layer's part of the gradient, before any clipping."""

    key = "layer_gradients"
    name = "Gradient norm of each layer ‖∇J‖"
    label = "‖∇J‖ of each layer"
    symbol = quantity = "‖∇J‖"

    def _values_of(self, kept: KeptValues) -> Array:
        return kept.gradient_norms

    def _values_at(self, snapshot: Snapshot) -> Array:
        return layer_norms(snapshot.run.model.network, snapshot.gradient)


class UpdateRatios(LayerCurve):
    """How large the next update is beside the weights, for each layer."""

    key = "update_ratios"
    name = "Update / weights of each layer ‖ΔW‖ / ‖W‖"
    label = "‖ΔW‖ / ‖W‖ of each layer"
    symbol = quantity = "‖ΔW‖ / ‖W‖"

    def _values_of(self, kept: KeptValues) -> Array:
        return kept.update_ratios

    def _values_at(self, snapshot: Snapshot) -> Array:
        network = snapshot.run.model.network
        return update_ratios(network, snapshot.theta, snapshot.upcoming)
