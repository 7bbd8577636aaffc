"""Decimation of a curve to few points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet.runs.min_max_decimation import min_max_indices


@given(
    values=st.lists(st.floats(-9, 9) | st.just(np.nan), max_size=200),
    max_points=st.integers(4, 40),
)
def test_the_points_are_few_and_include_ends_and_extremes(values, max_points):
    curve = np.array(values, dtype=float)
    there = np.flatnonzero(~np.isnan(curve))
    places = min_max_indices(curve, max_points)
    assert len(places) <= max_points
    assert (np.diff(places) > 0).all()
    assert np.isin(places, there).all()
    if len(there):
        assert (places[0], places[-1]) == (there[0], there[-1])
        assert curve[places].min() == curve[there].min()
        assert curve[places].max() == curve[there].max()
    if len(there) <= max_points:
        np.testing.assert_array_equal(places, there)


@pytest.mark.parametrize("at", [0, 1, 4_999, 123_456, 199_999])
def test_spikes_are_kept(at):
    curve = np.linspace(5, 1, 200_000)
    curve[at] = 99.0
    assert at in min_max_indices(curve, 4_096)
