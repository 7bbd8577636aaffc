"""What the loss along a step comes to: how much of it to draw, and in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from gui.text.number_format import loss as loss_text
from gui.text.number_format import signed
from shallownet.analysis.step_profile import MAX_STEP
from shallownet.nn.optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from shallownet.analysis.step_profile import StepProfile
    from shallownet.arrays import Array
    from shallownet.training.snapshot import Snapshot

CLIMB: Final = 4.0
"""A rise is drawn up to so many times the best fall, which has to stay readable."""

FURTHEST_CLIMB: Final = 12.0
"""Up to so many times if it takes that to have this step in the plot."""


def readable(along: StepProfile) -> tuple[float, float]:
    """Return the range of losses to show: a far step may give 1e12 times the loss."""
    known = along.losses[np.isfinite(along.losses)]
    highest = float(known.max()) if len(known) == len(along.losses) else math.inf
    low = min(float(known.min()), along.best_loss)
    if along.actual < 0.0:
        low = min(low, along.loss + along.actual)
    fall, rise = along.loss - low, max(along.actual, 0.0)
    if fall:
        reach = max(CLIMB * fall, min(1.2 * rise, FURTHEST_CLIMB * fall))
    else:
        reach = 1.2 * rise if math.isfinite(rise) else abs(along.loss)
    high = min(along.loss + reach, max(highest, along.loss + 1.2 * rise))
    least = max(1e-9 * abs(along.loss), 1e-300)  # a flat line has a plot too
    return low, max(high, low + least)


def leaving(steps: Array, losses: Array, top: float) -> float:
    """Return the step length from which on losses lie above the plot, or infinity."""
    inside = np.flatnonzero(losses <= top)
    last = int(inside[-1])
    if last == len(steps) - 1:
        return math.inf
    beyond = losses[last + 1]
    share = (top - losses[last]) / (beyond - losses[last]) if beyond < math.inf else 0.0
    return float(steps[last] + share * (steps[last + 1] - steps[last]))


def change_pair(predicted: float, actual: float) -> tuple[str, str]:
    """Write two changes with as many decimals as it takes to tell them apart."""
    difference, largest = abs(actual - predicted), max(abs(predicted), abs(actual))
    told = 0.0 < difference < math.inf
    if largest == 0.0 or 1e-3 <= largest < 1e6 or largest == math.inf:
        decimals = min(max(4, math.ceil(-math.log10(difference))), 12) if told else 4
        return signed(predicted, decimals), signed(actual, decimals)
    digits = min(max(3, math.ceil(math.log10(largest / difference))), 15) if told else 3
    first, second = (f"{x:+.{digits}e}".replace("-", "−") for x in (predicted, actual))
    return first, second


def describe_step(snapshot: Snapshot, along: StepProfile, leaves: float) -> str:
    """Tell in words what the step does, what its slope predicts, what would be best.

    Parameters
    ----------
    leaves : float
        The step length at which the curve leaves the plot; infinity if it does not.
    """
    settings, eta = snapshot.settings, along.unit
    along_what, slope, of, lines = "", "slope", "", []
    if settings.optimizer != "gradient_descent":
        along_what = f" along {OPTIMIZERS[settings.optimizer].title}'s step d"
        slope = "slope d·g"
    step = f"This step, η = {eta:g}{along_what},"
    if settings.l1 or settings.l2:
        of = " with its penalty"
    if snapshot.rows is not None:
        of += f" over the {len(snapshot.rows):,} samples of this batch"
    predicted, actual = change_pair(along.predicted, along.actual)
    if not math.isfinite(along.actual):
        does = f"takes the loss{of} beyond all numbers"
    elif along.actual > 0.0:
        does = f"makes the loss{of} go up, by {actual}"
    else:
        does = f"changes the loss{of} by {actual}"
    told = f"{step} {does}; the {slope} alone (dashed) predicts {predicted}"
    if not along.learning_rate:
        told = "The schedule has ended: the next update takes no step"
    lines.append(f"● {told}.")
    fall = signed(along.best_loss - along.loss)
    place = f"{along.best_step:#.3g} = {along.best_step / eta:#.3g} η, {fall}"
    if not along.bounded:
        place = f"beyond {MAX_STEP:g} η, still falling there, {fall}"
    elif not along.best_step:
        place = "no step at all, the loss rises from the first"
    lines.append(f"{'◆' if along.bounded else '▶'} Best along this line: {place}.")
    if leaves < math.inf:
        end, last = along.steps[-1] / eta, float(along.losses[-1])
        far = loss_text(last) if last < math.inf else "overflow"
        lines.append(
            f"Above the plot from {leaves / eta:.2f} η on: {far} at {end:g} η."
        )
    return "\n".join(lines).replace("-", "−")
