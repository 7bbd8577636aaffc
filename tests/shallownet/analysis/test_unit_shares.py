"""What the units add to a prediction sums to it."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import Recipe, Trainer
from shallownet.analysis.unit_shares import unit_shares


@pytest.mark.parametrize("units", [(5,), (4, 3)])
@pytest.mark.parametrize("standardize", [False, True])
def test_shares_and_bias_sum_to_the_prediction(units, standardize):
    recipe = Recipe.of(
        hidden_units=units,
        samples=50,
        standardize_target=standardize,
        standardize_inputs=standardize,
        initialization="xavier",
    )
    trainer = Trainer(recipe.config, recipe.make_data())
    trainer.run(5)
    snapshot = trainer.snapshot()
    model = snapshot.run.model.copy()
    model.network.theta[:] = snapshot.theta
    point = np.array([0.5, 9.0])
    shares = unit_shares(model, point)
    assert shares.shape == units[-1:]
    none = model.copy()
    none.network.layers[-1].W[:] = 0.0
    bias = none.predict(point[:, np.newaxis])[0, 0]
    whole = model.predict(point[:, np.newaxis])[0, 0]
    assert shares.sum() + bias == pytest.approx(whole, rel=1e-12)


def test_without_a_hidden_layer_there_are_none():
    recipe = Recipe.of(hidden_units=(), samples=50)
    model = Trainer(recipe.config, recipe.make_data()).snapshot().run.model
    assert unit_shares(model, np.zeros(2)).size == 0
