"""Records of short runs."""

from __future__ import annotations

from shallownet import DivergedError, Recipe, Trainer
from shallownet.runs.run_record import RunRecord


def record(name: str, updates: int = 3, **settings) -> RunRecord:
    recipe = Recipe.of(samples=30, hidden_units=(2,), **settings)
    trainer = Trainer(recipe.config, recipe.make_data())
    try:
        trainer.run(updates)
    except DivergedError:
        pass
    return RunRecord.of(trainer, recipe, name)
