"""Central differences of the loss, the reference of the gradient check."""

from __future__ import annotations

import math
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

import numpy as np

from shallownet.analysis.contributions import contributions
from shallownet.arrays import ignore_overflow
from shallownet.errors import Cancelled
from shallownet.nn.passes import passes

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from shallownet.arrays import Indices
    from shallownet.callbacks import CancelCheck
    from shallownet.nn.objective import Objective

T = TypeVar("T")

EPS: Final = float(np.finfo(np.float64).eps)

STEP_FACTORS: Final = tuple(2.0 ** (-3 * n) for n in range(6))
"""Factors of the step to try. A shorter step has a smaller truncation error and moves
fewer samples across a kink, but a larger rounding error."""

AGREEMENT: Final = 1e-7
"""Relative difference up to which the estimates of two steps agree."""


class Slope(NamedTuple):
    """An estimate of a derivative of the loss.

    Attributes
    ----------
    value : float
    rounding_error : float
        Differences between derivatives that are smaller than this mean nothing.
    left_out : bool
        Whether samples that cross a kink were left out.
    """

    value: float
    rounding_error: float
    left_out: bool = False


class CentralDifferences:
    """Estimates dJ/dtheta_k as (J(theta_k + h) - J(theta_k - h)) / 2h.

    h = eps^(1/3) max(1, |theta_k|), which balances the truncation error, of order h^2,
    and the rounding error, of order eps/h (Press et al., Numerical Recipes, section
    5.7). The L2 penalty is a sum over the weights, of which only one moves: its
    difference is taken separately. The L1 penalty is left out, because it is not part
    of the gradient; see `apply_gradient`.

    Parameters
    ----------
    objective : Objective
        The parameters of its network are restored after each estimate.
    rows : ndarray of int, optional
        The samples of the loss; all of them if not given.
    cancelled : callable, optional
        Called between blocks of samples; returns whether to stop.
    """

    def __init__(
        self,
        objective: Objective,
        rows: Indices | None = None,
        cancelled: CancelCheck = None,
    ) -> None:
        self._objective, self._rows, self._cancelled = objective, rows, cancelled
        self._theta = objective.network.theta
        m = objective.y.shape[1]
        self._samples: Indices = np.arange(m) if rows is None else rows
        with ignore_overflow():
            self._y_rms = math.sqrt(float(np.mean(np.square(objective.y))))
        self._kinked_layers = [
            number
            for number, layer in enumerate(objective.network.layers, 1)
            if layer.activation.kinked
        ]

    def slope(self, k: int) -> Slope:
        """Estimate the derivative with respect to entry ``k`` of theta."""
        return self._difference(k, self._step(k))

    def refined_slope(self, k: int) -> Slope:
        """Estimate it with several step lengths, and without kinks.

        Large inputs make the loss curve strongly within a step. And at the kink of a
        ReLU there is no derivative: samples that cross one within a step are left out
        of the difference and replaced by their exact contribution. Of the first two
        steps that agree, the longer one counts; if none do, the one with the smallest
        sum of rounding error and difference to the next shorter step.
        """
        slopes: list[Slope] = []
        for factor in STEP_FACTORS:
            h = factor * self._step(k)
            slope = self._difference(k, h)
            if self._kinked_layers:
                crossing = self._crossing(k, h)
                if crossing.size:
                    slope = self._without(crossing, k, h, slope)
            slopes.append(slope)
            if len(slopes) > 1 and _apart(*slopes[-2:]) <= AGREEMENT * abs(slope.value):
                return slopes[-2]
        errors = [_apart(*pair) + pair[0].rounding_error for pair in pairwise(slopes)]
        return slopes[int(np.argmin(errors))]

    def _step(self, k: int) -> float:
        return float(np.cbrt(EPS)) * max(1.0, abs(float(self._theta[k])))

    def _around(
        self, k: int, h: float, evaluate: Callable[[], T]
    ) -> tuple[T, T, float]:
        """Evaluate on either side of entry ``k``; return both, and their distance."""
        theta, value = self._theta, float(self._theta[k])
        try:
            theta[k] = value + h
            above = evaluate()
            theta[k] = value - h
            below = evaluate()
        finally:
            theta[k] = value
        # Rounding makes this slightly different from 2h.
        return above, below, (value + h) - (value - h)

    def _loss(self) -> float:
        return self._objective.measure(self._rows, self._cancelled).loss

    def _difference(self, k: int, h: float) -> Slope:
        with ignore_overflow():
            above, below, distance = self._around(k, h, self._loss)
            # J is rounded, and so are the errors yhat - y that it is computed from.
            error_rms = math.sqrt(2.0 * below) if below < math.inf else math.inf
            rounding_error = EPS * (abs(above) + error_rms * self._y_rms) / h
            value = (above - below) / distance if distance else math.nan
        return Slope(value + self._penalty(k), rounding_error)

    def _penalty(self, k: int) -> float:
        """Return the difference quotient of the L2 penalty."""
        half = self._objective.l2 / 2.0
        *_, column = self._objective.network.locate(k)
        if not half or column is None:
            return 0.0
        w, h = float(self._theta[k]), self._step(k)
        above, below = w + h, w - h
        # w**2 would raise on overflow
        return half * (above * above - below * below) / (above - below)

    def _crossing(self, k: int, h: float) -> Indices:
        """Return the samples for which the step takes some unit across its kink."""
        samples = self._samples
        size = self._objective.network.block_size(samples.size)
        crossing = []
        for start in range(0, samples.size, size):
            if self._cancelled is not None and self._cancelled():
                raise Cancelled
            block = samples[start : start + size]
            above, below, _ = self._around(k, h, partial(self._active, block))
            crossing.append(block[(above != below).any(axis=0)])
        return np.concatenate(crossing)

    def _active(self, block: Indices) -> NDArray[np.bool_]:
        """Return on which side of its kink each unit is, for each sample."""
        objective = self._objective
        X, y = objective.X[:, block], objective.y[:, block]
        arrays = passes(objective.network, X, y)
        return np.concatenate([arrays[f"Z{n}"] > 0.0 for n in self._kinked_layers])

    def _without(self, crossing: Indices, k: int, h: float, slope: Slope) -> Slope:
        """Replace the difference of some samples by their exact contribution."""
        objective, share = self._objective, crossing.size / self._samples.size
        above, below, distance = self._around(
            k, h, lambda: objective.measure(crossing).loss
        )
        rule, objective.rule = objective.rule, "exact"
        try:
            exact = float(contributions(objective, k, crossing).values.sum())
        finally:
            objective.rule = rule
        part = share * ((above - below) / distance - exact)
        return Slope(slope.value - part, slope.rounding_error, left_out=True)


def _apart(longer: Slope, shorter: Slope) -> float:
    """Return the distance of two estimates; inf if one is not finite."""
    distance = abs(longer.value - shorter.value)
    return distance if math.isfinite(distance) else math.inf
