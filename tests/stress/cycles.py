"""Starts and stops: windows one after the other in one process, and whole processes."""

from __future__ import annotations

import json
import signal
import time
from random import Random
from typing import TYPE_CHECKING, Final

from tests.stress.app_process import AppProcess
from tests.stress.children import run_module

if TYPE_CHECKING:
    from pathlib import Path

SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
STARTS: Final = ((), ("--autostart",), ("--set", "samples=200", "--autostart"))

PROCESS_SHARE: Final = 0.2
"""Share of the cycles that are processes: each starts Python and Qt anew."""

GROWTH: Final = 0.5
"""Megabytes that a window may leave behind once caches are filled."""

MANY: Final = 80
"""Windows from which that can be judged: those of the first thirty do not count."""


def run(seed: int, count: int, folder: Path) -> tuple[str, list[str]]:
    """Open and close windows and processes; return a line of figures, and failures."""
    random, began, failures = Random(seed), time.monotonic(), []
    processes = max(1, round(count * PROCESS_SHARE))
    windows = max(1, count - processes)
    code, output = run_module(
        "tests.stress.cycle_child",
        *(str(folder), str(seed), str(windows)),
        folder=folder,
        seconds=60.0 + 5.0 * windows,
    )
    told = [line for line in output.splitlines() if line.startswith('{"windows"')]
    megabytes = 0.0
    if code != 0 or not told:
        failures.append(f"windows: ended with {code}\n{output[-3_000:]}")
    else:
        outcome = json.loads(told[-1])
        megabytes = outcome["growth"]
        if outcome["problem"]:
            failures.append(f"windows: {outcome['problem']}")
        if windows >= MANY and megabytes > GROWTH:
            failures.append(f"each window leaves {megabytes:.2f} MB behind")
    for number in range(processes):
        words, pause = random.choice(STARTS), random.choice((None, 0.0, 0.3))
        # Python itself tells of a Ctrl+C while it starts.
        name = random.choice(SIGNALS if pause is not None else SIGNALS[::2])
        place = folder / f"process{number}"
        place.mkdir()
        problem = _one_process(place, words, name, pause)
        if problem:
            failures.append(f"{' '.join(words)} then {name.name}: {problem}")
    figures = (
        f"{windows:,} windows in one process ({megabytes:.2f} MB left by each) and "
        f"{processes:,} processes in {time.monotonic() - began:.0f} s"
    )
    return figures, failures


def _one_process(
    folder: Path, words: tuple[str, ...], number: signal.Signals, pause: float | None
) -> str:
    """Start the program and end it; without a pause while it starts still."""
    app = AppProcess(folder, *words)
    if pause is None:
        time.sleep(0.3)
        if app.process.poll() is None:
            app.process.send_signal(number)
        # Before it listens the signal ends it as it ends any program.
        return app.outcome((0, -number, 128 + number))
    if not app.wait_for("loaded Recipe"):
        app.kill()
        return f"does not start\n{app.log[-2_000:]}"
    time.sleep(pause)
    return app.end(number) or _unsaved(folder)


def _unsaved(folder: Path) -> str:
    kept = [path for path in folder.rglob("shallownet.*") if path.suffix != ".log"]
    return "" if kept else "saves no settings"
