"""What watching the sharpness along a run costs its training.

Run it with ``python benchmarks/watching.py``; it needs NumPy alone. The same run is
trained watched and not watched in turns within one process: trust the ratio.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # as in the checkout

from shallownet import Trainer, TrainingConfig, datasets

ROUNDS = 12
UPDATES = 500


def seconds(trainer: Trainer) -> float:
    """Return the seconds that some updates take."""
    begin = time.perf_counter()
    trainer.run(UPDATES)
    return time.perf_counter() - begin


def main() -> None:
    """Measure, and print the ratio with its spread."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=10_000, metavar="M")
    options = parser.parse_args()
    data = datasets.notebook(options.samples)
    watched, plain = (Trainer(TrainingConfig(), data) for _ in range(2))
    watched.watch_sharpness(True)
    ratios = [seconds(watched) / seconds(plain) for _ in range(ROUNDS)]
    assert watched.sharpness is not None
    measured = len(watched.sharpness.curve[0])
    print(
        f"m = {options.samples:,}: {statistics.median(ratios):.3f} of the time "
        f"({min(ratios):.3f} to {max(ratios):.3f}); λmax measured {measured} times in "
        f"{ROUNDS * UPDATES:,} updates"
    )


if __name__ == "__main__":
    main()
