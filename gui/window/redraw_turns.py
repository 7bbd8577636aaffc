"""Whose turn it is in a picture: what need not be drawn every time takes turns."""

from __future__ import annotations

import time
from typing import Final

SECONDS: Final = 0.1
"""Time between two turns of a part: nobody reads numbers that change at every frame,
and to lay them out takes a tenth of its time."""

SELDOM: Final = 0.045
"""Time between two pictures from which on each shows all there is: updates that come
one by one are looked at one by one."""


class RedrawScheduler:
    """Lets parts of the window have their turns, no two of them in one picture.

    A frame with one of them takes a third longer than one with none; with all of them
    in every third frame that one would take twice as long.

    Parameters
    ----------
    parts : str
        Their names.
    """

    def __init__(self, *parts: str) -> None:
        self._last = dict.fromkeys(parts, 0.0)
        self._before = 0.0

    def due(self, *, everything: bool = False) -> set[str]:
        """Return the parts that are drawn now.

        Parameters
        ----------
        everything : bool
            All of them are to be: the run rests, or was changed by a person.
        """
        now = time.perf_counter()
        seldom, self._before = now - self._before >= SELDOM, now
        if everything or seldom:
            self._last = dict.fromkeys(self._last, now)
            return set(self._last)
        longest = min(self._last, key=self._last.__getitem__)
        if now - self._last[longest] < SECONDS:
            return set()
        self._last[longest] = now
        return {longest}
