"""Central differences of the loss: what a gradient is held against."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.contributions import contributions
from shallownet.errors import Cancelled
from shallownet.trace import passes

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.arrays import Array, Indices
    from shallownet.objective import Objective

    Asked = Callable[[], bool] | None

EPS: Final = float(np.finfo(np.float64).eps)

FEW: Final = 0.01
"""The share of samples that may be left out for lying on a kink."""

SHORTER: Final = (1.0, 2.0**-5, 2.0**-10, 2.0**-15)
"""Shares of a step: of a shorter one fewer samples cross a kink, and more of the
difference is rounding."""


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

    J includes the penalty, and h = eps^(1/3) max(1, |theta_k|), which balances the
    error of truncation, of order h^2, and that of rounding, of order eps/h (Press et
    al., Numerical Recipes, section 5.7).

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
        self, objective: Objective, rows: Indices | None = None, cancelled: Asked = None
    ) -> None:
        self._objective, self._rows, self._cancelled = objective, rows, cancelled
        m = objective.y.shape[1]
        self._samples: Indices = np.arange(m) if rows is None else rows
        self._y_size = math.sqrt(float(np.mean(np.square(objective.y))))
        self._bent = any(layer.activation.kinked for layer in objective.network.layers)

    def slope(self, k: int) -> Slope:
        """Estimate the derivative by entry ``k`` of theta."""
        return self._slope(k, self._step(k))

    def beside_kinks(self, k: int) -> Slope:
        """Estimate it once more, where a kink is between both sides for some samples.

        At a kink a function has no derivative, and a difference across it is none. A
        step is shortened until it takes few samples across one, and those are left out
        of the difference: their exact part of the gradient stands in for it.
        """
        whole = self._step(k)
        for share in SHORTER:
            found = self._slope(k, share * whole)
            if not self._bent:
                if self._objective.l1:
                    continue  # |W| has a kink, too: a shorter step stays on its side
                break
            crossing = self._crossing(k, share * whole)
            if 0 < crossing.size <= FEW * self._samples.size:
                return self._without(crossing, k, share * whole, found)
            if not crossing.size:
                break
        return found

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
        loss = math.nan

        def look() -> float:
            nonlocal loss
            now = self._objective.measure(self._rows, self._cancelled)
            loss = now.loss
            return now.loss + now.penalty

        above, below, apart = self._around(k, h, look)
        # J is rounded, and so are the errors yhat - y that it is made of.
        error_size = math.sqrt(2.0 * loss) if loss < math.inf else math.inf
        resolved = EPS * (abs(above) + error_size * self._y_size) / h
        return Slope((above - below) / apart if apart else math.nan, resolved)

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
