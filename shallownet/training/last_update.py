"""The state before the last update, and how to undo that update."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from shallownet.arrays import ignore_overflow, read_only

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.nn.optimizers import Optimizer
    from shallownet.training.reports import Divergence


class UndoData(NamedTuple):
    """What a change replaced and its event does not hold, needed to undo it.

    It is valid until the next update only, because it holds the optimizer itself.

    Attributes
    ----------
    optimizer : Optimizer
    previous : float
        The changed parameter before the last update; NaN for a setting.
    reversible : bool
        Whether the last update could be undone.
    divergence : Divergence or None
    """

    optimizer: Optimizer
    previous: float
    reversible: bool
    divergence: Divergence | None


class LastUpdate:
    """The parameters and the optimizer's memory before the last update.

    Attributes
    ----------
    previous_theta : ndarray, shape (parameters,)
        The parameters before the last update; the present ones if there was none.
    reversible : bool
        Whether the update can be undone: not before the first, not twice, and not
        after its result was changed by hand.
    """

    def __init__(self, theta: Array, optimizer: Optimizer) -> None:
        self.previous_theta = theta.copy()
        self._memory = optimizer.memory.copy()
        self.reversible = False

    @classmethod
    def of(
        cls, previous_theta: Array, optimizer: Optimizer, memory: Array
    ) -> LastUpdate:
        """Return an update that can be undone, from the state before it."""
        last = cls(previous_theta, optimizer)
        last._memory, last.reversible = memory.copy(), True
        return last

    @property
    def memory(self) -> Array:
        """The optimizer's memory before the update."""
        return self._memory

    def record(self, theta: Array, optimizer: Optimizer) -> None:
        """Save the state that an update is about to change."""
        np.copyto(self.previous_theta, theta)
        if self._memory.shape != optimizer.memory.shape:
            self._memory = np.empty_like(optimizer.memory)
        if optimizer.rows:
            np.copyto(self._memory, optimizer.memory)
        self.reversible = True

    def undo(self, theta: Array, optimizer: Optimizer) -> None:
        """Restore the state before the update."""
        np.copyto(theta, self.previous_theta)
        optimizer.restore(self._memory, optimizer.updates - 1)
        self.reversible = False

    def shift(self, index: int, amount: float) -> None:
        """Account for a parameter set by hand, so that `change` stays the same."""
        self.previous_theta[index] += amount
        self.reversible = False

    def change(self, theta: Array) -> Array:
        """Return what the last update added to the parameters, read-only."""
        with ignore_overflow():
            return read_only(theta - self.previous_theta)
