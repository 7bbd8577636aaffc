"""The gradient check: which parameters it finds wrong."""

from __future__ import annotations

import math

import numpy as np
import pytest

from shallownet import Dataset, Trainer, TrainingConfig, check_gradients
from shallownet.data import datasets
from shallownet.wording import scientific


def trainer_of(units: tuple[int, ...], **changes) -> Trainer:
    generator = np.random.default_rng(7)
    data = Dataset(generator.normal(size=(2, 30)), generator.normal(size=(1, 30)))
    config = TrainingConfig(
        hidden_units=units, activation="tanh", initialization="uniform", **changes
    )
    return Trainer(config, data)


@pytest.mark.parametrize("batch_size", [None, 8])
@pytest.mark.parametrize(
    ("units", "wrong"),
    [
        ((), ()),  # no hidden bias
        ((1,), ()),  # the sum over one unit is that unit's own
        ((5,), ("b1",)),
        ((4, 3), ("b1", "b2")),
        ((4, 1), ("b1",)),
        ((1, 4), ("b2",)),
        ((3, 2, 4), ("b1", "b2", "b3")),
    ],
)
def test_the_published_rule_is_wrong_in_exactly_the_hidden_biases(
    units, wrong, batch_size
):
    published = trainer_of(units, gradient="published", batch_size=batch_size)
    exact = trainer_of(units, batch_size=batch_size)
    assert check_gradients(published).wrong == wrong
    assert check_gradients(exact).passed


def test_the_published_db1_by_hand():
    # Two units, two samples, every number small enough to follow.
    data = Dataset(np.array([[1.0, -1.0], [0.0, 2.0]]), np.array([[1.0, 0.0]]))
    config = TrainingConfig(
        hidden_units=(2,), activation="identity", gradient="published"
    )
    trainer = Trainer(config, data)
    trainer.network.parameters["W1"][:] = [[1.0, 0.0], [0.0, 1.0]]
    trainer.network.parameters["b1"][:] = 0.0
    trainer.network.parameters["W2"][:] = [[2.0, 3.0]]
    trainer.network.parameters["b2"][:] = 0.0
    trace = trainer.preview()
    # A1 = X, so A2 = [2, 4] and dZ2 = [1, 4]; dZ1 = W2^T dZ2 = [[2, 8], [3, 12]].
    assert trace["dZ2"].tolist() == [[1.0, 4.0]]
    assert trace["dZ1"].tolist() == [[2.0, 8.0], [3.0, 12.0]]
    # 1/2 (2 + 8 + 3 + 12), where the exact rule has 1/2 (2 + 8) and 1/2 (3 + 12).
    assert trace["db1"].tolist() == [[12.5], [12.5]]
    assert trace["dW1"].tolist() == [[-3.0, 8.0], [-4.5, 12.0]]
    assert trace["dW2"].tolist() == [[-1.5, 4.0]]
    assert trace["db2"].tolist() == [[2.5]]
    check = check_gradients(trainer)
    np.testing.assert_allclose(check.numerical["b1"], [[5.0], [7.5]], rtol=1e-8)
    assert check.wrong == ("b1",)


def test_both_gradients_have_names_and_shapes():
    check = check_gradients(trainer_of((4, 3)))
    shapes = {"W1": (4, 2), "b1": (4, 1), "W2": (3, 4), "b2": (3, 1)}
    shapes |= {"W3": (1, 3), "b3": (1, 1)}
    for gradient in (check.analytic, check.numerical):
        assert {name: array.shape for name, array in gradient.items()} == shapes
    assert set(check.relative_error) == set(shapes)


@pytest.mark.parametrize("name", ["W1", "b1", "W2", "b2"])
@pytest.mark.parametrize("factor", [1 + 1e-4, -1.0, 0.0])
def test_an_error_in_one_parameter_is_found_there_only(name, factor):
    trainer = Trainer(TrainingConfig(), datasets.notebook(200))
    trainer.evaluate()
    trainer.network.named(trainer.network.gradient)[name][:] *= factor
    assert check_gradients(trainer).wrong == (name,)


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


def test_entries_that_differences_cannot_resolve_are_counted():
    trainer = trainer_of((3,))
    assert not any(
        small.any() for small in check_gradients(trainer).unresolved.values()
    )
    assert "rounding" not in str(check_gradients(trainer))
    trainer.network.parameters["b1"][1] = 20.0  # 1 - tanh(20)^2 = 1.7e-17
    check = check_gradients(trainer)
    assert check.passed
    W1, b1 = check.unresolved["W1"], check.unresolved["b1"]
    assert W1[1].all() and b1[1].all()  # two weights and the bias
    assert W1.sum() + b1.sum() == 3 and not check.unresolved["W2"].any()
    assert (np.abs(check.analytic["W1"][1]) < check.rounding_error["W1"][1]).all()
    assert "rounding of the loss is larger than 3 numbers" in str(check)


@pytest.mark.parametrize("rule", ["exact", "published", "no_derivative"])
def test_the_sentence_has_the_largest_error_of_its_entries(rule):
    trainer = trainer_of((3,), gradient=rule)
    trainer.run(40)
    check = check_gradients(trainer)
    names = check.wrong or tuple(check.analytic)
    errors = np.concatenate([check.entry_error[name].ravel() for name in names])
    assert f" {scientific(errors.max(), 1)}" in str(check)
    assert "relative errors" in str(check)


def test_the_check_says_that_l1_is_not_in_the_gradient():
    assert "L1" not in str(check_gradients(trainer_of((3,), l2=0.1)))
    check = check_gradients(trainer_of((3,), l1=0.1))
    assert check.passed
    assert "L1 penalty is not part of it" in str(check)
