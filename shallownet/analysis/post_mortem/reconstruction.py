"""A run that diverged, rebuilt from its snapshot to measure its earlier states."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.analysis.post_mortem.state_report import StateReport
from shallownet.analysis.training_subset import training_subset
from shallownet.curvature.lanczos import sharpness
from shallownet.curvature.stability import stable_below
from shallownet.nn.gradient_rules import RULES
from shallownet.nn.scaling import Scaling
from shallownet.nn.schedules import rate
from shallownet.training.problem import Problem
from shallownet.training.run_settings import RunSettings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shallownet.arrays import Array
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
        at_end = self.run_settings_at(last)
        self.settings, self._free = at_end.settings, at_end.free

    def standardized_objective(self) -> Objective:
        """Return the objective over the subset with standardized inputs."""
        inputs = Scaling.standard(self.subset.X)
        return self._problem.objective_over(self.subset, inputs)

    def initial_theta(self) -> Array:
        """Return the parameters at the start of the run."""
        self._problem.initialize()
        return self._problem.network.theta.copy()

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
        objective.configure(settings.l1, settings.l2, settings.gradient)
        objective.network.theta[:] = theta
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            try:
                value = sharpness(objective, free, self.cancelled)
            except np.linalg.LinAlgError:
                return math.nan
        return value if abs(value) < MAX_SHARPNESS else math.nan

    def report(self, step: int, theta: Array) -> StateReport:
        """Measure the state after so many updates, with the parameters ``theta``."""
        at_step = self.run_settings_at(step)
        settings = at_step.settings
        learning_rate, bound = rate(settings, step), math.nan
        if not RULES[settings.gradient].why:
            bound = stable_below(settings.optimizer, learning_rate)
        if not np.isfinite(theta).all():
            return StateReport(step, learning_rate, bound)
        network, objective = self._problem.network, self._problem.objective
        objective.configure(settings.l1, settings.l2, settings.gradient)
        network.theta[:] = theta
        batch = at_step.batches.rows(step)
        evaluation = objective.evaluate(batch, self.cancelled)
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

    def run_settings_at(self, step: int) -> RunSettings:
        """Return the settings, batches and frozen parameters after so many updates."""
        events = [event for event in self.snapshot.events if event.step <= step]
        problem = self._problem
        samples = problem.train.samples
        return RunSettings(problem.run.config, samples, problem.network, events)
