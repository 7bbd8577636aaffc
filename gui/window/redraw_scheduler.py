"""Spreads the slow parts of the window over the frames of a running run."""

from __future__ import annotations

import time
from typing import Final

INTERVAL: Final = 0.1
"""Seconds between two redraws of a part: numbers that change every frame cannot be
read, and laying them out takes a tenth of the frame's time."""

SLOW_FRAMES: Final = 0.045
"""Seconds between two frames from which on every frame of one update shows all parts,
because the updates come one by one and are watched one by one."""


class RedrawScheduler:
    """Chooses which parts are redrawn in a frame: at most one of them.

    Parameters
    ----------
    parts : str
    interval : float
        Seconds between two redraws of a part.

    Notes
    -----
    A frame that redraws one part takes a third longer than a frame with none; one that
    redraws all three takes twice as long.
    """

    def __init__(self, *parts: str, interval: float = INTERVAL) -> None:
        self._interval = interval
        self._redrawn_at = dict.fromkeys(parts, 0.0)
        self._last_frame = 0.0

    def due(self, *, everything: bool = False, one_by_one: bool = True) -> set[str]:
        """Return the parts to redraw now.

        Parameters
        ----------
        everything : bool
            Whether the run is at rest or was changed: all parts are due.
        one_by_one : bool
            Whether the frame shows one of the next few updates after that of the last
            frame. If not, frames are late because they take long to draw, and would
            be later still with all parts.
        """
        now = time.perf_counter()
        is_slow, self._last_frame = now - self._last_frame >= SLOW_FRAMES, now
        if everything or (is_slow and one_by_one):
            self._redrawn_at = dict.fromkeys(self._redrawn_at, now)
            return set(self._redrawn_at)
        oldest = min(self._redrawn_at, key=self._redrawn_at.__getitem__)
        if now - self._redrawn_at[oldest] < self._interval:
            return set()
        self._redrawn_at[oldest] = now
        return {oldest}
