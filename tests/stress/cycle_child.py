"""Opens, uses and closes one window after the other in one process."""

from __future__ import annotations

import json
import resource
import sys
import threading
import time
import traceback
from pathlib import Path
from random import Random
from typing import Final

from PyQt6 import sip
from PyQt6.QtWidgets import QApplication

from gui.window.main_window import MainWindow
from gui.window.settings_file import SettingsFile
from shallownet import Recipe
from shallownet.compute import second_thread
from tests.stress.hands import Hands
from tests.stress.watch import Watch

WARM: Final = 30
"""Windows after which caches are filled."""


def _use(folder: Path, random: Random, watch: Watch) -> str:
    """Open a window, use it for a moment, and close it, at any time of its life."""
    settings = SettingsFile(folder / "window.ini")
    recipe = Recipe.of(samples=random.choice((10, 50, 3_000)))
    window = MainWindow(settings, recipe)
    hands = Hands(window, [folder / "missing.csv"])
    window.show()
    if random.random() < 0.5:
        window.run.start()
    if random.random() < 0.8:
        deadline = time.monotonic() + 20.0
        while window.shown is None and time.monotonic() < deadline:
            QApplication.processEvents()
        for name in random.sample(("microscope", "check_gradient", "pin", "step"), 2):
            if window.actions_[name].isEnabled():
                hands.take({"do": "trigger", "name": name})
        hands.take({"do": "wait", "ms": random.choice((0, 5, 50))})
    window.end()
    running = not window.training.isFinished() and window.training.isRunning()
    sip.delete(window)
    QApplication.processEvents()
    if running:
        return "the training thread outlives its window"
    return "".join(watch.problems[:1])


def main() -> None:
    """Open and close windows; tell as JSON what came of it."""
    folder, seed, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    app = QApplication(["cycles", "-style", "fusion"])
    random, watch, problem, made = Random(seed), Watch(), "", 0
    watch.begin()
    warm = _resident()
    for made in range(1, count + 1):
        try:
            problem = _use(folder, random, watch)
        except Exception:
            problem = traceback.format_exc()
        if problem:
            break
        if made == WARM:
            warm = _resident()
    left = [
        thread.name
        for thread in threading.enumerate()
        if thread.name not in ("MainThread", "watch", second_thread.NAME)
        and not isinstance(thread, threading._DummyThread)
    ]
    growth = (_resident() - warm) / (made - WARM) if made > WARM else 0.0
    if left and not problem:
        problem = f"threads are left: {left}"
    watch.end()
    told = {"windows": made, "growth": growth, "problem": problem}
    print(json.dumps(told), flush=True)
    del app


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    main()
