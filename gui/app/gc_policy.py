"""Garbage collection: off during the start, and in the window's thread alone after it.

Python collects garbage in whichever thread happens to allocate. A widget that the
training thread deleted while the window restyled its widgets ended the program.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PyQt6.QtCore import QObject

START_MS: Final = 1_000
"""Milliseconds after which a start is over, on a slow machine too."""

INTERVAL_MS: Final = 500
"""Milliseconds between two looks for garbage; a look takes less than one."""


def disable_gc() -> None:
    """Disable garbage collection, before anything else is imported.

    A start makes some 57,000 objects that the collector looks at, and nearly all of
    them stay. It ran a hundred times, which took 25 to 45 of 550 ms.
    """
    gc.disable()


def collect_regularly(parent: QObject) -> None:
    """Collect garbage from now on, in this thread, but never what exists already.

    Looking through all of that took 20 to 40 ms, during which the window stood still.
    """
    from PyQt6.QtCore import QTimer  # nothing is imported before `disable_gc`

    gc.disable()
    gc.freeze()
    timer = QTimer(parent)
    timer.setInterval(INTERVAL_MS)
    timer.timeout.connect(_collect_due)
    timer.start()


def _collect_due() -> None:
    """Collect the oldest generation of which the interpreter would collect now."""
    due = [g for g in (2, 1, 0) if gc.get_count()[g] > gc.get_threshold()[g]]
    if due:
        gc.collect(due[0])


def collect() -> None:
    """Collect all garbage."""
    gc.unfreeze()
    gc.collect()
