"""How much of the training speed the window leaves, and what a frame costs.

Run it with ``python benchmarks/window.py`` (offscreen unless QT_QPA_PLATFORM says
otherwise). The same run, the lesson's own, is trained without and with the window in
turns within one process: trust the ratio, not the rates.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # as in the checkout

from PyQt6.QtCore import QEventLoop, QTimer
from PyQt6.QtWidgets import QApplication

from gui.commands import Load, RunState, SetPace, Start
from gui.main_window import MainWindow
from shallownet import Recipe, Trainer

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.training_thread import TrainingThread

ROUNDS = 5
UPDATES = 2_000


def headless(recipe: Recipe) -> float:
    """Return updates a second without a window."""
    trainer = Trainer(recipe.config, recipe.make_data())
    trainer.run(50)
    begin = time.perf_counter()
    trainer.run(UPDATES)
    return UPDATES / (time.perf_counter() - begin)


def live_until(window: MainWindow, condition: Callable[[], bool]) -> None:
    """Run the window's event loop until its thread comes to rest as wanted.

    A loop that polled would take the interpreter's lock from the training.
    """
    loop = QEventLoop()

    def look() -> None:
        if condition():
            loop.quit()

    window.training.settled.connect(look)
    QTimer.singleShot(0, look)
    loop.exec()
    window.training.settled.disconnect(look)


def at_rest(training: TrainingThread) -> int | None:
    """Return the updates made by a run at rest."""
    status = training.newest
    if status is None or status.state is RunState.RUNNING:
        return None
    return status.snapshot.step


def in_window(window: MainWindow, recipe: Recipe) -> dict[str, float]:
    """Return updates and frames a second in the window, and the cost of a frame."""
    training = window.training
    before = training.newest
    training.post(Load(recipe))
    live_until(window, lambda: training.newest is not before and at_rest(training) == 0)
    frames: list[float] = []
    window.frames.painted.connect(frames.append)
    training.post(SetPace(math.inf))
    begin = time.perf_counter()
    training.post(Start(UPDATES))
    live_until(window, lambda: at_rest(training) == UPDATES)
    seconds = time.perf_counter() - begin
    window.frames.painted.disconnect(frames.append)
    return {
        "updates_per_second": UPDATES / seconds,
        "frames_per_second": len(frames) / seconds,
        "frame_ms": 1e3 * statistics.median(frames),
        "frame_ms_95": 1e3 * statistics.quantiles(frames, n=20)[-1],
    }


def main() -> None:
    """Measure, print a table, and write JSON if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    options = parser.parse_args()
    app = QApplication(sys.argv[:1])
    app.setStyle("Fusion")
    recipe = Recipe()
    window = MainWindow(None, recipe)
    window.resize(1280, 800)
    window.show()
    rows = []
    for _ in range(ROUNDS):
        alone = headless(recipe)
        row = in_window(window, recipe)
        row["ratio"] = row["updates_per_second"] / alone
        rows.append({"headless": alone, **row})
    window.close()
    figures = {name: [row[name] for row in rows] for name in rows[0]}
    print(
        f"m = {recipe.data.samples:,}, 1280x800, {app.platformName()}, {ROUNDS} rounds"
    )
    for name, values in figures.items():
        low, middle, high = min(values), statistics.median(values), max(values)
        print(f"{name:20} {middle:10.2f}   ({low:.2f} to {high:.2f})")
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
