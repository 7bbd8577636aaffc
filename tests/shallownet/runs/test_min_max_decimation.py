"""Few points that look like the whole curve."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet.runs.min_max_decimation import extremes


@given(
    values=st.lists(st.floats(-9, 9) | st.just(np.nan), max_size=200),
    most=st.integers(4, 40),
)
def test_few_points_in_order_with_the_ends_and_the_extremes(values, most):
    curve = np.array(values, dtype=float)
    there = np.flatnonzero(~np.isnan(curve))
    places = extremes(curve, most)
    assert len(places) <= most
    assert (np.diff(places) > 0).all()
    assert np.isin(places, there).all()
    if len(there):
        assert (places[0], places[-1]) == (there[0], there[-1])
        assert curve[places].min() == curve[there].min()
        assert curve[places].max() == curve[there].max()
    if len(there) <= most:
        np.testing.assert_array_equal(places, there)


@pytest.mark.parametrize("at", [0, 1, 4_999, 123_456, 199_999])
def test_no_spike_is_lost(at):
    curve = np.linspace(5, 1, 200_000)
    curve[at] = 99.0
    assert at in extremes(curve, 4_096)
