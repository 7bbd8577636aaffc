"""The kind of a column, by its values and its name."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet.data.columns.date_formats import FORMATS
from tests.shallownet.data.columns.tables import recognized

TOWNS = ["Ulm", "Bonn", "Kiel"] * 10
MINUTES = [1_600_000_000.0 + 60 * n for n in range(30)]


@pytest.mark.parametrize(
    ("kind", "name", "cells"),
    [
        ("number", "size", [1.5, 2.25, 8.0] * 10),
        ("number", "rooms", [1.0, 2.0, 3.0] * 10),
        ("number", "x", [float(n) for n in range(30)]),
        ("number", "time", [float(n) for n in range(30)]),
        ("number", "price index", [float(n % 17) for n in range(30)]),
        ("number", "year", [2000.0 + n for n in range(30)]),
        ("yes/no", "smoker", ["yes", "no", "No"[:1].lower() + "o"] * 10),
        ("yes/no", "smoker", ["TRUE", "FALSE"] * 10),
        ("yes/no", "raucht", ["Ja", "Nein"] * 10),
        ("yes/no", "survived", [0.0, 1.0] * 10),
        ("category", "town", TOWNS),
        ("category", "sex", ["male", "female"] * 10),
        ("category", "answer", ["yes", "no", "maybe"] * 10),
        ("category", "town", ["Ulm", "Bonn", "Ulm", "Bonn"]),
        ("text", "remark", [f"they wrote {n} words" for n in range(30)]),
        ("text", "name", ["ann", "bob", "eve"]),
        ("id", "id", [4.0, 7.0, 9.0]),
        ("id", "PassengerId", [892.0 + n for n in range(30)]),
        ("id", "customer_id", [float(n // 2 + 100) for n in range(30)]),
        ("id", "Customer Number", [9000.0 + 3 * n for n in range(30)]),
        ("number", "Number of vehicles", [9000.0 + 3 * n for n in range(30)]),
        ("id", "zip", [89073.0, 53111.0] * 10),
        ("id", "column 1", [1.0, 2.0, 3.0]),
        ("id", "Unnamed: 0", [0.0, 1.0, 2.0]),
        ("id", "rownames", [1.0, 2.0, 3.0]),
        ("id", "counter", [float(n) for n in range(1, 31)]),
        ("id", "sample", [f"s{n:04}" for n in range(30)]),
        ("id", "column 1", ["Mazda RX4", "Valiant", "Fiat 128"]),
        ("constant", "of", ["Nov"] * 30),
        ("constant", "unit", [5.0] * 30),
        ("constant", "empty", ["", "NA"]),
        ("constant", "rounded", [0.1 + 0.2, 0.3, 0.3]),
        ("date", "when", ["2024-01-31", "2024-02-01"]),
        ("date", "time", MINUTES),
        ("date", "created_at", [1000.0 * m for m in MINUTES]),
        ("date", "date", [20240131.0, 20240201.0]),
        ("number", "price", MINUTES),
        ("number", "date", [20240131.0, 20249901.0]),
    ],
)
def test_kind_is_recognized(kind, name, cells):
    found = recognized(name, cells)
    assert found.kind.kind == kind
    assert found.kind.column == name
    assert found.reason


@pytest.mark.parametrize(("unit", "kind"), [("%", "percentage"), ("€", "money")])
def test_unit_tells_the_kind(unit, kind):
    found = recognized("share", [0.5, 0.25, 0.75], unit)
    assert found.kind.kind == kind
    assert unit in found.reason


@given(
    st.lists(
        st.text(string.ascii_letters + "äß", min_size=3, max_size=12),
        min_size=2,
        max_size=12,
        unique_by=str.casefold,
    ),
    st.integers(4, 9),
    st.randoms(use_true_random=False),
)
def test_texts_that_repeat_are_categories(texts, repeats, random):
    cells = texts * repeats
    random.shuffle(cells)
    kind = recognized("town", cells).kind.kind
    words = [text.casefold() for text in texts]
    if not any(word in ("yes", "non", "oui", "nan", "null", "none") for word in words):
        assert kind in ("category", "yes/no")


@pytest.mark.parametrize("form", [f for f in FORMATS if "day/" not in f])
def test_dates_that_are_few_are_no_dates(form):
    text = {
        "hour:minute": "12:30",
        "year-quarter": "2020-Q1",
        "quarter-year": "Q1",
    }.get(form, "2024-01-31")
    assert recognized("note", [text, "soon", "later", "never"]).kind.kind == "text"


def test_an_ambiguous_order_of_day_and_month_is_told():
    slashes = recognized("when", ["01/02/2020", "03/04/2020"])
    assert slashes.kind.details == ("month/day/year",)
    assert "could be day/month/year" in slashes.doubt
    points = recognized("when", ["01.02.2020", "03.04.2020"])
    assert points.kind.details == ("day/month/year",)
    assert "could be month/day/year" in points.doubt
    for cells in (["13/02/2020", "03/04/2020"], ["01/13/2020", "03/04/2020"]):
        assert not recognized("when", cells).doubt
