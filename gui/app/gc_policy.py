"""When to look for garbage: not during a start, nor among what that has made."""

from __future__ import annotations

import gc
from typing import Final

UNDER_WAY: Final = 1_000
"""Milliseconds after which a start is over, on a slow machine too."""


def disable_gc() -> None:
    """Look for no garbage while there is none: before anything else is imported.

    A start makes some 57,000 objects that the collector looks at, and nearly all of
    them stay. It looked a hundred times, which took 25 to 45 ms of 550.
    """
    gc.disable()


def enable_gc() -> None:
    """Look for garbage again, but not among what the start has made.

    To look through all of that took 20 to 40 ms, for which the window stood still.
    """
    gc.freeze()
    gc.enable()


def collect() -> None:
    """Look for garbage everywhere."""
    gc.unfreeze()
    gc.collect()
