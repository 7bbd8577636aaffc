"""The header of a table, and the rows above it that are not part of it."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet.data.tables.preview import preview
from shallownet.data.tables.reader import read_table
from tests.shallownet.data.tables.table_files import write


@pytest.mark.parametrize(
    ("above", "delimiter"),
    [
        (["sep=;"], ";"),
        (["SEP=,"], ","),
        (["# made by me"], ","),
        (["# made by me, in Ulm, today", "#", "# units: m"], ";"),
        (["sep=\t", "# a comment"], "\t"),
    ],
)
def test_preamble_rows_are_skipped(tmp_path, above, delimiter):
    rows = [["a", "b", "c"], *([str(n), f"{n}.5", "7"] for n in range(5))]
    lines = [
        *above,
        *(delimiter.join(row) for row in rows),
        f"x{delimiter}1{delimiter}",
    ]
    path = write(tmp_path, "\r\n".join(lines))
    found = preview(path)
    assert found.names == ("a", "b", "c")
    assert found.preamble == len(above)
    assert found.dialect.delimiter == delimiter
    table = read_table(path)
    np.testing.assert_array_equal(table.values[1, :5], np.arange(5) + 0.5)
    assert table.problems[0].first_text[0].line == len(lines)


@pytest.mark.parametrize("above", ["", "# made, by NumPy\n", "sep=,\n# made\n"])
def test_a_comment_as_wide_as_the_table_is_its_header(tmp_path, above):
    path = write(tmp_path, f"{above}# a,b\n1,2\n3,4\n")  # as NumPy writes it
    assert preview(path).names == ("a", "b")
    assert read_table(path).values.tolist() == [[1, 3], [2, 4]]


@pytest.mark.parametrize(
    "above",
    [
        ["# measured in Bern, 2021"],
        ["# a, b", "# c"],
        ["# c", "# a, b"],
        ["Rainfall report"],
        ["Rainfall report", "of 2021"],
        ["% made", "% by"],
        [f"# key{n}: value" for n in range(300)],
        ["# x", "# y", "# z", "# w"],
    ],
)
@pytest.mark.parametrize("rows", [2, 40])
def test_the_header_follows_comments_and_titles(tmp_path, above, rows):
    lines = [*above, "time,height", *(f"{n},{n}.5" for n in range(rows))]
    path = write(tmp_path, "\n".join(lines))
    found = preview(path)
    assert found.names == ("time", "height")
    assert (found.dialect.delimiter, found.dialect.decimal) == (",", ".")
    assert found.preamble == len(above)
    expected = [[n, n + 0.5] for n in range(rows)]
    assert read_table(path).values.T.tolist() == expected


def test_a_single_column_below_a_comment(tmp_path):
    path = write(tmp_path, "# made by me\nprice\n1\n2\n")
    assert preview(path).names == ("price",)


def test_a_preamble_may_be_longer_than_a_chunk(tmp_path, monkeypatch):
    monkeypatch.setattr("shallownet.data.tables.rows.BLOCK", 10)
    lines = ["# comment"] * 33 + ["a,b", *(f"{n},{2 * n}" for n in range(30))]
    table = read_table(write(tmp_path, "\n".join(lines)))
    assert table.values.tolist() == [list(range(30)), list(range(0, 60, 2))]


def test_a_file_of_comments_has_no_preamble(tmp_path):
    path = write(tmp_path, "#,1,2\n#,3,4\n# x\n")
    assert preview(path).preamble == 0
