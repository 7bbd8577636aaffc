"""Numbers as text."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui import formatting


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0213, "+0.0213"),
        (-12.5, "−12.5000"),
        (0.0, "+0.0000"),
        (1234.5, "+1,234.5000"),
        (1e-7, "+1.000e−07"),
        (-3e9, "−3.000e+09"),
        (math.inf, "+inf"),
        (math.nan, "+nan"),
    ],
)
def test_signed(value, text):
    assert formatting.signed(value) == text


@given(st.floats(-1e300, 1e300))
def test_signed_is_true_to_the_number(value):
    shown = formatting.signed(value).replace(",", "").replace("−", "-")
    assert float(shown) == pytest.approx(value, rel=1e-3, abs=5.1e-5)


@pytest.mark.parametrize(
    ("value", "text"),
    [(821.649, "821.65"), (0.0, "0.00"), (0.00123, "1.230e-03"), (math.inf, "inf")],
)
def test_loss(value, text):
    assert formatting.loss(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.93286, "0.9329"), (-0.25, "−0.2500"), (math.nan, "–"), (-1e9, "−1.0e+09")],
)
def test_share(value, text):
    assert formatting.share(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0:00"),
        (1.2, "0:02"),
        (61, "1:01"),
        (3_725, "1:02:05"),
        (math.inf, "–:––"),
        (math.nan, "–:––"),
        (1e7, "2,777 h"),
    ],
)
def test_duration(seconds, text):
    assert formatting.duration(seconds) == text


@given(st.floats(1e-100, 1e100))
def test_rounding_up_gives_the_next_of_1_2_5(value):
    step = formatting.round_up_125(value)
    assert step >= value * (1 - 1e-8)
    assert step <= value * 2.5 * (1 + 1e-8)
    digits = f"{step:e}".split("e")[0]
    assert float(digits) in (1.0, 2.0, 5.0)
    assert formatting.round_up_125(step) == pytest.approx(step)


@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf])
def test_rounding_up_what_has_no_size_gives_one(value):
    assert formatting.round_up_125(value) == 1.0
