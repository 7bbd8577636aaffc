"""Standardization: scaled data inside the network, the target's units outside."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from shallownet import DataError, Dataset, Trainer, TrainingConfig
from shallownet.data import datasets
from shallownet.nn.scaling import Scaling

DATA = datasets.notebook(400)


@pytest.mark.parametrize("inputs", [False, True])
@pytest.mark.parametrize("target", [False, True])
def test_results_are_in_the_targets_own_units(inputs, target):
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


def test_scaling_gives_mean_zero_and_deviation_one_and_can_be_inverted():
    values = np.array([[1.0, 2.0, 6.0], [5.0, 5.0, 5.0]])
    scaling = Scaling.standard(values)
    scaled = scaling.apply(values)
    np.testing.assert_allclose(scaled.mean(axis=1), [0.0, 0.0], atol=1e-15)
    np.testing.assert_allclose(scaled.std(axis=1), [1.0, 0.0], atol=1e-15)
    np.testing.assert_allclose(scaling.invert(scaled), values, rtol=1e-15)


@pytest.mark.parametrize("size", [1e-300, 1e-170, 1e-158, 1e153, 1e200, 1e307])
def test_values_whose_squares_overflow_or_underflow_are_standardized(size):
    values = np.random.default_rng(0).uniform(-1.0, 1.0, (2, 50))
    small, large = Scaling.standard(values), Scaling.standard(size * values)
    np.testing.assert_allclose(large.scale, size * small.scale, rtol=1e-12)
    np.testing.assert_allclose(
        large.apply(size * values), small.apply(values), atol=1e-12
    )


def test_a_target_whose_loss_overflows_or_underflows_is_an_error():
    numbers, config = np.arange(9.0)[None], TrainingConfig(standardize_target=True)
    with pytest.raises(DataError, match=r"deviation of 2\.58e160.*larger units"):
        Trainer(config, Dataset(numbers, 1e160 * numbers))
    with pytest.raises(DataError, match=r"deviation of 2\.58e−170.*smaller units"):
        Trainer(config, Dataset(numbers, 1e-170 * numbers))


def test_a_target_without_variance_has_no_r2():
    data = Dataset(np.ones((2, 5)), np.full((1, 5), 3.0))
    assert math.isnan(Trainer(TrainingConfig(), data).snapshot().r2)


@pytest.mark.parametrize("value", [0.1, 0.3, 1e6 / 3])
@pytest.mark.parametrize("m", [3, 10, 1_000])
def test_a_constant_row_is_not_scaled(value, m):
    assert Scaling.standard(np.full((1, m), value)).scale.item() == 1.0


TENTHS = [0.3, 0.1 + 0.2, 0.3]


@pytest.mark.parametrize("size", [1e-200, 1.0, 1e12])
@pytest.mark.parametrize("values", [TENTHS, [1.0 + 3e-15, 1.0, 1.0 - 3e-15]])
def test_a_row_that_varies_by_rounding_alone_is_not_scaled(values, size):
    scaling = Scaling.standard(np.array([values, [1.0, 2.0, 3.0]]) * size)
    assert scaling.scale[0, 0] == 1.0
    assert scaling.scale[1, 0] == pytest.approx(size * math.sqrt(2 / 3), rel=1e-12)


@pytest.mark.parametrize("size", [1e15, 1e20, -1e100, 1e200, 1e300])
def test_the_rounding_of_a_large_constant_is_no_input(size):
    row = np.array([[size, np.nextafter(size, 0.0), size]])
    assert np.abs(Scaling.standard(row).apply(row)).max() < 1e-3
    assert Scaling.standard(np.full((1, 4), size)).scale.item() == 1.0


@pytest.mark.parametrize("values", [[5e-324, 1e-323], [0.0, 5e-324], [1e-310, 3e-310]])
def test_numbers_that_have_lost_their_digits_are_constant(values):
    row = np.array([values])
    scaling = Scaling.standard(row)
    assert scaling.scale.item() == 1.0
    np.testing.assert_allclose(scaling.apply(row), 0.0, atol=1e-300)
    config = TrainingConfig(standardize_inputs=True)
    trainer = Trainer(config, Dataset(np.tile(row, 6), np.arange(12.0)[None]))
    assert trainer.run_info.constant == ("x1",)
    trainer.run(3)
    assert trainer.divergence is None


def test_a_row_that_varies_by_more_than_rounding_is_scaled():
    row = 1.7e9 + np.arange(4.0)[np.newaxis] * 1e-3  # times of day, in milliseconds
    assert Scaling.standard(row).scale.item() == pytest.approx(1.118e-3, rel=1e-3)


def test_predictions_do_not_explode_where_a_column_was_constant_but_for_rounding():
    g = np.random.default_rng(0)
    X = np.array([g.normal(size=60), np.tile(TENTHS, 20)])
    config = TrainingConfig(
        hidden_units=(), standardize_inputs=True, standardize_target=True
    )
    trainer = Trainer(replace(config, learning_rate=0.1), Dataset(X, 1.0 + X[:1]))
    trainer.run(500)
    assert trainer.run_info.constant == ("x2",)
    there = trainer.predict(np.array([[0.0, 0.0], [0.3, 0.31]]))
    np.testing.assert_allclose(there, 1.0, atol=0.02)


def test_a_target_that_varies_by_rounding_alone_has_no_r2():
    data = Dataset(np.arange(6.0)[np.newaxis], np.tile(TENTHS, 2)[np.newaxis])
    for standardize in (False, True):
        trainer = Trainer(TrainingConfig(standardize_target=standardize), data)
        assert math.isnan(trainer.snapshot().r2)
        assert trainer.problem.unit == 1.0
        assert trainer.run_info.constant == ("y",)


def test_what_is_constant_in_the_training_samples_counts():
    y = np.arange(30.0)[np.newaxis]
    data = Dataset(np.vstack([np.ones(30), y]), y)
    trainer = Trainer(TrainingConfig(test_share=0.5), data)
    assert trainer.run_info.constant == ("x1",)
