"""What happened: the metrics of every update, and the changes made on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from shallownet.arrays import Array


@dataclass(frozen=True)
class Event:
    """A change a person made to a run: part of the recipe that determines it.

    Attributes
    ----------
    step : int
        How many updates had been made when it took effect.
    name : str
        What was changed, such as ``"learning_rate"``.
    before, after : float
        The values it changed from and to.
    """

    step: int
    name: str
    before: float
    after: float


class History:
    """The metrics of every update, each taken at the parameters *before* it.

    Entry ``i`` therefore belongs to the parameters after ``i`` updates. The arrays
    handed out are read-only views; what they show is never written again, so they may
    be read from another thread while more is appended.

    Attributes
    ----------
    loss, mean_error, gradient_norm : ndarray, shape (updates,)
    events : list of Event
    """

    _METRICS: Final = 3

    def __init__(self, capacity: int = 1024) -> None:
        self._values = np.empty((self._METRICS, max(capacity, 1)))
        self._length = 0
        self.events: list[Event] = []

    def __len__(self) -> int:
        return self._length

    def append(self, loss: float, mean_error: float, gradient_norm: float) -> None:
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
        self._length = at + 1

    def truncate(self, length: int) -> None:
        """Forget all but the first ``length`` updates, and the events after them."""
        self._values = self._values.copy()  # views handed out keep what they show
        self._length = min(length, self._length)
        self.events = [event for event in self.events if event.step <= length]

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
        """The Euclidean length of the gradient that the update followed."""
        return self._view(2)
