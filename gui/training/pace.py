"""The pace of a run: when the next update is due, and how fast they come."""

from __future__ import annotations

import math
import time
from typing import Final

LATE: Final = 0.1
"""Seconds a run may fall behind its pace before it stops trying to catch up."""

MEASURED_OVER: Final = 0.5
"""Seconds over which the speed is measured."""


class Pace:
    """Spreads updates evenly over time, and measures how many there are a second."""

    def __init__(self) -> None:
        self._interval = 0.0
        self._due = 0.0
        self._since = (0.0, 0)
        self.updates_per_second = 0.0

    def set(self, updates_per_second: float, updates: int) -> None:
        """Take up another pace; infinity is full speed."""
        self._interval = (
            0.0 if math.isinf(updates_per_second) else 1.0 / updates_per_second
        )
        self.begin(updates)
        self._due += self._interval

    def begin(self, updates: int) -> None:
        """Begin to count, after so many updates; the next one is due now."""
        self._due = time.perf_counter()
        self._since = (self._due, updates)
        self.updates_per_second = 0.0

    @property
    def wait(self) -> float:
        """Seconds until the next update is due; not above 0 if it is."""
        return self._due - time.perf_counter() if self._interval else 0.0

    def count(self, now: float) -> None:
        """Note that an update was made."""
        if self._interval:
            self._due = max(self._due + self._interval, now - LATE)

    def measure(self, now: float, updates: int) -> None:
        """Take the speed anew, now that so many updates are made."""
        since, before = self._since
        over = now - since >= MEASURED_OVER
        if over or not self.updates_per_second:
            self.updates_per_second = (updates - before) / max(now - since, 1e-9)
        if over:
            self._since = (now, updates)
