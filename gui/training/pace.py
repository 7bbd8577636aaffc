"""The pace of a run: when the next update is due, and how many are made a second."""

from __future__ import annotations

import time
from typing import Final

MAX_LAG: Final = 0.1
"""Seconds that a run may lag behind its pace before it stops trying to catch up."""

WINDOW: Final = 0.5
"""Seconds over which the speed is measured."""


class Pace:
    """Spreads updates evenly over time, and measures their rate.

    Attributes
    ----------
    updates_per_second : float
        Measured over the last half second; 0 before the first measurement.
    """

    def __init__(self) -> None:
        self._interval = 0.0
        self._due = 0.0
        self._measured_from = (0.0, 0)
        self.updates_per_second = 0.0

    def set(self, updates_per_second: float, updates: int) -> None:
        """Change the pace after so many updates; infinity is full speed."""
        self._interval = 1.0 / updates_per_second  # 1 / inf is 0
        self.begin(updates)
        self._due += self._interval

    def begin(self, updates: int) -> None:
        """Start timing after so many updates; the next one is due now."""
        self._due = time.perf_counter()
        self._measured_from = (self._due, updates)
        self.updates_per_second = 0.0

    @property
    def wait(self) -> float:
        """Seconds until the next update is due; 0 or less if it is."""
        return self._due - time.perf_counter() if self._interval else 0.0

    def count(self, now: float) -> None:
        """Note that an update was made at this time."""
        if self._interval:
            self._due = max(self._due + self._interval, now - MAX_LAG)

    def measure(self, now: float, updates: int) -> None:
        """Measure the rate, given how many updates are made by now."""
        since, count = self._measured_from
        elapsed = now - since
        if elapsed >= WINDOW or not self.updates_per_second:
            self.updates_per_second = (updates - count) / max(elapsed, 1e-9)
        if elapsed >= WINDOW:
            self._measured_from = (now, updates)
