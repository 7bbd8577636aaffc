"""The metrics of every update."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from shallownet.arrays import read_only

if TYPE_CHECKING:
    from shallownet.arrays import Array


class History:
    """The metrics of every update, each taken at the parameters *before* it.

    Entry ``i`` therefore belongs to the parameters after ``i`` updates. The arrays are
    read-only views whose contents never change, so another thread may read them while
    more is appended.

    Attributes
    ----------
    loss, mean_error, gradient_norm, held_out_loss, seconds : ndarray, shape (updates,)
    """

    METRICS: Final = 5

    def __init__(self, capacity: int = 1024) -> None:
        self._values = np.empty((self.METRICS, max(capacity, 1)))
        self._length = 0

    @classmethod
    def of(cls, values: Array) -> History:
        """Return a history with known ``values``, shape (5, updates)."""
        history = cls(values.shape[1])
        history._values[:, : values.shape[1]] = values
        history._length = values.shape[1]
        return history

    @property
    def values(self) -> Array:
        """All metrics, shape (5, updates), in the order of the attributes."""
        return read_only(self._values[:, : self._length])

    def __len__(self) -> int:
        return self._length

    def append(
        self,
        loss: float,
        mean_error: float,
        gradient_norm: float,
        held_out_loss: float = math.nan,
        seconds: float = 0.0,
    ) -> None:
        """Add the metrics of one update."""
        i = self._length
        if i == self._values.shape[1]:
            # Existing views keep the old array, so their contents do not change.
            grown = np.empty((self.METRICS, 2 * i))
            grown[:, :i] = self._values
            self._values = grown
        values = self._values
        values[0, i] = loss
        values[1, i] = mean_error
        values[2, i] = gradient_norm
        values[3, i] = held_out_loss
        values[4, i] = seconds
        self._length = i + 1

    def truncate(self, length: int) -> None:
        """Drop all but the first ``length`` updates."""
        self._values = self._values.copy()  # existing views keep their contents
        self._length = min(length, self._length)

    def up_to(self, length: int) -> History:
        """Return an independent copy of the first ``length`` updates."""
        return History.of(self._values[:, :length])

    def replayed(self, length: int) -> ReplayedHistory:
        """Return the first ``length`` updates, for a run that is replayed."""
        history = ReplayedHistory(0)
        history._values, history._length = self._values, length
        return history

    @property
    def nbytes(self) -> int:
        """The allocated memory in bytes."""
        return self._values.nbytes

    def _view(self, metric: int) -> Array:
        return read_only(self._values[metric, : self._length])

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
        """The Euclidean norm of the gradient, before any clipping."""
        return self._view(2)

    @property
    def held_out_loss(self) -> Array:
        """J over the held-out samples; NaN where it was not measured."""
        return self._view(3)

    @property
    def seconds(self) -> Array:
        """The total duration of all updates before it."""
        return self._view(4)


class ReplayedHistory(History):
    """The history of a run that is replayed: its values are known already."""

    def append(self, *_metrics: Any, **_named: Any) -> None:
        """Count one more update."""
        self._length += 1
