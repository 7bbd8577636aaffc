"""What a network computes, against scikit-learn's and SciPy's own arithmetic.

Optional: it needs the extra `oracle`, and is skipped where that is not installed.
"""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import Dataset, Trainer, TrainingConfig
from shallownet.analysis.convex_hull import convex_hull, is_inside
from shallownet.analysis.partial_dependence import partial_dependence
from shallownet.analysis.permutation_importance import permutation_importance

inspection = pytest.importorskip("sklearn.inspection")
base = pytest.importorskip("sklearn.base")
metrics = pytest.importorskip("sklearn.metrics")
spatial = pytest.importorskip("scipy.spatial")


class Predictor(base.RegressorMixin, base.BaseEstimator):  # type: ignore[name-defined]
    """A trained model as scikit-learn expects it: samples in rows."""

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer
        self.is_fitted_ = True

    def fit(self, X, y):
        return self

    def predict(self, X):
        return self.trainer.predict(np.ascontiguousarray(X.T))[0]


@pytest.mark.parametrize("input", [0, 1, 2])
def test_partial_dependence_equals_that_of_scikit_learn(input):
    X = np.random.default_rng(8).normal(2.0, 3.0, (3, 90))
    config = TrainingConfig(standardize_inputs=True, standardize_target=True)
    trainer = Trainer(config, Dataset(X, X[:1] * X[1:2] - X[2:]))
    trainer.run(200)
    result = inspection.partial_dependence(
        Predictor(trainer), X.T, [input], grid_resolution=20, kind="average"
    )
    model = trainer.snapshot().run.model.copy()
    model.network.theta[:] = trainer.network.theta
    found = partial_dependence(model, X, input, result["grid_values"][0])
    np.testing.assert_allclose(found, result["average"][0], rtol=1e-10)


@pytest.mark.parametrize("m", [3, 40, 5_000])
def test_the_convex_hull_equals_that_of_scipy(m):
    points = np.random.default_rng(m).normal(size=(2, m)) * [[1.0], [300.0]]
    hull = convex_hull(*points)
    reference = spatial.ConvexHull(points.T)
    expected = points[:, reference.vertices]
    at = int(np.argmin(np.abs(expected - hull[:, :1]).sum(axis=0)))
    np.testing.assert_array_equal(hull, np.roll(expected, -at, axis=1))
    x, y = np.linspace(-4.0, 4.0, 30), np.linspace(-900.0, 900.0, 20)
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    inside = spatial.Delaunay(points.T).find_simplex(grid).reshape(20, 30) >= 0
    np.testing.assert_array_equal(is_inside(hull, x, y), inside)


@pytest.mark.parametrize("groups", [False, True])
def test_permutation_importance_agrees_with_that_of_scikit_learn(groups):
    generator = np.random.default_rng(5)
    X = generator.normal(1.0, 2.0, (3, 150))
    if groups:  # scikit-learn shuffles one column: that of the category
        X[1:] = np.eye(2)[:, generator.integers(0, 2, 150)]
    y = X[:1] * X[1:2] - 2.0 * X[2:]
    trainer = Trainer(TrainingConfig(standardize_inputs=True), Dataset(X, y))
    trainer.run(300)
    model = trainer.snapshot().run.model.copy()
    model.network.theta[:] = trainer.network.theta
    rows = [slice(0, 1), slice(1, 3)] if groups else []
    found = permutation_importance(model, X, y, repeats=300, groups=rows)
    columns = X[:2] if groups else X

    class Columns(Predictor):
        def predict(self, columns):
            if not groups:
                return super().predict(columns)
            first, second = columns.T
            return super().predict(np.stack([first, second, 1.0 - second], axis=1))

    expected = inspection.permutation_importance(
        Columns(trainer), columns.T, y[0], scoring="r2", n_repeats=300, random_state=1
    ).importances
    assert found.shape == expected.shape
    error = np.sqrt((found.var(axis=1) + expected.var(axis=1)) / 300.0)
    apart = np.abs(found.mean(axis=1) - expected.mean(axis=1))
    assert (apart < 4.0 * error).all()
    np.testing.assert_allclose(found.std(axis=1), expected.std(axis=1), rtol=0.25)


def test_permutation_importance_equals_that_of_scikit_learn_in_the_same_order():
    X = np.random.default_rng(2).normal(size=(2, 80))
    y = X[:1] ** 2 + X[1:]
    trainer = Trainer(TrainingConfig(), Dataset(X, y))
    trainer.run(50)
    model = trainer.snapshot().run.model.copy()
    model.network.theta[:] = trainer.network.theta
    found = permutation_importance(model, X, y, repeats=1)
    stream = np.random.default_rng(0)  # the orders that it draws, one an input
    for number in range(2):
        shuffled = X.copy()
        shuffled[number] = X[number, stream.permutation(80)]
        before, after = (
            metrics.r2_score(y[0], trainer.predict(x)[0]) for x in (X, shuffled)
        )
        assert found[number, 0] == pytest.approx(before - after, rel=1e-9)
