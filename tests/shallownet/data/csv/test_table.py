"""CSV files as people have them: read to the last number, or refused in a sentence."""

from __future__ import annotations

import csv
import io
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shallownet import ConfigError, DataError, TableConfig
from shallownet.data.csv import reader as csv_reader
from shallownet.data.csv.dialect import CsvDialect
from shallownet.data.csv.number_parsing import parse_number
from shallownet.data.csv.preview import SAMPLE_BYTES, preview
from shallownet.data.csv.reader import read
from shallownet.errors import Cancelled
from tests.shallownet.data.csv.csv_files import SHARED, write


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
    table = read(path)
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
    assert read(path).values.tolist() == [[3.14, 2500.0], [-1.0, 7.0]]


def test_quoted_cells_may_hold_delimiters_and_newlines(tmp_path):
    path = write(tmp_path, 'a,"b, and\nmore"\n1,"2"\n"3",4\n')
    table = read(path)
    assert table.names == ("a", "b, and more")
    assert table.values.tolist() == [[1, 3], [2, 4]]


def test_names_are_made_each_its_own(tmp_path):
    path = write(tmp_path, "price,price,,x\n1,2,3,4\n")
    assert read(path).names == ("price", "price (2)", "column 3", "x")


def test_blank_lines_are_passed_over_and_lines_still_counted(tmp_path):
    path = write(tmp_path, "a,b\n\n1,2\n\n\nx,3\n")
    table = read(path)
    assert table.rows == 2
    (place,) = table.problems[0].first_text
    assert (place.line, place.row, place.text) == (6, 2, "x")


@pytest.mark.parametrize(
    "cell", ["", " ", "NA", "n/a", "nan", "null", "None", "-", "?"]
)
def test_missing_cells_are_counted_with_their_places(tmp_path, cell):
    path = write(tmp_path, f"a,b\n1,2\n{cell},4\n5,6\n")
    table = read(path)
    problems = table.problems[0]
    assert (problems.missing, problems.text) == (1, 0)
    assert problems.first_missing[0].line == 3
    assert math.isnan(table.values[0, 1])
    assert table.problems[1].missing == 0


@pytest.mark.parametrize("cell", ["ten", "1_000", "inf", "1e999", "0x10", "1.2.3", "٣"])
def test_text_cells_are_counted_with_their_places(tmp_path, cell):
    path = write(tmp_path, f"a,b\n1,2\n{cell},4\n")
    problems = read(path).problems[0]
    assert (problems.missing, problems.text) == (0, 1)
    assert problems.first_text[0].text == cell
    assert math.isnan(parse_number(cell))


def test_short_and_long_rows_are_problems(tmp_path):
    path = write(tmp_path, "a,b,c\n1,2,3\n4,5\n6,7,8,9\n1,2,3\n")
    table = read(path)
    assert table.problems[2].missing == 1
    assert [p.text for p in table.problems] == [1, 1, 1]
    data = table.dataset("c", ["a", "b"])
    assert data.X.tolist() == [[1, 1], [2, 2]]
    assert "line 3, column c is empty" in table.describe("c", ["a", "b"])


@pytest.mark.parametrize("rows", [["1,2,3", "4,5"], ["1,2,oops"] * 5 + ["3,4"] * 5])
@pytest.mark.parametrize("way", [1, -1])
def test_a_header_is_moved_only_where_most_rows_are_wider(tmp_path, rows, way):
    path = write(tmp_path, "\n".join(["a,b", *rows[::way]]))
    assert preview(path).names[:2] == ("a", "b")


def test_rows_with_names_of_their_own_are_read_as_r_writes_them(tmp_path):
    path = write(tmp_path, "a,b\n" + "".join(f"r{n},{n},{2 * n}\n" for n in range(9)))
    assert preview(path).names == ("column 1", "a", "b")


def test_a_file_of_empty_quotes_holds_no_values(tmp_path):
    with pytest.raises(DataError, match="holds no values"):
        preview(write(tmp_path, '""\n""\n'))


def test_a_table_may_hold_so_many_numbers(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_reader, "MAX_NUMBERS", 20)
    assert read(write(tmp_path, "a,b\n" + "1,2\n" * 10)).rows == 10
    with pytest.raises(DataError, match="more than 10 rows of 2 columns"):
        read(write(tmp_path, "a,b\n" + "1,2\n" * 11))


def test_a_single_row_is_called_one(tmp_path):
    table = read(write(tmp_path, "a,b\n1,2\n"))
    assert table.describe("a", ["b"]) == "The only row is used."


def test_rows_or_columns_can_be_left_out(tmp_path):
    path = write(tmp_path, "a,b,y\n1,,3\n2,5,4\n3,6,NA\n4,7,x\n")
    table = read(path)
    rows = table.dataset("y", ["a", "b"])
    assert (rows.X.tolist(), rows.y.tolist()) == ([[2], [5]], [[4]])
    assert rows.input_names == ("a", "b")
    assert rows.target_name == "y"
    assert "3 of 4 rows" in table.describe("y", ["a", "b"])
    columns = table.dataset("y", ["a", "b"], "drop_columns")
    assert (columns.X.tolist(), columns.y.tolist()) == ([[1, 2]], [[3, 4]])
    said = table.describe("y", ["a", "b"], "drop_columns")
    assert "column b has" in said and "2 of 4 rows" in said
    assert table.describe("a", ["a"][:0] or ["y"], "drop_rows").startswith("2 of 4")


@pytest.mark.parametrize(
    ("target", "inputs", "said"),
    [
        ("z", ["a"], "no column 'z'; there are a, b, y"),
        ("y", ["a", "q"], "no column 'q'"),
        ("y", ["y"], "cannot be an input too"),
        ("y", [], "no input column"),
        ("y", ["a", "a"], "twice"),
        ("y", ["b"], "every row has a missing or text cell in b"),
    ],
)
def test_columns_that_cannot_be_are_refused(tmp_path, target, inputs, said):
    table = read(write(tmp_path, "a,b,y\n1,,3\n2,x,4\n"))
    for ask in (table.dataset, table.describe):
        with pytest.raises(DataError, match=said):
            ask(target, inputs)


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\x89PNG\x00\x00", "no text file"),
        (b'a,b\n1,"2\n3,4\n', "never closed"),
        (",".join(f"c{n}" for n in range(300)).encode(), "columns are too many"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path, contents, said):
    with pytest.raises(DataError, match=said):
        read(write(tmp_path, contents))


LATE = b"a,b\n" + b"1,2\n" * 80_000 + b"3,Stra\xdfe\n4,5\n"


@pytest.mark.parametrize(
    ("contents", "text"),
    [
        (LATE, "Straße"),  # no UTF-8
        (LATE.replace(b"\xdf", b"\x81\xdf"), "Stra\x81\xdfe"),  # nor Windows-1252
        (LATE.replace(b"\xdf", "ß".encode()), "Straße"),
    ],
)
def test_a_file_that_is_no_utf8_only_further_on_is_read_all_the_same(
    tmp_path, contents, text
):
    assert contents.index(b"Stra") > SAMPLE_BYTES
    path = write(tmp_path, contents)
    assert preview(path).dialect.encoding == "auto"
    table = read(path)
    assert table.rows == 80_002
    (place,) = table.problems[1].first_text
    assert (place.line, place.text) == (80_002, text)
    assert table.values[0, -1] == 4.0


def test_an_encoding_that_was_said_is_kept_to(tmp_path):
    path = write(tmp_path, LATE)
    with pytest.raises(DataError, match="line 80,002 is no text in UTF-8"):
        read(path, CsvDialect(encoding="utf-8"))


def test_what_is_no_file_is_refused(tmp_path):
    with pytest.raises(DataError, match="no file"):
        read(tmp_path / "nothing.csv")
    with pytest.raises(DataError, match="a folder"):
        read(tmp_path)
    with pytest.raises(DataError):
        read("a\0b")


def test_progress_is_told_and_reading_can_be_cancelled(tmp_path):
    path = write(tmp_path, "a,b\n" + "1.5,2\n" * 60_000)
    emitted: list[tuple[int, int]] = []
    read(path, progress=lambda done, size: emitted.append((done, size)))
    assert len(emitted) > 3
    assert emitted == sorted(emitted)
    assert emitted[-1][0] == emitted[-1][1]
    with pytest.raises(Cancelled):
        read(path, cancelled=lambda: True)


@settings(max_examples=200, deadline=None, suppress_health_check=SHARED)
@given(
    rows=st.lists(st.tuples(*[st.floats(-1e12, 1e12)] * 3), min_size=1, max_size=15),
    delimiter=st.sampled_from([",", ";", "\t", "|", " "]),
    comma=st.booleans(),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_is_written_is_read_to_the_last_bit(
    tmp_path, rows, delimiter, comma, quoting
):
    decimal = "," if comma and delimiter != "," else "."
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting)
    writer.writerow(["a", "b", "c"])
    for row in rows:
        writer.writerow([repr(value).replace(".", decimal) for value in row])
    path = write(tmp_path, text.getvalue())
    table = read(path, CsvDialect(delimiter, decimal, True, "utf-8"))
    np.testing.assert_array_equal(table.values, np.array(rows).T)


@settings(max_examples=700, deadline=None, suppress_health_check=SHARED)
@given(
    contents=st.one_of(
        st.binary(max_size=80),
        st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")),
        st.text('0123456789.,;\t|" \n\r-eabNA?', max_size=120).map(str.encode),
        st.lists(
            st.lists(
                st.sampled_from(
                    ["1", "2.5", "-3,5", "x", "", "NA", '"q"', "1e400", "1.234,5"]
                ),
                max_size=5,
            ).map(";".join),
            max_size=8,
        ).map(lambda lines: "\n".join(lines).encode()),
    )
)
def test_any_file_gives_a_table_or_a_sentence(tmp_path, contents):
    path = write(tmp_path, contents)
    try:
        table = read(path)
        assert table.values.shape == (len(table.names), table.rows)
        assert len(set(table.names)) == len(table.names)
        bad = [p.missing + p.text for p in table.problems]
        assert bad == np.isnan(table.values).sum(axis=1).tolist()
        data = table.dataset(table.names[0], table.names[1:])
        assert np.isfinite(data.X).all()
    except DataError as refusal:
        assert len(str(refusal)) > 8


def test_settings_say_how_a_file_is_read(tmp_path):
    path = write(tmp_path, "1;2,5\n3;4,5\n5;6,5\n")
    detected = TableConfig(csv=path, csv_target="column 2", csv_inputs=["column 1"])
    assert detected.make().y.tolist() == [[2.5, 4.5, 6.5]]
    assert detected.description == "column 2 from column 1"
    said = TableConfig(csv=path, csv_target="2,5", csv_inputs=["1"], csv_header="yes")
    assert said.make().y.tolist() == [[4.5, 6.5]]
    point = TableConfig(
        csv=path, csv_target="column 2", csv_inputs=["column 1"], csv_decimal="point"
    )
    with pytest.raises(DataError, match="text cell"):
        point.make()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "csv names no file"),
        ({"csv": "a.csv"}, "csv_target"),
        ({"csv": "a.csv", "csv_target": "y"}, "csv_inputs"),
        ({"csv": 3}, "csv is 3"),
        ({"csv": "a", "csv_target": "y", "csv_inputs": "x"}, "csv_inputs"),
    ],
)
def test_settings_of_a_file_name_what_they_lack(given, said):
    with pytest.raises(ConfigError, match=said):
        TableConfig(**given)
