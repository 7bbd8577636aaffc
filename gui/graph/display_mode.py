"""What the graph shows: of edges weight, gradient or update, of units which value.

While an update is opened up phase by phase, the phase decides: activations light up
from left to right, errors from right to left, and each parameter shows old → new.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from gui.text.number_format import round_up_125, signed
from shallownet.analysis.equations import Phase
from shallownet.arrays import ignore_overflow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gui.graph.probe import Probe
    from shallownet.arrays import Array
    from shallownet.training.snapshot import Snapshot


class EdgeMode(Enum):
    """What the edges show; the value is what the legend calls it."""

    WEIGHT = "weights, biases"
    GRADIENT = "gradient dJ"
    UPDATE = "last update"
    COMING = "this update"


class UnitMode(Enum):
    """What the units show; the value is what a menu calls it."""

    RESPONSE = "answer over the plane of the inputs"
    SAMPLE = "activation of the sample"
    MEAN = "mean activation"
    SATURATION = "saturation"


EDGE_MODES: Final = (EdgeMode.WEIGHT, EdgeMode.GRADIENT, EdgeMode.UPDATE)
"""Those that a person goes through; the last one belongs to a phase."""


class UnitValues(NamedTuple):
    """A number for each unit, and how to tell it.

    Attributes
    ----------
    title, over : str
        What the legend calls it, and over which samples it was taken.
    layers : sequence of ndarray or None
        The values of each layer, the inputs first; None where it has none.
    limits : sequence of float
        The value at the ends of each layer's scale of colours.
    write : callable
        ``write(layer, index)`` returns texts for a unit, the fullest first.
    signed : bool
        Whether values below zero are possible.
    """

    title: str
    over: str
    layers: Sequence[Array | None]
    limits: Sequence[float]
    write: Callable[[int, int], tuple[str, ...]]
    signed: bool = True

    def share(self, layer: int, index: int) -> float | None:
        """Return a value as a share of its scale, -1 to 1; None where there is none."""
        values = self.layers[layer]
        if values is None:
            return None
        share = float(values[index]) / self.limits[layer]
        return min(max(share, -1.0), 1.0) if math.isfinite(share) else 0.0

    def texts(self, layer: int, index: int) -> tuple[str, ...]:
        """Return what is written beside a unit, the fullest first."""
        return () if self.layers[layer] is None else self.write(layer, index)


class GraphDisplay(NamedTuple):
    """What the graph shows of a state.

    Attributes
    ----------
    edges : EdgeMode
    values : ndarray, shape (parameters,)
        A value for each edge.
    units : UnitValues or None
        In place of the units' response maps.
    lit : range or None
        The layers that are lit, the inputs being 0; None if all are.
    label : callable or None
        ``label(parameter)`` returns the text of an edge, if edges have one.
    """

    edges: EdgeMode
    values: Array
    units: UnitValues | None = None
    highlighted: range | None = None
    label: Callable[[int], str] | None = None


@dataclass
class DisplayModes:
    """Which face a person has chosen, and the scales that go with it.

    Attributes
    ----------
    edges : EdgeMode
    units : UnitMode
    sample : int or None
        The sample that is looked at, by its number in the data; None for all.
    """

    edges: EdgeMode = EdgeMode.WEIGHT
    units: UnitMode = UnitMode.RESPONSE
    sample: int | None = None
    _limits: dict[tuple[str, int], float] = field(default_factory=dict)

    def next_edges(self) -> None:
        """Show the next thing on the edges: weight, gradient, last update."""
        at = EDGE_MODES.index(self.edges)
        self.edges = EDGE_MODES[(at + 1) % len(EDGE_MODES)]

    def next_units(self) -> None:
        """Show the next thing in the units."""
        faces = list(UnitMode)
        if self.sample is None:
            faces.remove(UnitMode.SAMPLE)
        at = faces.index(self.units) if self.units in faces else 0
        self.units = faces[(at + 1) % len(faces)]

    def begin_run(self, samples: int) -> None:
        """Begin with scales of its own for another run, whose data may be other."""
        self._limits = {}
        if self.sample is not None and self.sample >= samples:
            self.sample = None
        if self.sample is None and self.units is UnitMode.SAMPLE:
            self.units = UnitMode.RESPONSE

    def face(
        self, snapshot: Snapshot, probe: Probe, phase: Phase | None, stage: int
    ) -> GraphDisplay:
        """Return what the graph shows of a state, opened up to a stage of a phase.

        Parameters
        ----------
        phase : Phase or None
        stage : int
            How many layers of it are lit.
        """
        last = len(snapshot.run.model.network.layers)
        if phase is None:
            return GraphDisplay(
                self.edges,
                edge_values(snapshot, self.edges),
                self._units(snapshot, probe, self.units),
            )
        if phase is Phase.UPDATE:
            after, before = snapshot.upcoming, snapshot.theta
            return GraphDisplay(
                EdgeMode.COMING,
                edge_values(snapshot, EdgeMode.COMING),
                label=lambda k: old_to_new(float(before[k]), float(after[k])),
            )
        if phase is Phase.BACKWARD:
            highlighted = range(max(last - stage, 0), last + 1)
            gradient = edge_values(snapshot, EdgeMode.GRADIENT)
            errors = self._errors(snapshot, probe)
            return GraphDisplay(EdgeMode.GRADIENT, gradient, errors, highlighted)
        known = UnitMode.MEAN if self.sample is None else UnitMode.SAMPLE
        units = self._units(snapshot, probe, known)
        highlighted = (
            range(stage + 1) if phase is Phase.FORWARD else range(last, last + 1)
        )
        return GraphDisplay(EdgeMode.WEIGHT, snapshot.theta, units, highlighted)

    def _units(
        self, snapshot: Snapshot, probe: Probe, face: UnitMode
    ) -> UnitValues | None:
        drawn, m = len(probe.chosen), snapshot.run.data.samples
        over = f"over {drawn:,} of {m:,} samples" if drawn < m else f"over all {m:,}"
        if face is UnitMode.SAMPLE and self.sample is not None:
            return self._of_sample(snapshot, probe)
        if face is UnitMode.MEAN:
            layers = probe.means(snapshot)

            def mean(layer: int, index: int) -> tuple[str, ...]:
                value = float(layers[layer][index])
                return f"mean {signed(value)}", signed(value), _brief(value)

            limits = self._grown("activation", layers)
            return UnitValues("mean activation", over, layers, limits, mean)
        if face is UnitMode.SATURATION:
            shares = probe.saturated(snapshot)

            def saturated(layer: int, index: int) -> tuple[str, ...]:
                value = float(shares[layer - 1][index])
                return f"saturated {value:.0%}", f"{value:.0%}"

            return UnitValues(
                "saturated on",
                f"of samples, {over}",
                [None, *shares],
                [1.0] * (len(shares) + 1),
                saturated,
                signed=False,
            )
        return None

    def _of_sample(self, snapshot: Snapshot, probe: Probe) -> UnitValues:
        arrays = probe.look(snapshot, np.array([self.sample]))
        last = len(snapshot.run.model.network.layers)
        layers = [
            arrays["X"][:, 0],
            *(arrays[f"A{n}"][:, 0] for n in range(1, last + 1)),
        ]
        y = float(arrays["y"][0, 0])

        def write(layer: int, index: int) -> tuple[str, ...]:
            a = float(layers[layer][index])
            if layer == 0:
                return signed(a), _brief(a)
            if layer == last:
                told = (
                    f"ŷ {a:,.3f}, y {y:,.3f}",
                    f"ŷ {a:,.2f}, y {y:,.2f}",
                    f"{a:.3g}, y {y:.3g}",
                )
                return tuple(text.replace("-", "−") for text in told)
            z = float(arrays[f"Z{layer}"][index, 0])
            return (
                f"z {signed(z)}   a {signed(a)}",
                f"z {_brief(z)}  a {_brief(a)}",
                f"a {signed(a)}",
                _brief(a),
            )

        limits = self._grown("activation", layers)
        return UnitValues(f"sample {self.sample:,}", "", layers, limits, write)

    def _errors(self, snapshot: Snapshot, probe: Probe) -> UnitValues:
        """Return dZ of the sample, or of all samples its mean: that is db."""
        network = snapshot.run.model.network
        if self.sample is None:
            views = network.named(snapshot.gradient)
            count = len(network.layers)
            errors = [views[f"b{n}"][:, 0] for n in range(1, count + 1)]
            title, over, name = "mean of dZ = db", "over the update's samples", "db"
        else:
            arrays = probe.look(snapshot, np.array([self.sample]))
            errors = [arrays[f"dZ{n}"][:, 0] for n in range(1, len(network.layers) + 1)]
            title, over, name = f"dZ of sample {self.sample:,}", "", "dZ"

        def write(layer: int, index: int) -> tuple[str, ...]:
            value = float(errors[layer - 1][index])
            return f"{name} {signed(value)}", signed(value), _brief(value)

        limits = [1.0, *self._fitted(errors)]
        return UnitValues(title, over, [None, *errors], limits, write)

    def _grown(self, kind: str, layers: Sequence[Array]) -> list[float]:
        """Return a limit for each layer that only grows, as the edges' scale does."""
        limits = []
        for layer, (values, fitted) in enumerate(
            zip(layers, self._fitted(layers), strict=True)
        ):
            limit = fitted if np.abs(values).max(initial=0.0) else 1.0
            limit = max(limit, self._limits.get((kind, layer), 0.0))
            self._limits[kind, layer] = limit
            limits.append(limit)
        return limits

    def _fitted(self, layers: Sequence[Array]) -> list[float]:
        return [
            round_up_125(float(np.abs(v[np.isfinite(v)]).max(initial=0.0)))
            for v in layers
        ]


def edge_values(snapshot: Snapshot, face: EdgeMode) -> Array:
    """Return what each edge shows."""
    if face is EdgeMode.WEIGHT:
        return snapshot.theta
    if face is EdgeMode.GRADIENT:
        return snapshot.gradient
    if face is EdgeMode.UPDATE:
        return snapshot.change
    with ignore_overflow():
        coming: Array = snapshot.upcoming - snapshot.theta
    return coming


def old_to_new(before: float, after: float) -> str:
    """Write a parameter's change with as many decimals as it takes to see it."""
    difference = abs(after - before)
    decimals = 3
    if 0.0 < difference < 1e-3:
        decimals = min(math.ceil(-math.log10(difference)) + 1, 9)
    return f"{before:.{decimals}f} → {after:.{decimals}f}".replace("-", "−")


def _brief(value: float) -> str:
    return f"{value:.2g}".replace("-", "−")
