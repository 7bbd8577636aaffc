"""Analyses of one state of a run, for the microscope.

They need only a `Snapshot` and have a network and an objective of their own, so they
can run in another thread than the training.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.analysis.contributions import Contributions, contributions
from shallownet.analysis.gradient_check import GradientCheck, check
from shallownet.analysis.step_profile import StepProfile, step_profile
from shallownet.arrays import ignore_overflow
from shallownet.curvature import lanczos
from shallownet.errors import ConfigError, DivergedError, raise_if_cancelled
from shallownet.nn.gradient_rules import touched
from shallownet.training.problem import Problem
from shallownet.training.trainer import Trainer

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.nn.objective import Objective
    from shallownet.training.snapshot import Run, Snapshot

TRIAL_UPDATES: Final = 300
"""Updates of the run that shows what a mistake does to the loss."""


@dataclass(frozen=True, eq=False)
class RuleTrial:
    """The effect of a gradient rule: usually of a mistake.

    Attributes
    ----------
    rule : str
    impossible : str
        Why this network cannot have the mistake; empty if it can.
    check : GradientCheck or None
        The check of the gradient by that rule; None if it is impossible.
    losses : ndarray
        J of a run with that rule from the run's start, in the target's units, before
        each update and after the last; shorter if that run diverged.
    """

    rule: str
    impossible: str
    check: GradientCheck | None
    losses: Array


class Microscope:
    """Analyses snapshots of one run.

    The analyses raise `Cancelled` if their ``cancelled`` returns true.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self._problem = Problem(run)

    def _objective_at(self, snapshot: Snapshot) -> Objective:
        """Return the objective with a snapshot's parameters and settings."""
        objective, settings = self._problem.objective, snapshot.settings
        objective.network.theta[:] = snapshot.theta
        objective.configure(settings.l1, settings.l2, settings.gradient)
        return objective

    def contributions(
        self, snapshot: Snapshot, parameter: int, cancelled: CancelCheck = None
    ) -> Contributions:
        """Split a parameter's gradient into the contributions of the samples."""
        objective = self._objective_at(snapshot)
        return contributions(objective, parameter, snapshot.rows, cancelled)

    def worst_sample(self, snapshot: Snapshot) -> int:
        """Return the row of the sample with the largest error, of all samples."""
        self._problem.network.theta[:] = snapshot.theta
        data = self.run.data
        with ignore_overflow():
            errors = np.abs(self._problem.model.predict(data.X) - data.y)[0]
        return int(np.argmax(np.nan_to_num(errors, nan=math.inf)))

    def check(
        self,
        snapshot: Snapshot,
        progress: ProgressCallback = None,
        cancelled: CancelCheck = None,
    ) -> GradientCheck:
        """Check the gradient against central differences."""
        objective = self._objective_at(snapshot)
        return check(objective, snapshot.rows, progress, cancelled)

    def step_profile(
        self, snapshot: Snapshot, cancelled: CancelCheck = None
    ) -> StepProfile:
        """Compute the loss along the next update, in the target's units squared."""
        objective = self._objective_at(snapshot)
        rate = snapshot.learning_rate
        with ignore_overflow():
            if rate > 0.0:
                direction = (snapshot.theta - snapshot.upcoming) / rate
            else:  # at the end of a schedule the update has no direction
                direction = np.where(snapshot.frozen, 0.0, snapshot.gradient)
                rate = snapshot.settings.learning_rate
        profile = step_profile(objective, direction, rate, snapshot.rows, cancelled)
        if not snapshot.learning_rate:
            profile = replace(profile, learning_rate=0.0, actual=0.0)
        units = self._problem.unit**2
        with ignore_overflow():
            in_units = {
                name: getattr(profile, name) * units
                for name in ("losses", "loss", "slope", "actual", "best_loss")
            }
        return replace(profile, **in_units)

    def sharpness(self, snapshot: Snapshot, cancelled: CancelCheck = None) -> float:
        """Return λmax over all training samples, in the units of the network."""
        frozen = snapshot.frozen
        free = ~frozen if frozen.any() else None
        return lanczos.sharpness(self._objective_at(snapshot), free, cancelled)

    def try_rule(
        self, snapshot: Snapshot, rule: str, cancelled: CancelCheck = None
    ) -> RuleTrial:
        """Check a gradient rule at this state, and train with it from the start."""
        try:
            touched(self._problem.network, rule)
        except ConfigError as error:
            return RuleTrial(rule, str(error), None, np.empty(0))
        objective = self._objective_at(snapshot)
        objective.rule = rule
        checked = check(objective, snapshot.rows, cancelled=cancelled)
        trainer = Trainer(replace(snapshot.settings, gradient=rule), self.run.data)
        trainer.cancelled = cancelled
        for _ in range(TRIAL_UPDATES):
            raise_if_cancelled(cancelled)
            try:
                trainer.step()
            except DivergedError:
                break
        losses = trainer.history.loss
        if trainer.updates == TRIAL_UPDATES and trainer.divergence is None:
            last = trainer.evaluate().loss * trainer.problem.unit**2
            if trainer.divergence is None:  # evaluating may find one
                losses = np.append(losses, last)
        return RuleTrial(rule, "", checked, losses)
