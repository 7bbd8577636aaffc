"""How long one gradient update takes, against the lesson's operations as written.

Run it with ``python benchmarks/one_update.py``; it needs NumPy alone. Both sides run
in turns within one process, so that what slows the machine down slows both: trust the
ratio, not the times. Each number of samples gets a process of its own: whether the
arrays that the lesson makes anew are pages that the system must first hand out
depends on what was allocated before, and decides most of its time at m = 10,000.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # as in the checkout

from shallownet import Dataset, Trainer, TrainingConfig, datasets

try:
    import resource
except ImportError:  # Windows does not count page faults for us
    resource = None

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (100, 10_000, 1_000_000)
ROUNDS = 21
SECONDS_A_ROUND = 0.05
"""Updates are timed in bunches of about this long: the clock's own cost vanishes, and
a bunch is still short enough for the two sides to see the same machine."""


class Lesson:
    """The lesson's network, one array expression for each of its equations.

    It starts from given parameters and makes its arrays anew at every update, as the
    lesson does; ``db1`` is the published one, a single number for all units.
    """

    def __init__(self, data: Dataset, start: dict[str, Any], rate: float) -> None:
        self.X, self.y, self.rate = data.X, data.y, rate
        self.m = data.samples
        self.W1, self.b1, self.W2, self.b2 = (
            start[name].copy() for name in ("W1", "b1", "W2", "b2")
        )
        self.mean_errors: list[float] = []

    def step(self) -> None:
        """Forward, backward, update, and the mean error, as in the lesson's loop."""
        Z1 = self.W1 @ self.X + self.b1
        A1 = 1 / (1 + np.exp(-Z1))
        Z2 = self.W2 @ A1 + self.b2
        A2 = Z2

        dZ2 = A2 - self.y
        dW2 = (1 / self.m) * dZ2 @ np.transpose(A1)
        db2 = (1 / self.m) * np.sum(dZ2)
        dZ1 = np.transpose(self.W2) @ dZ2 * (A1 * (1 - A1))
        dW1 = (1 / self.m) * dZ1 @ np.transpose(self.X)
        db1 = (1 / self.m) * np.sum(dZ1)

        self.W1 -= self.rate * dW1
        self.W2 -= self.rate * dW2
        self.b1 -= self.rate * db1
        self.b2 -= self.rate * db2
        self.mean_errors.append(np.mean(A2 - self.y))


def contestants(m: int) -> tuple[Trainer, Lesson]:
    """Return both sides at the same start.

    The published rule makes them do the very same arithmetic. It is the exact one and
    a sum more, so the app's default is never slower than what is timed here.
    """
    config = TrainingConfig(gradient="published")
    data = datasets.notebook(m)
    trainer = Trainer(config, data)
    return trainer, Lesson(data, trainer.network.parameters, config.learning_rate)


def agree(m: int, updates: int) -> None:
    """Stop unless both sides compute the same: speed counts for nothing otherwise."""
    trainer, lesson = contestants(m)
    trainer.run(updates)
    for _ in range(updates):
        lesson.step()
    for name, value in trainer.network.parameters.items():
        np.testing.assert_allclose(value, getattr(lesson, name), rtol=1e-9)
    np.testing.assert_allclose(
        trainer.history.mean_error, lesson.mean_errors, rtol=1e-9
    )


def seconds(step: Callable[[], object], updates: int) -> float:
    """Return the seconds one update takes, over that many in a row."""
    start = time.perf_counter()
    for _ in range(updates):
        step()
    return (time.perf_counter() - start) / updates


def page_faults(step: Callable[[], object], updates: int) -> float | None:
    """Return how many pages the system hands out anew for one update."""
    if resource is None:
        return None
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(updates):
        step()
    return (resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before) / updates


def quartiles(values: list[float]) -> dict[str, float]:
    """Return the median and the quartiles around it."""
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return {"median": median, "low": low, "high": high}


def measure(m: int, rounds: int) -> dict[str, Any]:
    """Time both sides in turns; the ratio is taken within each round."""
    agree(m, updates=20 if m <= 10_000 else 2)
    sides = contestants(m)
    counts = []
    for side in sides:
        side.step()  # first touch of every array
        one = seconds(side.step, updates=1)
        counts.append(max(1, round(SECONDS_A_ROUND / one)))
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds):
        # Who goes first changes, so that neither always finds the cache warm.
        for k in (0, 1) if number % 2 else (1, 0):
            times[k].append(seconds(sides[k].step, counts[k]))
    return {
        "samples": m,
        "rounds": rounds,
        "shallownet_seconds": quartiles(times[0]),
        "lesson_seconds": quartiles(times[1]),
        "ratio": quartiles([a / b for a, b in zip(*times, strict=True)]),
        "shallownet_page_faults": page_faults(sides[0].step, counts[0]),
        "lesson_page_faults": page_faults(sides[1].step, counts[1]),
    }


def measure_alone(m: int, rounds: int) -> dict[str, Any]:
    """Measure in a fresh process, where no other size was measured before."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=fresh) as process:
        return process.submit(measure, m, rounds).result()


def machine() -> dict[str, Any]:
    """Say what the figures were taken on."""
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
    }


def line(result: dict[str, Any]) -> str:
    """Write one size's result as a line of the table: median (quartiles)."""
    cells = [f"{result['samples']:>9,}"]
    for side in ("shallownet_seconds", "lesson_seconds"):
        low, median, high = (result[side][k] * 1e6 for k in ("low", "median", "high"))
        cells.append(f"{f'{median:,.1f} ({low:,.1f} to {high:,.1f})':>36}")
    ratio = result["ratio"]
    cells.append(f"{ratio['median']:7.3f} ({ratio['low']:.3f} to {ratio['high']:.3f})")
    faults = [result[f"{side}_page_faults"] for side in ("shallownet", "lesson")]
    cells.append("  ".join("?" if n is None else f"{n:7,.1f}" for n in faults))
    return " ".join(cells)


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", metavar="FILE", type=Path, help="write figures there")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="of each side")
    parser.add_argument("--samples", type=int, nargs="+", default=SIZES, metavar="M")
    options = parser.parse_args()
    if options.rounds < 2:
        parser.error("--rounds must be at least 2: one round has no spread")

    about = machine()
    print(", ".join(f"{name} {value}" for name, value in about.items()))
    print("microseconds an update: median (lower to upper quartile)")
    print(
        f"{'m':>9} {'ShallowNet':>36} {'lesson':>36} {'ratio':>7}"
        f"{'page faults of both':>36}"
    )
    results = []
    for m in options.samples:
        results.append(measure_alone(m, options.rounds))
        print(line(results[-1]), flush=True)
    if options.json:
        figures = {"machine": about, "results": results}
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
