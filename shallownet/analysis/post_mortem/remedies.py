"""What would have kept a run finite: computed from its curvature, and tried out."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from shallownet.analysis.post_mortem.prior_states import adopt, largest_eigenvalue
from shallownet.analysis.post_mortem.trial_runs import (
    TrialRun,
    attempt,
    one_digit_below,
    search,
    stable_rate,
    tried,
)
from shallownet.curvature.stability import stable_below
from shallownet.nn.gradient_rules import RULES
from shallownet.wording import figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.analysis.post_mortem.prior_states import PriorState
    from shallownet.analysis.post_mortem.reconstruction import Reconstruction
    from shallownet.arrays import Array
    from shallownet.callbacks import CancelCheck
    from shallownet.nn.objective import Objective
    from shallownet.settings.training_config import TrainingConfig

    Changes = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Remedy:
    """Something that would help.

    Attributes
    ----------
    step : int
        The state to go on from; 0 for a fresh start.
    changes : tuple of (str, value)
        Which settings to give which value.
    sentence : str
        Why, with its numbers, and what came of trying it.
    trial : TrialRun or None
        A short run with it; None if it was not tried.
    """

    step: int
    changes: tuple[tuple[str, Any], ...]
    sentence: str
    trial: TrialRun | None = None


@dataclass(frozen=True)
class StandardizationEffect:
    """What standardised inputs would do to λmax at the run's start.

    Attributes
    ----------
    raw, standardised : float
        λmax there with the inputs as they were, and standardised; both NaN if they are
        standardised already.
    sentence : str
    """

    raw: float
    standardised: float
    sentence: str

    @property
    def helps(self) -> bool:
        """Whether they allow a larger learning rate."""
        return self.standardised < self.raw


def remedies(
    scene: Reconstruction,
    well: Sequence[tuple[PriorState, Array]],
    best: int,
    cancelled: CancelCheck = None,
) -> tuple[tuple[Remedy, ...], StandardizationEffect]:
    """Find what would help, the surest first.

    Parameters
    ----------
    scene : Reconstruction
    well : sequence of (PriorState, ndarray)
        States in which the run was not lost yet, and their parameters: the better
        first.
    best : int
        After how many updates it went best.
    cancelled : callable, optional
        Asked between two pieces of work whether to stop.

    Raises
    ------
    Cancelled
        If ``cancelled`` said so.
    """
    settings, start = scene.broke, scene.start()
    found = []
    rule = RULES[settings.gradient]
    exact: Changes = _exact(settings)
    enough = False
    if exact:
        settings = replace(settings, gradient="exact")
        used = settings.learning_rate
        # The rate may have been too large besides.
        trial = attempt(scene, start, settings, cancelled)
        enough = trial.works
        if enough:
            told = (
                f"Use the exact gradient, not “{rule.title}”. {rule.why} "
                f"Tried at {used:g}: {tried(scene, used, used, trial)}"
            )
            found.append(Remedy(0, exact, told, trial))
    raw = _sharpness_at(scene.few, start, settings, cancelled)
    from_start = None
    if not (enough and not stable_rate(settings, raw) < settings.learning_rate):
        from_start = _rate_from_start(scene, start, settings, raw, exact, cancelled)
    there, at_first = None, scene.loss(start, cancelled)
    for state, theta in well:
        if there is not None or not state.step:  # else it is the start
            continue
        # Over all of them: the batch that came next may have been an easy one.
        if scene.loss(theta, cancelled) <= at_first:
            there = _rate_there(scene, state, theta, state.step == best, cancelled)
    standardising, remedy = _standardise(scene, start, settings, raw, exact, cancelled)
    found += [cure for cure in (from_start, there, remedy) if cure is not None]
    if not found:
        found += _only_finite(scene, start, settings, raw, exact, cancelled)
    return tuple(found), standardising


def _only_finite(
    scene: Reconstruction,
    start: Array,
    settings: TrainingConfig,
    curvature: float,
    exact: Changes,
    cancelled: CancelCheck,
) -> list[Remedy]:
    """Return the rate that is stable at the start, if nothing was seen to learn."""
    value = stable_rate(settings, curvature)
    if not value < settings.learning_rate:
        return []
    settings = replace(settings, learning_rate=value)
    trial = attempt(scene, start, settings, cancelled)
    if not math.isfinite(trial.after):
        return []
    told = (
        f"Begin again with a learning rate of {value:g}, which is stable at the start: "
        "it stays finite, but was not seen to learn. "
        f"Tried: {tried(scene, value, value, trial)}"
    )
    return [Remedy(0, (*exact, ("learning_rate", value)), told, trial)]


def _exact(settings: TrainingConfig) -> Changes:
    """Return the change that makes the gradient exact; none if it is."""
    return (("gradient", "exact"),) if RULES[settings.gradient].why else ()


def _sharpness_at(
    objective: Objective, theta: Array, settings: TrainingConfig, cancelled: CancelCheck
) -> float:
    adopt(objective, settings)
    objective.network.theta[:] = theta
    return largest_eigenvalue(objective, None, cancelled)


def _rate_there(
    scene: Reconstruction,
    state: PriorState,
    theta: Array,
    best: bool,
    cancelled: CancelCheck,
) -> Remedy | None:
    """Return a rate to go on with from where the run went best, if one goes well."""
    settings = scene.settings_at(state.step)
    exact = _exact(settings)
    settings = replace(settings, **dict(exact))
    first = stable_rate(settings, state.sharpness)
    bound = stable_below(settings.optimizer, 1.0) / state.sharpness
    if not first < math.inf:
        # No bound is known; a tenth of the rate is worth trying.
        first, bound = one_digit_below(settings.learning_rate / 9.0), math.nan
    if not first < settings.learning_rate:
        return None
    value, trial = search(
        scene,
        theta,
        settings,
        first,
        cancelled,
        hold=True,
        frozen=scene.frozen_at(state.step),
    )
    if not trial.holds:
        return None
    why = ""
    if math.isfinite(bound):
        why = (
            f"λmax there is {figure(state.sharpness)}, for which rates below "
            f"{figure(bound)} are stable. "
        )
    told = tried(scene, first, value, trial, "from there")
    then = "when the run still went well" if best else "before it got out of hand"
    return Remedy(
        state.step,
        (*exact, ("learning_rate", value)),
        f"Go back to the state after update {state.step:,}, {then}, and go on with a "
        f"learning rate of {value:g}. {why}Tried: {told}",
        trial,
    )


def _rate_from_start(
    scene: Reconstruction,
    start: Array,
    settings: TrainingConfig,
    curvature: float,
    exact: Changes,
    cancelled: CancelCheck,
) -> Remedy | None:
    """Return a rate with which a fresh start has been seen to learn."""
    first = stable_rate(settings, curvature)
    why = (
        f"λmax at the start is {figure(curvature)}, for which rates below "
        f"{figure(stable_below(settings.optimizer, 1.0) / curvature)} are stable. "
    )
    if not first < settings.learning_rate:
        # The curvature there does not tell; a tenth of the rate is worth trying.
        first, why = one_digit_below(settings.learning_rate / 9.0), ""
    value, trial = search(scene, start, settings, first, cancelled)
    if not trial.works:
        return None
    return Remedy(
        0,
        (*exact, ("learning_rate", value)),
        f"Begin again with a learning rate of {value:g}. {why}"
        f"Tried: {tried(scene, first, value, trial)}",
        trial,
    )


def _standardise(
    scene: Reconstruction,
    start: Array,
    settings: TrainingConfig,
    raw: float,
    exact: Changes,
    cancelled: CancelCheck,
) -> tuple[StandardizationEffect, Remedy | None]:
    """Say what standardised inputs do, and return them as a remedy if they help."""
    if settings.standardize_inputs:
        told = "The inputs are standardised already."
        return StandardizationEffect(math.nan, math.nan, told), None
    objective = scene.standardised()
    scaled = _sharpness_at(objective, start, settings, cancelled)
    both = f"λmax at the start from {figure(raw)} to {figure(scaled)}"
    if not scaled < raw:
        told = f"Standardised inputs would not help: they take {both}."
        return StandardizationEffect(raw, scaled, told), None
    told = f"Standardised inputs bring {both}"
    if scaled > 0.0 and math.isfinite(stable_below(settings.optimizer, 1.0)):
        told += (
            f": a learning rate {figure(raw / scaled)} times as large is stable there"
        )
    settings, used = replace(settings, standardize_inputs=True), settings.learning_rate
    first = stable_rate(settings, scaled)
    first = min(first, used) if math.isfinite(first) else used
    value, trial = search(scene, start, settings, first, cancelled)
    told += f". Tried at {value:g}: {tried(scene, first, value, trial)}"
    changes = (*exact, ("standardize_inputs", True))
    if value != used:
        changes = (*changes, ("learning_rate", value))
    remedy = Remedy(0, changes, told, trial) if trial.works else None
    return StandardizationEffect(raw, scaled, told), remedy
