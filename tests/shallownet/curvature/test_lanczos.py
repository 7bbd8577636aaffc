"""λmax compared with the whole Hessian, computed independently."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import Dataset, Trainer, TrainingConfig
from shallownet.curvature.lanczos import sharpness
from shallownet.data import datasets
from tests.examples import examples
from tests.shallownet.curvature.whole_hessian import (
    FUNCTIONS,
    hessian,
    largest,
    whole_hessian,
)

SMOOTH = sorted(set(FUNCTIONS) - {"relu", "leaky_relu"})


def trainer_of(units, activation, output, seed, m=30, **changes) -> Trainer:
    generator = np.random.default_rng(seed)
    data = Dataset(generator.normal(size=(2, m)), generator.normal(size=(1, m)))
    config = TrainingConfig(
        hidden_units=units,
        activation=activation,
        output_activation=output,
        seed=seed,
        **({"initialization": "uniform"} | changes),
    )
    return Trainer(config, data)


@pytest.mark.parametrize("activation", SMOOTH)
@pytest.mark.parametrize("units", [(), (5,), (10,), (4, 3), (6, 6), (3,) * 6])
def test_sharpness_is_the_largest_eigenvalue_of_the_hessian(units, activation):
    for seed in range(4):
        output = (activation, "identity")[seed % 2]
        initialization = ("uniform", "xavier", "he", "notebook")[seed]
        trainer = trainer_of(
            units,
            activation,
            output,
            seed,
            m=(5, 30, 30)[seed % 3],
            initialization=initialization,
            l2=(0.0, 0.1)[seed // 2],
        )
        assert sharpness(trainer.objective) == pytest.approx(
            largest(trainer.objective), rel=1e-3
        ), seed


# Two eigenvalues are close together, or the start vector is nearly orthogonal to the
# eigenvector: the method seems to converge long before it does.
HARD = [
    ((3,), "sigmoid", "sigmoid", 32, 30, "xavier"),
    ((3,), "sigmoid", "sigmoid", 14, 30, "xavier"),
    ((6, 6), "sigmoid", "sigmoid", 31, 5, "xavier"),
    ((10,), "sigmoid", "sigmoid", 33, 5, "uniform"),
    ((6, 6), "tanh", "tanh", 28, 30, "xavier"),
    ((3,), "tanh", "tanh", 23, 5, "uniform"),
    ((10,), "tanh", "identity", 29, 30, "xavier"),
    ((10,), "sine", "identity", 5, 5, "xavier"),
    ((10,), "sine", "identity", 8, 30, "xavier"),
    ((10,), "identity", "identity", 36, 30, "xavier"),
]


@pytest.mark.parametrize(("units", "g", "output", "seed", "m", "start"), HARD)
def test_sharpness_is_not_the_second_largest_eigenvalue(
    units, g, output, seed, m, start
):
    trainer = trainer_of(units, g, output, seed, m, initialization=start)
    assert sharpness(trainer.objective) == pytest.approx(
        largest(trainer.objective), rel=1e-3
    )


@pytest.mark.parametrize("activation", SMOOTH)
@pytest.mark.parametrize("units", [(), (5,), (4, 3)])
def test_the_hessian_includes_the_penalty(units, activation):
    trainer = trainer_of(units, activation, activation, 3, l2=0.2)
    H = hessian(trainer.objective)
    assert (H == H.T).all()
    expected = whole_hessian(trainer.objective)
    np.testing.assert_allclose(H, expected, atol=1e-7 * np.abs(expected).max())


def test_the_hessian_of_a_linear_model_by_hand():
    # y^ = w x + b: H = 1/m [x; 1] [x; 1]^T, whatever w and b are; here x = (1, 3).
    data = Dataset(np.array([[1.0, 3.0]]), np.array([[5.0, -2.0]]))
    trainer = Trainer(TrainingConfig(hidden_units=()), data)
    np.testing.assert_allclose(
        hessian(trainer.objective), [[5.0, 2.0], [2.0, 1.0]], rtol=1e-8
    )
    assert sharpness(trainer.objective) == pytest.approx(3 + math.sqrt(8), rel=1e-8)
    trainer.change("l2", 0.5)  # on the weight alone
    np.testing.assert_allclose(
        hessian(trainer.objective), [[5.5, 2.0], [2.0, 1.0]], rtol=1e-8
    )


def test_a_wrong_gradient_rule_does_not_affect_the_hessian():
    exact, mistaken = (
        trainer_of((4, 4), "tanh", "identity", 1, gradient=rule)
        for rule in ("exact", "wrong_sign")
    )
    assert sharpness(exact.objective) == sharpness(mistaken.objective)
    assert mistaken.objective.rule == "wrong_sign"


@examples(40)
@given(fixed=st.sets(st.integers(0, 26), max_size=25), seed=st.integers(0, 50))
def test_frozen_parameters_are_ignored(fixed, seed):
    trainer = trainer_of((4, 2), "tanh", "tanh", seed, m=12, initialization="xavier")
    free = np.ones(trainer.network.theta.size, dtype=bool)
    free[[index for index in fixed if index < free.size]] = False
    # Relative to the largest of all where that of the free ones is nearly 0.
    assert sharpness(trainer.objective, free) == pytest.approx(
        largest(trainer.objective, free),
        rel=1e-3,
        abs=1e-7 * largest(trainer.objective),
    )


def test_sharpness_is_zero_with_all_parameters_frozen():
    trainer = trainer_of((3,), "tanh", "identity", 1)
    assert sharpness(trainer.objective, np.zeros(13, dtype=bool)) == 0.0


@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
def test_a_sample_on_a_kink_adds_no_curvature(activation):
    # Data often has a sample at the origin, and the He start has no biases: z = 0.
    X, y = np.array([[0.0, 1.0, 2.0, -1.0]]), np.array([[1.0, 2.0, 0.5, 1.0]])
    data = Dataset(X, y)
    config = TrainingConfig(
        hidden_units=(3,), activation=activation, initialization="he"
    )
    trainer = Trainer(config, data)
    assert sharpness(trainer.objective) == pytest.approx(
        largest(trainer.objective), rel=1e-3
    )


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
def test_units_behind_an_inactive_layer_add_no_curvature(activation, seed):
    trainer = trainer_of((3,) * 6, activation, "identity", seed, initialization="he")
    assert sharpness(trainer.objective) == pytest.approx(
        largest(trainer.objective), rel=1e-3
    )


def test_samples_close_to_a_kink_are_exact():
    # Of many samples some lie so close that the smallest step passes over.
    config = TrainingConfig(
        hidden_units=(4, 4), activation="relu", initialization="he", learning_rate=1e-5
    )
    trainer = Trainer(config, datasets.notebook(1_000))
    for _ in range(7):
        assert sharpness(trainer.objective) == pytest.approx(
            largest(trainer.objective), rel=1e-3
        ), trainer.updates
        trainer.run(20)


def test_an_l1_penalty_adds_no_curvature():
    free, held = (trainer_of((4,), "tanh", "identity", 2, l1=l1) for l1 in (0.0, 0.02))
    assert sharpness(held.objective) == pytest.approx(sharpness(free.objective), 1e-6)
    # It drives weights to zero, where its gradient jumps.
    for trainer in (free, held):
        trainer.edit("W1[0, 0]", 1e-7)
        trainer.edit("W2[0, 1]", 0.0)
    assert sharpness(held.objective) == pytest.approx(largest(held.objective), rel=1e-3)


@pytest.mark.parametrize("shift", [1e2, 1e4, 1e6])
def test_a_large_parameter_does_not_reduce_accuracy(shift):
    # A target far from zero needs a large bias, and has the same curvature.
    lesson = datasets.notebook(60)
    plain = Trainer(TrainingConfig(), lesson)
    shifted = Trainer(TrainingConfig(), Dataset(lesson.X, lesson.y + shift))
    bias = float(plain.network.parameters["b2"][0, 0])
    shifted.edit("b2[0]", bias + shift)
    assert sharpness(shifted.objective) == pytest.approx(
        largest(plain.objective), rel=1e-3
    )


def test_sharpness_is_nan_where_the_gradient_is_not_finite():
    trainer = trainer_of((3, 3), "identity", "identity", 1)
    trainer.network.theta[:] = 1e200
    assert math.isnan(sharpness(trainer.objective))


def test_sharpness_does_not_change_parameters_or_gradient():
    trainer = trainer_of((4, 4), "tanh", "identity", 1, optimizer="adam")
    trainer.run(3)
    trainer.evaluate()
    theta, gradient = (
        array.copy() for array in (trainer.network.theta, trainer.network.gradient)
    )
    sharpness(trainer.objective)
    hessian(trainer.objective)
    np.testing.assert_array_equal(trainer.network.theta, theta)
    np.testing.assert_array_equal(trainer.network.gradient, gradient)
