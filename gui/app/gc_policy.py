"""Garbage collection: off during the start, and never of what the start made."""

from __future__ import annotations

import gc
from typing import Final

START_MS: Final = 1_000
"""Milliseconds after which a start is over, on a slow machine too."""


def disable_gc() -> None:
    """Disable garbage collection, before anything else is imported.

    A start makes some 57,000 objects that the collector looks at, and nearly all of
    them stay. It ran a hundred times, which took 25 to 45 of 550 ms.
    """
    gc.disable()


def enable_gc() -> None:
    """Enable garbage collection, except for the objects that exist already.

    Looking through all of them took 20 to 40 ms, during which the window stood still.
    """
    gc.freeze()
    gc.enable()


def collect() -> None:
    """Collect all garbage."""
    gc.unfreeze()
    gc.collect()
