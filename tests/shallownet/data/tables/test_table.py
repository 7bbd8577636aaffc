"""The columns of a table as a data set, without missing and text cells."""

from __future__ import annotations

import pytest

from shallownet import DataError
from shallownet.data.tables.reader import read_table
from tests.shallownet.data.tables.table_files import write


def test_short_and_long_rows_are_problems(tmp_path):
    path = write(tmp_path, "a,b,c\n1,2,3\n4,5\n6,7,8,9\n1,2,3\n")
    table = read_table(path)
    assert table.problems[2].missing == 1
    assert [p.text for p in table.problems] == [1, 1, 1]
    data = table.dataset("c", ["a", "b"])
    assert data.X.tolist() == [[1, 1], [2, 2]]
    assert "line 3, column c is empty" in table.describe("c", ["a", "b"])


def test_a_single_row_is_described_as_one(tmp_path):
    table = read_table(write(tmp_path, "a,b\n1,2\n"))
    assert table.describe("a", ["b"]) == "The only row is used."


def test_rows_or_columns_are_dropped(tmp_path):
    path = write(tmp_path, "a,b,y\n1,,3\n2,5,4\n3,6,NA\n4,7,x\n")
    table = read_table(path)
    rows = table.dataset("y", ["a", "b"])
    assert (rows.X.tolist(), rows.y.tolist()) == ([[2], [5]], [[4]])
    assert rows.input_names == ("a", "b")
    assert rows.target_name == "y"
    assert "3 of 4 rows" in table.describe("y", ["a", "b"])
    columns = table.dataset("y", ["a", "b"], "drop_columns")
    assert (columns.X.tolist(), columns.y.tolist()) == ([[1, 2]], [[3, 4]])
    text = table.describe("y", ["a", "b"], "drop_columns")
    assert "column b has" in text and "2 of 4 rows" in text
    assert table.describe("a", ["y"], "drop_rows").startswith("2 of 4")


@pytest.mark.parametrize(
    ("target", "inputs", "message"),
    [
        ("z", ["a"], "no column “z”; there are a, b, y"),
        ("y", ["a", "q"], "no column “q”"),
        ("y", ["y"], "cannot be an input too"),
        ("y", [], "no input column"),
        ("y", ["a", "a"], "twice"),
        ("y", ["b"], "column b is the same in every row"),
    ],
)
def test_invalid_columns_are_rejected(tmp_path, target, inputs, message):
    table = read_table(write(tmp_path, "a,b,y\n1,,3\n2,x,4\n"))
    for method in (table.dataset, table.describe):
        with pytest.raises(DataError, match=message):
            method(target, inputs)


@pytest.mark.parametrize(
    ("contents", "inputs", "message"),
    [
        ("a,b\n", ["b"], "no rows below its header"),
        ("a,b\n", [], "no rows below its header"),
        ("a\n1\n2\n", [], "single column, a, .* another delimiter"),
        ("a,b\n1,x\n2,y\n", [], "no column beside a has numbers, dates"),
        ("a,b\n1,2\n3,4\n", [], "no input column is chosen"),
    ],
)
def test_missing_inputs_are_explained(tmp_path, contents, inputs, message):
    with pytest.raises(DataError, match=message):
        read_table(write(tmp_path, contents)).describe("a", inputs)


def test_no_value_can_be_a_category_of_its_own(tmp_path):
    rows = "".join(f"{('red', 'blue', '')[n % 3]},{n},{2 * n}\n" for n in range(30))
    table = read_table(write(tmp_path, f"colour,x,y\n{rows}"))
    args = ("y", ["colour", "x"])
    assert table.dataset(*args).samples == 20
    data = table.dataset(*args, "own_category")
    names = ("x", "colour = blue", "colour = red", "colour = ?")
    assert (data.samples, data.input_names) == (30, names)
    assert data.X[3].tolist() == [0.0, 0.0, 1.0] * 10
    assert "10 cells of colour without a value are a category ?." in table.describe(
        *args, "own_category"
    )
    # Recorded, other rows are encoded the same; and it can be taken back.
    kinds = [encoding.recorded for encoding in data.columns]
    assert table.dataset(*args, "own_category", kinds).X.tolist() == data.X.tolist()
    assert table.dataset(*args, "drop_rows", kinds).input_names == names[:-1]


def test_a_number_that_is_missing_still_drops_its_row(tmp_path):
    rows = "".join(
        f"{('red', 'blue', '')[n % 3]},{n if n % 5 else ''},{n}\n" for n in range(30)
    )
    table = read_table(write(tmp_path, f"colour,x,y\n{rows}"))
    data = table.dataset("y", ["colour", "x"], "own_category")
    assert data.samples == 24 and "colour = ?" in data.input_names
