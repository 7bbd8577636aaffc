"""Thinning a curve: fewer points, the same extremes."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gui.decimation import decimate

values = arrays(
    np.float64, st.integers(0, 400), elements=st.floats(-1e6, 1e6, allow_nan=False)
)


@given(values=values, columns=st.integers(1, 60))
def test_few_points_in_order_and_no_extreme_lost(values, columns):
    places, thinned = decimate(values, 0, len(values), columns)
    assert len(places) == len(thinned) <= 2 * columns + 2
    assert (np.diff(places) >= 0).all()
    np.testing.assert_array_equal(values[places.astype(int)], thinned)
    if len(values):
        assert thinned.min() == values.min()
        assert thinned.max() == values.max()


@given(
    values=values,
    start=st.integers(-50, 450),
    stop=st.integers(-50, 450),
    columns=st.integers(1, 60),
)
def test_only_the_part_asked_for_is_drawn(values, start, stop, columns):
    places, thinned = decimate(values, start, stop, columns)
    part = values[max(start, 0) : max(stop, 0)]
    assert all(max(start, 0) <= place < stop for place in places)
    if part.size:
        assert (thinned.min(), thinned.max()) == (part.min(), part.max())
    else:
        assert thinned.size == 0


@given(values=values)
def test_what_fits_is_left_as_it_is(values):
    places, thinned = decimate(values, 0, len(values), max(len(values), 1))
    np.testing.assert_array_equal(thinned, values)
    np.testing.assert_array_equal(places, np.arange(len(values)))


def test_a_value_that_is_not_a_number_is_not_hidden():
    values = np.zeros(10_000)
    values[7_777] = np.nan
    _, thinned = decimate(values, 0, 10_000, 100)
    assert np.isnan(thinned).any()
