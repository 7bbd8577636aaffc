"""Exact gradients pass the numerical check, and wrong ones fail it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import ACTIVATIONS, Dataset, Trainer, TrainingConfig, check_gradients
from shallownet.data import datasets
from tests.examples import examples

KINKED = {"relu", "leaky_relu"}


@st.composite
def trainers(draw, hidden=None, output=None):
    """Return a trainer at random parameters, on random data of moderate size."""
    seed = draw(st.integers(0, 2**32 - 1))
    sizes = draw(st.lists(st.integers(1, 7), min_size=0, max_size=3))
    features = draw(st.integers(1, 4))
    m = draw(st.integers(2, 30))
    generator = np.random.default_rng(seed)
    data = Dataset(generator.normal(size=(features, m)), generator.normal(size=(1, m)))
    names = st.sampled_from(sorted(ACTIVATIONS))
    config = TrainingConfig(
        hidden_units=tuple(sizes),
        activation=hidden or tuple(draw(names) for _ in sizes),
        output_activation=output or draw(names),
        initialization="uniform",
        seed=seed,
        l1=draw(st.sampled_from([0.0, 0.02])),
        l2=draw(st.sampled_from([0.0, 0.3])),
        batch_size=draw(st.sampled_from([None, 1, m // 2 + 1])),
        standardize_inputs=draw(st.booleans()),
        standardize_target=draw(st.booleans()),
    )
    trainer = Trainer(config, data)
    trainer.network.theta *= 2.0
    return trainer


@examples(150)
@given(trainer=trainers())
def test_exact_gradients_agree_with_central_differences(trainer):
    check = check_gradients(trainer)
    assert check.passed, check.relative_error
    assert max(check.relative_error.values()) <= 1e-6


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
@pytest.mark.parametrize("hidden_units", [(), (10,), (4, 3), (5, 1, 4)])
def test_every_activation_in_several_topologies(name, hidden_units):
    generator = np.random.default_rng(7)
    data = Dataset(generator.normal(size=(2, 40)), generator.normal(size=(1, 40)))
    config = TrainingConfig(
        hidden_units=hidden_units,
        activation=name,
        output_activation=name,
        initialization="uniform",
    )
    trainer = Trainer(config, data)
    assert max(check_gradients(trainer).relative_error.values()) <= 1e-6


def trainer_with_many_samples(activation: str, seed: int, **changes) -> Trainer:
    """Return a trainer with so many samples that some lie within a step of a kink."""
    config = TrainingConfig(
        activation=activation,
        hidden_units=(10, 10),
        initialization="he",
        standardize_inputs=True,
        seed=seed,
        **changes,
    )
    return Trainer(config, datasets.notebook(5_000, seed=seed))


@pytest.mark.parametrize("activation", sorted(KINKED))
def test_a_kink_between_both_sides_fails_no_exact_gradient(activation):
    checks = [
        check_gradients(trainer_with_many_samples(activation, seed))
        for seed in range(4)
    ]
    assert all(check.passed for check in checks)
    assert any(check.left_out for check in checks)
    text = next(str(check) for check in checks if check.left_out)
    assert "samples on a kink are left out" in text


@pytest.mark.parametrize("activation", sorted(KINKED))
def test_a_mistake_is_found_in_spite_of_kinks(activation):
    check = check_gradients(
        trainer_with_many_samples(activation, 2, gradient="published")
    )
    assert check.wrong == ("b1", "b2")


def test_inputs_smaller_than_a_step_fail_no_exact_gradient():
    data = datasets.notebook(1_000)
    config = TrainingConfig(activation="relu", initialization="he")
    check = check_gradients(Trainer(config, Dataset(1e-6 * data.X, data.y)))
    assert check.passed, str(check)


@pytest.mark.parametrize("weight", [0.0, 1e-12, -1e-9, 1e-6])
@pytest.mark.parametrize("activation", ["sigmoid", "relu"])
def test_a_weight_close_to_the_kink_of_an_l1_penalty_is_checked(activation, weight):
    config = TrainingConfig(activation=activation, l1=0.5, l2=0.1)
    trainer = Trainer(config, datasets.notebook(100))
    for name in ("W1[0, 0]", "W2[0, 3]"):
        trainer.edit(name, weight)
    check = check_gradients(trainer)
    assert check.passed, str(check)


@pytest.mark.parametrize("zeros", [1, 20, 200])
@pytest.mark.parametrize("activation", sorted(KINKED))
def test_samples_on_a_kink_fail_no_exact_gradient(activation, zeros):
    X = np.random.default_rng(0).normal(size=(3, 200))
    X[:, :zeros] = 0.0
    data = Dataset(X, (X**2).sum(axis=0, keepdims=True) + 1.0)
    config = TrainingConfig(activation=activation, hidden_units=(8,))
    trainer = Trainer(replace(config, initialization="he"), data)
    check = check_gradients(trainer)
    assert check.passed, str(check)
    assert check.left_out == 8  # the biases
    if zeros < 200:
        wrong = replace(trainer.config, gradient="published")
        assert check_gradients(Trainer(wrong, data)).wrong == ("b1",)


@pytest.mark.parametrize("size", [1e2, 1e4])
@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_inputs_of_any_size_are_checked(activation, size):
    generator = np.random.default_rng(3)
    X, y = size * generator.normal(size=(3, 60)), generator.normal(size=(1, 60))
    config = TrainingConfig(activation=activation, hidden_units=(6,), l1=0.1)
    config = replace(config, initialization="he")
    check = check_gradients(Trainer(config, Dataset(X, y)))
    assert check.passed, str(check)
    wrong = replace(config, gradient="wrong_sign")
    check = check_gradients(Trainer(wrong, Dataset(X, y)))
    # The gradient of saturated units is 0 either way; that of the output is not.
    assert {"W2", "b2"} <= set(check.wrong)
    assert check.relative_error["W2"] > 1.0


def test_the_exact_gradient_passes_and_the_published_one_fails_in_b1_alone():
    data = datasets.notebook(1_000)
    exact = Trainer(TrainingConfig(), data)
    published = Trainer(TrainingConfig(gradient="published"), data)
    for steps in (0, 50):
        exact.run(steps)
        published.run(steps)
        assert check_gradients(exact).wrong == ()
        check = check_gradients(published)
        assert check.wrong == ("b1",)
        assert not check.passed
        assert np.ptp(check.analytic["b1"]) == 0.0
        np.testing.assert_allclose(
            check.analytic["b1"][0, 0], check.numerical["b1"].sum(), rtol=1e-5
        )


def test_a_check_does_not_change_the_run():
    data = datasets.notebook(300)
    plain, checked = (Trainer(TrainingConfig(), data) for _ in range(2))
    calls = []
    for _ in range(3):
        check_gradients(
            checked, progress=lambda done, total: calls.append((done, total))
        )
        checked.step()
    plain.run(3)
    np.testing.assert_array_equal(plain.network.theta, checked.network.theta)
    assert calls[:41] == [(k + 1, 41) for k in range(41)]


def test_a_wrong_gradient_is_found_in_its_own_parameter():
    trainer = Trainer(TrainingConfig(), datasets.notebook(300))
    trainer.evaluate()
    trainer.network.layers[1].dW[0, 3] *= 1.001
    assert check_gradients(trainer).wrong == ("W2",)
