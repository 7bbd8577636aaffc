"""A state of a run under the microscope: what made the next update what it is.

It works on a `Snapshot` alone, with a network and an objective of its own, so that
another thread than the training's can look as long as it likes.
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
from shallownet.curvature import lanczos as curvature
from shallownet.errors import Cancelled, ConfigError, DivergedError
from shallownet.nn.gradient_rules import touched
from shallownet.training.problem import Problem
from shallownet.training.trainer import Trainer

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.arrays import Array
    from shallownet.nn.objective import Objective
    from shallownet.training.snapshot import Run, Snapshot

TRIAL_UPDATES: Final = 300
"""Updates of a run that shows what a mistake does to the loss."""


@dataclass(frozen=True, eq=False)
class RuleTrial:
    """What a mistake in the gradient does.

    Attributes
    ----------
    rule : str
    impossible : str
        Why this network leaves no room for the mistake; empty if it does.
    check : GradientCheck or None
        The gradient with the mistake, against central differences.
    losses : ndarray
        J of a run with it from the run's start, in the target's units, before each
        update and after the last; it ends where that run diverged.
    """

    rule: str
    impossible: str
    check: GradientCheck | None
    losses: Array


class Microscope:
    """Looks at snapshots of one run.

    Parameters
    ----------
    run : Run
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self._problem = Problem(run)
        self.network, self.objective = self._problem.network, self._problem.objective

    def _look_at(self, snapshot: Snapshot) -> Objective:
        self.network.theta[:] = snapshot.theta
        settings, objective = snapshot.settings, self.objective
        objective.l1, objective.l2 = settings.l1, settings.l2
        objective.rule = settings.gradient
        return objective

    def contributions(
        self,
        snapshot: Snapshot,
        parameter: int,
        cancelled: Callable[[], bool] | None = None,
    ) -> Contributions:
        """Split a parameter's gradient into what each sample adds to it."""
        objective = self._look_at(snapshot)
        return contributions(objective, parameter, snapshot.rows, cancelled)

    def worst_sample(self, snapshot: Snapshot) -> int:
        """Return the number of the sample with the largest error, of all the data."""
        self._look_at(snapshot)
        with ignore_overflow():
            errors = np.abs(
                self._problem.model.predict(self.run.data.X) - self.run.data.y
            )[0]
        return int(np.argmax(np.nan_to_num(errors, nan=math.inf)))

    def check(
        self,
        snapshot: Snapshot,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> GradientCheck:
        """Hold the gradient against central differences; see `gradient_check.check`."""
        return check(self._look_at(snapshot), snapshot.rows, progress, cancelled)

    def step_profile(
        self, snapshot: Snapshot, cancelled: Callable[[], bool] | None = None
    ) -> StepProfile:
        """Compute the loss along the next update, in the target's units squared."""
        objective = self._look_at(snapshot)
        rate = snapshot.learning_rate
        with ignore_overflow():
            if rate > 0.0:
                direction = (snapshot.theta - snapshot.upcoming) / rate
            else:  # a schedule has come to its end: the update goes nowhere
                direction = np.where(snapshot.frozen, 0.0, snapshot.gradient)
                rate = snapshot.settings.learning_rate
        found = step_profile(objective, direction, rate, snapshot.rows, cancelled)
        if not snapshot.learning_rate:
            found = replace(found, learning_rate=0.0, actual=0.0)
        units = self._problem.unit**2
        return replace(
            found,
            **{
                name: getattr(found, name) * units
                for name in ("losses", "loss", "slope", "actual", "best_loss")
            },
        )

    def sharpness(
        self, snapshot: Snapshot, cancelled: Callable[[], bool] | None = None
    ) -> float:
        """Return λmax over all samples it trains on, in the units it trains in."""
        fixed = snapshot.frozen
        free = ~fixed if fixed.any() else None
        return curvature.sharpness(self._look_at(snapshot), free, cancelled)

    def trial(
        self,
        snapshot: Snapshot,
        rule: str,
        cancelled: Callable[[], bool] | None = None,
    ) -> RuleTrial:
        """Check a mistake at this state, and make a short run with it from the start.

        Raises
        ------
        Cancelled
            If ``cancelled`` said so.
        """
        try:
            touched(self.network, rule)
        except ConfigError as error:
            return RuleTrial(rule, str(error), None, np.empty(0))
        objective = self._look_at(snapshot)
        objective.rule = rule
        checked = check(objective, snapshot.rows, cancelled=cancelled)
        settings = replace(snapshot.settings, gradient=rule)
        trainer = Trainer(settings, self.run.data)
        trainer.cancelled = cancelled
        for _ in range(TRIAL_UPDATES):
            if cancelled is not None and cancelled():
                raise Cancelled
            try:
                trainer.step()
            except DivergedError:
                break
        losses = trainer.history.loss
        if trainer.updates == TRIAL_UPDATES and trainer.divergence is None:
            last = trainer.evaluate().loss * trainer.problem.unit**2
            if trainer.divergence is None:
                losses = np.append(losses, last)
        return RuleTrial(rule, "", checked, losses)
