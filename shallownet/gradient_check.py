"""The numerical check of a gradient: analytic against central differences."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.arrays import Array
    from shallownet.trainer import Trainer

TOLERANCE: Final = 1e-6
"""Largest relative error at which a gradient is called right."""


@dataclass(frozen=True)
class GradientCheck:
    """A gradient held against central differences of the loss.

    Attributes
    ----------
    analytic, numerical : dict of str to ndarray
        Both gradients, by parameter: ``"W1"`` (units, inputs), ``"b1"`` (units, 1), ...
    relative_error : dict of str to float
        For each parameter array |analytic - numerical| / max(|analytic|, |numerical|),
        with Euclidean norms, or against what rounding of J leaves to be resolved where
        both are smaller.
    """

    analytic: dict[str, Array]
    numerical: dict[str, Array]
    relative_error: dict[str, float]

    @property
    def wrong(self) -> tuple[str, ...]:
        """The parameters whose gradient is refuted, or is not a number."""
        return tuple(
            n for n, error in self.relative_error.items() if not error <= TOLERANCE
        )

    @property
    def passed(self) -> bool:
        """Whether every parameter's gradient agrees."""
        return not self.wrong


def check_gradients(
    trainer: Trainer, progress: Callable[[int, int], None] | None = None
) -> GradientCheck:
    """Check the gradient of the trainer's next update against central differences.

    dJ/dtheta_k is compared with (J(theta_k + h) - J(theta_k - h)) / 2h, where J
    includes the penalty and h = eps^(1/3) max(1, |theta_k|), which balances the error
    of truncation, of order h^2, and that of rounding, of order eps/h (Press et al.,
    Numerical Recipes, section 5.7). The trainer is left as it was.

    Parameters
    ----------
    trainer : Trainer
    progress : callable, optional
        Called with (parameters done, parameters in all).
    """
    trainer.evaluate()
    objective, theta = trainer.objective, trainer.network.theta
    rows = trainer.batch()
    analytic = trainer.network.gradient.copy()
    numerical = np.empty_like(theta)
    rounding = np.empty_like(theta)
    eps = np.finfo(np.float64).eps
    y_size = math.sqrt(float(np.mean(np.square(objective.y))))
    for k, value in enumerate(theta.copy()):
        h = np.cbrt(eps) * max(1.0, abs(value))
        around = []
        try:
            for shifted in (value + h, value - h):
                theta[k] = shifted
                now = objective.measure(rows)
                around.append(now.loss + now.penalty)
        finally:
            theta[k] = value
        # The steps that rounding really allowed, rather than h.
        numerical[k] = (around[0] - around[1]) / ((value + h) - (value - h))
        # J is rounded, and so are the errors yhat - y that it is made of.
        error_size = math.sqrt(2.0 * now.loss) if now.loss < math.inf else math.inf
        rounding[k] = eps * (abs(around[0]) + error_size * y_size) / h
        if progress is not None:
            progress(k + 1, theta.size)
    named = trainer.network.named
    floors = named(rounding)
    pairs = {
        name: (a, n)
        for (name, a), n in zip(
            named(analytic).items(), named(numerical).values(), strict=True
        )
    }
    return GradientCheck(
        {name: a for name, (a, _) in pairs.items()},
        {name: n for name, (_, n) in pairs.items()},
        {
            name: _relative_error(a, n, float(np.linalg.norm(floors[name])))
            for name, (a, n) in pairs.items()
        },
    )


def _relative_error(analytic: Array, numerical: Array, rounding: float) -> float:
    difference = float(np.linalg.norm(analytic - numerical))
    size = max(float(np.linalg.norm(analytic)), float(np.linalg.norm(numerical)))
    # Differences resolve nothing below the rounding of J: a gradient that is smaller
    # than a million times that is judged against that, not against itself.
    floor = rounding / TOLERANCE
    return difference / max(size, floor) if difference else 0.0
