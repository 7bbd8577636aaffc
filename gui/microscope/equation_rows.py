"""The equations of an update with their values, one row for each equation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from gui.graph.hover_target import HoverTarget, Unit
from gui.text.number_format import loss, signed
from shallownet.analysis.equations import Equation, Phase, equations
from shallownet.arrays import ignore_overflow, norm
from shallownet.wording import figure, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.analysis.quiz.question import Place
    from shallownet.arrays import Array, Indices
    from shallownet.training.snapshot import Snapshot

MAX_SAMPLES: Final = 12
"""Samples with a column of their own, at most: more never fit side by side."""

COVERED: Final = "?"
"""What stands in the place of a number that a person is asked for."""

TELLING: Final = {"error": ("squared",), "Z": ("A",)}
"""Arrays whose number at the same place would tell the covered one."""

TITLES: Final = {"error": "ŷ − y", "squared": "(ŷ − y)²"}


@dataclass(frozen=True, eq=False)
class LabelledMatrix:
    """An array of an update, or its first columns, with labels.

    A parameter array starts at ``theta[start]``, with ``stride`` between its rows.
    """

    name: str  # Z1, W1 after
    values: Array  # (rows, columns)
    row_labels: Sequence[str]
    column_labels: Sequence[str]
    total: int  # columns of the whole array
    axis: Literal["samples", "inputs", "none"]  # what its columns are
    layer: int  # whose units its rows are; 0 for the inputs
    start: int = -1
    stride: int = 0
    covered: tuple[int, int] | None = None  # row and column of what is not shown

    def text_at(self, row: int, column: int) -> str:
        """Return an entry as text; of a covered one, a question mark."""
        if (row, column) == self.covered:
            return COVERED
        return signed(float(self.values[row, column]))

    def target_at(self, row: int, column: int) -> Unit | int:
        """Return the parameter or the unit that an entry belongs to."""
        if self.start >= 0:
            return self.start + row * self.stride + column
        return Unit(self.layer, row)

    def is_highlighted(self, row: int, column: int, target: HoverTarget) -> bool:
        """Whether an entry belongs to a target; all of a row belongs to its unit."""
        if isinstance(target, Unit):
            return self.layer == target.layer and row == target.index
        return target is not None and self.target_at(row, column) == target


@dataclass(frozen=True, eq=False)
class EquationRow:
    """An equation of an update, its result as text, and its arrays."""

    equation: Equation
    result: str
    matrices: tuple[LabelledMatrix, ...]


def shown_samples(snapshot: Snapshot, sample: int | None) -> Indices:
    """Return the samples with a column of their own, by their numbers in the data.

    These are the selected one, or else the first ones of the next update.
    """
    if sample is not None:
        return np.array([sample])
    train, rows = snapshot.run.split.train, snapshot.rows
    return train[:MAX_SAMPLES] if rows is None else train[rows[:MAX_SAMPLES]]


def equation_rows(
    snapshot: Snapshot,
    phase: Phase,
    arrays: dict[str, Array],
    samples: Indices,
    covered: Place | None = None,
) -> list[EquationRow]:
    """Return the equations of a phase of the next update, with their values.

    Parameters
    ----------
    arrays : dict of str to ndarray
        X, y, Z1, A1, dZ1, ... of the samples, as `Probe.sample_passes` returns them.
    samples : ndarray of int
        Their numbers in the data.
    covered : Place, optional
        The number that is not shown.
    """
    network = snapshot.run.model.network
    with ignore_overflow():
        error = arrays[f"A{len(network.layers)}"] - arrays["y"]
        arrays = arrays | {"error": error, "squared": np.square(error)}
    return [
        EquationRow(
            equation,
            _shown_result(snapshot, equation, covered),
            tuple(
                _with_cover(
                    _sample_matrix(
                        snapshot, name, equation.layer, arrays[name], samples
                    )
                    if name in arrays
                    else _parameter_matrix(snapshot, name, equation.layer),
                    name,
                    covered,
                    samples,
                )
                for name in equation.arrays
            ),
        )
        for equation in equations(network, snapshot.settings)
        if equation.phase is phase
    ]


def batch_size(snapshot: Snapshot) -> int:
    """Return the number of samples of the next update: the m of its equations."""
    rows = snapshot.rows
    return len(snapshot.run.split.train) if rows is None else len(rows)


def clipping(snapshot: Snapshot) -> tuple[float, float]:
    """Return the gradient norm, and the factor that clipping scales it by."""
    gradient_norm = norm(np.where(snapshot.frozen, 0.0, snapshot.gradient))
    limit = snapshot.settings.clip_norm
    if limit is None or not gradient_norm > limit:
        return gradient_norm, 1.0
    return gradient_norm, limit / gradient_norm


def _with_cover(
    matrix: LabelledMatrix, name: str, covered: Place | None, samples: Indices
) -> LabelledMatrix:
    """Cover the entry that is asked for, and what would tell it."""
    if covered is None:
        return matrix
    kind, layer = covered.array.rstrip("0123456789"), covered.layer
    telling = TELLING.get(kind, ())
    others = [f"{other}{layer}" if layer else other for other in telling]
    if name not in (covered.array, *others):
        return matrix
    column = covered.column
    if covered.sample is not None:
        found = np.flatnonzero(samples == covered.sample)
        if not found.size:  # another sample is selected
            return matrix
        column = int(found[0])
    return replace(matrix, covered=(covered.row, column))


def _shown_result(snapshot: Snapshot, equation: Equation, covered: Place | None) -> str:
    """Return the result of an equation, unless it is what a person is asked for."""
    name = equation.plain.partition(" =")[0]
    is_penalty = equation.phase is Phase.LOSS and "λ" in name
    asked = "" if covered is None else covered.array
    if asked and asked == ("penalty" if is_penalty else name):
        return f"= {COVERED}"
    return _result(snapshot, equation)


def _result(snapshot: Snapshot, equation: Equation) -> str:
    now, config = snapshot.evaluation, snapshot.run.config
    if equation.layer == 0 and equation.phase is Phase.FORWARD:
        batch = " (a batch)" if snapshot.rows is not None else ""
        scaled = config.standardize_inputs or config.standardize_target
        standardized = ", standardized" if scaled else ""
        return f"m = {batch_size(snapshot):,}{batch}{standardized}"
    if equation.phase is Phase.LOSS:
        unit = float(snapshot.run.model.target.scale[0, 0])
        in_units = ""
        if equation.plain.startswith("J"):
            if config.standardize_target:
                in_units = f", in the units of y² {loss(now.loss * unit**2)}"
            return f"= {number(now.loss, 6)}{in_units}"
        if equation.plain.startswith("mean"):
            if config.standardize_target:
                in_units = f", in those of y {signed(now.mean_error * unit)}"
            return f"= {signed(now.mean_error, 6)}{in_units}"
        return f"= {number(now.penalty, 6)}"
    if equation.plain.startswith("κ ="):
        gradient_norm, factor = clipping(snapshot)
        return f"‖g‖ = {number(gradient_norm)}, κ = {figure(factor)}"
    return ""


def _parameter_matrix(snapshot: Snapshot, name: str, layer: int) -> LabelledMatrix:
    """Return the matrix of ``W1 before``, ``W1 after`` or the gradient ``dW1``."""
    network = snapshot.run.model.network
    parameter, _, when = name.removeprefix("d").partition(" ")
    vectors = {"before": snapshot.theta, "after": snapshot.upcoming}
    values = network.named(vectors.get(when, snapshot.gradient))[parameter]
    is_bias = parameter[0] == "b"
    first = f"{parameter}[0]" if is_bias else f"{parameter}[0, 0]"
    return LabelledMatrix(
        name,
        values,
        _numbers(values.shape[0]),
        ("",) if is_bias else _input_labels(snapshot, layer),
        values.shape[1],
        "none" if is_bias else "inputs",
        layer,
        start=network.parameter_index(first),
        stride=network.layers[layer - 1].Wb.shape[1],
    )


def _sample_matrix(
    snapshot: Snapshot, name: str, layer: int, values: Array, samples: Indices
) -> LabelledMatrix:
    is_output = name in ("y", *TITLES)
    rows = _input_labels(snapshot, 1) if name == "X" else _numbers(values.shape[0])
    return LabelledMatrix(
        TITLES.get(name, name),
        values,
        ("",) if is_output else rows,
        tuple(f"i = {number:,}" for number in samples.tolist()),
        batch_size(snapshot),
        "samples",
        len(snapshot.run.model.network.layers) if is_output else layer,
    )


def _input_labels(snapshot: Snapshot, layer: int) -> tuple[str, ...]:
    if layer == 1:
        return snapshot.run.data.input_names
    return _numbers(snapshot.run.model.network.layer_sizes[layer - 1])


def _numbers(count: int) -> tuple[str, ...]:
    return tuple(map(str, range(count)))
