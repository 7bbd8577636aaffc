"""Permutation importance: which inputs matter, on which samples, repeatably."""

from __future__ import annotations

import numpy as np
import pytest

import shallownet as sn
from shallownet.analysis.permutation_importance import importance_of_inputs
from shallownet.errors import Cancelled


@pytest.fixture(scope="module")
def trainer():
    generator = np.random.default_rng(0)
    X = generator.standard_normal((3, 60))
    data = sn.Dataset(X, 3.0 * X[:1] + X[1:2])
    config = sn.TrainingConfig(
        hidden_units=(),
        initialization="xavier",
        learning_rate=0.3,
        validation_share=0.5,
    )
    trainer = sn.Trainer(config, data)
    trainer.run(100)
    return trainer


def test_inputs_stand_in_the_order_of_what_they_tell(trainer):
    found = importance_of_inputs(trainer.snapshot())
    assert (found.samples, found.part) == (30, "validation")
    first, second, nothing = found.mean
    assert first > second > 0.05
    assert abs(nothing) < 1e-6
    # Of independent inputs the expected loss is twice the share of the variance.
    rows = trainer.run_info.split.validation
    X, y = trainer.data.X[:, rows], trainer.data.y[:, rows]
    assert first == pytest.approx(2.0 * 9.0 * X[0].var() / y.var(), rel=0.25)


def test_the_same_state_gives_the_same_figures(trainer):
    once, again = (importance_of_inputs(trainer.snapshot()) for _ in range(2))
    np.testing.assert_array_equal(once.losses, again.losses)


def test_it_can_be_cancelled(trainer):
    with pytest.raises(Cancelled):
        importance_of_inputs(trainer.snapshot(), lambda: True)


def test_without_held_out_samples_it_is_of_the_training():
    data = sn.datasets.notebook(m=20)
    found = importance_of_inputs(sn.Trainer(sn.TrainingConfig(), data).snapshot())
    assert (found.samples, found.part) == (20, "training")
    assert found.losses.shape == (2, 5)


def test_a_target_that_never_varies_has_no_importance():
    data = sn.Dataset(np.arange(10.0)[np.newaxis], np.ones((1, 10)))
    found = importance_of_inputs(sn.Trainer(sn.TrainingConfig(), data).snapshot())
    assert np.isnan(found.mean).all()
