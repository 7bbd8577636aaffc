"""λmax as text, and the stability bound that the learning rate sets to it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from gui.plots.extra_curves import turning_steps
from shallownet.curvature.stability import stable_below, verdict
from shallownet.nn.optimizers import OPTIMIZERS
from shallownet.nn.schedules import rate
from shallownet.training.rates import settings_along
from shallownet.wording import figure, scientific, typeset

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.training.snapshot import Snapshot

BOUND_POINTS: Final = 400
BOUNDS: Final = {
    "gradient_descent": "2/η",
    "momentum": "2(1+μ)/η",
    "nesterov": "2(1+μ)/(η(1+2μ))",
}
"""The formulas of `stable_below`."""


def bounds(snapshot: Snapshot, span: float) -> tuple[Array, Array]:
    """Return updates up to ``span``, and the stability bound on λmax at each of them.

    The bound changes with the schedule, and with settings changed during the run.
    """
    steps = turning_steps(snapshot, span, BOUND_POINTS)
    along = zip(settings_along(snapshot, steps), steps, strict=True)
    values = np.array(
        [stable_below(s.optimizer, rate(s, int(step))) for s, step in along]
    )
    # Only ends and turns: a dashed line of many short pieces is slow to draw.
    keep = np.ones(len(values), dtype=bool)
    keep[1:-1] = (values[1:-1] != values[:-2]) | (values[1:-1] != values[2:])
    return steps[keep], values[keep]


def bound_name(snapshot: Snapshot, values: Array) -> str:
    """Return the formula of the bound, and its value if it is constant."""
    name = BOUNDS.get(snapshot.settings.optimizer, "")
    if name and np.ptp(values) == 0.0:
        return f"{name} = {_bound_text(values[0])}"
    return name


def describe_sharpness(snapshot: Snapshot, value: float) -> str:
    """Return λmax, the bound set by the present learning rate, and the verdict."""
    if not math.isfinite(value):
        return "λmax cannot be found: the gradient is not finite"
    optimizer, sharpness = snapshot.settings.optimizer, _sharpness_text(value)
    if optimizer not in BOUNDS:
        title = OPTIMIZERS[optimizer].title
        return (
            f"λmax {sharpness}: no bound like 2/η holds for {title}, which scales "
            "each parameter's step by itself"
        )
    bound = stable_below(optimizer, snapshot.learning_rate)
    if not math.isfinite(bound):
        return f"λmax {sharpness}; η is 0, so no step can overshoot"
    return (
        f"λmax {sharpness} against {BOUNDS[optimizer]} = {_bound_text(bound)}: "
        f"{verdict(value, bound)}"
    )


def _bound_text(bound: float) -> str:
    """Return a bound without trailing zeros: 2,000 and not 2,000.0."""
    if 1e4 <= bound < 1e7:
        return f"{bound:,.1f}".removesuffix(".0")
    return figure(bound)


def _sharpness_text(value: float) -> str:
    """Return λmax with fixed decimals, so that it does not flicker."""
    if 1e-2 <= abs(value) < 1e7:
        return typeset(f"{value:,.{1 if abs(value) >= 10.0 else 3}f}")
    return scientific(value, 3)
