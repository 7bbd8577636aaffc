"""Central differences of the loss: what a gradient is held against."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.analysis.contributions import contributions
from shallownet.arrays import ignore_overflow
from shallownet.errors import Cancelled
from shallownet.nn.passes import passes

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.arrays import Array, Indices
    from shallownet.callbacks import CancelCheck
    from shallownet.nn.objective import Objective


EPS: Final = float(np.finfo(np.float64).eps)

SHORTER: Final = tuple(2.0 ** (-3 * n) for n in range(6))
"""Shares of a step to try. A shorter one leaves its tangent less far, and takes fewer
samples across a kink; but more of its difference is rounding."""

SETTLED: Final = 1e-7
"""By how much, relatively, two steps may differ that both show the derivative."""


class Slope(NamedTuple):
    """A derivative of the loss, estimated.

    Attributes
    ----------
    value : float
    resolved : float
        What rounding leaves open: smaller differences of derivatives say nothing.
    left_out : bool
        Whether samples were left out because they cross a kink.
    """

    value: float
    resolved: float
    left_out: bool = False


class CentralDifferences:
    """Estimates dJ/dtheta_k as (J(theta_k + h) - J(theta_k - h)) / 2h.

    h = eps^(1/3) max(1, |theta_k|), which balances the error of truncation, of order
    h^2, and that of rounding, of order eps/h (Press et al., Numerical Recipes, section
    5.7). The penalty is a sum over the weights, of which only one moves: its part is
    taken by itself, with a step that stays on that weight's side of the kink of |W|.

    Parameters
    ----------
    objective : Objective
        The parameters of its network are left as they were.
    rows : ndarray of int, optional
        The samples to look at; all of them if not given.
    cancelled : callable, optional
        Asked between two blocks of samples whether to stop.
    """

    def __init__(
        self,
        objective: Objective,
        rows: Indices | None = None,
        cancelled: CancelCheck = None,
    ) -> None:
        self._objective, self._rows, self._cancelled = objective, rows, cancelled
        m = objective.y.shape[1]
        self._samples: Indices = np.arange(m) if rows is None else rows
        with ignore_overflow():
            self._y_size = math.sqrt(float(np.mean(np.square(objective.y))))
        self._bent = any(layer.activation.kinked for layer in objective.network.layers)

    def slope(self, k: int) -> Slope:
        """Estimate the derivative by entry ``k`` of theta."""
        return self._slope(k, self._step(k))

    def closer(self, k: int) -> Slope:
        """Estimate it with more care: steps of several lengths, and kinks apart.

        Large inputs bend the loss within a step. And at the kink of a ReLU there is no
        derivative: samples that a step takes across one are left out of the difference,
        and their exact part of the gradient stands in for theirs. Of two steps that
        agree the longer one counts, or else that which rounding and the next shorter
        one leave the least doubt of.
        """
        found: list[Slope] = []
        for share in SHORTER:
            h = share * self._step(k)
            now = self._slope(k, h)
            if self._bent:
                crossing = self._crossing(k, h)
                if crossing.size:
                    now = self._without(crossing, k, h, now)
            found.append(now)
            if len(found) > 1 and _doubt(*found[-2:]) <= SETTLED * abs(now.value):
                return found[-2]
        doubts = [_doubt(*pair) + pair[0].resolved for pair in pairwise(found)]
        return found[int(np.argmin(doubts))]

    def _step(self, k: int) -> float:
        return float(np.cbrt(EPS)) * max(1.0, abs(float(self._theta[k])))

    @property
    def _theta(self) -> Array:
        return self._objective.network.theta

    def _around(self, k: int, h: float, look: Callable[[], float]) -> tuple[float, ...]:
        """Return what is seen from either side of entry ``k``, and how far apart."""
        theta, value = self._theta, float(self._theta[k])
        seen = []
        try:
            for shifted in (value + h, value - h):
                theta[k] = shifted
                seen.append(look())
        finally:
            theta[k] = value
        # The steps that rounding really allowed, rather than h.
        return *seen, (value + h) - (value - h)

    def _slope(self, k: int, h: float) -> Slope:
        def look() -> float:
            return self._objective.measure(self._rows, self._cancelled).loss

        with ignore_overflow():
            above, below, apart = self._around(k, h, look)
            # J is rounded, and so are the errors yhat - y that it is made of.
            error_size = math.sqrt(2.0 * below) if below < math.inf else math.inf
            resolved = EPS * (abs(above) + error_size * self._y_size) / h
            value = (above - below) / apart if apart else math.nan
        return Slope(value + self._penalty(k), resolved)

    def _penalty(self, k: int) -> float:
        """Return the difference quotient of the penalty: of one weight's part of it."""
        objective = self._objective
        l1, l2 = objective.l1, objective.l2
        *_, column = objective.network.locate(k)
        if not (l1 or l2) or column is None:
            return 0.0
        w = float(self._theta[k])
        h = min(self._step(k), abs(w) / 2.0) or self._step(k)
        above, below = w + h, w - h

        def penalty(w: float) -> float:
            return l1 * abs(w) + l2 / 2.0 * (w * w)  # inf, where w**2 is an error

        return (penalty(above) - penalty(below)) / (above - below)

    def _crossing(self, k: int, h: float) -> Indices:
        """Return the samples of which some unit is on another side of its kink."""
        network, samples = self._objective.network, self._samples
        bent = [
            n for n, layer in enumerate(network.layers, 1) if layer.activation.kinked
        ]
        size = network.block_size(samples.size)
        found = []
        for start in range(0, samples.size, size):
            if self._cancelled is not None and self._cancelled():
                raise Cancelled
            block = samples[start : start + size]
            X, y = self._objective.X[:, block], self._objective.y[:, block]
            sides: list[Array] = []

            def look(X: Array = X, y: Array = y, sides: list[Array] = sides) -> float:
                arrays = passes(network, X, y)
                sides.append(np.concatenate([arrays[f"Z{n}"] > 0.0 for n in bent]))
                return 0.0

            self._around(k, h, look)
            found.append(block[(sides[0] != sides[1]).any(axis=0)])
        return np.concatenate(found)

    def _without(self, crossing: Indices, k: int, h: float, found: Slope) -> Slope:
        """Replace the part of some samples in a difference by their exact part."""
        objective, share = self._objective, crossing.size / self._samples.size

        def look() -> float:
            return objective.measure(crossing).loss

        above, below, apart = self._around(k, h, look)
        rule, objective.rule = objective.rule, "exact"
        try:
            exact = float(contributions(objective, k, crossing).values.sum())
        finally:
            objective.rule = rule
        part = share * ((above - below) / apart - exact)
        return Slope(found.value - part, found.resolved, left_out=True)


def _doubt(longer: Slope, shorter: Slope) -> float:
    """Return how far two estimates are from each other; inf if one is no number."""
    apart = abs(longer.value - shorter.value)
    return apart if math.isfinite(apart) else math.inf
