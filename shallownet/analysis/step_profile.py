"""The loss along the direction of an update, and the best step in that direction."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.arrays import ignore_overflow
from shallownet.errors import raise_if_cancelled

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.arrays import Array, Indices
    from shallownet.callbacks import CancelCheck
    from shallownet.nn.objective import Objective

POINTS: Final = 41
MAX_STEP: Final = 64.0
"""Longest step of the search, in learning rates."""

MIN_SPAN: Final = 4.0
"""Shortest range of the curve, in learning rates."""

_GOLDEN: Final = (math.sqrt(5.0) - 1.0) / 2.0


@dataclass(frozen=True, eq=False)
class StepProfile:
    """The loss, with its penalty, over the length of a step.

    A step of length s leads to theta - s d; the update takes s = η. For gradient
    descent d is the gradient, for the other optimizers what they make of it. With an L1
    penalty it is the change by the update over η, so it includes what L1 does after the
    step, and stops at 0 with those weights.

    Attributes
    ----------
    learning_rate : float
        The length of the update's step; 0 at the end of a schedule.
    unit : float
        The learning rate to express lengths in, before any schedule.
    steps, losses : ndarray, shape (n,)
        The curve, from step 0 on.
    loss, slope : float
        Loss and derivative at step 0; for gradient descent without L1 the slope is
        -‖g‖².
    actual : float
        The change of the loss by the update.
    best_step, best_loss : float
        The minimum of the loss over steps of up to `MAX_STEP` learning rates.
    bounded : bool
        Whether a minimum was found; otherwise the loss still falls at the longest step.
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
        """The change of the loss to first order, -η d·g."""
        return self.learning_rate * self.slope


def step_profile(
    objective: Objective,
    direction: Array,
    learning_rate: float,
    rows: Indices | None = None,
    cancelled: CancelCheck = None,
) -> StepProfile:
    """Compute the loss along a step.

    Parameters
    ----------
    objective : Objective
        At the parameters where the step starts; they are restored afterwards.
    direction : ndarray, shape (parameters,)
        d: a step of length 1 subtracts it from the parameters.
    learning_rate : float
        Above 0.
    rows : ndarray of int, optional
        The samples of the update; all of them if not given.
    cancelled : callable, optional
        Called between losses and blocks of samples; returns whether to stop.

    Raises
    ------
    Cancelled
        If ``cancelled`` returned true.
    """
    network = objective.network
    start = network.theta.copy()
    rule, objective.rule = objective.rule, "exact"
    try:
        now = objective.evaluate(rows, cancelled)
    finally:
        objective.rule = rule
    with ignore_overflow():
        slope = -float(network.gradient @ direction) + _l1_slope(objective, direction)

    def loss_at(step: float) -> float:
        raise_if_cancelled(cancelled)
        try:
            with ignore_overflow():
                network.theta[:] = start - step * direction
            measured = objective.measure(rows, cancelled)
        finally:
            network.theta[:] = start
        total = measured.loss + measured.penalty
        return total if math.isfinite(total) else math.inf

    loss = now.loss + now.penalty
    best, bounded = _best_step(loss_at, loss, learning_rate)
    span = max(MIN_SPAN * learning_rate, min(1.3 * best, MAX_STEP * learning_rate))
    steps = np.linspace(0.0, span, POINTS)
    return StepProfile(
        learning_rate=learning_rate,
        unit=learning_rate,
        steps=steps,
        losses=np.array([loss, *(loss_at(float(step)) for step in steps[1:])]),
        loss=loss,
        slope=slope,
        actual=loss_at(learning_rate) - loss,
        best_step=best,
        best_loss=loss_at(best) if best else loss,
        bounded=bounded,
    )


def _l1_slope(objective: Objective, direction: Array) -> float:
    """Return the derivative of the L1 penalty along a step, from 0 upwards too."""
    network = objective.network
    slope = 0.0
    for Wb, d in zip(
        network.matrices(network.theta), network.matrices(direction), strict=True
    ):
        W, dW = Wb[:, :-1], d[:, :-1]
        slope += float(np.where(W == 0.0, np.abs(dW), -np.sign(W) * dW).sum())
    return objective.l1 * slope


def _best_step(
    loss_at: Callable[[float], float], initial: float, learning_rate: float
) -> tuple[float, bool]:
    """Return the step with the lowest loss, and whether that is a minimum.

    Doubling the step brackets the first minimum; golden-section search narrows the
    bracket to a thousandth of its size.
    """
    longest = MAX_STEP * learning_rate
    step = learning_rate / 16.0
    a, middle, lowest = 0.0, 0.0, initial
    while (last := loss_at(step)) < lowest:
        a, middle, lowest = middle, step, last
        if step == longest:
            break
        step = min(2.0 * step, longest)
    b = step
    inner = [b - _GOLDEN * (b - a), a + _GOLDEN * (b - a)]
    values = [loss_at(inner[0]), loss_at(inner[1])]
    while b - a > 1e-3 * b:
        if values[0] < values[1]:
            b, inner[1], values[1] = inner[1], inner[0], values[0]
            inner[0] = b - _GOLDEN * (b - a)
            values[0] = loss_at(inner[0])
        else:
            a, inner[0], values[0] = inner[0], inner[1], values[1]
            inner[1] = a + _GOLDEN * (b - a)
            values[1] = loss_at(inner[1])
        if b < 1e-6 * learning_rate:
            return 0.0, True  # the loss rises from the start: no step lowers it
    if b == longest and last <= min(values):
        return longest, False
    best = (a + b) / 2.0
    return (best if loss_at(best) < initial else 0.0), True
