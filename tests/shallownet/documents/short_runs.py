"""Runs that are short enough for every test to have its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import shallownet as sn
from shallownet.documents.run_file import open_run
from shallownet.documents.run_file_error import RunFileError

if TYPE_CHECKING:
    from pathlib import Path

SMALL = sn.Recipe.of(samples=40, hidden_units=(3,), initialization="xavier")


def trained(recipe: sn.Recipe = SMALL, updates: int = 20) -> sn.Trainer:
    trainer = sn.Trainer(recipe.config, recipe.make_data())
    trainer.run(updates)
    return trainer


def message(path: Path) -> str:
    """Return why a file is refused."""
    with pytest.raises(RunFileError) as caught:
        open_run(path)
    text = str(caught.value)
    shown, _, reason = text.partition(" cannot be opened: ")
    assert shown.endswith(path.name[-20:])  # a long path is shortened
    return reason


def state(trainer: sn.Trainer, *, timed: bool = True) -> tuple[object, ...]:
    """Return everything that decides how a run goes on, bit for bit."""
    metrics = trainer.history.values
    optimizer, last = trainer.optimizer, trainer.last
    return (
        trainer.updates,
        trainer.network.theta.tobytes(),
        type(optimizer),
        optimizer.memory.tobytes(),
        optimizer.updates,
        trainer.config,
        trainer.settings,
        repr(trainer.events),
        (metrics if timed else metrics[:-1]).tobytes(),
        last.reversible,
        last.previous_theta.tobytes(),
        last.reversible and last.memory.tobytes(),
        repr(trainer.divergence),
        trainer.run_settings.frozen.tobytes(),
        timed and trainer.seconds,
    )
