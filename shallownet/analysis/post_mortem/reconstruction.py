"""A run that diverged, rebuilt from its snapshot to measure its earlier states."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.analysis.post_mortem.state_report import StateReport
from shallownet.analysis.training_subset import training_subset
from shallownet.curvature.lanczos import sharpness
from shallownet.curvature.stability import stable_below
from shallownet.nn.gradient_rules import RULES
from shallownet.nn.initialization import initialize
from shallownet.nn.scaling import Scaling
from shallownet.nn.schedules import rate
from shallownet.training.batches import Batches
from shallownet.training.problem import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shallownet.arrays import Array, Indices
    from shallownet.callbacks import CancelCheck
    from shallownet.nn.objective import Objective
    from shallownet.settings.training_config import TrainingConfig
    from shallownet.training.snapshot import Snapshot

MIN_SAMPLES: Final = 500
"""Samples of the subset, however large the network is."""

MAX_SHARPNESS: Final = 1e150
"""Beyond it the norms of Lanczos's method overflow."""


class Reconstruction:
    """A run that diverged, rebuilt for its post-mortem.

    Parameters
    ----------
    snapshot : Snapshot
    cancelled : callable, optional
        Called between computations, which raise `Cancelled` if it returns true.

    Attributes
    ----------
    snapshot : Snapshot
    subset : Dataset
        Some of the training samples, for expensive computations; all if they are few.
    subset_objective : Objective
        The loss over them.
    settings : TrainingConfig
        The settings of the update that diverged: changes after it had no effect on it.
    """

    def __init__(self, snapshot: Snapshot, cancelled: CancelCheck = None) -> None:
        self.snapshot, self.cancelled = snapshot, cancelled
        run = snapshot.run
        self._problem = problem = Problem(run)
        rows = training_subset(run, MIN_SAMPLES)
        few = len(rows) == len(run.split.train)
        self.subset = problem.train if few else run.data.take(rows)
        self.subset_objective = problem.objective_over(self.subset)
        # No update precedes a start that is not finite.
        last = snapshot.divergence.step - 1 if snapshot.divergence else 0
        self.settings = self.settings_at(last)
        frozen = self.frozen_at(last)
        self._free: NDArray[np.bool_] | None = None if frozen is None else ~frozen

    def standardized_objective(self) -> Objective:
        """Return the objective over the subset with standardized inputs."""
        inputs = Scaling.standard(self.subset.X)
        return self._problem.objective_over(self.subset, inputs)

    def initial_theta(self) -> Array:
        """Return the parameters at the start of the run."""
        run = self.snapshot.run
        network, config = run.model.network.copy(), run.config
        samples = run.data.samples
        initialize(network, config.initialization, seed=config.seed, samples=samples)
        return network.theta

    def loss(self, theta: Array) -> float:
        """Return J at some parameters over all training samples."""
        self._problem.network.theta[:] = theta
        return self._problem.objective.measure(None, self.cancelled).loss

    def sharpness(
        self,
        objective: Objective,
        theta: Array,
        settings: TrainingConfig,
        free: NDArray[np.bool_] | None = None,
    ) -> float:
        """Return λmax; NaN if the numbers are too large to compute it."""
        _apply(settings, objective)
        objective.network.theta[:] = theta
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            try:
                value = sharpness(objective, free, self.cancelled)
            except np.linalg.LinAlgError:
                return math.nan
        return value if abs(value) < MAX_SHARPNESS else math.nan

    def report(self, step: int, theta: Array) -> StateReport:
        """Measure the state after so many updates, with the parameters ``theta``."""
        settings = self.settings_at(step)
        learning_rate, bound = rate(settings, step), math.nan
        if not RULES[settings.gradient].why:
            bound = stable_below(settings.optimizer, learning_rate)
        if not np.isfinite(theta).all():
            return StateReport(step, learning_rate, bound)
        network, objective = self._problem.network, self._problem.objective
        _apply(settings, objective)
        network.theta[:] = theta
        evaluation = objective.evaluate(self._batch(step), self.cancelled)
        loss = evaluation.loss * self._problem.unit**2
        size = np.nan_to_num(np.abs(network.gradient), nan=math.inf, posinf=math.inf)
        if self._free is not None:
            size[~self._free] = -1.0
        index = int(np.argmax(size))
        return StateReport(
            step,
            learning_rate,
            bound,
            math.isfinite(loss),
            loss,
            network.parameter_name(index),
            float(network.gradient[index]),
            self.sharpness(self.subset_objective, theta, settings, self._free),
        )

    def settings_at(self, step: int) -> TrainingConfig:
        """Return the settings of the update after so many."""
        settings = self.snapshot.run.config
        for event in self.snapshot.events:
            if event.kind == "setting" and event.step <= step:
                settings = replace(settings, **{event.name: event.after})
        return settings

    def frozen_at(self, step: int) -> NDArray[np.bool_] | None:
        """Return which parameters were frozen after so many updates; None if none."""
        network = self._problem.network
        frozen = np.zeros(network.theta.size, dtype=bool)
        for event in self.snapshot.events:
            if event.kind == "frozen" and event.step <= step:
                frozen[network.parameter_index(event.name)] = event.after
        return frozen if frozen.any() else None

    def _batch(self, step: int) -> Indices | None:
        """Return the samples of the update after so many; None means all of them."""
        config = self.snapshot.run.config
        batches = Batches(config.seed, self._problem.train.samples, config.batch_size)
        for event in self.snapshot.events:
            if event.name == "batch_size" and event.step <= step:
                batches = batches.resized(event.after, event.step)
        if batches.full or batches.size is None:
            return None
        epoch, number, _ = batches.place(step)
        start = number * batches.size
        return batches.permutation(epoch)[start : start + batches.size]


def _apply(settings: TrainingConfig, objective: Objective) -> None:
    objective.l1, objective.l2 = settings.l1, settings.l2
    objective.rule = settings.gradient
