"""A recipe unlike every preset, and the status of a run on a recipe."""

from __future__ import annotations

from dataclasses import replace

from gui.training.status import RunState, Status
from shallownet import Recipe, Trainer

OWN = Recipe.of(seed=7, learning_rate=0.02, iterations=500, samples=50)


def status_of(recipe: Recipe, trainer: Trainer | None = None) -> Status:
    if trainer is None:
        trainer = Trainer(recipe.config, recipe.make_data())
    now = replace(recipe, config=trainer.settings)
    return Status(trainer.snapshot(), now, RunState.PAUSED, 0.0)
