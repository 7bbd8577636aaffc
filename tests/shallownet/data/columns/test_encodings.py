"""Columns as inputs, and their encoding as a text that gives the same inputs again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import DataError
from shallownet.data.columns.encode import (
    MAX_CATEGORIES,
    encoding_of,
    recorded_encoding,
)
from shallownet.data.columns.encodings import DateEncoding
from shallownet.data.columns.kind_text import KINDS, ColumnKind, read_kind
from shallownet.data.tables.number_parsing import is_missing
from tests.shallownet.data.columns.tables import column_of

LINES = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12)
NOT_MISSING = LINES.filter(lambda text: not is_missing(text))


@given(LINES, st.sampled_from(list(KINDS)), st.lists(LINES, max_size=4))
def test_a_kind_is_read_back_from_its_text(name, kind, details):
    written = ColumnKind(name, kind, tuple(details))
    assert read_kind(written.text) == written


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("town", "has no kind"),
        ("town: colour", "“colour” is no kind; there are number"),
        ("", "has no kind"),
    ],
)
def test_a_text_without_a_kind_is_refused(text, said):
    with pytest.raises(ValueError, match=said):
        read_kind(text)


@given(st.lists(NOT_MISSING, min_size=2, max_size=60), st.integers(1, 3))
def test_each_row_has_one_category(texts, repeats):
    column = column_of("town", texts * repeats)
    encoding = encoding_of(column, ColumnKind("town", "category"))
    inputs = encoding.encode(column)
    assert inputs.shape == (len(encoding.input_names), len(texts) * repeats)
    assert len(inputs) <= MAX_CATEGORIES
    assert set(np.unique(inputs)) <= {0.0, 1.0}
    assert (inputs.sum(axis=0) == 1.0).all()
    again = recorded_encoding(read_kind(encoding.recorded.text))
    assert again == encoding
    np.testing.assert_array_equal(again.encode(column), inputs)


def test_rare_categories_are_merged():
    cells = ["Ulm"] * 600 + ["Bonn"] * 397 + ["Kiel", "Jena", "Celle"]
    column = column_of("town", cells)
    encoding = encoding_of(column, ColumnKind("town", "category"))
    assert encoding.input_names == ("town = Bonn", "town = Ulm", "town = other")
    assert encoding.recorded.text == "town: category Bonn | Ulm | *"
    assert encoding.encode(column)[2].sum() == 3
    alone = column_of("town", cells[:-2])
    names = encoding_of(alone, ColumnKind("town", "category")).input_names
    assert names == ("town = Bonn", "town = Kiel", "town = Ulm")


def test_a_category_called_like_the_star_is_itself():
    column = column_of("sign", ["*", "+"] * 5)
    encoding = encoding_of(column, ColumnKind("sign", "category"))
    assert recorded_encoding(read_kind(encoding.recorded.text)) == encoding


def test_another_table_is_encoded_the_same():
    first = column_of("town", ["Ulm", "Bonn", "Kiel"] * 4)
    encoding = encoding_of(first, ColumnKind("town", "category"))
    inputs = encoding.encode(column_of("town", ["Kiel", "", "Jena", "Ulm"]))
    np.testing.assert_array_equal(
        inputs,
        [
            [0.0, np.nan, np.nan, 0.0],
            [1.0, np.nan, np.nan, 0.0],
            [0.0, np.nan, np.nan, 1.0],
        ],
    )


def test_numbers_can_be_categories():
    column = column_of("cylinders", [4.0, 8.0, 4.0, 2.5, np.nan])
    encoding = encoding_of(column, ColumnKind("cylinders", "category"))
    assert encoding.details == ("2.5", "4", "8")
    assert encoding.encode(column)[1].tolist()[:4] == [1.0, 0.0, 1.0, 0.0]


@pytest.mark.parametrize(
    ("cells", "name", "ones"),
    [
        (["yes", "no", "yes"], "a = yes", [1.0, 0.0, 1.0]),
        (["No", "Yes", ""], "a = Yes", [0.0, 1.0, np.nan]),
        ([0.0, 1.0, np.nan], "a", [0.0, 1.0, np.nan]),
        ([2.0, 1.0, 1.0], "a = 2", [1.0, 0.0, 0.0]),
        (["left", "right", "left"], "a = right", [0.0, 1.0, 0.0]),
    ],
)
def test_a_yes_is_1_and_a_no_is_0(cells, name, ones):
    column = column_of("a", cells)
    encoding = encoding_of(column, ColumnKind("a", "yes/no"))
    assert encoding.input_names == (name,)
    np.testing.assert_array_equal(encoding.encode(column)[0], ones)
    assert recorded_encoding(read_kind(encoding.recorded.text)) == encoding


def test_a_date_becomes_days_and_places_in_its_cycles():
    days = np.arange("2023-01-02", "2024-01-02", dtype="datetime64[D]")
    column = column_of("when", [f"{day} 06:00" for day in days] + ["2024-01-02 12:00"])
    encoding = encoding_of(column, ColumnKind("when", "date"))
    assert isinstance(encoding, DateEncoding)
    assert encoding.parts == ("days", "month", "weekday", "hour")
    inputs = dict(zip(encoding.input_names, encoding.encode(column), strict=True))
    assert inputs["when: days"].tolist()[:3] == [0.0, 1.0, 2.0]
    for part in encoding.parts[1:]:
        sine, cosine = (
            inputs[f"when: {part} sin"],
            inputs[f"when: {part} cos"],
        )
        np.testing.assert_allclose(sine**2 + cosine**2, 1.0)
    assert inputs["when: month cos"][0] == 1.0  # January
    assert inputs["when: weekday cos"][0] == 1.0  # a Monday
    np.testing.assert_allclose(inputs["when: hour sin"][0], 1.0)  # six o'clock
    again = recorded_encoding(read_kind(encoding.recorded.text))
    assert again == encoding
    np.testing.assert_array_equal(again.encode(column), encoding.encode(column))


@pytest.mark.parametrize(
    ("details", "names"),
    [
        (("days",), ["when: days"]),
        (
            ("hour", "days"),
            ["when: days", "when: hour sin", "when: hour cos"],
        ),
        (("year-month-day", "days"), ["when: days"]),
        (("since 2024-01-01",), ["when: days"]),
    ],
)
def test_parts_of_a_date_can_be_chosen(details, names):
    column = column_of("when", ["2024-01-02", "2024-01-03"])
    encoding = encoding_of(column, ColumnKind("when", "date", details))
    assert list(encoding.input_names) == names
    expected = 1.0 if details[0].startswith("since") else 0.0
    assert encoding.encode(column)[0, 0] == expected


@pytest.mark.parametrize(
    ("cells", "kind", "said"),
    [
        (["a", "b"], ColumnKind("x", "number"), "has no number"),
        (["a", "b"], ColumnKind("x", "date"), "no dates that can be read"),
        (["a", "b"], ColumnKind("x", "date", ("century",)), "“century” is neither"),
        (["a", "b", "c"], ColumnKind("x", "yes/no"), "3 different values"),
        (["a", "b"], ColumnKind("x", "text"), "make its kind category"),
        (["a", "b"], ColumnKind("x", "id"), "is an id"),
        (["a", "a"], ColumnKind("x", "constant"), "the same in every row"),
    ],
)
def test_a_kind_that_a_column_has_not_is_refused(cells, kind, said):
    with pytest.raises(DataError, match=said):
        encoding_of(column_of("x", cells), kind)
