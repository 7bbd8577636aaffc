"""The map of a function equals the formulas of the network, written out here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from shallownet import Dataset, Trainer, TrainingConfig
from shallownet.analysis.function_map import FunctionMap, Plane
from shallownet.nn.activations import ACTIVATIONS

if TYPE_CHECKING:
    from collections.abc import Callable

BY_HAND: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "sigmoid": lambda z: 1.0 / (1.0 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.where(z > 0.0, z, 0.0),
    "leaky_relu": lambda z: np.where(z > 0.0, z, 0.01 * z),
    "softplus": lambda z: np.log1p(np.exp(-np.abs(z))) + np.maximum(z, 0.0),
    "sine": np.sin,
    "identity": lambda z: z,
}


def samples(inputs: int) -> Dataset:
    X = np.random.default_rng(5).normal(3.0, 2.0, (inputs, 60))
    return Dataset(X, (40.0 + 9.0 * X[:1]) * np.sin(X[-1:]))


def a_plane(inputs: int, axes: tuple[int, ...] = (0, 1)) -> Plane:
    up = np.linspace(-4.0, 1.0, 7) if len(axes) == 2 else np.zeros(1)
    return Plane(axes, np.linspace(0.0, 9.0, 5), up, np.linspace(2.0, 4.0, inputs))


def computed(trainer: Trainer, plane: Plane) -> tuple[FunctionMap, np.ndarray]:
    snapshot = trainer.snapshot()
    function = FunctionMap(snapshot.run.model)
    function.set_plane(plane)
    return function, function.compute(snapshot.theta)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
@pytest.mark.parametrize("hidden_units", [(4,), (5, 3)])
@pytest.mark.parametrize("scaled", [False, True])
def test_map_and_responses_are_those_of_the_equations(name, hidden_units, scaled):
    config = TrainingConfig(
        hidden_units=hidden_units,
        activation=name,
        standardize_inputs=scaled,
        standardize_target=scaled,
        initialization="uniform",
    )
    data, plane = samples(3), a_plane(3, (2, 0))
    trainer = Trainer(config, data)
    function, values = computed(trainer, plane)
    assert values.shape == (7, 5)
    shift, scale = data.X.mean(axis=1), data.X.std(axis=1)
    parameters, g = trainer.network.parameters, BY_HAND[name]
    for row in range(7):
        for column in range(5):
            # The third input goes across and the first one up.
            x = np.array([plane.up[row], plane.point[1], plane.across[column]])
            a = (x - shift) / scale if scaled else x
            for layer in range(1, len(hidden_units) + 1):
                W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
                a = g(W @ a + b[:, 0])
                for unit, activation in enumerate(a):
                    found = function.response(layer, unit)[row, column]
                    assert found == pytest.approx(activation, rel=1e-12, abs=1e-13)
            last = len(hidden_units) + 1
            y = (parameters[f"W{last}"] @ a + parameters[f"b{last}"][:, 0])[0]
            if scaled:
                y = y * data.y.std() + data.y.mean()
            assert values[row, column] == pytest.approx(y, rel=1e-12, abs=1e-12)


def test_one_input_gives_a_single_row():
    trainer = Trainer(TrainingConfig(hidden_units=(3,)), samples(1))
    plane = a_plane(1, (0,))
    _, values = computed(trainer, plane)
    assert values.shape == (1, 5)
    expected = trainer.predict(plane.across[np.newaxis])
    np.testing.assert_allclose(values, expected, rtol=1e-12)


def test_a_network_without_hidden_layer():
    trainer = Trainer(TrainingConfig(hidden_units=()), samples(2))
    W, b = trainer.network.parameters["W1"], trainer.network.parameters["b1"]
    plane = a_plane(2)
    _, values = computed(trainer, plane)
    expected = W[0, 0] * plane.across + W[0, 1] * plane.up[:, np.newaxis] + b[0, 0]
    np.testing.assert_allclose(values, expected, rtol=1e-12)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
@pytest.mark.parametrize("size", [1e-3, 100.0, 1e6, 1e300])
def test_parameters_of_any_size_give_what_the_model_predicts(name, size):
    config = TrainingConfig(hidden_units=(4,), activation=name)
    trainer = Trainer(config, samples(2))
    signs = np.where(np.arange(trainer.network.theta.size) % 3, 1.0, -1.0)
    trainer.network.theta[:] = size * signs
    plane = a_plane(2)
    _, values = computed(trainer, plane)
    model = trainer.snapshot().run.model.copy()
    model.network.theta[:] = trainer.network.theta
    expected = model.predict(plane.inputs()).reshape(values.shape)
    if name == "sine":  # of large numbers it depends on their last digits
        assert np.isfinite(values).all() == np.isfinite(expected).all()
    else:
        np.testing.assert_allclose(values, expected, rtol=1e-9)


def test_parameters_that_are_not_finite_give_nan_without_a_warning():
    trainer = Trainer(TrainingConfig(), samples(2))
    trainer.network.theta[:] = np.nan
    function = FunctionMap(trainer.snapshot().run.model)
    function.set_plane(a_plane(2))
    assert np.isnan(function.compute(trainer.network.theta)).all()


def test_another_plane_and_other_parameters_are_taken():
    trainer = Trainer(TrainingConfig(hidden_units=(3,)), samples(3))
    function, before = computed(trainer, a_plane(3))
    first = before.copy()
    moved = a_plane(3)._replace(point=np.array([0.0, 0.0, 8.0]))
    function.set_plane(moved)
    theta = trainer.network.theta
    np.testing.assert_allclose(
        function.compute(theta).ravel(), trainer.predict(moved.inputs())[0], rtol=1e-12
    )
    function.set_plane(a_plane(3))
    np.testing.assert_array_equal(function.compute(theta), first)
    trainer.run(3)
    assert not np.array_equal(function.compute(trainer.network.theta), first)


def test_the_inputs_of_a_plane():
    plane = a_plane(4, (3, 1))
    X = plane.inputs().reshape(4, 7, 5)
    assert (X[0] == plane.point[0]).all() and (X[2] == plane.point[2]).all()
    np.testing.assert_array_equal(X[3, 2], plane.across)
    np.testing.assert_array_equal(X[1, :, 4], plane.up)
