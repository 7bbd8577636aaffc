"""The loss along a step: the range to plot, and its description as text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from gui.text.number_format import loss as loss_text
from gui.text.number_format import signed
from shallownet.analysis.step_profile import MAX_STEP
from shallownet.nn.optimizers import OPTIMIZERS
from shallownet.wording import figure, told_apart

if TYPE_CHECKING:
    from shallownet.analysis.step_profile import StepProfile
    from shallownet.arrays import Array
    from shallownet.training.snapshot import Snapshot

MAX_RISE: Final = 4.0
"""A rise is plotted up to so many times the best fall, which must stay readable."""

MAX_RISE_OF_STEP: Final = 12.0
"""The same, where the plot would not contain the update's step otherwise."""


def loss_range(profile: StepProfile) -> tuple[float, float]:
    """Return the losses to plot: far along a step there may be 1e12 times the loss."""
    finite = profile.losses[np.isfinite(profile.losses)]
    highest = float(finite.max()) if len(finite) == len(profile.losses) else math.inf
    low = min(float(finite.min()), profile.best_loss)
    if profile.actual < 0.0:
        low = min(low, profile.loss + profile.actual)
    fall, rise = profile.loss - low, max(profile.actual, 0.0)
    if fall:
        reach = max(MAX_RISE * fall, min(1.2 * rise, MAX_RISE_OF_STEP * fall))
    else:
        reach = 1.2 * rise if math.isfinite(rise) else abs(profile.loss)
    high = min(profile.loss + reach, max(highest, profile.loss + 1.2 * rise))
    min_height = max(1e-9 * abs(profile.loss), 1e-300)  # for a flat line
    return low, max(high, low + min_height)


def exit_step(steps: Array, losses: Array, top: float) -> float:
    """Return the step length beyond which all losses are above the top, or infinity."""
    last = int(np.flatnonzero(losses <= top)[-1])
    if last == len(steps) - 1:
        return math.inf
    above = losses[last + 1]
    share = (top - losses[last]) / (above - losses[last]) if above < math.inf else 0.0
    return float(steps[last] + share * (steps[last + 1] - steps[last]))


def describe_step(snapshot: Snapshot, profile: StepProfile, exit_at: float) -> str:
    """Describe the update's step, the prediction of its slope, and the best step.

    Parameters
    ----------
    exit_at : float
        The step length at which the curve leaves the plot; infinity if it does not.
    """
    eta, fall = profile.unit, signed(profile.best_loss - profile.loss)
    if not profile.bounded:
        best = f"beyond {figure(MAX_STEP)} η, still falling there, {fall}"
    elif not profile.best_step:
        best = "no step at all, the loss rises from the first"
    else:
        step, times = (
            figure(value, 3, zeros=True)  # so that it does not flicker
            for value in (profile.best_step, profile.best_step / eta)
        )
        best = f"{step} = {times} η, {fall}"
    lines = [
        f"● {_describe_this_step(snapshot, profile)}.",
        f"{'◆' if profile.bounded else '▶'} Best along this line: {best}.",
    ]
    if exit_at < math.inf:
        end, last = profile.steps[-1] / eta, float(profile.losses[-1])
        far = loss_text(last) if last < math.inf else "overflow"
        lines.append(
            f"Above the plot from {exit_at / eta:.2f} η on: {far} at {figure(end)} η."
        )
    return "\n".join(lines)


def _describe_this_step(snapshot: Snapshot, profile: StepProfile) -> str:
    if not profile.learning_rate:
        return "The schedule has ended: the next update takes no step"
    settings = snapshot.settings
    direction, slope, loss = "", "slope", "the loss"
    if settings.optimizer != "gradient_descent":
        direction = f" along {OPTIMIZERS[settings.optimizer].title}'s step d"
        slope = "slope d·g"
    if settings.l1 or settings.l2:
        loss += " with its penalty"
    if snapshot.rows is not None:
        loss += f" over the {len(snapshot.rows):,} samples of this batch"
    predicted, actual = told_apart(profile.predicted, profile.actual, 4, "+")
    if not math.isfinite(profile.actual):
        effect = f"takes {loss} beyond all numbers"
    elif profile.actual > 0.0:
        effect = f"makes {loss} go up, by {actual}"
    else:
        effect = f"changes {loss} by {actual}"
    step = f"This step, η = {figure(profile.unit, 6)}{direction},"
    return f"{step} {effect}; the {slope} alone (dashed) predicts {predicted}"
