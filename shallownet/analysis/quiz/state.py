"""The arrays of the next update that questions are made of, right and mistaken."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.analysis.quiz.question import Slip
from shallownet.arrays import ignore_overflow, with_ones
from shallownet.errors import ConfigError
from shallownet.nn.gradient_rules import IN_BACKWARD, RULES, touched
from shallownet.nn.passes import passes
from shallownet.wording import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.arrays import Array
    from shallownet.nn.objective import Objective
    from shallownet.training.snapshot import Snapshot

MAX_TERMS: Final = 12
"""Products in a sum that a person would still add up."""

EXACT: Final = "exact"
MISTAKES: Final = tuple(name for name in RULES if name != EXACT)


class QuizState:
    """The next update after a snapshot.

    Parameters
    ----------
    snapshot : Snapshot
    objective : Objective
        With the parameters and the settings of the snapshot; its rule is left as it is.
    samples : sequence of int
        Samples whose columns are shown, by their numbers in the data.
    """

    def __init__(
        self, snapshot: Snapshot, objective: Objective, samples: Sequence[int]
    ) -> None:
        self.snapshot, self._objective = snapshot, objective
        self.samples = list(samples)
        self.network = objective.network
        self.rule = snapshot.settings.gradient
        self.layers = self.network.layers
        self._gradients: dict[str, Array] = {}
        self._passes: dict[str, dict[str, Array]] = {}

    @property
    def m(self) -> int:
        """The samples of the update."""
        rows = self.snapshot.rows
        return self._objective.y.shape[1] if rows is None else len(rows)

    @cached_property
    def batch_error(self) -> Array:
        """The errors of the samples of the update, yhat - y, shape (1, m)."""
        rows, objective = self.snapshot.rows, self._objective
        X, y = objective.X, objective.y
        if rows is not None:
            X, y = X[:, rows], y[:, rows]
        A = X[:-1]
        with ignore_overflow():
            for layer in self.layers:
                A = layer.activation(layer.W @ A + layer.b)
            error: Array = A - y
        return error

    def sample_arrays(self, rule: str = EXACT) -> dict[str, Array]:
        """Return X, y, Z1, A1, dZ1, ... of the shown samples, with dZ by a rule."""
        if rule not in self._passes:
            snapshot = self.snapshot
            data, model = snapshot.run.data, snapshot.run.model
            X = model.inputs.apply(data.X[:, self.samples])
            y = model.target.apply(data.y[:, self.samples])
            arrays = passes(self.network, with_ones(X), y, rule)
            self._passes[rule] = {"X": X, "y": y} | arrays
        return self._passes[rule]

    def gradient(self, rule: str) -> Array:
        """Return the whole gradient of the update by a rule."""
        if rule == self.rule:
            return self.snapshot.gradient
        if rule not in self._gradients:
            self._objective.rule = rule
            self._objective.evaluate(self.snapshot.rows)
            self._gradients[rule] = self.network.gradient.copy()
            self._objective.rule = self.rule
        return self._gradients[rule]

    def touched_by(self, rule: str) -> tuple[str, ...]:
        """Return the parameters whose gradient a mistake makes wrong, none if none."""
        try:
            return touched(self.network, rule)
        except ConfigError:
            return ()

    def rule_slips(self, parameter: int) -> list[Slip]:
        """Return what the bug lab's mistakes give for a parameter's gradient."""
        name = self.network.parameter_name(parameter).partition("[")[0]
        return [
            _slip(rule, float(self.gradient(rule)[parameter]))
            for rule in MISTAKES
            if name in self.touched_by(rule)
        ]

    def dZ_slips(self, layer: int, row: int, column: int) -> list[Slip]:
        """Return what the bug lab's mistakes give for the dZ of a sample."""
        return [
            _slip(rule, float(self.sample_arrays(rule)[f"dZ{layer}"][row, column]))
            for rule in MISTAKES
            if rule in IN_BACKWARD and self.touched_by(rule)
        ]

    # Names

    def input_name(self, layer: int, unit: int, sample: int | str) -> str:
        """Return the name of an input of a layer for a sample: x1[7], A1[3, 7]."""
        if layer == 1:
            return f"{shortened(self.snapshot.run.data.input_names[unit])}[{sample}]"
        return f"A{layer - 1}[{unit}, {sample}]"

    def inputs_of(self, layer: int) -> Array:
        """Return the inputs of a layer for the shown samples."""
        arrays = self.sample_arrays()
        return arrays["X"] if layer == 1 else arrays[f"A{layer - 1}"]


def _slip(rule: str, value: float) -> Slip:
    known = RULES[rule]
    return Slip(known.title, known.wrong, known.right, value)


def sigmoid(z: float) -> float:
    """Return 1 / (1 + exp(-z)), also for very negative z."""
    with np.errstate(over="ignore"):
        return float(1.0 / (1.0 + np.exp(-z)))
