"""The lines of an update with their values: what the panel shows, block by block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from gui.graph.hover_target import HoverTarget, Unit
from gui.text.number_format import loss, signed
from shallownet.analysis.equations import Equation, Phase, equations
from shallownet.arrays import ignore_overflow, norm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.arrays import Array, Indices
    from shallownet.training.snapshot import Snapshot

Axis = Literal["samples", "inputs", "none"]

MOST_SAMPLES: Final = 12
"""Samples whose columns are shown, at most: more never fit beside each other."""


@dataclass(frozen=True, eq=False)
class MatrixBlock:
    """An array of an update, or the part of it that is shown.

    Attributes
    ----------
    name : str
        What it is called: ``Z1``, ``W1 after``.
    values : ndarray, shape (rows, columns)
    rows, columns : sequence of str
        What stands before each row and over each column.
    total : int
        How many columns the whole array has.
    axis : str
        What its columns are: samples, inputs of a layer, or nothing (a bias).
    layer : int
        The layer that its rows are units of; 0 for the inputs.
    start, stride : int
        Where a parameter array begins in ``theta``, and by how much a row lies behind
        the one before it; -1 for arrays of samples.
    """

    name: str
    values: Array
    rows: Sequence[str]
    columns: Sequence[str]
    total: int
    axis: Axis
    layer: int
    start: int = -1
    stride: int = 0

    def thing(self, row: int, column: int) -> HoverTarget:
        """Return what an entry belongs to: a parameter, or a unit."""
        if self.start >= 0:
            return self.start + row * self.stride + column
        return Unit(self.layer, row)

    def is_highlighted(self, row: int, column: int, what: HoverTarget) -> bool:
        """Whether an entry belongs to what is pointed at; a unit lights its row."""
        if isinstance(what, Unit):
            return self.layer == what.layer and row == what.index
        return what is not None and self.thing(row, column) == what


@dataclass(frozen=True, eq=False)
class EquationRow:
    """A line of an update, what comes of it in a word, and its arrays."""

    equation: Equation
    result: str
    matrices: tuple[MatrixBlock, ...]


def shown_samples(snapshot: Snapshot, sample: int | None) -> Indices:
    """Return the samples whose columns are shown, by their numbers in the data.

    The one that is looked at, or else the first that the update looks at.
    """
    if sample is not None:
        return np.array([sample])
    train = snapshot.run.split.train
    rows = snapshot.rows
    if rows is None:
        return train[:MOST_SAMPLES]
    return train[rows[:MOST_SAMPLES]]


def equation_rows(
    snapshot: Snapshot, phase: Phase, arrays: dict[str, Array], samples: Indices
) -> list[EquationRow]:
    """Return the lines of a phase of the next update, with their values.

    Parameters
    ----------
    arrays : dict of str to ndarray
        X, y, Z1, A1, dZ1, ... of the samples, as `Probe.look` returns them.
    samples : ndarray of int
        Their numbers in the data.
    """
    network = snapshot.run.model.network
    last = len(network.layers)
    known = dict(arrays)
    with ignore_overflow():
        known["error"] = arrays[f"A{last}"] - arrays["y"]
        known["squared"] = np.square(known["error"])
    result = []
    for line in equations(network, snapshot.settings):
        if line.phase is phase:
            matrices = tuple(
                _matrix(snapshot, name, line.layer, known, samples)
                for name in line.arrays
            )
            result.append(EquationRow(line, _result(snapshot, line), matrices))
    return result


def seen(snapshot: Snapshot) -> int:
    """Return how many samples the next update looks at: the m of its equations."""
    rows = snapshot.rows
    return len(snapshot.run.split.train) if rows is None else len(rows)


def _result(snapshot: Snapshot, line: Equation) -> str:
    now, config = snapshot.evaluation, snapshot.run.config
    if line.layer == 0 and line.phase is Phase.FORWARD:
        batch = " (a batch)" if snapshot.rows is not None else ""
        scaled = config.standardize_inputs or config.standardize_target
        return f"m = {seen(snapshot):,}{batch}" + (", standardized" if scaled else "")
    if line.phase is Phase.LOSS:
        unit = float(snapshot.run.model.target.scale[0, 0])
        own = config.standardize_target
        if line.plain.startswith("J"):
            theirs = f", in the units of y² {loss(now.loss * unit**2)}" if own else ""
            return f"= {now.loss:,.6f}{theirs}"
        if line.plain.startswith("mean"):
            theirs = f", in those of y {signed(now.mean_error * unit)}" if own else ""
            return f"= {signed(now.mean_error, 6)}{theirs}"
        return f"= {now.penalty:,.6f}"
    if line.plain.startswith("κ ="):
        long, factor = clipping(snapshot)
        return f"‖g‖ = {long:,.4f}, κ = {factor:.4g}"
    return ""


def clipping(snapshot: Snapshot) -> tuple[float, float]:
    """Return how long the gradient is, and what the next update shortens it by."""
    long = norm(np.where(snapshot.frozen, 0.0, snapshot.gradient))
    limit = snapshot.settings.clip_norm
    return long, 1.0 if limit is None or not long > limit else limit / long


def _matrix(
    snapshot: Snapshot,
    name: str,
    layer: int,
    arrays: dict[str, Array],
    samples: Indices,
) -> MatrixBlock:
    network = snapshot.run.model.network
    plain = name.split()[0].removeprefix("d")
    if name not in arrays:  # a parameter, or its gradient
        vector = {"before": snapshot.theta, "after": snapshot.upcoming}.get(
            name.split()[-1], snapshot.gradient
        )
        values = network.named(vector)[plain]
        start = network.parameter_index(
            f"{plain}[0, 0]" if plain[0] == "W" else f"{plain}[0]"
        )
        stride = network.layers[layer - 1].Wb.shape[1]
        is_bias = plain[0] == "b"
        return MatrixBlock(
            name,
            values,
            _units(values.shape[0]),
            ("",) if is_bias else _inputs(snapshot, layer),
            values.shape[1],
            "none" if is_bias else "inputs",
            layer,
            start,
            stride,
        )
    values = arrays[name]
    of_output = name in ("y", "error", "squared")
    rows = _inputs(snapshot, 1) if name == "X" else _units(values.shape[0])
    return MatrixBlock(
        {"error": "ŷ − y", "squared": "(ŷ − y)²"}.get(name, name),
        values,
        ("",) if of_output else rows,
        tuple(f"i = {number:,}" for number in samples.tolist()),
        seen(snapshot),
        "samples",
        len(network.layers) if of_output else layer,
    )


def _inputs(snapshot: Snapshot, layer: int) -> tuple[str, ...]:
    """Return what the columns of a layer's weights are called."""
    if layer == 1:
        return snapshot.run.data.input_names
    return _units(snapshot.run.model.network.layer_sizes[layer - 1])


def _units(count: int) -> tuple[str, ...]:
    return tuple(map(str, range(count)))
