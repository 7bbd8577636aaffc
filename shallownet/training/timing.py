"""How long a run's updates took: noted at few of them, told for all."""

from __future__ import annotations

from bisect import bisect_right
from copy import deepcopy
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.arrays import Array

MOST: Final = 4_096
"""Updates at which the time is noted, evenly spread over the run."""


class Timing:
    """The seconds that the updates of a run took, without what lay between them.

    Pauses, drawing and waiting do not count, so that runs can be compared.

    Attributes
    ----------
    seconds : float
        For all updates so far.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self._now = 0
        self._updates, self._seconds = [0], [0.0]
        self._stride = self._next = 1

    def note(self, updates: int, seconds: float) -> None:
        """Add the time that the update took which led there."""
        self.seconds += seconds
        self._now = updates
        if updates >= self._next:
            self._updates.append(updates)
            self._seconds.append(self.seconds)
            if len(self._updates) > MOST:
                self._stride *= 2
                del self._updates[1::2], self._seconds[1::2]
            self._next = updates + self._stride

    def at(self, updates: Sequence[int] | Array) -> Array:
        """Return the seconds until some updates, interpolated between those noted."""
        known, seconds = [*self._updates, self._now], [*self._seconds, self.seconds]
        return np.interp(np.asarray(updates, dtype=np.float64), known, seconds)

    def truncate(self, updates: int) -> None:
        """Forget the time that later updates took."""
        if updates >= self._now:
            return
        self.seconds, self._now = float(self.at([updates])[0]), updates
        noted = bisect_right(self._updates, updates)
        del self._updates[noted:], self._seconds[noted:]
        self._next = self._updates[-1] + self._stride

    def up_to(self, updates: int) -> Timing:
        """Return a copy, up to an update."""
        copy = deepcopy(self)
        copy.truncate(updates)
        return copy
