"""Test samples: not trained on, and measured separately."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import DataError, Trainer, TrainingConfig
from shallownet.data import datasets
from shallownet.data.split import split

DATA = datasets.notebook(200)


@given(
    samples=st.integers(2, 400),
    share=st.floats(0.0, 0.9),
    seed=st.integers(0, 2**32 - 1),
)
def test_every_sample_is_in_exactly_one_part(samples, share, seed):
    try:
        parts = split(samples, share, seed)
    except DataError as error:
        assert "some to train on and some to test on" in str(error)
        return
    both = np.concatenate([parts.train, parts.test])
    assert sorted(both) == list(range(samples))
    assert len(parts.test) == round(share * samples)
    again = split(samples, share, seed)
    np.testing.assert_array_equal(parts.test, again.test)


def test_seeds_give_different_splits():
    tests = [split(200, 0.25, seed).test.tobytes() for seed in range(4)]
    assert len(set(tests)) == 4


def test_training_uses_only_the_training_samples():
    config = TrainingConfig(test_share=0.25, split_seed=3)
    whole = Trainer(config, DATA)
    parts = whole.run_info.split
    alone = Trainer(TrainingConfig(), DATA.take(parts.train))
    alone.network.theta[:] = whole.network.theta  # the start depends on m
    whole.run(20)
    alone.run(20)
    np.testing.assert_array_equal(whole.network.theta, alone.network.theta)
    np.testing.assert_array_equal(whole.history.loss, alone.history.loss)


@pytest.mark.parametrize("standardize_target", [False, True])
def test_the_test_loss_is_measured_on_the_test_samples(standardize_target):
    config = TrainingConfig(
        test_share=0.25,
        standardize_inputs=True,
        standardize_target=standardize_target,
    )
    trainer = Trainer(config, DATA)
    losses = []
    rows = trainer.run_info.split.test
    for _ in range(4):
        error = trainer.predict(DATA.X[:, rows]) - DATA.y[:, rows]
        losses.append(float((error**2).mean() / 2))
        trainer.step()
    np.testing.assert_allclose(trainer.history.held_out_loss, losses, rtol=1e-12)
    snapshot = trainer.snapshot()
    y = DATA.y[:, rows]
    error = trainer.predict(DATA.X[:, rows]) - y
    assert snapshot.held_out_loss == pytest.approx((error**2).mean() / 2)
    r2 = 1 - (error**2).sum() / ((y - y.mean()) ** 2).sum()
    assert snapshot.held_out_r2 == pytest.approx(r2)


def test_standardization_uses_the_training_samples():
    trainer = Trainer(TrainingConfig(test_share=0.5, standardize_inputs=True), DATA)
    train = DATA.X[:, trainer.run_info.split.train]
    np.testing.assert_allclose(
        trainer.problem.model.inputs.shift[:, 0], train.mean(axis=1), rtol=1e-12
    )


def test_without_test_samples_the_test_loss_is_nan():
    trainer = Trainer(TrainingConfig(), DATA)
    trainer.run(2)
    assert np.isnan(trainer.history.held_out_loss).all()
    snapshot = trainer.snapshot()
    assert math.isnan(snapshot.held_out_loss) and math.isnan(snapshot.held_out_r2)


def test_the_test_loss_is_measured_less_often_with_small_batches():
    trainer = Trainer(TrainingConfig(test_share=0.5, batch_size=20), DATA)
    trainer.run(11)
    measured = np.flatnonzero(np.isfinite(trainer.history.held_out_loss))
    assert measured.tolist() == [0, 5, 10]  # 100 test samples, 20 a batch
