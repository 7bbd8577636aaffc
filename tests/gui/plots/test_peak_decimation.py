"""Peak decimation: fewer points, and every extreme is kept."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gui.plots import peak_decimation as decimation
from gui.plots.peak_decimation import GrowingCurve, decimate

FINITE = st.floats(-1e9, 1e9)


@st.composite
def cases(draw, elements=FINITE):
    """Draw values, the part of them to draw, and how many columns wide."""
    values = draw(arrays(np.float64, st.integers(1, 400), elements=elements))
    start = draw(st.integers(-5, len(values)))
    stop = draw(st.integers(start, len(values) + 5))
    return values, start, stop, draw(st.integers(1, 60))


@given(cases())
def test_points_are_values_in_their_order_with_the_extremes_of_every_column(case):
    """A wave of any shape keeps its envelope, not only its highest point."""
    values, start, stop, columns = case
    first, end = max(start, 0), min(stop, len(values))
    places, decimated = decimate(values, start, stop, columns)
    assert len(places) == len(decimated) <= 2 * columns + 2
    np.testing.assert_array_equal(places, places.astype(int))
    assert (np.diff(places) >= 0).all()
    assert ((places >= first) & (places < end)).all()
    np.testing.assert_array_equal(decimated, values[places.astype(int)])
    part = values[first : max(stop, 0)]
    assert (part.size == 0) == (decimated.size == 0)
    if part.size:
        assert decimated.min() == part.min()
        assert decimated.max() == part.max()
    width = -(-(end - first) // columns) if end > first else 1
    for left in range(first, end - width + 1, width):
        column = values[left : left + width]
        inside = decimated[(places >= left) & (places < left + width)]
        assert inside.min() == column.min()
        assert inside.max() == column.max()


@given(
    cases(),
    st.integers(0, 399),
    st.sampled_from([np.nan, np.inf, -np.inf]),
)
def test_values_that_are_not_finite_survive(case, at, odd):
    values, start, stop, columns = case
    values[at % len(values)] = odd
    part = values[max(start, 0) : max(stop, 0)]
    _, decimated = decimate(values, start, stop, columns)
    present = np.isnan(decimated) if np.isnan(odd) else decimated == odd
    expected = np.isnan(part) if np.isnan(odd) else part == odd
    assert present.any() == expected.any()


@given(cases())
def test_few_points_are_unchanged(case):
    values, start, stop, _ = case
    places, decimated = decimate(values, start, stop, len(values))
    first, end = max(start, 0), min(stop, len(values))
    np.testing.assert_array_equal(places, np.arange(first, max(first, end)))
    np.testing.assert_array_equal(decimated, values[first : max(first, end)])


def test_decimation_starts_above_two_points_a_column():
    values = np.zeros(201)
    assert len(decimate(values, 0, 200, 100)[0]) == 200
    assert len(decimate(values, 0, 201, 100)[0]) < 201


def test_one_spike_among_a_million_is_drawn():
    values = np.linspace(1.0, 0.0, 1_000_000)
    values[123_456] = 7.0
    values[987_654] = -7.0
    places, decimated = decimate(values, 0, len(values), 500)
    assert decimated[places == 123_456].tolist() == [7.0]
    assert decimated[places == 987_654].tolist() == [-7.0]
    assert len(places) <= 1_002


def test_the_ends_of_a_curve_that_falls_are_drawn():
    values = np.linspace(5.0, 1.0, 12_345)
    places, _ = decimate(values, 0, len(values), 100)
    assert places[0] == 0
    assert places[-1] == len(values) - 1


@pytest.mark.parametrize(("start", "stop"), [(7, 7), (50, 60), (5, 2), (-9, -1)])
def test_an_empty_part_gives_no_points(start, stop):
    places, decimated = decimate(np.arange(10.0), start, stop, 4)
    assert len(places) == len(decimated) == 0


def test_the_input_is_not_modified():
    values = np.arange(1_000.0)
    values.flags.writeable = False
    decimate(values, 0, 1_000, 10)
    np.testing.assert_array_equal(values, np.arange(1_000.0))


@given(case=cases(), grown=st.lists(st.integers(0, 400), max_size=3))
def test_cached_blocks_of_a_growing_curve_keep_its_extremes(case, grown):
    values, start, stop, columns = case
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decimation, "BLOCK_SIZE", 4)
        curve, run = GrowingCurve(), object()
        for length in sorted(grown):
            curve.update(values[:length], 0.0, run)
        curve.update(values, 0.0, run)
        places, decimated = curve.decimate(start, stop, columns)
    part = values[max(start, 0) : max(stop, 0)]
    np.testing.assert_array_equal(decimated, values[places.astype(int)])
    assert (np.diff(places) >= 0).all()
    assert len(places) <= 2 * columns + 2 + 8 * columns
    assert (part.size == 0) == (decimated.size == 0)
    if part.size:
        assert decimated.min() == part.min()
        assert decimated.max() == part.max()


def test_another_run_or_a_shorter_history_resets_the_cache():
    curve, run = GrowingCurve(), object()
    rising = np.arange(10_000.0)
    for values, owner in ((rising, run), (-rising, object()), (rising[:6_000], run)):
        curve.update(values, 0.0, owner)
        _, decimated = curve.decimate(0, 10_000, 2)
        assert decimated.min() == values.min()
        assert decimated.max() == values.max()
    curve.update(rising[:9_000], 0.0, run)
    changed = np.append(rising[:3_000], np.full(3_000, 7.0))
    curve.update(changed, 0.0, run)  # shorter, with other values at its end
    assert curve.decimate(0, 10_000, 2)[1].max() == 2_999.0


@given(case=cases(st.floats()), current=st.floats())
def test_the_range_of_a_growing_curve_is_that_of_its_finite_values(case, current):
    values, start, _, _ = case
    curve, run = GrowingCurve(), object()
    curve.update(values[: max(start, 0)], current, run)
    curve.update(values, current, run)
    finite = [value for value in (*values, current) if np.isfinite(value)]
    assert curve.range == (min(finite, default=np.inf), max(finite, default=-np.inf))
    assert curve.value_at(len(values)) is current
    curve.update(np.ones(1), 2.0, object())
    assert curve.range == (1.0, 2.0)
