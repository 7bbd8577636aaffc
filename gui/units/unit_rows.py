"""The rows of the units' table: numbers and texts of each unit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from gui.graph.hover_target import Unit
from shallownet.analysis.coefficients import weighted_sum
from shallownet.arrays import norm
from shallownet.wording import figure, joined, shortened

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shallownet.analysis.unit_report import LayerReport, UnitReport
    from shallownet.arrays import Array
    from shallownet.training.snapshot import Snapshot

MAX_WEIGHTS: Final = 3
"""Weights of one unit that a cell lists; of more it gives their size."""

MAX_TERMS: Final = 3
"""Terms of a weighted sum that a cell lists; its tip has more."""


@dataclass(frozen=True, eq=False)
class Weights:
    """Some weights of a unit as text, and a number to sort them by.

    ``whole`` is the text without a limit, for a tip.
    """

    text: str = ""
    key: float = math.nan
    whole: str = ""


@dataclass(frozen=True, eq=False)
class UnitRow:
    """One unit, or one input of a network without hidden layer.

    Attributes
    ----------
    unit : Unit
    name : str
        Its number, after that of its layer if there are several.
    is_on : bool
        Whether it is not turned off in the picture.
    counts, slopes : ndarray of int, shape (bins,)
        Histograms of its activations and slopes; see `LayerReport`.
    low, high : float
        The range of the histogram of activations.
    mean, saturated, contribution, r2_without, r2_at_mean : float
        See `LayerReport`.
    incoming, outgoing : Weights
        In the network's units.
    incoming_in_data, outgoing_in_data : Weights
        In the data's own units; empty where that is the same or cannot be.
    twins : str
        The units that it is a twin of.
    """

    unit: Unit
    name: str
    is_on: bool
    counts: NDArray[np.intp]
    slopes: NDArray[np.intp]
    low: float
    high: float
    mean: float
    saturated: float
    contribution: float
    r2_without: float
    r2_at_mean: float
    incoming: Weights
    outgoing: Weights
    incoming_in_data: Weights
    outgoing_in_data: Weights
    twins: str

    @property
    def activation_text(self) -> str:
        """The activations in words."""
        return (
            f"mean activation {figure(self.mean)}, between {figure(self.low)} and "
            f"{figure(self.high)}"
        )

    @property
    def saturated_text(self) -> str:
        """The share of the samples on which it is saturated."""
        return percent_text(self.saturated)


def percent_text(part: float) -> str:
    """Return a share as percent; only all is 100 %, and only none is 0 %."""
    if not math.isfinite(part):
        return "–"
    if 0.0 < part < 0.001:
        return "< 0.1 %"
    if 0.999 < part < 1.0:
        return "99.9 %"
    return f"{100.0 * part:.1f} %" if part < 1.0 else "100 %"


def unit_rows(snapshot: Snapshot, report: UnitReport) -> list[UnitRow]:
    """Return the rows of a report on a state, layer after layer.

    Those that ŷ owes most to are first in a layer, with their twins next to them.
    """
    network = snapshot.run.model.network
    matrices = network.matrices(snapshot.theta)
    in_data = network.matrices(snapshot.theta_in_data_units)
    several = len(report.layers) > 1
    rows = []
    for layer in report.layers:
        for unit in _twins_together(layer):
            rows.append(_row(snapshot, report, layer, unit, matrices, in_data, several))
    return rows


def _row(
    snapshot: Snapshot,
    report: UnitReport,
    layer: LayerReport,
    unit: int,
    matrices: list[Array],
    in_data: list[Array],
    several: bool,
) -> UnitRow:
    number = layer.layer
    names = snapshot.run.data.input_names
    name = str(unit) if number else shortened(names[unit], 18)
    incoming, incoming_in_data = Weights(), Weights()
    if number:
        below = _names_below(snapshot, number)
        incoming = _sum_of(matrices[number - 1][unit], below)
        if number == 1 and not np.array_equal(matrices[0], in_data[0]):
            incoming_in_data = _sum_of(in_data[0][unit], below)
    outgoing_in_data = Weights()
    if number == len(matrices) - 1 and not np.array_equal(
        matrices[-1][:, :-1], in_data[-1][:, :-1]
    ):
        outgoing_in_data = _listed(in_data[-1][:, unit])
    return UnitRow(
        unit=Unit(number, unit),
        name=f"{number}: {name}" if several else name,
        is_on=(number, unit) not in report.off,
        counts=layer.counts[unit],
        slopes=layer.slopes[unit],
        low=float(layer.edges[0]),
        high=float(layer.edges[-1]),
        mean=float(layer.mean[unit]),
        saturated=float(layer.saturated[unit]),
        contribution=float(layer.contribution[unit]),
        r2_without=float(layer.r2_without[unit]),
        r2_at_mean=float(layer.r2_at_mean[unit]),
        incoming=incoming,
        outgoing=_listed(matrices[number][:, unit]),
        incoming_in_data=incoming_in_data,
        outgoing_in_data=outgoing_in_data,
        twins=_twins_text(layer, unit),
    )


def _names_below(snapshot: Snapshot, layer: int) -> tuple[str, ...]:
    """Return the names of what a layer's units add up: inputs, or activations."""
    if layer == 1:
        return snapshot.run.data.input_names
    count = snapshot.run.model.network.layer_sizes[layer - 1]
    return tuple(f"a{unit}" for unit in range(count))


def _sum_of(row: Array, names: tuple[str, ...]) -> Weights:
    """Return a row of [W b] as a formula, sorted by the size of its weights."""
    weights, bias = row[:-1], float(row[-1])
    size = norm(weights)
    text = weighted_sum(weights, bias, names, MAX_TERMS)
    return Weights(text, size, f"z = {weighted_sum(weights, bias, names)}")


def _listed(weights: Array) -> Weights:
    """Return the weights that lead away from a unit, sorted by value or by size."""
    if len(weights) == 1:
        text = figure(float(weights[0]))
        return Weights(text, float(weights[0]), text)
    size = norm(weights)
    whole = ", ".join(figure(float(weight)) for weight in weights[:12])
    if len(weights) > 12:
        whole += f" and {len(weights) - 12} more"
    if len(weights) <= MAX_WEIGHTS:
        return Weights(whole, size, whole)
    return Weights(f"{len(weights)} of size {figure(size)}", size, whole)


def _twins_together(layer: LayerReport) -> list[int]:
    """Return the units by what ŷ owes to them, each followed by its twins."""
    group_of = {unit: group for group in layer.twins for unit in group}
    by_contribution = np.argsort(-layer.contribution, kind="stable").tolist()
    place = {unit: at for at, unit in enumerate(by_contribution)}
    order: dict[int, None] = {}
    for unit in by_contribution:
        for twin in (unit, *sorted(group_of.get(unit, ()), key=place.__getitem__)):
            order.setdefault(twin)
    return list(order)


def _twins_text(layer: LayerReport, unit: int) -> str:
    """Return which units a unit is a twin of, and the letter of the group."""
    for number, group in enumerate(layer.twins):
        if unit in group:
            others = [str(twin) for twin in group if twin != unit]
            letter = chr(ord("A") + number) if number < 26 else f"{number + 1}"
            shown = others if len(others) <= 4 else [*others[:4], "…"]
            return f"{letter}: with {joined(shown)}"
    return ""
