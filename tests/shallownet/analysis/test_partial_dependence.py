"""Partial dependence against the definition, sample by sample."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import Dataset, Trainer, TrainingConfig
from shallownet.analysis.partial_dependence import partial_dependence, profiles
from shallownet.errors import Cancelled

X = np.random.default_rng(2).normal(1.0, 3.0, (3, 40))


@pytest.mark.parametrize("input", [0, 1, 2])
def test_it_is_the_mean_over_samples_with_one_input_replaced(input):
    config = TrainingConfig(hidden_units=(4,), standardize_inputs=True)
    trainer = Trainer(config, Dataset(X, X[:1] * X[1:2] + X[2:]))
    trainer.run(30)
    model = trainer.snapshot().run.model.copy()
    model.network.theta[:] = trainer.network.theta
    given = X.copy()
    found = partial_dependence(model, given, input, np.array([-2.0, 0.5, 11.0]))
    np.testing.assert_array_equal(given, X)
    parameters = trainer.network.parameters
    shift, scale = X.mean(axis=1), X.std(axis=1)
    for value, mean in zip((-2.0, 0.5, 11.0), found, strict=True):
        predictions = []
        for x in X.T:
            x = x.copy()
            x[input] = value
            z = parameters["W1"] @ ((x - shift) / scale) + parameters["b1"][:, 0]
            a = 1.0 / (1.0 + np.exp(-z))
            predictions.append(parameters["W2"][0] @ a + parameters["b2"][0, 0])
        assert mean == pytest.approx(sum(predictions) / len(predictions), rel=1e-12)


def test_it_can_be_cancelled():
    model = Trainer(TrainingConfig(), Dataset(X[:2], X[2:])).snapshot().run.model
    answers = iter([False, False, False, True])
    with pytest.raises(Cancelled):
        partial_dependence(model, X[:2], 0, np.arange(9.0), lambda: next(answers))
    assert not list(answers)  # asked before every value


def test_profiles_are_those_of_every_input_over_the_given_samples():
    trainer = Trainer(TrainingConfig(), Dataset(X, X[:1] + X[2:]))
    trainer.run(5)
    rows, values = np.array([1, 5, 30]), np.array([[0.0, 1.0], [2.0, 3.0], [-1.0, 4.0]])
    given = [row[np.newaxis] for row in values]
    found = np.array(profiles(trainer.snapshot(), rows, given))
    assert found.shape == (3, 2)
    for input in range(3):
        for column in range(2):
            changed = X[:, rows].copy()
            changed[input] = values[input, column]
            expected = trainer.predict(changed).mean()
            assert found[input, column] == pytest.approx(expected, rel=1e-12)
