"""What a network computes, against scikit-learn's and SciPy's own arithmetic.

Optional: it needs the extra `oracle`, and is skipped where that is not installed.
"""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import Dataset, Trainer, TrainingConfig
from shallownet.analysis.convex_hull import convex_hull, is_inside
from shallownet.analysis.partial_dependence import partial_dependence

inspection = pytest.importorskip("sklearn.inspection")
base = pytest.importorskip("sklearn.base")
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
