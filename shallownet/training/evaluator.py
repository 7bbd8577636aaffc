"""The loss and gradient of the next update, cached until the parameters change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.arrays import Indices
    from shallownet.callbacks import CancelCheck
    from shallownet.nn.objective import Evaluation, Objective


class Evaluator:
    """Evaluates an objective, once for the same parameters.

    Parameters
    ----------
    objective : Objective

    Attributes
    ----------
    cached : Evaluation or None
        The last evaluation; set it to None when the samples or parameters change.
    theta : ndarray, shape (parameters,)
        A copy of the parameters of the last evaluation. Without a cached evaluation
        the array may be exchanged for another one.
    """

    def __init__(self, objective: Objective) -> None:
        self._objective = objective
        self.cached: Evaluation | None = None
        self.theta = objective.network.theta.copy()

    def evaluate(
        self, batch: Callable[[], Indices | None], cancelled: CancelCheck
    ) -> Evaluation:
        """Compute loss and gradient over a batch (None: all samples) unless cached."""
        objective, cached = self._objective, self.cached
        theta = objective.network.theta
        if cached is not None and np.array_equal(theta, self.theta):
            return cached
        self.cached = None  # if cancelled, the gradient is incomplete
        np.copyto(self.theta, theta)
        self.cached = cached = objective.evaluate_unguarded(batch(), cancelled)
        return cached
