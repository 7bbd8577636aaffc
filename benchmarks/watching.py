"""What watching the sharpness along a run costs its training.

``python benchmarks/watching.py`` runs this part alone. The same run is trained watched
and not watched in turns within one process.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

if not __package__:  # run by its path: the packages lie in the checkout's root
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks.options import Options, run
from benchmarks.table import Aim, Line, Spread
from benchmarks.timing import ratios
from shallownet import Trainer, TrainingConfig
from shallownet.data import datasets

SAMPLES = 10_000
UPDATES = 500


def seconds(trainer: Trainer, updates: int) -> float:
    """Return the seconds an update takes."""
    begun = time.perf_counter()
    trainer.run(updates)
    return (time.perf_counter() - begun) / updates


def measure(options: Options) -> list[Line]:
    """Return the line of this part."""
    samples = options.pick(SAMPLES, 200)
    updates = options.pick(UPDATES, 800)
    data = datasets.notebook(samples)
    watched, plain = (Trainer(TrainingConfig(), data) for _ in range(2))
    watched.watch_sharpness(True)
    times = [
        (seconds(watched, updates), seconds(plain, updates))
        for _ in range(options.rounds)
    ]
    ours, theirs = ([pair[k] for pair in times] for k in (0, 1))
    assert watched.sharpness is not None
    values = len(watched.sharpness.curve[0])
    return [
        Line(
            "watching/sharpness",
            f"an update with λmax watched, m = {samples:,} "
            f"({values} values in {watched.updates:,} updates)",
            Spread.of(ours).times(1e6),
            "µs",
            "not watched",
            Spread.of(theirs).times(1e6),
            ratios(ours, theirs),
            Aim(1.1),
        )
    ]


if __name__ == "__main__":
    sys.exit(run(measure, __doc__))
