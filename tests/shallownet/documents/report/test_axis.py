"""The axis of a picture."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet.documents.report.axis import Axis
from tests.examples import examples

FINITE = st.floats(allow_nan=False, allow_infinity=False)
POSITIVE = st.floats(min_value=5e-324, allow_infinity=False)


def check(axis: Axis, values: np.ndarray) -> None:
    places = axis.place(values)
    assert np.isfinite(places).all()
    assert (places > 9.9).all() and (places < 110.1).all()
    ticks = axis.ticks()
    assert len(ticks) < 20
    for place, text in ticks:
        assert 9.9 < place < 110.1 and text
    assert len({text for _, text in ticks}) == len(ticks)


@examples(60)
@given(values=st.lists(FINITE, min_size=1, max_size=5))
def test_every_value_has_a_place(values):
    array = np.array(values)
    check(Axis.around(array, 10.0, 110.0), array)


@examples(60)
@given(values=st.lists(POSITIVE, min_size=1, max_size=5))
def test_every_positive_value_has_a_place_on_a_logarithmic_axis(values):
    array = np.array(values)
    check(Axis.around(array, 10.0, 110.0, logarithmic=True), array)


@pytest.mark.parametrize(
    ("low", "high", "logarithmic", "texts"),
    [
        (0.0, 10.0, False, ["0", "2", "4", "6", "8", "10"]),
        (-150.0, 130.0, False, ["−100", "0", "100"]),
        (3.0, 700.0, True, ["5", "10", "20", "50", "100", "200", "500"]),
        (1.0, 2e5, True, ["1", "10", "100", "1,000", "10,000", "100,000"]),
        (1e3, 1e114, True, ["1e22", "1e44", "1e66", "1e88", "1e110"]),
        (0.0, 3e-7, False, ["0", "1e−7", "2e−7", "3e−7"]),
    ],
)
def test_round_numbers_stand_at_an_axis(low, high, logarithmic, texts):
    axis = Axis(low, high, 0.0, 100.0, logarithmic)
    assert [text for _, text in axis.ticks()] == texts


def test_the_smaller_number_is_nearer_to_the_start():
    axis = Axis(1.0, 100.0, 300.0, 0.0, logarithmic=True)
    assert axis.place(np.array([1.0, 10.0, 100.0])).tolist() == [300.0, 150.0, 0.0]
    assert math.isclose(axis.ticks()[0][0], 300.0)
