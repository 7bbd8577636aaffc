"""The stability bound of gradient descent, and λmax relative to it."""

from __future__ import annotations

import math

from shallownet.nn.optimizers import Momentum


def stable_below(optimizer: str, learning_rate: float) -> float:
    """Return the λmax above which the optimizer overshoots; NaN where none is known.

    2/η for gradient descent, 2(1 + μ)/η with momentum, and (2 + 2μ)/(η (1 + 2μ)) with
    Nesterov's (Cohen et al., 2021, appendix B). RMSProp and Adam scale each parameter
    separately, so the Hessian's eigenvalues do not bound their steps.
    """
    if not learning_rate > 0.0:
        return math.nan
    mu = Momentum.mu
    factor = {
        "gradient_descent": 2.0,
        "momentum": 2.0 * (1.0 + mu),
        "nesterov": 2.0 * (1.0 + mu) / (1.0 + 2.0 * mu),
    }
    return factor.get(optimizer, math.nan) / learning_rate


def verdict(value: float, bound: float) -> str:
    """Return "stable", "at the edge" or "will overshoot"; "" if either is unknown."""
    if not (math.isfinite(value) and math.isfinite(bound)):
        return ""
    if value <= 0.9 * bound:
        return "stable"
    return "at the edge" if value <= 1.1 * bound else "will overshoot"
