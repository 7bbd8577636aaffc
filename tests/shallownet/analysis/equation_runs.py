"""Runs whose equations are compared with their arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from shallownet import (
    Dataset,
    Trainer,
    TrainingConfig,
)
from shallownet.analysis.equations import equations

M = 40


def trainer_of(units=(4, 4), activation="tanh", **changes) -> Trainer:
    generator = np.random.default_rng(4)
    data = Dataset(generator.normal(size=(2, M)), generator.normal(size=(1, M)))
    given: dict[str, Any] = {
        "initialization": "uniform",
        "learning_rate": 0.1,
    } | changes
    config = TrainingConfig(hidden_units=units, activation=activation, **given)
    trainer = Trainer(config, data)
    trainer.network.theta *= 3.0
    for number, layer in enumerate(trainer.network.layers, 1):
        # Each unit is active for some samples and inactive for others, and weights are
        # positive: otherwise a kink could hide a mistake.
        if layer.activation.name == "relu":
            np.abs(layer.W, out=layer.W)
        layer.b[:] -= trainer.preview()[f"Z{number}"].mean(axis=1, keepdims=True)
    return trainer


def lines_of(trainer: Trainer):
    return equations(trainer.network, trainer.settings)


def arrays_of(trainer: Trainer) -> dict[str, np.ndarray]:
    """Return every array of the next update by its name in the lines."""
    trace, rows = trainer.preview(), trainer.batch()
    columns = slice(None) if rows is None else rows
    X, y = trainer.objective.X[:-1, columns], trainer.objective.y[:, columns]
    error = trace[f"A{len(trainer.network.layers)}"] - y
    # The loss sums the errors and their squares.
    named = {"X": X, "y": y, "error": error, "squared": error**2}
    for when, parameters in (("before", trace.before), ("after", trace.after)):
        named |= {f"{name} {when}": array for name, array in parameters.items()}
    return trace.arrays | named
