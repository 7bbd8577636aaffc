"""Snapshots and histories do not change with the run that they come from."""

from __future__ import annotations

import math

import numpy as np
import pytest

from shallownet import Dataset, History, Trainer, TrainingConfig
from shallownet.data import datasets

DATA = datasets.notebook(400)


def test_a_snapshot_is_read_only_and_does_not_change_with_the_run():
    trainer = Trainer(TrainingConfig(iterations=100), DATA)
    trainer.run(30)
    snapshot = trainer.snapshot()
    arrays = {
        name: getattr(snapshot, name)
        for name in (
            "theta",
            "gradient",
            "change",
            "history_loss",
            "history_mean_error",
        )
    }
    copies = {name: array.copy() for name, array in arrays.items()}
    trainer.run(3_000)  # beyond the history's first capacity
    trainer.return_to_finite()
    trainer.run(2)
    for name, array in arrays.items():
        assert not array.flags.writeable
        np.testing.assert_array_equal(array, copies[name])


def test_a_snapshot_describes_the_last_update():
    trainer = Trainer(TrainingConfig(), DATA)
    assert trainer.snapshot().previous_loss is None
    previous = trainer.network.theta.copy()
    report = trainer.step()
    snapshot = trainer.snapshot()
    change = trainer.network.theta - previous
    np.testing.assert_array_equal(snapshot.change, change)
    name, largest = snapshot.largest_change
    k = int(np.argmax(np.abs(change)))
    assert (name, largest) == (trainer.network.parameter_name(k), change[k])
    assert snapshot.previous_loss == report.loss
    assert snapshot.loss < report.loss


def test_with_batches_a_snapshot_has_the_loss_over_all_samples():
    trainer = Trainer(TrainingConfig(batch_size=10), DATA)
    trainer.run(5)
    error = trainer.predict(DATA.X) - DATA.y
    assert trainer.snapshot().loss == pytest.approx((error**2).mean() / 2, rel=1e-12)


def test_history_grows_and_truncates_without_changing_returned_arrays():
    history = History(capacity=2)
    history.append(1.0, 10.0, 100.0)
    early = history.loss
    for k in range(2, 9):
        history.append(float(k), 10.0 * k, 100.0 * k)
    whole = history.mean_error
    history.truncate(3)
    history.append(99.0, 99.0, 99.0)
    assert early.tolist() == [1.0]
    assert whole.tolist() == [10.0 * k for k in range(1, 9)]
    assert history.loss.tolist() == [1.0, 2.0, 3.0, 99.0]
    assert history.gradient_norm.tolist() == [100.0, 200.0, 300.0, 99.0]


def test_constant_target_has_no_r2():
    data = Dataset(
        np.random.default_rng(0).normal(size=(2, 1000)), np.full((1, 1000), 0.1)
    )
    assert math.isnan(Trainer(TrainingConfig(), data).snapshot().r2)


def test_large_finite_data_gives_no_warning():
    data = Dataset(np.ones((2, 3)), np.array([[1e200, 0.0, 1.0]]))
    Trainer(TrainingConfig(), data).snapshot()


def test_there_is_no_previous_loss_with_batches():
    trainer = Trainer(TrainingConfig(batch_size=10), datasets.notebook(90))
    trainer.step()
    assert trainer.snapshot().previous_loss is None
