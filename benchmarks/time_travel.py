"""What keeping the states of a run and going back to them takes.

``python -m benchmarks.time_travel`` prints it; these are times and bytes that nothing
else is compared with, so it is no part of ``python -m benchmarks``. It takes a minute.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from shallownet import Recipe, Trainer, TrainingConfig
from shallownet.data import datasets
from shallownet.runs.rewind import Rewind
from shallownet.runs.run_record import RunRecord
from shallownet.training.checkpoints import Checkpoints

if TYPE_CHECKING:
    from collections.abc import Callable

MIB = 2**20


def seconds(act: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def cost_of_note() -> None:
    """Print what keeping a state takes of an update."""
    for name in ("gradient_descent", "adam"):
        trainer = Trainer(TrainingConfig(optimizer=name), datasets.notebook(100))
        theta, optimizer, states = (
            trainer.network.theta,
            trainer.optimizer,
            Checkpoints(),
        )
        portions = []
        for portion in range(300):
            numbers = range(1_000 * portion, 1_000 * (portion + 1))
            began = time.perf_counter()
            for updates in numbers:
                states.record(updates, theta, optimizer)
            portions.append((time.perf_counter() - began) * 1e6 / len(numbers))
        trainer.run(200)
        update = min(seconds(trainer.step) for _ in range(2_000)) * 1e6
        print(
            f"note(), {name}: median {np.median(portions):.2f} µs, least "
            f"{min(portions):.2f}, slowest thousand {max(portions):.1f} ms; "
            f"an update at m = 100 takes {update:.0f} µs"
        )


def a_million_updates() -> None:
    """Print what a long run keeps, and how soon any of it is there."""
    for name in ("gradient_descent", "adam"):
        trainer = Trainer(TrainingConfig(optimizer=name), datasets.notebook(10))
        took = seconds(partial(trainer.run, 1_000_000))
        states = trainer.checkpoints
        print(
            f"1,000,000 updates at m = 10, {name}: {took:.0f} s, states "
            f"{states.nbytes / MIB:.1f} MiB, {len(states):,} of them, stride "
            f"{states.stride}; history {trainer.history.nbytes / MIB:.0f} MiB"
        )
        go_to_random(trainer, 300)
        record = RunRecord.of(trainer, Recipe(trainer.config), "a million")
        print(
            f"  as a record {record.nbytes / MIB:.1f} MiB, "
            f"{len(record.loss.updates):,} points"
        )


def go_to_random(trainer: Trainer, times: int) -> None:
    """Print how long going back takes, to anywhere and step by step."""
    past, random = Rewind(trainer), np.random.default_rng(0)
    took, costs = [], []
    for updates in random.integers(0, trainer.updates, times):
        costs.append(past.cost(int(updates)))
        took.append(seconds(partial(past.snapshot_at, int(updates))) * 1e3)
    middle, late, worst = np.percentile(took, [50, 95, 100])
    print(
        f"  random updates of {trainer.updates:,}: median {middle:.1f} ms, 95 % "
        f"{late:.1f}, worst {worst:.1f}; made again at most {max(costs)}, stride "
        f"{trainer.checkpoints.stride}"
    )
    last = trainer.updates - 1
    backwards = [
        seconds(partial(past.snapshot_at, to)) * 1e3
        for to in range(last, last - times, -1)
    ]
    print(
        f"  backwards: median {np.median(backwards):.1f} ms, worst {max(backwards):.1f}"
    )
    print(f"  a branch: {seconds(lambda: past.branch(trainer.updates // 2)) * 1e3:.1f}")


def at_ten_thousand_samples() -> None:
    """Print the same for the lesson's data, with states farther and farther apart."""
    for name in ("gradient_descent", "adam"):
        for stride in (1, 8, 16):
            trainer = Trainer(TrainingConfig(optimizer=name), datasets.notebook())
            trainer.run(2_000)
            if stride > 1:
                trainer.checkpoints.limit(
                    int(trainer.checkpoints.nbytes / stride * 1.2)
                )
            print(f"m = 10,000, {name}:")
            go_to_random(trainer, 100)


if __name__ == "__main__":
    cost_of_note()
    at_ten_thousand_samples()
    a_million_updates()
