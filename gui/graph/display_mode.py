"""What the graph shows: weight, gradient or update on edges, a value in each unit.

While the phases of an update are stepped through, the phase decides: the forward pass
highlights layers from left to right, the backward pass from right to left with their
errors, and the update shows each parameter's old and new value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from gui.graph.cover import Cover
from gui.graph.edge_style import next_scale
from gui.graph.sample_selection import SampleSelection
from gui.graph.unit_values import UnitValues, activation_values, formatter_of, limits_of
from gui.text.number_format import signed
from shallownet.analysis.equations import Phase
from shallownet.arrays import ignore_overflow
from shallownet.wording import number, told_apart, whole_percent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gui.graph.probe import Probe
    from shallownet.arrays import Array
    from shallownet.data.datasets import Dataset
    from shallownet.training.snapshot import Snapshot


class EdgeMode(Enum):
    """What the edges show; the value is the title in the legend."""

    WEIGHT = "weights, biases"
    GRADIENT = "gradient dJ"
    UPDATE = "last update"
    UPCOMING = "next update"


class UnitMode(Enum):
    """What the units show; the value is the title in the menu."""

    RESPONSE = "answer over the plane of the inputs"
    SAMPLE = "activation of the sample"
    MEAN = "mean activation"
    SATURATION = "saturation"


MAX_WIDTH: Final = 14  # characters of a parameter's value on its edge

EDGE_MODES: Final = (EdgeMode.WEIGHT, EdgeMode.GRADIENT, EdgeMode.UPDATE)
"""The modes a person can choose; the last one of all belongs to a phase."""


class GraphDisplay(NamedTuple):
    """What the graph shows of a state.

    Attributes
    ----------
    values : ndarray, shape (parameters,)
        The value of each edge.
    units : UnitValues or None
        None if the units show their response maps.
    highlighted : range or None
        The layers that are not faded, the inputs being 0; None for all.
    label : callable or None
        ``label(parameter)`` returns the text on an edge; None for no texts.
    """

    edges: EdgeMode
    values: Array
    units: UnitValues | None = None
    highlighted: range | None = None
    label: Callable[[int], str] | None = None


@dataclass
class DisplayModes:
    """The modes a person has chosen, and the colour scales of the units' values.

    Attributes
    ----------
    selection : SampleSelection
        The sample, or the inputs, whose activations the units show.
    display : GraphDisplay or None
        What the graph shows of the state that was set last.
    cover : Cover
        What it does not show of it.
    """

    edges: EdgeMode = EdgeMode.WEIGHT
    units: UnitMode = UnitMode.RESPONSE
    selection: SampleSelection = field(default_factory=SampleSelection)
    display: GraphDisplay | None = field(default=None, init=False)
    cover: Cover = field(default_factory=Cover)
    _limits: Sequence[float] = field(default=(), init=False)

    @property
    def sample(self) -> int | None:
        """The selected sample, by its number in the data; None for all."""
        return self.selection.sample

    @property
    def has_inputs(self) -> bool:
        """Whether there are inputs whose activations the units can show."""
        return self.sample is not None or self.selection.asked is not None

    def next_edges(self) -> None:
        """Switch the edges to the next mode."""
        at = EDGE_MODES.index(self.edges)
        self.edges = EDGE_MODES[(at + 1) % len(EDGE_MODES)]

    def next_units(self) -> None:
        """Switch the units to the next mode."""
        modes = list(UnitMode)
        if not self.has_inputs:
            modes.remove(UnitMode.SAMPLE)
        at = modes.index(self.units) if self.units in modes else 0
        self.units = modes[(at + 1) % len(modes)]

    def begin_run(self, data: Dataset) -> None:
        """Reset the scales for a new run, and drop a sample that its data lacks."""
        self._limits = ()
        self.cover = Cover()
        self.selection.begin_run(len(data.X), data.samples)
        if self.sample is None and self.units is UnitMode.SAMPLE:
            self.units = UnitMode.RESPONSE

    def set_state(
        self, snapshot: Snapshot, probe: Probe, phase: Phase | None, stage: int
    ) -> None:
        """Set what the graph shows, with scales that have room for the values.

        Parameters
        ----------
        snapshot : Snapshot
        probe : Probe
            Of the snapshot's run.
        phase : Phase or None
            The phase of the update that is shown; None shows the chosen modes.
        stage : int
            How many layers of the phase have been passed.
        """
        display = self._display_of(snapshot, probe, phase, stage)
        units = display.units
        if units is not None and units.grows:
            known = self._limits or units.limits
            self._limits = list(map(next_scale, known, units.limits))
            display = display._replace(units=units._replace(limits=self._limits))
        self.display = self.cover.of_display(display)

    def _display_of(
        self, snapshot: Snapshot, probe: Probe, phase: Phase | None, stage: int
    ) -> GraphDisplay:
        last = len(snapshot.run.model.network.layers)
        if phase is None:
            values = edge_values(snapshot, self.edges)
            units = self._unit_values(snapshot, probe, self.units)
            return GraphDisplay(self.edges, values, units)
        if phase is Phase.UPDATE:
            new, old = snapshot.upcoming, snapshot.theta
            return GraphDisplay(
                EdgeMode.UPCOMING,
                edge_values(snapshot, EdgeMode.UPCOMING),
                label=lambda k: old_to_new(float(old[k]), float(new[k])),
            )
        if phase is Phase.BACKWARD:
            gradient = edge_values(snapshot, EdgeMode.GRADIENT)
            errors = self._errors(snapshot, probe)
            highlighted = range(max(last - stage, 0), last + 1)
            return GraphDisplay(EdgeMode.GRADIENT, gradient, errors, highlighted)
        mode = UnitMode.MEAN if self.sample is None else UnitMode.SAMPLE
        units = self._unit_values(snapshot, probe, mode)
        forward = phase is Phase.FORWARD
        highlighted = range(stage + 1) if forward else range(last, last + 1)
        return GraphDisplay(EdgeMode.WEIGHT, snapshot.theta, units, highlighted)

    def _unit_values(
        self, snapshot: Snapshot, probe: Probe, mode: UnitMode
    ) -> UnitValues | None:
        drawn, m = len(probe.chosen), snapshot.run.data.samples
        scope = f"over {drawn:,} of {m:,} samples" if drawn < m else f"over all {m:,}"
        asked = self.selection.asked
        if mode is UnitMode.SAMPLE and asked is not None:
            arrays = probe.input_passes(snapshot, asked[:, np.newaxis])
            return activation_values(arrays, "the asked input", snapshot.run.model)
        if mode is UnitMode.SAMPLE and self.sample is not None:
            arrays = probe.sample_passes(snapshot, np.array([self.sample]))
            return activation_values(
                arrays, f"sample {self.sample:,}", snapshot.run.model
            )
        if mode is UnitMode.MEAN:
            layers = probe.means(snapshot)
            texts, limits = formatter_of("mean", layers), limits_of(layers)
            title = "mean activation"
            return UnitValues(title, scope, layers, limits, texts, grows=True)
        if mode is UnitMode.SATURATION:
            shares = probe.saturated_shares(snapshot)

            def formatter(layer: int, index: int) -> tuple[str, ...]:
                value = float(shares[layer - 1][index])
                text = whole_percent(value)
                return f"saturated {text}", text

            limits, scope = [1.0] * (len(shares) + 1), f"of samples, {scope}"
            values, title = [None, *shares], "saturated on"
            return UnitValues(title, scope, values, limits, formatter, signed=False)
        return None

    def _errors(self, snapshot: Snapshot, probe: Probe) -> UnitValues:
        """Return dZ of the selected sample, or its mean over all samples: db."""
        network = snapshot.run.model.network
        if self.sample is None:
            arrays = network.named(snapshot.gradient)
            key, name = "b", "db"
            title, scope = "mean of dZ = db", "over the update's samples"
        else:
            arrays = probe.sample_passes(snapshot, np.array([self.sample]))
            key, name = "dZ", "dZ"
            title, scope = f"dZ of sample {self.sample:,}", ""
        numbers = range(1, len(network.layers) + 1)
        layers = [None, *(arrays[f"{key}{n}"][:, 0] for n in numbers)]
        texts = formatter_of(name, layers)
        return UnitValues(title, scope, layers, limits_of(layers), texts)


def edge_values(snapshot: Snapshot, mode: EdgeMode) -> Array:
    """Return the value of each edge, shape (parameters,)."""
    if mode is EdgeMode.WEIGHT:
        return snapshot.theta
    if mode is EdgeMode.GRADIENT:
        return snapshot.gradient
    if mode is EdgeMode.UPDATE:
        return snapshot.change
    with ignore_overflow():
        difference: Array = snapshot.upcoming - snapshot.theta
    return difference


def old_to_new(old: float, new: float) -> str:
    """Return a parameter's change as text, with enough decimals to see it."""
    before, after = told_apart(old, new, decimals=3)
    if len(before) > MAX_WIDTH:  # the change says more than the last of many digits
        return f"{number(old, 3)} {signed(new - old, 3)}"
    return f"{before} → {after}"
