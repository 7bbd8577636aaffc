"""The parts that ``python -m benchmarks`` consists of, each run by itself."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.options import Options, say
from benchmarks.processes import alone
from benchmarks.table import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    """Measure every part that is wanted, each in a process of its own.

    Qt wants one with a main thread to itself, and what a part imports must not change
    the next one's times.
    """
    wanted = [part for part in PARTS if options.wants(part)]
    say(f"measuring {', '.join(wanted)}: {options.rounds} rounds each")
    lines: list[Line] = []
    for number, part in enumerate(wanted, 1):
        say(f"[{number}/{len(wanted)}] {part}: {PARTS[part]}")
        try:
            lines += alone(lines_of, part, options)
        except Exception as error:
            # The other parts are worth having without this one.
            reason = f"{type(error).__name__}: {error}"
            say(f"failed, {reason}")
            lines.append(Line(part, part, missing=reason, failed=True))
    return lines
