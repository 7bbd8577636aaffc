"""What happened: the metrics of every update."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from shallownet.arrays import Array


class History:
    """The metrics of every update, each taken at the parameters *before* it.

    Entry ``i`` therefore belongs to the parameters after ``i`` updates. The arrays
    handed out are read-only views; what they show is never written again, so they may
    be read from another thread while more is appended.

    Attributes
    ----------
    loss, mean_error, gradient_norm, test_loss : ndarray, shape (updates,)
    """

    _METRICS: Final = 4

    def __init__(self, capacity: int = 1024) -> None:
        self._values = np.empty((self._METRICS, max(capacity, 1)))
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def append(
        self,
        loss: float,
        mean_error: float,
        gradient_norm: float,
        test_loss: float = math.nan,
    ) -> None:
        """Add the metrics of one update."""
        at = self._length
        if at == self._values.shape[1]:
            # Views handed out keep the old array; nothing they show changes.
            grown = np.empty((self._METRICS, 2 * at))
            grown[:, :at] = self._values
            self._values = grown
        values = self._values
        values[0, at] = loss
        values[1, at] = mean_error
        values[2, at] = gradient_norm
        values[3, at] = test_loss
        self._length = at + 1

    def truncate(self, norm: int) -> None:
        """Forget all but the first ``norm`` updates."""
        self._values = self._values.copy()  # views handed out keep what they show
        self._length = min(norm, self._length)

    def up_to(self, norm: int) -> History:
        """Return a copy of the first ``norm`` updates, which goes its own way."""
        copy = History(norm)
        copy._values[:, :norm] = self._values[:, :norm]
        copy._length = norm
        return copy

    def recalled(self, norm: int) -> ReplayedHistory:
        """Return the first ``norm`` updates, for a run that is made again."""
        twin = ReplayedHistory(0)
        twin._values, twin._length = self._values, norm
        return twin

    @property
    def nbytes(self) -> int:
        """The memory set aside for it."""
        return self._values.nbytes

    def _view(self, metric: int) -> Array:
        view = self._values[metric, : self._length]
        view.flags.writeable = False
        return view

    @property
    def loss(self) -> Array:
        """J, half the mean squared error, in the target's units squared."""
        return self._view(0)

    @property
    def mean_error(self) -> Array:
        """mean(yhat - y), in the target's units."""
        return self._view(1)

    @property
    def gradient_norm(self) -> Array:
        """The Euclidean length of the gradient, before any clipping."""
        return self._view(2)

    @property
    def test_loss(self) -> Array:
        """J over the samples kept for the test; NaN where it was not measured."""
        return self._view(3)


class ReplayedHistory(History):
    """The history of a run that is made again: all that would be added is there."""

    def append(
        self,
        loss: float,
        mean_error: float,
        gradient_norm: float,
        test_loss: float = math.nan,
    ) -> None:
        """Take up one update more."""
        self._length += 1
