"""Planes hold what they are laid through, and are measured as NumPy measures them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from shallownet.analysis.landscape.plane import (
    parameter_plane,
    plane_through,
    principal_plane,
)

VECTORS = arrays(np.float64, (3, 7), elements=st.floats(-1e3, 1e3))


@given(VECTORS)
def test_three_states_lie_in_their_plane_exactly(states):
    plane = plane_through(list(states), states)
    size = 1.0 + np.abs(states).max()
    for theta in states:
        back = plane.at(*plane.coordinates(theta))
        # A direction shorter than a millionth of the other counts as none.
        np.testing.assert_allclose(back, theta, atol=2e-5 * size)
    products = plane.directions @ plane.directions.T
    np.testing.assert_allclose(products, np.eye(2), atol=1e-9)


def test_three_states_of_a_run_lie_in_their_plane_to_the_last_digits():
    states = np.random.default_rng(0).normal(size=(3, 41)) * 5.0
    plane = plane_through(list(states), states)
    assert plane.distances(states).max() < 1e-13
    np.testing.assert_allclose(plane.coordinates(states[0]), 0.0, atol=1e-13)
    assert plane.share == pytest.approx(1.0)


def test_the_principal_plane_is_that_of_the_covariance_matrix():
    generator = np.random.default_rng(1)
    scales = np.array([9.0, 5.0, 1.0, 0.5, 0.1])
    turn, _ = np.linalg.qr(generator.normal(size=(5, 5)))
    path = generator.normal(size=(60, 5)) * scales @ turn
    plane = principal_plane(path[-1], path)
    values, vectors = np.linalg.eigh(np.cov(path.T))
    assert plane.share == pytest.approx(values[-2:].sum() / values.sum())
    for direction, vector in zip(plane.directions, vectors.T[:-3:-1], strict=True):
        assert abs(direction @ vector) == pytest.approx(1.0)
    np.testing.assert_allclose(plane.at(*plane.coordinates(path[-1])), path[-1])


def test_a_path_goes_to_the_right():
    path = np.outer(np.linspace(0.0, 1.0, 5), [-3.0, -4.0, 0.0])
    plane = principal_plane(path[-1], path, [np.array([0.0, 0.0, 2.0])])
    ends = plane.coordinates(path).T[[0, -1]]
    np.testing.assert_allclose(ends, [[0, 0], [5, 0]], atol=1e-14)
    # It has one direction alone: the next one offered is the second.
    np.testing.assert_allclose(plane.directions[1], [0, 0, 1])


def test_a_run_at_its_start_has_the_directions_offered():
    start, down = np.ones(4), np.array([0.0, 3.0, 0.0, 0.0])
    plane = principal_plane(start, start[np.newaxis], [down, down])
    np.testing.assert_allclose(plane.directions[0], [0, 1, 0, 0])
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2))
    assert plane.share == 1.0


def test_a_section_has_the_parameters_values_as_coordinates():
    theta = np.array([1.0, 2.0, 3.0, 4.0])
    plane = parameter_plane(theta, 3, 1, theta[np.newaxis])
    np.testing.assert_array_equal(plane.coordinates(theta), [4.0, 2.0])
    np.testing.assert_array_equal(plane.at(-7.0, 9.0), [1.0, 9.0, 3.0, -7.0])
    path = np.array([[0.0, 0, 0, 0], [0, 3.0, 4.0, 0]])
    assert parameter_plane(theta, 3, 1, path).share == pytest.approx(9 / 25)
    with pytest.raises(ValueError, match="needs two"):
        parameter_plane(theta, 1, 1, theta[np.newaxis])
