"""Coefficients in the data's own units: y = 3 x + 5 says 3 and 5."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import Dataset, Trainer, TrainingConfig
from shallownet.analysis.coefficients import prediction_formula, weighted_sum

x = np.linspace(10.0, 30.0, 41)[np.newaxis]


def fitted(**settings) -> Trainer:
    """Return a line fitted to y = 3 x + 5, whose parameters are exact in any units."""
    config = TrainingConfig(hidden_units=(), initialization="xavier", **settings)
    trainer = Trainer(config, Dataset(x, 3.0 * x + 5.0))
    inputs, target = trainer.problem.model.inputs, trainer.problem.model.target
    slope = 3.0 * inputs.scale / target.scale
    at_centre = (3.0 * inputs.shift + 5.0 - target.shift) / target.scale
    trainer.network.theta[:] = [slope[0, 0], at_centre[0, 0]]
    return trainer


@pytest.mark.parametrize("inputs", [False, True])
@pytest.mark.parametrize("target", [False, True])
def test_a_standardized_line_says_3_and_5(inputs, target):
    trainer = fitted(standardize_inputs=inputs, standardize_target=target)
    np.testing.assert_allclose(trainer.predict(x), 3.0 * x + 5.0)
    assert prediction_formula(trainer.snapshot()) == "ŷ = 3·x1 + 5"


def test_a_line_that_learns_from_standardized_samples_says_3_and_5():
    settings = {"standardize_inputs": True, "standardize_target": True}
    trainer = fitted(learning_rate=0.5, **settings)
    trainer.network.theta[:] = [0.1, -0.2]
    assert prediction_formula(trainer.snapshot()) != "ŷ = 3·x1 + 5"
    trainer.run(100)
    assert prediction_formula(trainer.snapshot()) == "ŷ = 3·x1 + 5"


def test_a_bent_output_keeps_the_scaling_of_the_target_around_it():
    trainer = fitted(output_activation="tanh", standardize_target=True)
    trainer.network.theta[:] = [0.1, -2.0]
    mean, deviation = (3.0 * x + 5.0).mean(), (3.0 * x + 5.0).std()
    text = prediction_formula(trainer.snapshot())
    assert text == f"ŷ = {mean:.4g} + {deviation:.4g}·tanh(0.1·x1 − 2)"


def test_a_hidden_layer_has_no_coefficients():
    trainer = Trainer(TrainingConfig(), Dataset(x, x))
    assert prediction_formula(trainer.snapshot()) == ""


def test_a_long_sum_is_shortened():
    names = [f"a column of a rather long name {n}" for n in range(5)]
    text = weighted_sum(np.array([-1.0, 0.0, 2.5, 1.0, 1.0]), -0.5, names, most=3)
    assert text == (
        "−1·a column of a rather ... + 0·a column of a rather ... + "
        "2.5·a column of a rather ... + … (2 more) − 0.5"
    )
