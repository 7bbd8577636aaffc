"""Units of the data in and out, and snapshots that hold still."""

from __future__ import annotations

import math

import numpy as np
import pytest

from shallownet import DataError, Dataset, History, Trainer, TrainingConfig
from shallownet.data import datasets
from shallownet.nn.scaling import Scaling

DATA = datasets.notebook(400)


@pytest.mark.parametrize("inputs", [False, True])
@pytest.mark.parametrize("target", [False, True])
def test_everything_is_told_in_the_targets_own_units(inputs, target):
    config = TrainingConfig(
        standardize_inputs=inputs,
        standardize_target=target,
        learning_rate=0.01,
        initialization="xavier",
    )
    trainer = Trainer(config, DATA)
    trainer.run(50)
    error = trainer.predict(DATA.X) - DATA.y
    snapshot = trainer.snapshot()
    assert snapshot.loss == pytest.approx((error**2).mean() / 2, rel=1e-10)
    assert snapshot.mean_error == pytest.approx(error.mean(), rel=1e-6, abs=1e-9)
    assert snapshot.rmse == pytest.approx(math.sqrt((error**2).mean()), rel=1e-10)
    r2 = 1 - (error**2).sum() / ((DATA.y - DATA.y.mean()) ** 2).sum()
    assert snapshot.r2 == pytest.approx(r2, rel=1e-9)
    report = trainer.step()
    assert report.loss == snapshot.loss


def test_standardized_inputs_make_the_loss_fall_monotonically():
    config = TrainingConfig(standardize_inputs=True, learning_rate=0.01)
    trainer = Trainer(config, datasets.notebook(1_000))
    trainer.run(2_000)
    assert (np.diff(trainer.history.loss) < 0).all()
    assert trainer.snapshot().r2 > 0.9


def test_scaling_gives_mean_zero_and_deviation_one_and_back():
    values = np.array([[1.0, 2.0, 6.0], [5.0, 5.0, 5.0]])
    scaling = Scaling.standard(values)
    scaled = scaling.apply(values)
    np.testing.assert_allclose(scaled.mean(axis=1), [0.0, 0.0], atol=1e-15)
    np.testing.assert_allclose(scaled.std(axis=1), [1.0, 0.0], atol=1e-15)
    np.testing.assert_allclose(scaling.invert(scaled), values, rtol=1e-15)


@pytest.mark.parametrize("size", [1e-300, 1e-170, 1e153, 1e200, 1e307])
def test_numbers_whose_squares_are_none_are_standardized_all_the_same(size):
    values = np.random.default_rng(0).uniform(-1.0, 1.0, (2, 50))
    small, large = Scaling.standard(values), Scaling.standard(size * values)
    np.testing.assert_allclose(large.scale, size * small.scale, rtol=1e-12)
    np.testing.assert_allclose(
        large.apply(size * values), small.apply(values), atol=1e-12
    )


def test_a_target_whose_loss_is_no_number_is_refused():
    numbers, config = np.arange(9.0)[None], TrainingConfig(standardize_target=True)
    with pytest.raises(DataError, match=r"deviation of 2\.58e\+160.*larger units"):
        Trainer(config, Dataset(numbers, 1e160 * numbers))
    with pytest.raises(DataError, match=r"deviation of 2\.58e-170.*smaller units"):
        Trainer(config, Dataset(numbers, 1e-170 * numbers))


def test_a_target_without_variance_has_no_r2():
    data = Dataset(np.ones((2, 5)), np.full((1, 5), 3.0))
    assert math.isnan(Trainer(TrainingConfig(), data).snapshot().r2)


def test_a_snapshot_is_frozen_and_outlives_the_run():
    trainer = Trainer(TrainingConfig(), DATA)
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
    kept = {name: array.copy() for name, array in arrays.items()}
    trainer.run(20_000 - 30)  # beyond the history's first capacity
    trainer.return_to_finite()
    trainer.run(2)
    for name, array in arrays.items():
        assert not array.flags.writeable
        np.testing.assert_array_equal(array, kept[name])


def test_a_snapshot_tells_the_last_update():
    trainer = Trainer(TrainingConfig(), DATA)
    assert trainer.snapshot().previous_loss is None
    before = trainer.network.theta.copy()
    report = trainer.step()
    snapshot = trainer.snapshot()
    change = trainer.network.theta - before
    np.testing.assert_array_equal(snapshot.change, change)
    name, largest = snapshot.largest_change
    k = int(np.argmax(np.abs(change)))
    assert (name, largest) == (trainer.network.parameter_name(k), change[k])
    assert snapshot.previous_loss == report.loss
    assert snapshot.loss < report.loss


def test_a_snapshot_of_batches_tells_the_loss_over_all_samples():
    trainer = Trainer(TrainingConfig(batch_size=10), DATA)
    trainer.run(5)
    error = trainer.predict(DATA.X) - DATA.y
    assert trainer.snapshot().loss == pytest.approx((error**2).mean() / 2, rel=1e-12)


def test_parameters_are_named_as_in_the_lesson():
    network = Trainer(TrainingConfig(), DATA).network
    assert {name: view.shape for name, view in network.parameters.items()} == {
        "W1": (10, 2),
        "b1": (10, 1),
        "W2": (1, 10),
        "b2": (1, 1),
    }
    for k, value in enumerate(network.theta):
        name, _, place = network.parameter_name(k).partition("[")
        index = tuple(int(i) for i in place.rstrip("]").split(","))
        index = index if len(index) == 2 else (*index, 0)
        assert network.parameters[name][index] == value
    with pytest.raises(IndexError):
        network.parameter_name(41)


def test_history_grows_and_truncates_without_touching_what_was_handed_out():
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
