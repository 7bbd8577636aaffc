"""The state of a run with the lowest validation loss, for early stopping."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from shallownet.arrays import Array


class BestState:
    """The parameters with the lowest validation loss so far.

    It is known from where early stopping was switched on, or the run was opened.

    Attributes
    ----------
    loss : float
        The loss with them, in the target's units; infinite before there is one.
    updates : int
        How many updates led to them.
    theta : ndarray, shape (parameters,)
    """

    def __init__(self) -> None:
        self.loss, self.updates = math.inf, 0
        self.theta: Array = np.empty(0)

    def note(self, updates: int, loss: float, theta: Array) -> None:
        """Keep a state if its loss is lower than any before; NaN is not."""
        if loss < self.loss:
            self.loss, self.updates, self.theta = loss, updates, theta.copy()

    def is_due(self, updates: int, patience: int) -> bool:
        """Return whether so many updates have brought no lower loss."""
        return self.loss < math.inf and updates - self.updates >= patience
