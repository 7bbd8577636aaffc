"""Cells as numbers, with either decimal sign and thousands."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet.data.tables.number_parsing import Numerals
from shallownet.data.tables.preview import preview
from shallownet.data.tables.reader import read_table
from tests.examples import examples
from tests.shallownet.data.tables.table_files import SHARED_FIXTURE, write

GERMAN = """Preis;Menge;Umsatz
1.779,55;1;1.779,55
812,4;2;1.624,8
1.234;3;1.779.200
"""


def test_german_thousands_are_read(tmp_path):
    path = write(tmp_path, GERMAN)
    found = preview(path)
    assert (found.dialect.delimiter, found.dialect.decimal) == (";", ",")
    assert found.names == ("Preis", "Menge", "Umsatz")
    assert found.numeric == (True, True, True)
    assert read_table(path).values.tolist() == [
        [1779.55, 812.4, 1234.0],
        [1.0, 2.0, 3.0],
        [1779.55, 1624.8, 1779200.0],
    ]


@pytest.mark.parametrize(
    ("text", "dialect", "values"),
    [
        # A decimal point, with commas between the thousands.
        ("a;b\n1,234.56;0.5\n1,234;2\n", ";.", [[1234.56, 1234], [0.5, 2]]),
        ('a,b\n"1,234.56",0.5\n"7,000",2\n', ",.", [[1234.56, 7000], [0.5, 2]]),
        ('a,b\n"1,234",7\n"7,000",2\n', ",.", [[1234, 7000], [7, 2]]),
        ("a\tb\n-1,234,567\t1.5\n8\t1e3\n", "\t.", [[-1234567, 8], [1.5, 1e3]]),
        # A decimal comma where the comma delimits: the numbers are quoted.
        ('a,b\n"0,5",7\n"1.250,75",2\n', ",,", [[0.5, 1250.75], [7, 2]]),
        ('"a","b"\n"0,5","7"\n"2,25","1"\n', ",,", [[0.5, 2.25], [7, 1]]),
        ('a,b\n"0,5",7\n3,2.5\n', ",.", [[np.nan, 3], [7, 2.5]]),
        # Ambiguous cells follow the rest of the file.
        ("a;b\n1.234;0,5\n2.5;1,5\n", ";,", [[1234, np.nan], [0.5, 1.5]]),
        ("a;b\n1,234;5\n2,345;6\n", ";,", [[1.234, 2.345], [5, 6]]),
        ("a;b\n1.234;5\n2.345;6\n", ";.", [[1.234, 2.345], [5, 6]]),
    ],
)
def test_thousands_follow_the_decimal_sign(tmp_path, text, dialect, values):
    path = write(tmp_path, text)
    found = preview(path).dialect
    assert found.delimiter + found.decimal == dialect
    np.testing.assert_array_equal(read_table(path).values, values)


@pytest.mark.parametrize(
    ("cell", "with_point", "with_comma"),
    [
        ("1.234", 1.234, 1234.0),
        ("1,234", 1234.0, 1.234),
        ("1.234.567", np.nan, 1234567.0),
        ("1,234.5", 1234.5, np.nan),
        ("-12.345,6e1", np.nan, np.nan),
        ("1,23", np.nan, 1.23),
        ("0,500", np.nan, 0.5),
        ("12,3456", np.nan, 12.3456),
        ("1234,567", np.nan, 1234.567),
        ("1,,234", np.nan, np.nan),
        (",234", np.nan, 0.234),
        ("1.234,", np.nan, 1234.0),
        ("1 234", 1234.0, 1234.0),
    ],
)
def test_parse_number_with_either_decimal_sign(cell, with_point, with_comma):
    np.testing.assert_equal(Numerals().number(cell), with_point)
    np.testing.assert_equal(Numerals(",").number(cell), with_comma)


@examples(200)
@given(
    cells=st.lists(
        st.one_of(
            st.text("0123456789.,-+e_ \n", max_size=10),
            st.integers(-(10**9), 10**9).map("{:,}".format),
            st.floats(-1e6, 1e6).map("{:,.2f}".format),
            st.sampled_from(["", "x", "nan", "Doe, J.", "٣", "1e400"]),
        ),
        min_size=1,
        max_size=6,
    ).map(tuple),
    swapped=st.booleans(),
    decimal=st.sampled_from(".,"),
)
def test_parse_column_equals_parse_number_for_each_cell(cells, swapped, decimal):
    if swapped:
        cells = tuple(cell.translate(str.maketrans(",.", ".,")) for cell in cells)
    expected = [Numerals(decimal).number(cell) for cell in cells]
    np.testing.assert_array_equal(Numerals(decimal).column(cells), expected)


@examples(100, suppress_health_check=SHARED_FIXTURE)
@given(
    rows=st.lists(
        st.tuples(*[st.decimals(-(10**9), 10**9, places=2)] * 2),
        min_size=1,
        max_size=12,
    ),
    comma=st.booleans(),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
)
def test_written_thousands_are_read_back(tmp_path, rows, comma, delimiter):
    swap = str.maketrans(",.", ".,")
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(["a", "b"])
    for row in rows:
        cells = [f"{value:,.2f}" for value in row]
        writer.writerow([c.translate(swap) if comma else c for c in cells])
    path = write(tmp_path, text.getvalue())
    found = preview(path).dialect
    assert (found.delimiter, found.decimal) == (delimiter, "," if comma else ".")
    expected = np.array([[float(value) for value in row] for row in rows]).T
    np.testing.assert_array_equal(read_table(path).values, expected)
