"""Samples kept for the test: never trained on, measured in their own right."""

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
def test_every_sample_is_in_one_part(samples, share, seed):
    try:
        parts = split(samples, share, seed)
    except DataError as refusal:
        assert "some to train on and some to test on" in str(refusal)
        return
    both = np.concatenate([parts.train, parts.test])
    assert sorted(both) == list(range(samples))
    assert len(parts.test) == round(share * samples)
    again = split(samples, share, seed)
    np.testing.assert_array_equal(parts.test, again.test)


def test_another_seed_is_another_split():
    tests = [split(200, 0.25, seed).test.tobytes() for seed in range(4)]
    assert len(set(tests)) == 4


def test_training_sees_the_training_samples_alone():
    config = TrainingConfig(test_share=0.25, split_seed=3)
    whole = Trainer(config, DATA)
    parts = whole.run_info.split
    alone = Trainer(TrainingConfig(), DATA.take(parts.train))
    alone.network.theta[:] = whole.network.theta  # the start depends on m
    whole.run(20)
    alone.run(20)
    np.testing.assert_array_equal(whole.network.theta, alone.network.theta)
    np.testing.assert_array_equal(whole.history.loss, alone.history.loss)


@pytest.mark.parametrize("target", [False, True])
def test_the_test_loss_is_that_of_the_test_samples(target):
    config = TrainingConfig(
        test_share=0.25, standardize_inputs=True, standardize_target=target
    )
    trainer = Trainer(config, DATA)
    losses = []
    rows = trainer.run_info.split.test
    for _ in range(4):
        error = trainer.predict(DATA.X[:, rows]) - DATA.y[:, rows]
        losses.append(float((error**2).mean() / 2))
        trainer.step()
    np.testing.assert_allclose(trainer.history.test_loss, losses, rtol=1e-12)
    snapshot = trainer.snapshot()
    y = DATA.y[:, rows]
    error = trainer.predict(DATA.X[:, rows]) - y
    assert snapshot.test_loss == pytest.approx((error**2).mean() / 2)
    r2 = 1 - (error**2).sum() / ((y - y.mean()) ** 2).sum()
    assert snapshot.test_r2 == pytest.approx(r2)


def test_the_units_come_from_the_training_samples():
    trainer = Trainer(TrainingConfig(test_share=0.5, standardize_inputs=True), DATA)
    train = DATA.X[:, trainer.run_info.split.train]
    np.testing.assert_allclose(
        trainer.problem.model.inputs.shift[:, 0], train.mean(axis=1), rtol=1e-12
    )


def test_without_a_test_there_is_no_test_loss():
    trainer = Trainer(TrainingConfig(), DATA)
    trainer.run(2)
    assert np.isnan(trainer.history.test_loss).all()
    snapshot = trainer.snapshot()
    assert math.isnan(snapshot.test_loss) and math.isnan(snapshot.test_r2)


def test_small_batches_are_not_slowed_down_by_a_large_test():
    trainer = Trainer(TrainingConfig(test_share=0.5, batch_size=20), DATA)
    trainer.run(11)
    measured = np.flatnonzero(np.isfinite(trainer.history.test_loss))
    assert measured.tolist() == [0, 5, 10]  # 100 test samples, 20 a batch
