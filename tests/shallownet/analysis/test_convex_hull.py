"""The convex hull contains all points, and is convex, and nothing smaller does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet.analysis.convex_hull import convex_hull, is_inside

COORDINATES = st.lists(
    st.tuples(st.integers(-6, 6), st.integers(-6, 6)), min_size=1, max_size=40
)


def cross(a, b, c) -> float:
    """Return twice the area to the left of a -> b -> c."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def by_gift_wrapping(points: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the corners: those with an open half plane of points on one side only."""
    points = list(set(points))
    if len(points) <= 2:
        return set(points)
    corners = set()
    for a in points:
        for b in points:
            if a == b:
                continue
            sides = [(cross(a, b, c), c) for c in points]
            on_line = [c for area, c in sides if area == 0]
            if min(area for area, _ in sides) >= 0:
                ends = sorted(on_line)
                corners |= {ends[0], ends[-1]}
    return corners


@given(COORDINATES)
def test_the_corners_are_those_of_an_exact_search(points):
    x, y = np.array(points, dtype=float).T
    hull = convex_hull(x, y)
    assert {(int(a), int(b)) for a, b in hull.T} == by_gift_wrapping(points)
    corners = list(hull.T)
    if len(corners) > 2:
        following = corners[1:] + corners[:2]
        for a, b, c in zip(corners, following, following[1:], strict=False):
            assert cross(a, b, c) > 0


@given(COORDINATES, st.floats(-1e6, 1e6), st.floats(1e-3, 1e3))
def test_units_and_origin_do_not_matter(points, shift, factor):
    x, y = np.array(points, dtype=float).T
    moved = convex_hull(x * factor + shift, y)
    expected = convex_hull(x, y)
    assert moved.shape == expected.shape
    np.testing.assert_allclose(moved[0], expected[0] * factor + shift, atol=1e-6)


def test_a_tolerance_leaves_few_corners_of_a_circle():
    angle = np.linspace(0.0, 2.0 * np.pi, 20_000)
    x, y = np.cos(angle), np.sin(angle)
    hull = convex_hull(x, y, 1e-3)
    assert 30 < hull.shape[1] < 100
    radius = np.hypot(*((hull + np.roll(hull, 1, axis=1)) / 2.0))
    assert radius.min() > 1.0 - 3e-3


def test_a_grid_of_points_inside_a_triangle():
    hull = np.array([[0.0, 4.0, 0.0], [0.0, 0.0, 2.0]])
    inside = is_inside(hull, np.array([-1.0, 1.0, 3.0]), np.array([0.25, 1.0]))
    np.testing.assert_array_equal(inside, [[False, True, True], [False, True, False]])


@pytest.mark.parametrize("y", [[2.0, 2.0, 2.0], [1.0, 2.0, 3.0]])
def test_a_line_has_two_ends_and_no_inside(y):
    hull = convex_hull(np.array([0.0, 1.0, 2.0]), np.array(y))
    assert hull.tolist() == [[0.0, 2.0], [y[0], y[-1]]]
    assert not is_inside(hull, np.array([1.0]), np.array([2.0])).any()


def test_equal_points_are_one_corner():
    hull = convex_hull(np.full(5, 7.0), np.full(5, 1e9))
    assert hull.tolist() == [[7.0], [1e9]]
