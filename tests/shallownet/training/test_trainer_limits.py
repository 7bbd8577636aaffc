"""Edge cases: unusual input, large numbers, undone updates."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from shallownet import (
    ACTIVATIONS,
    ConfigError,
    DataError,
    Dataset,
    DivergedError,
    Trainer,
    TrainingConfig,
    check_gradients,
)
from shallownet.data import datasets
from shallownet.nn.scaling import Scaling


def test_a_rate_changed_while_diverged_is_replayed():
    data = datasets.notebook(60)
    t = Trainer(TrainingConfig(activation="identity", learning_rate=1.0), data)
    with pytest.raises(DivergedError):
        t.run(1_000)
    t.change("learning_rate", 1e-8)  # first the rate, then undo
    t.return_to_finite()
    t.step()
    replayed = Trainer(t.config, data)
    for event in t.events:
        replayed.run(event.step - replayed.updates)
        replayed.change("learning_rate", event.after)
    replayed.run(t.updates - replayed.updates)  # diverges if the event is lost
    np.testing.assert_array_equal(t.network.theta, replayed.network.theta)


def test_undoing_two_updates_is_rejected_or_correct():
    data = datasets.notebook(60)
    t, ref = (Trainer(TrainingConfig(), data) for _ in range(2))
    t.run(5)
    t.return_to_finite()
    try:
        t.return_to_finite()
    except DivergedError:
        return
    ref.run(t.updates)
    np.testing.assert_array_equal(t.network.theta, ref.network.theta)


@pytest.mark.parametrize("value", [math.nan, 1e200])
def test_a_gradient_that_is_not_finite_never_passes(value):
    t = Trainer(TrainingConfig(activation="relu"), datasets.notebook(60))
    t.network.theta[:] = value
    assert not check_gradients(t).passed


def test_a_correct_gradient_passes_despite_a_large_offset():
    g = np.random.default_rng(0)
    data = Dataset(g.normal(size=(2, 20)), 1e6 + g.normal(size=(1, 20)))
    t = Trainer(
        TrainingConfig(hidden_units=(4,), activation="tanh", initialization="xavier"),
        data,
    )
    t.network.parameters["b2"][:] = 1e6
    assert check_gradients(t).passed


@pytest.mark.parametrize("value", [0.1, 0.3, 1e6 / 3])
@pytest.mark.parametrize("m", [3, 10, 1_000])
def test_a_constant_row_is_not_scaled(value, m):
    assert Scaling.standard(np.full((1, m), value)).scale.item() == 1.0


def test_constant_target_has_no_r2():
    data = Dataset(
        np.random.default_rng(0).normal(size=(2, 1000)), np.full((1, 1000), 0.1)
    )
    assert math.isnan(Trainer(TrainingConfig(), data).snapshot().r2)


@pytest.mark.parametrize("shape", [(1, 3), (3, 3), (2,), (2, 1, 1)])
def test_inputs_of_another_shape_are_rejected(shape):
    with pytest.raises(DataError, match="shape"):
        Trainer(TrainingConfig(), datasets.notebook(20)).predict(np.zeros(shape))


def test_no_samples_give_no_predictions():
    assert Trainer(TrainingConfig(), datasets.notebook(20)).predict(
        np.zeros((2, 0))
    ).shape == (1, 0)


@pytest.mark.parametrize("name", ["iterations", "seed", "batch_size"])
def test_a_number_too_large_for_a_float_is_rejected_by_name(name):
    too_large: dict[str, Any] = {name: 10**400}
    with pytest.raises(ConfigError, match=name):
        TrainingConfig(**too_large)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("iterations", 10_000_001, "10000001"),
        ("seed", 2**32, "4294967296"),
        ("learning_rate", 100.00001, "100.00001"),
    ],
)
def test_an_out_of_range_message_shows_the_value_in_full(name, value, said):
    with pytest.raises(ConfigError) as refusal:
        TrainingConfig(**{name: value})
    assert said in str(refusal.value).replace(",", "")


@pytest.mark.parametrize("X", ["abc", [["a"]], [[1, 2], [3]], [[1 + 2j]], {}, object()])
def test_anything_but_an_array_of_numbers_is_a_data_error(X):
    with pytest.raises(DataError, match="X"):
        Dataset(X, np.array([[1.0]]))


def test_large_finite_data_gives_no_warning():
    data = Dataset(np.ones((2, 3)), np.array([[1e200, 0.0, 1.0]]))
    Trainer(TrainingConfig(), data).snapshot()


def test_there_is_no_previous_loss_with_batches():
    trainer = Trainer(TrainingConfig(batch_size=10), datasets.notebook(90))
    trainer.step()
    assert trainer.snapshot().previous_loss is None


def test_there_is_no_previous_loss_after_undoing_an_update():
    trainer = Trainer(TrainingConfig(), datasets.notebook(90))
    trainer.run(3)
    trainer.return_to_finite()
    assert trainer.snapshot().previous_loss is None


def test_parameters_set_after_an_evaluation_are_evaluated_again():
    data = datasets.notebook(60)
    a, b = (Trainer(TrainingConfig(), data) for _ in range(2))
    a.evaluate()
    for t in (a, b):
        t.network.parameters["W1"][:] = 0.0
        t.step()
    np.testing.assert_array_equal(a.network.theta, b.network.theta)


@pytest.mark.parametrize("name", ["softplus", "sine"])
def test_calling_an_activation_on_inf_gives_no_warning(name):
    ACTIVATIONS[name](np.array([np.inf, -np.inf, np.nan]))


def test_run_rejects_a_negative_count():
    with pytest.raises(ValueError):
        Trainer(TrainingConfig(), datasets.notebook(20)).run(-1)
