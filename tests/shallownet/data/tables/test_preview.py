"""The detected dialect and the columns of a CSV file."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import DataError
from shallownet.data.tables.dialect import CsvDialect
from shallownet.data.tables.preview import preview
from shallownet.data.tables.reader import read_table
from tests.shallownet.data.tables.table_files import write


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " "])
@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_dialect_is_detected(tmp_path, delimiter, header, encoding):
    lines = [f"{n}.5{delimiter}{-n}{delimiter}{n * n}e-2" for n in range(1, 9)]
    if header:
        lines.insert(0, delimiter.join(["größe", "b", "c"]))
    path = write(tmp_path, "\r\n".join(lines), encoding)
    found = preview(path)
    assert found.dialect.delimiter == delimiter
    assert found.dialect.decimal == "."
    assert found.dialect.header == header
    assert found.names[0] == ("größe" if header else "column 1")
    assert found.numeric == (True, True, True)
    table = read_table(path)
    np.testing.assert_array_equal(
        table.values,
        [
            [n + 0.5 for n in range(1, 9)],
            [-n for n in range(1, 9)],
            [float(f"{n * n}e-2") for n in range(1, 9)],
        ],
    )


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_a_decimal_comma_is_detected(tmp_path, delimiter):
    rows = ["a", "b"], ["3,14", "-1"], ["2,5e3", "7"]
    path = write(tmp_path, "\n".join(delimiter.join(row) for row in rows))
    assert preview(path).dialect == CsvDialect(delimiter, ",", True, "utf-8")
    assert read_table(path).values.tolist() == [[3.14, 2500.0], [-1.0, 7.0]]


def test_column_names_are_unique(tmp_path):
    path = write(tmp_path, "price,price,,x\n1,2,3,4\n")
    assert read_table(path).names == ("price", "price (2)", "column 3", "x")


@pytest.mark.parametrize("rows", [["1,2,3", "4,5"], ["1,2,oops"] * 5 + ["3,4"] * 5])
@pytest.mark.parametrize("step", [1, -1])
def test_the_header_is_shifted_only_if_most_rows_are_wider(tmp_path, rows, step):
    path = write(tmp_path, "\n".join(["a,b", *rows[::step]]))
    assert preview(path).names[:2] == ("a", "b")


def test_row_names_as_r_writes_them_are_a_column(tmp_path):
    path = write(tmp_path, "a,b\n" + "".join(f"r{n},{n},{2 * n}\n" for n in range(9)))
    assert preview(path).names == ("column 1", "a", "b")


def test_a_file_of_empty_quotes_holds_no_values(tmp_path):
    with pytest.raises(DataError, match="holds no values"):
        preview(write(tmp_path, '""\n""\n'))
