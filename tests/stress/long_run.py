"""A million updates: the same bits by every way to a state, and memory that is flat."""

from __future__ import annotations

import time
from random import Random
from typing import TYPE_CHECKING, Final

import shallownet as sn
from shallownet.runs.replay import replay
from shallownet.runs.rewind import Rewind
from shallownet.runs.saved_run import SavedRun
from shallownet.training.checkpoints import BUDGET

if TYPE_CHECKING:
    from pathlib import Path

RECIPES: Final = (
    sn.Recipe.of(samples=30, hidden_units=(4,), batch_size=7, standardize_inputs=True),
    sn.Recipe.of(samples=20, hidden_units=(3, 2), optimizer="adam", learning_rate=0.01),
    sn.Recipe.of(samples=25, hidden_units=(5,), optimizer="rmsprop", test_share=0.2),
)
CHANGES: Final = (
    ("learning_rate", 0.002),
    ("batch_size", 5),
    ("clip_norm", 1.0),
    ("optimizer", "momentum"),
    ("l2", 1e-4),
    ("gradient", "published"),
    ("schedule", "cosine"),
)
LOOKED_AT: Final = 12
"""How many past states are made again."""


def run(seed: int, count: int, folder: Path) -> tuple[str, list[str]]:
    """Make many updates with changes between them; compare the ways to the same state.

    They are: a replay of recipe and events, the past looked at again, a saved state
    that goes on, and the run's file. Returns a line of figures, and what differs.
    """
    random, failures = Random(seed), []
    recipe = RECIPES[seed % len(RECIPES)].changed(iterations=count)
    data = recipe.make_data()
    trainer = sn.Trainer(recipe.config, data)
    began = time.perf_counter()
    seen: dict[int, bytes] = {}
    stops = sorted(random.sample(range(1, count), min(LOOKED_AT, count - 1)))
    half: SavedRun | None = None
    for number, stop in enumerate([*stops, count]):
        trainer.run(stop - trainer.updates)
        if number < len(CHANGES):
            trainer.change(*CHANGES[number])
        elif number == len(CHANGES):
            trainer.edit("W1[0, 0]", 0.25)
            trainer.freeze("b1[0]")
            half = SavedRun.of(trainer)
            half_events = list(trainer.events)
        seen[stop] = trainer.network.theta.tobytes()
    took = time.perf_counter() - began

    def expect(way: str, step: int, found: bytes) -> None:
        if found != seen[step]:
            failures.append(f"{way}: other bits after update {step:,} (seed {seed})")

    past = Rewind(trainer)
    for stop in random.sample(stops, len(stops)):
        expect("looked at again", stop, past.theta_at(stop).tobytes())
    again = replay(recipe.config, data, trainer.events, count)
    expect("replayed", count, again.network.theta.tobytes())
    if half is not None:
        resumed = sn.Trainer(recipe.config, data)
        half.restore_to(resumed, half_events)
        for event in trainer.events[len(half_events) :]:
            resumed.run(event.step - resumed.updates)
            resumed.apply(event)
        resumed.run(count - resumed.updates)
        expect("resumed", count, resumed.network.theta.tobytes())
    sn.save_run(trainer, folder / "long.run", recipe)
    opened = sn.open_run(folder / "long.run").trainer
    expect("opened", count, opened.network.theta.tobytes())
    if trainer.checkpoints.nbytes > BUDGET:
        failures.append(f"checkpoints take {trainer.checkpoints.nbytes:,} bytes")
    figures = (
        f"{count:,} updates and {len(trainer.events)} changes in {took:.0f} s, "
        f"{len(stops)} past states, a replay, a resumption and a file compared in "
        f"{time.perf_counter() - began - took:.0f} s"
    )
    return figures, failures
