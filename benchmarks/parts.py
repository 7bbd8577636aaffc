"""The parts that ``python -m benchmarks`` consists of, each run by itself."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.processes import lines_or_failure
from benchmarks.table import Line, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.options import Options

PARTS = {
    "one_update": "one update of the lesson's network, against the lesson, PyTorch, "
    "scikit-learn and JAX",
    "networks": "deeper networks, full batch and mini-batches, against PyTorch and "
    "scikit-learn",
    "limit": "what one update consists of, and what the machine would allow",
    "watching": "watching the sharpness along a run, against not watching it",
    "window": "the window: training in it against headless, and what frames cost",
    "latency": "from an event to its result on the screen, while training",
    "start": "process start to the first frame, and memory, against a bare window",
}
"""Modules with a ``measure(options)`` that returns lines named ``part/...``."""

OWN = ("benchmarks", "gui", "resources", "shallownet")
"""Packages of ours: that something is not found in these is a fault."""


def lines_of(part: str, options: Options) -> Sequence[Line]:
    """Measure a part in this process."""
    try:
        module = import_module(f"benchmarks.{part}")
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        if library in OWN:
            raise
        return [Line(part, part, missing=f"{library} is not installed")]
    found: Sequence[Line] = module.measure(options)
    return found


def measure(options: Options) -> list[Line]:
    """Measure every part that is wanted, each in a separate process.

    Qt needs the main thread, and what a part imports must not change the times of the
    next one. In a smoke run as many are measured at once as there are processors.
    """
    wanted = [part for part in PARTS if options.wants(part)]
    say(f"measuring {', '.join(wanted)}: {options.rounds} rounds each")

    def lines(number: int, part: str) -> list[Line]:
        say(f"[{number}/{len(wanted)}] {part}: {PARTS[part]}")
        return lines_or_failure(part, lines_of, part, options)

    # Times mean nothing in a smoke run, so that parts may disturb each other.
    at_once = os.cpu_count() if options.smoke else 1
    with ThreadPoolExecutor(at_once) as threads:
        found = threads.map(lines, range(1, len(wanted) + 1), wanted)
        return [line for part in found for line in part]
