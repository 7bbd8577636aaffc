"""The loss along the step that an update takes: how far would have been best."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.arrays import ignore_overflow
from shallownet.errors import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.arrays import Array, Indices
    from shallownet.nn.objective import Objective

POINTS: Final = 41
FURTHEST: Final = 64.0
"""The best step is looked for up to so many times the learning rate."""

SHOWN: Final = 4.0
"""The curve reaches at least so many learning rates."""

_GOLDEN: Final = (math.sqrt(5.0) - 1.0) / 2.0


@dataclass(frozen=True, eq=False)
class StepProfile:
    """The loss, with its penalty, over the length of a step.

    A step of length s leads to theta - s d; the update takes s = η. For gradient
    descent d is the gradient, for the other optimisers what they make of it.

    Attributes
    ----------
    learning_rate : float
        The length of the update's step; 0 at the end of a schedule.
    unit : float
        The learning rate that lengths are told in multiples of: not the schedule's.
    steps, losses : ndarray, shape (n,)
        The curve, from 0 on.
    loss, slope : float
        Loss and derivative at 0; for gradient descent the slope is -‖g‖².
    actual : float
        What the update really changes the loss by.
    best_step, best_loss : float
        Where the loss along the step is smallest, up to `FURTHEST` learning rates.
    bounded : bool
        Whether a minimum was found; otherwise it still falls at the furthest step.
    """

    learning_rate: float
    unit: float
    steps: Array
    losses: Array
    loss: float
    slope: float
    actual: float
    best_step: float
    best_loss: float
    bounded: bool

    @property
    def predicted(self) -> float:
        """What the first order, J - η d·g, predicts the update to change it by."""
        return self.learning_rate * self.slope


def step_profile(
    objective: Objective,
    direction: Array,
    learning_rate: float,
    rows: Indices | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> StepProfile:
    """Compute the loss along a step.

    Parameters
    ----------
    objective : Objective
        At the parameters that the step starts from; they are left as they were.
    direction : ndarray, shape (parameters,)
        d: what a step of length 1 takes from the parameters.
    learning_rate : float
        Above 0.
    rows : ndarray of int, optional
        The samples that the update looks at; all of them if not given.
    cancelled : callable, optional
        Asked between two losses, and two blocks of samples, whether to stop.

    Raises
    ------
    Cancelled
        If ``cancelled`` said so.
    """
    network = objective.network
    start = network.theta.copy()
    rule, objective.rule = objective.rule, "exact"
    try:
        now = objective.evaluate(rows, cancelled)
    finally:
        objective.rule = rule
    with ignore_overflow():
        slope = -float(network.gradient @ direction)

    def loss(step: float) -> float:
        if cancelled is not None and cancelled():
            raise Cancelled
        try:
            with ignore_overflow():
                network.theta[:] = start - step * direction
            found = objective.measure(rows, cancelled)
        finally:
            network.theta[:] = start
        total = found.loss + found.penalty
        return total if math.isfinite(total) else math.inf

    first = now.loss + now.penalty
    best, bounded = _best(loss, first, learning_rate)
    span = max(SHOWN * learning_rate, min(1.3 * best, FURTHEST * learning_rate))
    steps = np.linspace(0.0, span, POINTS)
    losses = np.array([first, *(loss(float(step)) for step in steps[1:])])
    return StepProfile(
        learning_rate=learning_rate,
        unit=learning_rate,
        steps=steps,
        losses=losses,
        loss=first,
        slope=slope,
        actual=loss(learning_rate) - first,
        best_step=best,
        best_loss=loss(best) if best else first,
        bounded=bounded,
    )


def _best(
    loss: Callable[[float], float], first: float, learning_rate: float
) -> tuple[float, bool]:
    """Return the step of least loss, and whether there is one in reach.

    Doubling brackets the first minimum; golden sections narrow it down to a thousandth.
    """
    furthest = FURTHEST * learning_rate
    step = learning_rate / 16.0
    low, middle, value = 0.0, 0.0, first
    while (tried := loss(step)) < value:
        low, middle, value = middle, step, tried
        if step == furthest:
            break
        step = min(2.0 * step, furthest)
    a, b = low, step
    inner = [b - _GOLDEN * (b - a), a + _GOLDEN * (b - a)]
    values = [loss(inner[0]), loss(inner[1])]
    while b - a > 1e-3 * b:
        if values[0] < values[1]:
            b, inner[1], values[1] = inner[1], inner[0], values[0]
            inner[0] = b - _GOLDEN * (b - a)
            values[0] = loss(inner[0])
        else:
            a, inner[0], values[0] = inner[0], inner[1], values[1]
            inner[1] = a + _GOLDEN * (b - a)
            values[1] = loss(inner[1])
        if b < 1e-6 * learning_rate:
            return 0.0, True  # it rises from the first: no step helps
    if b == furthest and tried <= min(values):
        return furthest, False  # it still falls there
    best = (a + b) / 2.0
    return (best, True) if loss(best) < first else (0.0, True)
