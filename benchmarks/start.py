"""From the start of a process to its first frame, and the memory that takes.

``python benchmarks/start.py`` runs this part alone. The application is compared with a
window with a single pyqtgraph plot in turns, each in a fresh process: what both pay is
Python, NumPy, Qt and pyqtgraph, and what is more is ours. Modules are compiled once and
kept, as they are from anyone's second start on.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

if not __package__:  # run by its path: the packages lie in the checkout's root
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks.options import Options, run
from benchmarks.table import Aim, Line, Spread, say
from benchmarks.timing import ratios

ROOT = Path(__file__).resolve().parents[1]
UPDATES = 10_000

TELL = """
import resource, sys, time
def tell():
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(time.monotonic(), peak, flush=True)
"""
"""Says when it was called, and the peak of the resident memory in KiB."""

BARE = f"""{TELL}
import pyqtgraph as pg
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication
app = QApplication(sys.argv[:1])
plot = pg.PlotWidget()
plot.plot(range(100))
plot.resize(1280, 800)
paint = plot.paintEvent
def first(event):
    paint(event)
    plot.paintEvent = paint
    QTimer.singleShot(0, lambda: (tell(), app.quit()))
plot.paintEvent = first
plot.show()
app.exec()
"""

OURS = f"""{TELL}
from gui.app.gc_policy import disable_gc
disable_gc()  # as gui.launch.main does
from PyQt6.QtCore import QTimer
from gui.app.application import run
from gui.window.main_window import MainWindow
updates, show = int(sys.argv.pop()), MainWindow.show
def watched(window):
    end = lambda: (tell(), window.close())
    painted = QTimer(window, singleShot=True, interval=0)
    painted.timeout.connect(end)
    paint = window.paintEvent
    def first(event):
        paint(event)
        window.paintEvent = paint
        QTimer.singleShot(0, lambda: QTimer.singleShot(0, end))
    if updates < 0:  # whatever is painted first
        window.paintEvent = first
    def look():
        shown = window.shown
        if shown is not None and shown.snapshot.step == updates:
            painted.start()
    window.training.settled.connect(look)  # after draw_newest
    show(window)
    if updates > 0:
        window.run.start(updates)
MainWindow.show = watched
run([])
"""
"""The application itself, closed once it has drawn a run of so many updates."""

FIRST = -1
"""Closed once it has painted anything, while the first run is still being made."""


class Cost(NamedTuple):
    """What a process took until it told: seconds, and MiB of memory at the peak."""

    seconds: float
    memory: float


def cost(program: str, updates: int = 0) -> Cost:
    """Run a program in a fresh process, with settings of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        begun = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", program, str(updates)],
            cwd=ROOT,
            env={
                name: value
                for name, value in os.environ.items()
                if name != "PYTHONDONTWRITEBYTECODE"
            }
            | {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": scratch},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    at, peak = done.stdout.split()
    return Cost(float(at) - begun, float(peak) / 1024)


def line(
    name: str, what: str, unit: str, costs: list[tuple[float, float]], aim: Aim | None
) -> Line:
    """Return the line of what was measured of ours and of the bare window."""
    ours, theirs = ([pair[k] for pair in costs] for k in (0, 1))
    return Line(
        f"start/{name}",
        what,
        Spread.of(ours),
        unit,
        "a bare pyqtgraph window",
        Spread.of(theirs),
        ratios(ours, theirs),
        aim,
    )


def measure(options: Options) -> list[Line]:
    """Return the lines of this part."""
    if sys.platform == "win32":
        return [Line("start", "start", missing="Windows does not tell the peak memory")]
    say("start: both in turns, each in a fresh process")
    if not options.smoke:
        cost(OURS), cost(BARE)  # so that all files are in memory
    turns = [(cost(OURS), cost(BARE), cost(OURS, FIRST)) for _ in range(options.rounds)]
    pairs = [(ours, bare) for ours, bare, _ in turns]
    updates = options.pick(UPDATES, 50)
    say(f"start: memory after {updates:,} updates")
    later = [
        (cost(OURS, updates).memory, bare.memory)
        for _, bare in pairs[: max(2, options.rounds // 5)]
    ]
    first = [(early.seconds, bare.seconds) for _, bare, early in turns]
    times = [(ours.seconds, bare.seconds) for ours, bare in pairs]
    memory = [(ours.memory, bare.memory) for ours, bare in pairs]
    return [
        line("first", "start to the first frame", "s", first, Aim(1.5)),
        line("time", "start to the first frame that shows a run", "s", times, None),
        line("memory", "memory at the first frame", "MiB", memory, Aim(1.5)),
        line("later", f"memory after {updates:,} updates", "MiB", later, Aim(1.6)),
    ]


if __name__ == "__main__":
    sys.exit(run(measure, __doc__))
