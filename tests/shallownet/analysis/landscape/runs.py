"""Small runs whose landscape is examined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from shallownet import Dataset, Trainer, TrainingConfig
from shallownet.analysis.landscape.run_path import RunPath
from shallownet.runs.rewind import Rewind

if TYPE_CHECKING:
    from collections.abc import Iterable


def trainer_of(m: int = 40, inputs: int = 2, **settings) -> Trainer:
    """Return a run on noise, at its start."""
    generator = np.random.default_rng(5)
    X, y = generator.normal(size=(inputs, m)), generator.normal(size=(1, m))
    defaults: dict = {"initialization": "uniform", "learning_rate": 0.05}
    return Trainer(TrainingConfig(**(defaults | settings)), Dataset(X, y))


def path_of(trainer: Trainer, chosen: Iterable[int] = ()) -> RunPath:
    """Return the path of a run."""
    return RunPath.of(trainer, Rewind(trainer).theta_at, chosen)


def loss_at(trainer: Trainer, theta) -> float:
    """Return J + penalty at some parameters, as the run itself measures it."""
    network = trainer.network
    before = network.theta.copy()
    network.theta[:] = theta
    measured = trainer.objective.measure()
    network.theta[:] = before
    return (measured.loss + measured.penalty) * trainer.problem.unit**2
