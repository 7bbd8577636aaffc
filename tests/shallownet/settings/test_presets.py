"""The lessons of the presets describe what their runs do."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import PRESETS, DataConfig, Trainer, preset
from shallownet.settings.presets import title_of


def trainer_of(name: str) -> Trainer:
    recipe = preset(name).recipe
    return Trainer(recipe.config, recipe.make_data())


def r2(trainer: Trainer) -> float:
    data = trainer.data
    rest = trainer.predict(data.X) - data.y
    return float(1.0 - (rest**2).mean() / data.y.var())


def spread(trainer: Trainer) -> float:
    """Return the largest difference between the weights of two units."""
    weights = trainer.network.parameters["W1"]
    return float(np.abs(weights - weights[0]).max())


def test_zero_start_units_diverge_near_update_1200():
    trainer = trainer_of("zero-start")
    trainer.run(900)
    assert 0.0 < spread(trainer) < 1e-3
    trainer.run(400)
    assert spread(trainer) > 0.5
    assert "near update 1,200" in preset("zero-start").lesson


def test_mini_batches_reach_the_same_r2_with_a_fraction_of_the_work():
    entry = preset("mini-batches")
    size = entry.recipe.config.batch_size
    assert isinstance(entry.recipe.data, DataConfig)
    assert f"1 of {entry.recipe.data.samples // size}" in entry.lesson
    assert trainer_of("standardized-inputs").batch() is None  # all samples
    trainer = trainer_of("mini-batches")
    assert len(trainer.batch()) == size < trainer.data.samples / 300
    trainer.run(entry.recipe.config.iterations)
    assert f"R² is {r2(trainer):.3f}" in entry.lesson
    assert (np.diff(trainer.history.loss) > 0).any()


def test_adam_reaches_its_r2():
    entry = preset("adam")
    trainer = trainer_of("adam")
    trainer.run(entry.recipe.config.iterations)
    assert f"R² {r2(trainer):.3f} after 3,000 updates" in entry.lesson


def test_a_deep_and_narrow_network_stalls_and_then_learns():
    trainer = trainer_of("deep-and-narrow")
    trainer.run(7_800)
    assert r2(trainer) < 0.02
    trainer.run(2_200)
    assert r2(trainer) == pytest.approx(0.92, abs=0.01)
    assert "0.92 at 10,000" in preset("deep-and-narrow").lesson


@pytest.mark.parametrize("entry", PRESETS, ids=lambda entry: entry.name)
def test_a_recipe_is_titled_after_its_preset_or_the_one_it_came_from(entry):
    assert title_of(entry.recipe) == entry.title
    changed = entry.recipe.changed(seed=77)
    assert title_of(changed) == f"{entry.title}, changed"
