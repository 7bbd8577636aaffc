"""A model: raw inputs in, predictions in the target's own units out."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import DataError, Dataset, Trainer, TrainingConfig
from shallownet.data import datasets


@pytest.mark.parametrize("shape", [(1, 3), (3, 3), (2,), (2, 1, 1)])
def test_inputs_of_another_shape_are_rejected(shape):
    with pytest.raises(DataError, match="shape"):
        Trainer(TrainingConfig(), datasets.notebook(20)).predict(np.zeros(shape))


def test_no_samples_give_no_predictions():
    assert Trainer(TrainingConfig(), datasets.notebook(20)).predict(
        np.zeros((2, 0))
    ).shape == (1, 0)


@pytest.mark.parametrize("inputs", [True, False])
@pytest.mark.parametrize("target", [True, False])
@pytest.mark.parametrize(
    "network",
    [
        {"hidden_units": ()},
        {"hidden_units": (5,)},
        {"hidden_units": (4, 3), "activation": ("relu", "tanh")},
        {"hidden_units": (3,), "output_activation": "tanh"},
    ],
)
def test_the_same_function_with_parameters_in_the_units_of_the_data(
    inputs, target, network
):
    config = TrainingConfig(
        standardize_inputs=inputs, standardize_target=target, **network
    )
    data = datasets.notebook(50)
    trainer = Trainer(config, data)
    trainer.run(20)
    model = trainer.problem.model
    before = model.network.theta.copy()
    unscaled = model.in_data_units()
    assert np.array_equal(model.network.theta, before)
    assert unscaled.predict(data.X) == pytest.approx(model.predict(data.X), rel=1e-9)
    assert np.array_equal(unscaled.inputs.apply(data.X), data.X)
    absorbed = "output_activation" not in network or not target
    assert np.array_equal(unscaled.target.apply(data.y), data.y) is absorbed


def test_a_linear_model_of_standardized_samples_has_the_slope_and_the_intercept():
    x = np.linspace(10.0, 20.0, 11)[None]
    data = Dataset(x, 3.0 * x + 5.0)
    config = TrainingConfig(
        hidden_units=(),
        standardize_inputs=True,
        standardize_target=True,
        learning_rate=0.5,
    )
    trainer = Trainer(config, data)
    trainer.run(200)
    assert trainer.network.theta == pytest.approx([1.0, 0.0])
    in_data_units = trainer.snapshot().theta_in_data_units
    assert in_data_units == pytest.approx([3.0, 5.0], rel=1e-12)
