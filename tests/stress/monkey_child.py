"""The monkey's own process: a real window, used at random or as recorded."""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
import traceback
import warnings
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from PyQt6 import sip
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication

from gui.window.main_window import MainWindow
from gui.window.settings_file import SettingsFile
from shallownet import Recipe
from tests.stress.consistency import Inconsistency, compare
from tests.stress.hands import Hands
from tests.stress.inputs import sample_files
from tests.stress.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.stress.hands import Step

COMPARE_EVERY: Final = 25
"""Steps between two comparisons of the window with the trainer."""

NESTED: Final = 0.15
"""Seconds after which a step waits for a dialog that it has opened."""

FAILED: Final = 3
"""The exit code after a failure, which is the last line of the output."""


class Monkey:
    """A window, the hands that use it, and the watch over it.

    Parameters
    ----------
    folder : Path
        For settings and files.
    """

    def __init__(self, folder: Path) -> None:
        settings = SettingsFile(folder / "window.ini")
        self.watch = Watch()
        self.window = MainWindow(settings, Recipe.of(samples=200))
        self.hands = Hands(self.window, sample_files(folder))
        self.taken = 0
        self.resident: list[float] = []
        self._began = 0.0
        self._timer = QTimer()
        self._timer.timeout.connect(self._answer)
        self._timer.start(40)

    def use(self, steps: Iterable[Step]) -> str:
        """Take steps until one fails; return what went wrong, or nothing."""
        self.watch.begin()
        self.window.show()
        self.window.activateWindow()
        problem = ""
        try:
            self._until_shown()
            for step in steps:
                self._began = time.monotonic()
                if step["do"] == "compare":
                    compare(self.window)
                else:
                    self.hands.take(step)
                self._began = 0.0
                QApplication.processEvents()
                self.taken += 1
                self.resident.append(_resident_megabytes())
                if self.watch.problems:
                    break
        except Inconsistency as error:
            problem = f"the window against the trainer: {error}"
        except Exception as error:  # of what a step called directly
            problem = f"{type(error).__name__}: {error}\n{traceback.format_exc()}"
        finally:
            self._timer.stop()
        return problem or "".join(self.watch.problems[:1])

    def close(self) -> str:
        """Close the window; return what went wrong meanwhile, or nothing."""
        self.window.end()
        running = not self.window.training.isFinished()
        sip.delete(self.window)
        self.watch.end()
        if running:
            return "the training thread outlives the window"
        return "".join(self.watch.problems[:1])

    def _until_shown(self) -> None:
        deadline = time.monotonic() + 30.0
        while self.window.shown is None and time.monotonic() < deadline:
            QApplication.processEvents()
            time.sleep(0.005)

    def _answer(self) -> None:
        if self._began and time.monotonic() - self._began > NESTED:
            self.hands.answer()


def drawn(monkey: Monkey, seed: int, count: int, record: Path) -> Iterable[Step]:
    """Draw steps one by one; each is recorded before it is taken, for a crash."""
    random = Random(seed)
    with record.open("w") as file:
        for number in range(1, count + 1):
            step: Step = {"do": "compare"}
            if number % COMPARE_EVERY:
                step = monkey.hands.draw(random)
            file.write(f"{json.dumps(step)}\n")
            file.flush()
            yield step


def _resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def main() -> int:
    """Use a window; the last line of the output is what came of it, as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--replay", type=Path)
    options = parser.parse_args()
    app = QApplication(["monkey", "-style", "fusion"])
    monkey = Monkey(options.folder)

    def note(message: Warning | str, *_: object, **__: object) -> None:
        monkey.watch.problems.append(f"warning: {message}")

    warnings.simplefilter("always")
    # Said by ziafont of importlib.resources when it is imported.
    warnings.filterwarnings("ignore", "path is deprecated")
    warnings.showwarning = note
    steps: Iterable[Step]
    if options.replay is not None:
        steps = [json.loads(line) for line in options.replay.read_text().splitlines()]
    else:
        record = options.folder / "steps.jsonl"
        steps = drawn(monkey, options.seed, options.count, record)
    problem = monkey.use(steps) or monkey.close()
    resident = monkey.resident or [0.0]
    print(
        json.dumps(
            {
                "problem": problem,
                "taken": monkey.taken,
                "quarter": resident[len(resident) // 4],
                "end": resident[-1],
            }
        ),
        flush=True,
    )
    if problem:
        sys.stdout.flush()
        # The window may be in any state; only a process without one ends for sure.
        import os

        os._exit(FAILED)
    del app
    return 0


if __name__ == "__main__":
    sys.exit(main())
