"""Small foreign tables, and what each should give."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import shallownet as sn

CASES = Path(__file__).parent / "cases"
TEXT = "text"


@pytest.mark.parametrize(
    ("file", "names", "columns", "said"),
    [
        (
            "01_date_with_month_name",
            ("Day", "Number of vehicles"),
            [TEXT, [103536, 92051, 100795]],
            (),
        ),
        (
            "03_blank_after_comma_in_one_column",
            ("id", "name", "year"),
            [TEXT, TEXT, [1992, 1992, 2021]],
            (),
        ),
        (
            "04_no_header_with_a_text_column",
            ("column 1", "column 2", "column 3", "column 4"),
            [[18, 15, 16, 17], [8, 8, 8, 8], [307, 350, 304, 302], TEXT],
            ("No row names",),
        ),
        (
            "05_title_row_padded_by_a_spreadsheet",
            ("day", "gas", "power"),
            [[1, 2, 3], [3.5, 3.1, 2.9], [12, 11, 14]],
            ("“Meter readings 2024”",),
        ),
        (
            "07_exponent_after_a_decimal_comma",
            ("dose", "flux"),
            [[1, 2, 3], [6.036, 5.043, 8.637]],
            ("“6,036e+00” is read as 6.036",),
        ),
        (
            "08_list_of_three_digit_numbers",
            ("id", "bands", "y"),
            [[1, 2, 3], TEXT, [3, 4, 5]],
            ("bands is text", "list of numbers"),
        ),
        (
            "12_percent",
            ("x", "share"),
            [[1, 2, 3], [0.12, 0.15, 0.175]],
            ("“12%” is read as 0.12",),
        ),
        (
            "13_currency",
            ("rooms", "price"),
            [[1, 2, 3], [1200.5, 1800, 2300.1]],
            ("1,200.5 $",),
        ),
        ("15_iso_dates", ("when", "sales"), [TEXT, [10, 12, 15]], ()),
        (
            "17_space_thousands",
            ("town", "people"),
            [TEXT, [126790, 330579, 247717]],
            ("“126 790” is read as 126,790",),
        ),
        (
            "36_accounting_negative",
            ("q", "profit"),
            [[1, 2, 3], [-120, 95, -30]],
            ("“(120)” is read as −120",),
        ),
        ("48_single_quotes", ("x", "name", "y"), [[1, 2, 3], TEXT, [2, 3, 4]], ()),
        (
            "54_quote_left_open_in_a_cell",
            ("id", "who", "age"),
            [[2, np.nan, 3, 4], TEXT, [30, np.nan, 35, 45]],
            ("Line 3 opens a quotation mark",),
        ),
        (
            "55_rows_longer_than_the_header",
            ("year", "area", "rate", "column 4"),
            [[2001, 2002, 2003], [1, 2, 3], [2.5, 2.7, 2.9], [9, 8, 7]],
            ("3 names", "4 cells", "column 4"),
        ),
    ],
)
def test_a_case_gives_what_it_should(file, names, columns, said):
    table = sn.read_table(CASES / f"{file}.csv")
    assert table.names == names
    for values, texts, expected in zip(table.values, table.texts, columns, strict=True):
        if expected is TEXT:
            assert texts is not None and np.isnan(values).all()
        else:
            np.testing.assert_array_equal(values, expected)
    notes = " ".join(table.notes)
    for words in said:
        assert words in notes
