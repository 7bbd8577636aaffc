"""Numbers in sentences: fixed decimals, and powers of ten where these would not do."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shallownet.wording import number, told_apart

FINITE = st.floats(-1e300, 1e300)


def read(text: str) -> float:
    assert "-" not in text  # a minus is a minus sign, also in an exponent
    return float(text.replace("−", "-").replace(",", ""))


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.0, 6, "0.000000"),
        (1234.5, 2, "1,234.50"),
        (0.0001, 4, "0.0001"),
        (-0.00001234, 4, "−1.234e−05"),
        (4.27e-17, 6, "4.27000e−17"),
        (3e8, 4, "3.000e+08"),
        (math.inf, 4, "inf"),
        (-math.inf, 4, "−inf"),
    ],
)
def test_a_number(value, decimals, text):
    assert number(value, decimals) == text


@given(FINITE, st.integers(1, 9))
def test_a_number_other_than_0_never_reads_as_0(value, decimals):
    near = pytest.approx(value, rel=0.06, abs=0.5 * 10.0**-decimals)
    assert read(number(value, decimals)) == near
    assert bool(read(number(value, decimals))) == bool(value)


@pytest.mark.parametrize(
    ("first", "second", "texts"),
    [
        (812.314, 811.9, ("812.31", "811.90")),
        (12_345.678, 12_300.0, ("12,345.68", "12,300.00")),
        (5.0, 5.0, ("5.00", "5.00")),
        (0.12345, 0.12344, ("0.123450", "0.123440")),
        (0.5, 0.0, ("0.50", "0.00")),
        (3e8, 9e8, ("3.000e+08", "9.000e+08")),
        (2.51e-25, 2.5e-25, ("2.510e−25", "2.500e−25")),
        (1.0, 1e-13, ("1.000e+00", "1.000e−13")),
        (3.0, math.inf, ("3.00", "inf")),
        (0.0, 0.0, ("0.00", "0.00")),
    ],
)
def test_a_pair_of_numbers(first, second, texts):
    assert told_apart(first, second) == texts


@given(FINITE, st.floats(-1.0, 1.0), st.integers(2, 4))
def test_two_numbers_are_told_apart_and_neither_reads_as_0(first, off, decimals):
    second = first * (1.0 + off)
    assume(math.isfinite(second) and abs(second - first) < math.inf)
    texts = told_apart(first, second, decimals)
    values = [read(text) for text in texts]
    if abs(second - first) > 4.0 * math.ulp(first):
        assert (values[0] < values[1]) == (first < second)
        assert texts[0] != texts[1]
    for value, shown in zip((first, second), values, strict=True):
        assert shown == pytest.approx(value, rel=0.06, abs=0.5 * 10.0**-decimals)
        assert bool(shown) == bool(value)
