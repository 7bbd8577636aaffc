"""The inputs of a network as columns: one value for a category, an answer, a date."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import summarize
from shallownet.data.columns.encodings import CYCLES, DateEncoding
from shallownet.data.columns.fields import Field, fields_of, typical_inputs
from shallownet.data.datasets import Dataset
from shallownet.settings.table_proposal import proposed_kinds
from tests.shallownet.data.columns.tables import table_of

ROWS = 60


@pytest.fixture(scope="module")
def data() -> Dataset:
    """Return samples of a number, a category, an answer and a date."""
    days = np.datetime64("2024-01-01") + np.arange(ROWS) * 3
    sizes = np.random.default_rng(1).uniform(10.0, 90.0, ROWS).round(2)
    table = table_of(
        {
            "size": sizes.tolist(),
            "town": [("Ulm", "Bonn", "Ulm", "Kiel")[n % 4] for n in range(ROWS)],
            "lift": [("yes", "no", "no")[n % 3] for n in range(ROWS)],
            "sold": [str(day) for day in days],
            "price": (3.0 * sizes + np.arange(ROWS)).tolist(),
        }
    )
    summary = summarize(table, "price")
    return table.dataset("price", summary.inputs, "drop_rows", proposed_kinds(summary))


def test_each_column_is_a_field(data):
    fields = {field.name: field for field in fields_of(data)}
    assert list(fields) == ["size", "town", "lift", "sold"]
    assert sorted(fields["town"].choices) == ["Bonn", "Kiel", "Ulm"]
    assert fields["lift"].choices == ("no", "yes")
    assert not fields["size"].choices and fields["size"].date is None
    assert fields["sold"].date is not None


def test_the_place_of_every_sample_gives_its_inputs_again(data):
    for field in fields_of(data):
        for column in data.X.T[:20]:
            place = field.place_of(column[field.rows])
            found = field.inputs_at(np.array([place]))[:, 0]
            np.testing.assert_allclose(found, column[field.rows], atol=1e-12)


def test_a_mixture_of_categories_has_no_place(data):
    town = next(field for field in fields_of(data) if field.name == "town")
    lift = next(field for field in fields_of(data) if field.name == "lift")
    assert np.isnan(town.place_of(np.array([0.4, 0.6, 0.0])))
    assert np.isnan(lift.place_of(np.array([0.5])))
    assert np.isnan(lift.place_of(np.array([7.0])))


def test_typical_inputs_are_those_of_a_possible_row(data):
    point = typical_inputs(data, np.arange(ROWS))
    told = {field.name: field.place_of(point[field.rows]) for field in fields_of(data)}
    fields = {field.name: field for field in fields_of(data)}
    assert fields["town"].choices[int(told["town"])] == "Ulm"
    assert fields["lift"].choices[int(told["lift"])] == "no"
    assert told["size"] == pytest.approx(np.median(data.X[0]))
    assert str(np.datetime64(round(told["sold"]), "s"))[:7] == "2024-03"


@given(
    st.sets(st.sampled_from(CYCLES), min_size=1),
    st.integers(0, 366 * 24 - 1),
)
def test_parts_without_days_give_a_time_that_has_them(parts, hours):
    chosen = tuple(part for part in CYCLES if part in parts)
    first = float(np.datetime64("2023-05-17T00:00:00", "s").astype(int))
    date = DateEncoding("when", "date", "year-month-day", first, chosen)
    inputs = date.inputs_at(np.array([first + 3600.0 * hours]))[:, 0]
    again = date.inputs_at(np.array([date.seconds_at(inputs)]))[:, 0]
    if "weekday" in parts or "hour" in parts or "month" in parts:
        np.testing.assert_allclose(again, inputs, atol=1e-9)


def test_samples_of_no_table_have_a_field_an_input():
    data = Dataset(np.arange(6.0).reshape(2, 3), np.arange(3.0)[np.newaxis])
    assert fields_of(data) == (Field("x1", slice(0, 1)), Field("x2", slice(1, 2)))
