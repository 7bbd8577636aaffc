"""The logarithmic scale of a map, and its round values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gui.landscape.loss_scale import DECADES, LossScale


def values_of(scale: LossScale) -> np.ndarray:
    return 10.0**scale.levels


@pytest.mark.parametrize(
    ("low", "high", "some"),
    [
        (38.9, 4_244.0, ["50", "100", "200", "500", "1,000", "2,000"]),
        (818.07, 825.1, ["820", "822", "825"]),
        (1e-9, 1e3, ["1e−6", "0.001", "1", "100"]),
        (2.0, 20.0, ["2.5", "5", "10", "15"]),
        (3e8, 4e11, ["1e9", "5e9", "1e11"]),
    ],
)
def test_lines_are_at_round_values(low, high, some):
    scale = LossScale.for_losses(np.array([[low, high], [np.inf, np.nan]]))
    assert set(some) <= set(scale.labels)
    assert scale.limits == pytest.approx((np.log10(low), np.log10(high)))
    assert len(scale.labels) == len(scale.levels) < 30


@example(low=1.0, ratio=1.000004148738744)
@given(
    low=st.floats(1e-30, 1e30),
    ratio=st.one_of(st.floats(1.0, 1.001), st.floats(1.0, 1e6), st.floats(1.0, 1e40)),
)
def test_any_losses_have_a_scale(low, ratio):
    losses = np.array([low, low * ratio])
    scale = LossScale.for_losses(losses)
    bottom, top = scale.limits
    assert bottom < top <= np.log10(low * ratio) + 0.1
    assert top - bottom <= DECADES + 1e-9
    assert len(set(scale.labels)) == len(scale.levels)
    assert (np.diff(scale.levels) > 0.0).all()
    assert ((scale.levels > bottom) & (scale.levels < top)).all()
    shown = scale.of(losses)
    assert (shown >= bottom - 1e-9).all() and (shown <= top + 1e-9).all()


def test_a_loss_of_zero_is_drawn_at_the_lower_end():
    scale = LossScale.for_losses(np.array([0.0, 100.0]))
    assert scale.limits == pytest.approx((2.0 - DECADES, 2.0))
    np.testing.assert_allclose(scale.of(np.array([0.0, 10.0])), [2.0 - DECADES, 1.0])


def test_what_is_not_finite_has_no_place_on_it():
    losses = np.array([np.inf, np.nan, 7.0, 9.0])
    assert np.isnan(LossScale.for_losses(losses).of(losses)).tolist() == [1, 1, 0, 0]
    assert LossScale.for_losses(losses[:2]).labels == ()


def test_a_plateau_has_a_scale_around_it():
    scale = LossScale.for_losses(np.full((3, 3), 5.0))
    assert scale.limits[0] < np.log10(5.0) < scale.limits[1]
    assert "5" in scale.labels
