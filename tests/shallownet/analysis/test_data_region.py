"""Where samples are: the hull of two inputs, the nearest sample of more."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet.analysis.data_region import DataRegion

GENERATOR = np.random.default_rng(3)


def test_two_inputs_have_a_hull():
    x = GENERATOR.uniform(size=300)
    region = DataRegion(np.stack([x, x + 0.1 * GENERATOR.uniform(size=300)]), ALL)
    assert not region.warning(np.array([0.5, 0.55]))
    assert "convex hull" in region.warning(np.array([0.2, 0.9]))  # within both ranges


@pytest.mark.parametrize("inputs", [2, 4])
def test_no_sample_is_outside_but_for_a_hundredth(inputs):
    X = GENERATOR.normal(size=(inputs, 300))
    region = DataRegion(X, ALL)
    assert sum(bool(region.warning(x)) for x in X.T) == 0


def test_of_more_inputs_the_distance_tells():
    X = GENERATOR.normal(size=(3, 300))
    X[2] = X[0] + X[1]
    region = DataRegion(1e6 * X, ALL)
    near, far = np.array([0.3, -0.2, 0.1]), np.array([1.0, 1.0, -2.0])
    assert not region.warning(1e6 * near)
    said = region.warning(1e6 * far)
    assert "standard deviations away" in said and "99% of them have one within" in said


def test_the_distances_are_those_between_all_pairs():
    X = GENERATOR.normal(size=(3, 200))
    region = DataRegion(X, np.arange(200))
    scaled = (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)
    apart = np.linalg.norm(scaled[:, :, None] - scaled[:, None], axis=0)
    np.fill_diagonal(apart, np.inf)
    usual = np.sort(apart.min(axis=1))[-2]  # of 200, 198 are at most as far
    start = X[:, [0]]
    direction = X.std(axis=1) / np.sqrt(3.0)
    for share in np.linspace(0.0, 12.0, 60):
        point = start[:, 0] + share * direction
        place = (point - X.mean(axis=1)) / X.std(axis=1)
        nearest = np.linalg.norm(scaled.T - place, axis=1).min()
        assert bool(region.warning(point)) is bool(nearest > usual + 1e-9)


@pytest.mark.parametrize(
    "X",
    [
        np.zeros((3, 1)),
        np.ones((3, 40)),
        np.stack([np.arange(40.0)] * 2),
        np.array([[1e300, -1e300] * 20] * 3),
        np.ones((2, 40)),
    ],
)
def test_odd_samples_are_within_themselves(X):
    region = DataRegion(X, np.arange(X.shape[1]))
    assert not region.warning(X[:, 0])


def test_a_single_input_has_its_range_alone():
    assert not DataRegion(np.arange(9.0)[np.newaxis], np.arange(9)).warning(
        np.array([99.0])
    )


ALL = np.arange(300)
