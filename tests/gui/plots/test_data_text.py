"""The numbers of a plot as text: read back, they are what they were."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gui.plots.data_text import data_text

finite = st.floats(allow_nan=False)


@given(st.lists(finite), st.lists(st.integers()))
def test_numbers_are_read_back_as_they_were(losses, updates):
    text = data_text({"loss J": np.array(losses), "update": updates})
    head, *rows = [line.split("\t") for line in text.splitlines()]
    assert head == ["loss J", "update"]
    assert len(rows) == max(len(losses), len(updates))
    assert [float(row[0]) for row in rows if row[0]] == losses
    assert [int(row[1]) for row in rows if row[1]] == updates


def test_what_is_not_finite_is_named_and_what_is_missing_is_empty():
    text = data_text({"a": np.array([math.nan, math.inf]), "b": [None, "x"]})
    assert text == "a\tb\nnan\t\ninf\tx\n"
