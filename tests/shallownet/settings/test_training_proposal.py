"""The settings that a table is learnt with at first: they learn, and say why."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import shallownet as sn
from shallownet.settings.presets import differences, file_title, title_of
from shallownet.settings.table_proposal import table_preset
from shallownet.settings.training_proposal import propose_training, training_reason


def table(samples, scale=1.0):
    """Return a curved surface of two inputs of very different sizes, with noise."""
    generator = np.random.default_rng(0)
    x = generator.uniform(-1.0, 1.0, (2, samples))
    y = x[0] * x[1] + np.sin(3.0 * x[0]) + 0.1 * generator.standard_normal(samples)
    X = np.stack([1e-4 * x[0], 5e5 + 1e4 * x[1]])
    return sn.Dataset(X, scale * y[np.newaxis] + 3.0 * scale)


@pytest.mark.parametrize("scale", [1e-6, 1e6])
def test_columns_of_any_size_are_learnt_in_500_updates(scale):
    data = table(300, scale)
    config = propose_training(data.samples, 2)
    trainer = sn.Trainer(config, data)
    trainer.run(500)
    assert trainer.snapshot().r2 > 0.9
    lesson = sn.Trainer(sn.TrainingConfig(), data)
    lesson.run(500)
    assert not lesson.snapshot().r2 > 0.1


def test_many_samples_are_looked_at_in_batches_and_penalized_less():
    few, many = propose_training(300, 12), propose_training(3_000, 12)
    assert (few.batch_size, many.batch_size) == (None, 256)
    assert (few.l2, many.l2) == (0.01, 0.001)
    assert propose_training(60, 30).l2 == 0.05
    assert propose_training(10**7, 1).l2 == 0.001


@pytest.mark.parametrize("samples", [300, 3_000])
def test_the_reason_tells_what_was_chosen(samples):
    config = propose_training(samples, 2)
    said = training_reason(config)
    for figure in (
        "standardized",
        "Adam at η = 0.01",
        "16 tanh units",
        f"{config.l2:g}",
    ):
        assert figure in said
    assert ("256 samples" in said) == (samples == 3_000)


def test_the_proposal_for_a_table_uses_them(tmp_path):
    path = tmp_path / "table.csv"
    data = table(50)
    rows = np.vstack([data.X, data.y]).T
    np.savetxt(path, rows, delimiter=",", header="a,b,price", comments="")
    recipe = sn.propose(sn.read_table(path))
    assert (
        recipe.config.optimizer == propose_training(data.samples, 2).optimizer == "adam"
    )
    assert recipe.config.l2 == propose_training(data.samples, 2).l2
    assert recipe.config.test_share == 0.2


def test_a_run_on_a_table_is_called_after_its_file():
    source = sn.TableConfig(csv="/a/b/sizes.csv", csv_target="y", csv_inputs=("x",))
    origin = table_preset(source, 400, 12)
    assert origin.title == title_of(origin.recipe) == "sizes.csv"
    assert "L2 penalty of 0.009" in origin.lesson
    assert title_of(origin.recipe.changed(seed=9)) == "sizes.csv"
    assert differences(origin.recipe.changed(seed=9), origin.recipe) == ["seed"]
    assert len(file_title(replace(source, csv="a" * 300 + ".csv"))) <= 40
