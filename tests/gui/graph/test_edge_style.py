"""Pens and scale: sign, size, and steps of 1-2-5."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor

from gui.graph.edge_style import LEVELS, RETURN_BELOW, EdgeScale, pens
from gui.style.theme import DARK, LIGHT

# Sizes that a run reaches before it overflows.
WEIGHTS = arrays(
    np.float64,
    st.integers(1, 40),
    elements=st.one_of(st.just(0.0), st.floats(1e-9, 1e9), st.floats(-1e9, -1e-9)),
)


def scale_for(values: np.ndarray) -> EdgeScale:
    scale = EdgeScale()
    scale.fit(values)
    return scale


@given(WEIGHTS)
def test_a_level_has_the_sign_of_its_value_and_is_zero_only_for_zero(values):
    levels = scale_for(values).levels(values)
    np.testing.assert_array_equal(np.sign(levels), np.sign(values))
    assert np.abs(levels).max() <= LEVELS


@given(WEIGHTS)
def test_a_larger_value_never_has_a_smaller_level(values):
    levels = scale_for(values).levels(values)
    ordered = levels[np.argsort(values)]
    assert (np.diff(ordered) >= 0).all()


@given(WEIGHTS)
def test_the_scale_is_symmetric(values):
    scale = scale_for(values)
    np.testing.assert_array_equal(scale.levels(-values), -scale.levels(values))


@given(WEIGHTS)
def test_the_largest_value_uses_the_scale(values):
    scale = scale_for(values)
    largest = np.abs(values).max()
    assert largest <= scale.maximum * (1 + 1e-9)
    if largest:
        assert np.abs(scale.levels(values)).max() >= LEVELS * 0.4


@given(WEIGHTS, WEIGHTS)
def test_all_lines_look_alike_on_no_scale(first, second):
    scale = scale_for(first)
    scale.fit(second)
    assert np.abs(scale.levels(second)).max() != 1


@given(WEIGHTS, WEIGHTS)
def test_the_scale_shrinks_only_for_values_that_would_look_alike(first, second):
    scale = scale_for(first)
    before = scale.maximum
    scale.fit(second)
    largest = np.abs(second).max()
    if 0.0 < largest < RETURN_BELOW * before:
        assert scale.maximum == scale_for(second).maximum
    elif largest <= before * (1.0 + 1e-9):  # as a scale is rounded up
        assert scale.maximum == before
    else:
        assert scale.maximum > before


def test_the_scale_comes_back_from_a_divergence():
    scale = scale_for(np.array([3.0, -1.0]))
    scale.fit(np.array([1e152, np.inf]))
    assert scale.maximum == 1e152
    scale.fit(np.array([3.0, -1.0]))
    assert scale.maximum == 5.0


def test_the_scale_grows_in_steps_of_1_2_5():
    scale = EdgeScale()
    seen = []
    for value in np.linspace(0.01, 30.0, 500):
        scale.fit(np.array([value, -value / 2]))
        seen.append(scale.maximum)
    assert sorted(set(seen)) == pytest.approx(
        [0.01, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50]
    )


def test_zeros_have_a_scale():
    scale = EdgeScale()
    for _ in range(2):
        scale.fit(np.zeros(3))
        assert scale.maximum == 1.0
    assert scale.levels(np.zeros(3)).tolist() == [0, 0, 0]


def test_values_that_are_not_finite_leave_the_scale_alone():
    scale = scale_for(np.array([0.7]))
    odd = np.array([np.nan, np.inf, -np.inf])
    scale.fit(odd)
    assert scale.maximum == 1.0
    assert scale.levels(odd).tolist() == [0, LEVELS, -LEVELS]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
class TestPens:
    def test_every_level_has_a_pen(self, theme):
        assert sorted(pens(theme)) == list(range(-LEVELS, LEVELS + 1))

    def test_width_grows_with_size_and_not_with_sign(self, theme):
        created = pens(theme)
        widths = [created[level].widthF() for level in range(LEVELS + 1)]
        assert widths == sorted(widths)
        assert widths[-1] > 3 * widths[1]
        for level in range(1, LEVELS + 1):
            assert created[level].widthF() == created[-level].widthF()

    def test_the_strongest_pens_have_the_full_colours_of_the_theme(self, theme):
        created = pens(theme)
        assert created[LEVELS].color() == QColor(theme.positive)
        assert created[-LEVELS].color() == QColor(theme.negative)

    def test_strength_grows_with_size(self, theme):
        def distance(a: QColor, b: QColor) -> float:
            return sum(
                abs(x - y)
                for x, y in zip(a.getRgbF()[:3], b.getRgbF()[:3], strict=True)
            )

        created = pens(theme)
        surface = QColor(theme.surface)
        for sign in (1, -1):
            strengths = [
                distance(created[sign * level].color(), surface)
                for level in range(1, LEVELS + 1)
            ]
            assert strengths == sorted(strengths)
            assert strengths[-1] > 2 * strengths[0] > 0

    def test_only_pens_of_negative_levels_are_dashed(self, theme):
        for level, pen in pens(theme).items():
            dashed = pen.style() == Qt.PenStyle.CustomDashLine
            assert dashed == (level < 0)
            if dashed:
                dash, gap = (length * pen.widthF() for length in pen.dashPattern())
                assert dash > gap > 2  # pixels: seen as dashes at every width
