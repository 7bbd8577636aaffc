"""The settings that a table is learnt with at first: they learn, and say why."""

from __future__ import annotations

import numpy as np
import pytest

import shallownet as sn
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
    config = propose_training(data)
    trainer = sn.Trainer(config, data)
    trainer.run(500)
    assert trainer.snapshot().r2 > 0.9
    lesson = sn.Trainer(sn.TrainingConfig(), data)
    lesson.run(500)
    assert not lesson.snapshot().r2 > 0.1


def test_many_samples_are_looked_at_in_batches_and_penalized_less():
    few, many = propose_training(table(300)), propose_training(table(3_000))
    assert (few.batch_size, many.batch_size) == (None, 256)
    assert few.l2 > many.l2


@pytest.mark.parametrize("samples", [300, 3_000])
def test_the_reason_tells_what_was_chosen(samples):
    config = propose_training(table(samples))
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
    assert recipe.config.optimizer == propose_training(data).optimizer == "adam"
    assert recipe.config.l2 == propose_training(data).l2
    assert recipe.config.test_share == 0.2
