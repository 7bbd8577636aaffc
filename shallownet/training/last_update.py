"""The state before the last update: what that changed, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from shallownet.arrays import ignore_overflow

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.nn.optimizers import Optimizer
    from shallownet.training.reports import Divergence


class UndoData(NamedTuple):
    """What a change replaced and its event does not tell, so that it can come back.

    It is good until the next update only: the optimiser is the very object.

    Attributes
    ----------
    optimizer : Optimizer
    before : float
        Where the last update found the parameter that was changed; NaN for a setting.
    reversible : bool
        Whether the last update could be taken back.
    divergence : Divergence or None
    """

    optimizer: Optimizer
    before: float
    reversible: bool
    divergence: Divergence | None


class LastUpdate:
    """Remembers parameters and the optimiser's memory as they were before an update.

    Attributes
    ----------
    before : ndarray, shape (parameters,)
        The parameters before the last update; the present ones if there was none.
    reversible : bool
        Whether the update can be taken back: not before the first, nor twice, nor
        once a person has changed what it led to.
    """

    def __init__(self, theta: Array, optimizer: Optimizer) -> None:
        self.before = theta.copy()
        self._memory = optimizer.memory.copy()
        self.reversible = False

    def remember(self, theta: Array, optimizer: Optimizer) -> Array:
        """Note the state that an update is about to change.

        Parameters
        ----------
        theta : ndarray, shape (parameters,)
            A copy of the parameters, which is kept.
        optimizer : Optimizer

        Returns
        -------
        ndarray, shape (parameters,)
            The array kept until now, for whoever makes the next copy.
        """
        given_back, self.before = self.before, theta
        if self._memory.shape != optimizer.memory.shape:
            self._memory = np.empty_like(optimizer.memory)
        if optimizer.rows:
            np.copyto(self._memory, optimizer.memory)
        self.reversible = True
        return given_back

    def take_back(self, theta: Array, optimizer: Optimizer) -> None:
        """Put the state back as it was before the update."""
        np.copyto(theta, self.before)
        optimizer.restore(self._memory, optimizer.updates - 1)
        self.reversible = False

    def shift(self, index: int, by: float) -> None:
        """Follow a parameter that was set by hand.

        What the last update changed is still what it changed.
        """
        self.before[index] += by
        self.reversible = False

    def change(self, theta: Array) -> Array:
        """Return what the last update added to the parameters, read-only."""
        with ignore_overflow():
            change = theta - self.before
        change.flags.writeable = False
        return change
