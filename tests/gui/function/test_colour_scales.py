"""The scales sit still, and have room for the values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.function.colour_scales import SignedScale, ValueScale

NUMBERS = st.floats(-1e12, 1e12)


@pytest.mark.parametrize(
    ("low", "high", "limits", "step"),
    [
        (-148.0, 171.0, (-150.0, 200.0), 50.0),
        (-0.9, 1.9, (-1.0, 2.0), 0.5),
        (0.0, 1.0, (0.0, 1.0), 0.2),
        (25.0, 346.0, (0.0, 350.0), 50.0),
    ],
)
def test_the_ends_are_round_and_the_ticks_between_them_even(low, high, limits, step):
    scale = ValueScale(low, high)
    assert scale.limits == pytest.approx(limits)
    np.testing.assert_allclose(
        scale.ticks, np.arange(limits[0], limits[1] + step / 2, step)
    )


def test_a_scale_stays_while_values_fit_and_grows_by_round_steps():
    scale = ValueScale(-148.0, 171.0)
    before = scale.limits
    for low, high in ((0.0, 1.0), (-150.0, 200.0), (5.0, -5.0)):
        scale.fit(low, high)
        assert scale.limits == before
    scale.fit(0.0, 203.0)  # beyond by 3: room for 5
    assert scale.limits == (-150.0, 250.0)
    scale.fit(0.0, 240.0)
    assert scale.limits == (-150.0, 250.0)


def test_a_scale_comes_back_from_a_divergence():
    scale = ValueScale(0.0, 1.0)
    scale.fit(-1e9, 1e300)
    assert scale.limits[1] >= 1e150
    scale.fit(0.2, 0.7)
    assert scale.limits == pytest.approx((0.0, 1.0))


@pytest.mark.parametrize("value", [0.0, 7.0, -3e5, 1e-9])
def test_a_constant_target_has_a_scale_around_it(value):
    low, high = ValueScale(value, value).limits
    assert low < value < high


@given(st.tuples(NUMBERS, NUMBERS), st.lists(st.tuples(NUMBERS, NUMBERS), max_size=5))
def test_what_was_fitted_last_is_inside(target, fitted):
    scale = ValueScale(min(target), max(target))
    for pair in fitted:
        low, high = min(pair), max(pair)
        scale.fit(low, high)
        bottom, top = scale.limits
        rounding = 1e-9 * (top - bottom)
        assert bottom - rounding <= low and high <= top + rounding
        assert 2 <= len(scale.ticks) <= 30


def test_a_signed_scale_grows_and_shrinks_where_it_may():
    errors, unit = SignedScale(shrinks=True), SignedScale(shrinks=False)
    assert errors.limits == (-1.0, 1.0)
    for scale in (errors, unit):
        scale.fit(0.0)
        scale.fit(31.0)
        assert scale.limits == (-50.0, 50.0)
        assert scale.ticks.tolist() == [-50.0, -25.0, 0.0, 25.0, 50.0]
        scale.fit(6.0)
        assert scale.limits == (-50.0, 50.0)
        scale.fit(4.0)
    assert errors.limits == (-5.0, 5.0)
    assert unit.limits == (-50.0, 50.0)
