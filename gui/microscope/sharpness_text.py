"""λmax in words, and the bound that the learning rate sets to it along a run."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.curvature.stability import stable_below, verdict
from shallownet.nn.optimizers import OPTIMIZERS
from shallownet.nn.schedules import rate

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.training.snapshot import Snapshot

BOUND_POINTS: Final = 400
BOUNDS: Final = {
    "gradient_descent": "2/η",
    "momentum": "2(1+μ)/η",
    "nesterov": "2(1+μ)/(η(1+2μ))",
}
"""What `stable_below` returns, as a person would write it."""


def bounds(snapshot: Snapshot, span: float) -> tuple[Array, Array]:
    """Return places and the λmax that was, or will be, the bound of stability there.

    It moves with what a person changed on the way, and with the schedule.
    """
    changes = [event for event in snapshot.events if event.kind == "setting"]
    turns = [step for event in changes for step in (event.step - 1, event.step)]
    grid = np.linspace(0.0, span, BOUND_POINTS + 1).round()
    places = np.union1d(grid, [step for step in turns if 0 <= step <= span])
    settings, values = snapshot.run.config, np.empty(len(places))
    for i, place in enumerate(places):
        while changes and changes[0].step <= place:
            event = changes.pop(0)
            settings = replace(settings, **{event.name: event.after})
        values[i] = stable_below(settings.optimizer, rate(settings, int(place)))
    # A line needs its ends and turns only; dashes are slow over many short pieces.
    keep = np.ones(len(values), dtype=bool)
    keep[1:-1] = (values[1:-1] != values[:-2]) | (values[1:-1] != values[2:])
    return places[keep], values[keep]


def bound_name(snapshot: Snapshot, values: Array) -> str:
    """Name the line that the bound is, with its value if it has but one."""
    name = BOUNDS.get(snapshot.settings.optimizer, "")
    return f"{name} = {limit(values[0])}" if name and np.ptp(values) == 0.0 else name


def limit(bound: float) -> str:
    """Write a bound as it would be written by hand: 2,000 and not 2,000.0."""
    if 1e4 <= bound < 1e7:
        return f"{bound:,.1f}".removesuffix(".0")
    return f"{bound:,.4g}"


def number(value: float) -> str:
    """Write λmax with decimals that do not change from one moment to the next."""
    if 1e-2 <= abs(value) < 1e7:
        return f"{value:,.{1 if abs(value) >= 10.0 else 3}f}".replace("-", "−")
    return f"{value:.3e}".replace("-", "−")


def describe_sharpness(snapshot: Snapshot, value: float) -> str:
    """Tell λmax, the bound that the present learning rate sets, and the verdict."""
    if not math.isfinite(value):
        return "λmax cannot be found: the gradient is not finite"
    optimizer = snapshot.settings.optimizer
    if optimizer not in BOUNDS:
        title = OPTIMIZERS[optimizer].title
        return (
            f"λmax {number(value)}: no bound like 2/η holds for {title}, which scales "
            "each parameter's step by itself"
        )
    bound = stable_below(snapshot.settings.optimizer, snapshot.learning_rate)
    if not math.isfinite(bound):
        return f"λmax {number(value)}; η is 0, so no step can overshoot"
    return (
        f"λmax {number(value)} against {BOUNDS[optimizer]} = {limit(bound)}: "
        f"{verdict(value, bound)}"
    )
