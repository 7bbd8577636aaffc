"""Changes that keep a run finite: computed from its curvature, and tried."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from shallownet.analysis.post_mortem.trial_runs import (
    one_digit_below,
    stable_rate,
)
from shallownet.curvature.stability import stable_below
from shallownet.nn.gradient_rules import RULES
from shallownet.wording import figure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shallownet.analysis.post_mortem.causes import Cause
    from shallownet.analysis.post_mortem.reconstruction import Reconstruction
    from shallownet.analysis.post_mortem.state_report import StateReport
    from shallownet.analysis.post_mortem.trial_runs import TrialRun, TrialRunner
    from shallownet.arrays import Array
    from shallownet.nn.objective import Objective
    from shallownet.settings.events import Event
    from shallownet.settings.training_config import TrainingConfig

    Changes = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Remedy:
    """A change of settings that would help.

    Attributes
    ----------
    step : int
        The state to resume from; 0 for a new start.
    changes : tuple of (str, value)
        The settings to change, and their values.
    sentence : str
        The reason, with its numbers, and the result of trying it.
    trial : TrialRun or None
        A short run with it; None if it was not tried.
    undone : tuple of Event
        What to undo at that state, instead of changing settings.
    """

    step: int
    changes: tuple[tuple[str, Any], ...]
    sentence: str
    trial: TrialRun | None = None
    undone: tuple[Event, ...] = ()


class RemedySearch:
    """Finds and tries remedies for a run that diverged."""

    def __init__(self, reconstruction: Reconstruction, trials: TrialRunner) -> None:
        self._reconstruction, self._trials = reconstruction, trials
        self._start = reconstruction.initial_theta()
        # Every remedy includes the exact gradient.
        self._exact = _exact_gradient(reconstruction.settings)
        self._settings = replace(reconstruction.settings, **dict(self._exact))
        self._used_rate = self._settings.learning_rate
        # Of λmax times the rate; NaN if none is known.
        self._bound = stable_below(self._settings.optimizer, 1.0)

    def remedies(
        self, states: Iterable[tuple[StateReport, Array]], best: int
    ) -> tuple[Remedy, ...]:
        """Return what would help, the surest first.

        Parameters
        ----------
        states : iterable of (StateReport, ndarray)
            States before the blow-up and their parameters, the better first.
        best : int
            The step at which the loss was lowest.

        Raises
        ------
        Cancelled
            If the reconstruction's ``cancelled`` returned true.
        """
        exact = self._exact_alone()
        sharpness = self._initial_sharpness(self._reconstruction.subset_objective)
        from_start = None
        if exact is None or stable_rate(self._settings, sharpness) < self._used_rate:
            from_start = self._rate_from_start(sharpness)
        candidates = (
            exact,
            from_start,
            self._rate_from_states(states, best),
            self._standardized_inputs(sharpness),
        )
        found = tuple(remedy for remedy in candidates if remedy is not None)
        return found or self._stable_only(sharpness)

    def _initial_sharpness(self, objective: Objective) -> float:
        return self._reconstruction.sharpness(objective, self._start, self._settings)

    def _exact_alone(self) -> Remedy | None:
        """Return the exact gradient at the same rate, if that learns."""
        if not self._exact:
            return None
        trial, rate = self._trials.run(self._start, self._settings), self._used_rate
        if not trial.learned:
            return None
        rule = RULES[self._reconstruction.settings.gradient]
        sentence = (
            f"Use the exact gradient, not “{rule.title}”. {rule.why} "
            f"Tried at {figure(rate, 6)}: {self._trials.describe(trial, rate, rate)}"
        )
        return Remedy(0, self._exact, sentence, trial)

    def _rate_from_start(self, sharpness: float) -> Remedy | None:
        """Return a rate with which a run from the start learns."""
        first, why = stable_rate(self._settings, sharpness), ""
        if first < self._used_rate:
            why = _stability("at the start", self._settings, sharpness)
        else:  # the curvature does not explain the divergence: try a smaller rate
            first = one_digit_below(self._used_rate / 9.0)
        rate, trial = self._trials.search(self._start, self._settings, first)
        if not trial.learned:
            return None
        sentence = (
            f"Begin again with a learning rate of {figure(rate, 6)}. {why}"
            f"Tried: {self._trials.describe(trial, rate, first)}"
        )
        return Remedy(0, (*self._exact, ("learning_rate", rate)), sentence, trial)

    def _rate_from_states(
        self, states: Iterable[tuple[StateReport, Array]], best: int
    ) -> Remedy | None:
        """Return a rate to resume with from the first state from which that works."""
        reconstruction = self._reconstruction
        initial_loss = reconstruction.loss(self._start)
        for state, theta in states:
            # Over all samples: the next batch may have a low loss by chance.
            if state.step and reconstruction.loss(theta) <= initial_loss:
                remedy = self._rate_from(state, theta, state.step == best)
                if remedy is not None:
                    return remedy
        return None

    def _rate_from(
        self, state: StateReport, theta: Array, is_best: bool
    ) -> Remedy | None:
        at_step = self._reconstruction.run_settings_at(state.step)
        exact = _exact_gradient(at_step.settings)
        settings = replace(at_step.settings, **dict(exact))
        first, why = stable_rate(settings, state.sharpness), ""
        if first < math.inf:
            why = _stability("there", settings, state.sharpness)
        else:  # no bound is known: try a smaller rate
            first = one_digit_below(settings.learning_rate / 9.0)
        if not first < settings.learning_rate:
            return None
        rate, trial = self._trials.search(
            theta, settings, first, accept_no_worse=True, free=at_step.free
        )
        if not trial.no_worse:
            return None
        when = (
            "when the run still went well" if is_best else "before it got out of hand"
        )
        sentence = (
            f"Go back to the state after update {state.step:,}, {when}, and go on with "
            f"a learning rate of {figure(rate, 6)}. {why}Tried: "
            f"{self._trials.describe(trial, rate, first, 'from there')}"
        )
        return Remedy(state.step, (*exact, ("learning_rate", rate)), sentence, trial)

    def _standardized_inputs(self, raw: float) -> Remedy | None:
        """Return standardized inputs, if they reduce λmax and the run learns."""
        if self._settings.standardize_inputs:
            return None
        scaled = self._initial_sharpness(self._reconstruction.standardized_objective())
        if not scaled < raw:
            return None
        settings = replace(self._settings, standardize_inputs=True)
        stable = stable_rate(settings, scaled)
        first = stable if stable < self._used_rate else self._used_rate
        rate, trial = self._trials.search(self._start, settings, first)
        if not trial.learned:
            return None
        larger = ""
        if scaled > 0.0 and math.isfinite(self._bound):
            ratio = figure(raw / scaled)
            larger = f": a learning rate {ratio} times as large is stable there"
        sentence = (
            f"Standardized inputs bring λmax at the start from {figure(raw)} to "
            f"{figure(scaled)}{larger}. Tried at {figure(rate, 6)}: "
            f"{self._trials.describe(trial, rate, first)}"
        )
        changes: Changes = (*self._exact, ("standardize_inputs", True))
        if rate != self._used_rate:
            changes = (*changes, ("learning_rate", rate))
        return Remedy(0, changes, sentence, trial)

    def _stable_only(self, sharpness: float) -> tuple[Remedy, ...]:
        """Return the rate that is stable at the start, for want of one that learns."""
        rate = stable_rate(self._settings, sharpness)
        if not rate < self._used_rate:
            return ()
        settings = replace(self._settings, learning_rate=rate)
        trial = self._trials.run(self._start, settings)
        if not math.isfinite(trial.final_loss):
            return ()
        sentence = (
            f"Begin again with a learning rate of {figure(rate, 6)}, which is stable "
            "at the start: it stays finite, but was not seen to learn. "
            f"Tried: {self._trials.describe(trial, rate, rate)}"
        )
        changes = (*self._exact, ("learning_rate", rate))
        return (Remedy(0, changes, sentence, trial),)


def undoing(cause: Cause) -> Remedy:
    """Return the remedy that undoes what the user changed."""
    where = f"update {cause.step:,}" if cause.step else "the start"
    sentence = f"Go back to {where} and go on without that change. {cause.sentence}"
    return Remedy(cause.step, (), sentence, cause.trial, cause.events)


def _stability(where: str, settings: TrainingConfig, sharpness: float) -> str:
    bound = stable_below(settings.optimizer, 1.0) / sharpness
    return (
        f"λmax {where} is {figure(sharpness)}, for which rates below {figure(bound)} "
        "are stable. "
    )


def _exact_gradient(settings: TrainingConfig) -> Changes:
    """Return the change that makes the gradient exact; none if it is."""
    return (("gradient", "exact"),) if RULES[settings.gradient].why else ()
