"""Lines of equal value: where they are, and where there are none."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from shallownet.analysis.level_lines import level_lines
from tests.examples import examples

GRIDS = arrays(
    float, st.tuples(st.integers(2, 6), st.integers(2, 6)), elements=st.integers(-3, 3)
)
LEVELS = np.array([-1.5, 0.0, 0.5])


def test_a_tilted_plane_has_straight_lines():
    y, x = np.mgrid[0:5, 0:7].astype(float)
    lines = level_lines(2.0 * x + 3.0 * y, np.array([1.0, 9.5]))
    for x1, y1, x2, y2 in lines.ends[lines.levels == 1]:
        assert abs(2 * x1 + 3 * y1 - 9.5) < 1e-12
        assert abs(2 * x2 + 3 * y2 - 9.5) < 1e-12
    length = np.hypot(*(lines.ends[:, 2:] - lines.ends[:, :2]).T)
    # From (4.75, 0) to the upper edge, (0, 19/6): one line, in pieces.
    assert np.isclose(length[lines.levels == 1].sum(), np.hypot(4.75, 19.0 / 6.0))
    assert np.isclose(length[lines.levels == 0].sum(), np.hypot(0.5, 1.0 / 3.0))


@examples(40)
@given(GRIDS)
def test_every_end_lies_on_an_edge_at_the_level(values):
    lines = level_lines(values, LEVELS)
    ends = lines.ends.reshape(-1, 2)
    for (x, y), level in zip(ends, np.repeat(lines.levels, 2), strict=True):
        assert x == round(x) or y == round(y)
        left, low = int(np.floor(x)), int(np.floor(y))
        right, high = int(np.ceil(x)), int(np.ceil(y))
        a, b = values[low, left], values[high, right]
        share = max(x - left, y - low)
        assert abs(a + share * (b - a) - LEVELS[level]) < 1e-12


@examples(40)
@given(GRIDS)
def test_lines_end_at_the_border_alone(values):
    lines = level_lines(values, LEVELS)
    rows, columns = values.shape
    for level in range(len(LEVELS)):
        ends = lines.ends[lines.levels == level].reshape(-1, 2).round(9)
        for (x, y), times in Counter(map(tuple, ends.tolist())).items():
            at_border = x in (0, columns - 1) or y in (0, rows - 1)
            at_corner = x == round(x) and y == round(y)
            assert times == 2 or at_border or at_corner


@examples(40)
@given(GRIDS)
def test_an_edge_that_passes_a_level_has_a_line(values):
    lines = level_lines(values, LEVELS)
    ends = lines.ends.reshape(-1, 2).round(9).tolist()
    levels = np.repeat(lines.levels, 2).tolist()
    crossed = {(x, y, k) for (x, y), k in zip(ends, levels, strict=True)}
    for k, level in enumerate(LEVELS):
        above = values >= level
        for row, column in np.argwhere(above[:, 1:] != above[:, :-1]):
            a, b = values[row, column : column + 2]
            x = round(column + (level - a) / (b - a), 9)
            assert (x, row, k) in crossed


def ends_near(lines, x: float, y: float) -> int:
    """Count the pieces whose middle is near a point."""
    middle = (lines.ends[:, :2] + lines.ends[:, 2:]) / 2.0
    return int((np.hypot(*(middle - (x, y)).T) < 0.45).sum())


def test_a_saddle_is_cut_as_its_middle_says():
    saddle = np.array([[1.0, 0.0], [0.0, 1.0]])  # 0.5 in the middle
    low, high = (level_lines(saddle, np.array([level])) for level in (0.4, 0.6))
    # Below the middle's value the two low corners are cut off, above it the high ones.
    assert len(low.ends) == len(high.ends) == 2
    assert ends_near(low, 1.0, 0.0) == ends_near(low, 0.0, 1.0) == 1
    assert ends_near(high, 0.0, 0.0) == ends_near(high, 1.0, 1.0) == 1


def test_nothing_is_drawn_at_values_that_are_not_finite():
    values = np.tile(np.arange(6.0), (6, 1))
    whole = len(level_lines(values, np.array([2.5])).ends)
    for bad in (np.nan, np.inf, -np.inf):
        values[2, 3] = bad
        lines = level_lines(values, np.array([2.5]))
        assert np.isfinite(lines.ends).all()
        assert len(lines.ends) == whole - 2
    assert not len(level_lines(np.full((4, 4), np.nan), LEVELS).ends)
    assert not len(level_lines(np.zeros((4, 4)), np.array([1.0])).ends)
