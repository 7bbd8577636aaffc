"""CSV files as people have them: read to the last number, or refused in a sentence."""

from __future__ import annotations

import csv
import io
import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shallownet import ConfigError, DataError, TableConfig, csv_table
from shallownet.csv_dialect import SAMPLE, CsvDialect, preview
from shallownet.csv_numbers import column_of, number
from shallownet.csv_table import read
from shallownet.errors import Cancelled

SHARED = [HealthCheck.function_scoped_fixture]


def write(tmp_path, contents: str | bytes, encoding: str = "utf-8") -> str:
    path = tmp_path / "data.csv"
    if isinstance(contents, str):
        contents = contents.encode(encoding)
    path.write_bytes(contents)
    return str(path)


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
    assert math.isnan(number(cell))


def test_short_and_long_rows_are_problems(tmp_path):
    path = write(tmp_path, "a,b,c\n1,2,3\n4,5\n6,7,8,9\n1,2,3\n")
    table = read(path)
    assert table.problems[2].missing == 1
    assert [p.text for p in table.problems] == [1, 1, 1]
    data = table.dataset("c", ["a", "b"])
    assert data.X.tolist() == [[1, 1], [2, 2]]
    assert "line 3, column c is empty" in table.describe("c", ["a", "b"])


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
def test_what_stands_above_a_table_is_no_part_of_it(tmp_path, above, delimiter):
    rows = [["a", "b", "c"], *([str(n), f"{n}.5", "7"] for n in range(5))]
    lines = [
        *above,
        *(delimiter.join(row) for row in rows),
        f"x{delimiter}1{delimiter}",
    ]
    path = write(tmp_path, "\r\n".join(lines))
    found = preview(path)
    assert found.names == ("a", "b", "c")
    assert found.above == len(above)
    assert found.dialect.delimiter == delimiter
    table = read(path)
    np.testing.assert_array_equal(table.values[1, :5], np.arange(5) + 0.5)
    assert table.problems[0].first_text[0].line == len(lines)


@pytest.mark.parametrize("above", ["", "# made, by NumPy\n", "sep=,\n# made\n"])
def test_a_comment_as_wide_as_the_table_is_its_header(tmp_path, above):
    path = write(tmp_path, f"{above}# a,b\n1,2\n3,4\n")  # as NumPy writes it
    assert preview(path).names == ("a", "b")
    assert read(path).values.tolist() == [[1, 3], [2, 4]]


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
def test_a_header_stands_below_what_is_above_it(tmp_path, above, rows):
    lines = [*above, "time,height", *(f"{n},{n}.5" for n in range(rows))]
    path = write(tmp_path, "\n".join(lines))
    found = preview(path)
    assert found.names == ("time", "height")
    assert (found.dialect.delimiter, found.dialect.decimal) == (",", ".")
    assert found.above == len(above)
    expected = [[n, n + 0.5] for n in range(rows)]
    assert read(path).values.T.tolist() == expected


def test_a_single_column_below_a_comment(tmp_path):
    path = write(tmp_path, "# made by me\nprice\n1\n2\n")
    assert preview(path).names == ("price",)


def test_what_stands_above_may_be_longer_than_what_is_read_at_once(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(csv_table, "_CELLS_AT_ONCE", 10)
    lines = ["# comment"] * 33 + ["a,b", *(f"{n},{2 * n}" for n in range(30))]
    table = read(write(tmp_path, "\n".join(lines)))
    assert table.values.tolist() == [list(range(30)), list(range(0, 60, 2))]


def test_comments_alone_are_read_as_what_they_are(tmp_path):
    path = write(tmp_path, "#,1,2\n#,3,4\n# x\n")
    assert preview(path).above == 0


@pytest.mark.parametrize(
    ("contents", "inputs", "said"),
    [
        ("a,b\n", ["b"], "no rows below its header"),
        ("a,b\n", [], "no rows below its header"),
        ("a\n1\n2\n", [], "single column, a, .* another delimiter"),
        ("a,b\n1,x\n2,y\n", [], "no column beside a has a number"),
        ("a,b\n1,2\n3,4\n", [], "no input column is chosen"),
    ],
)
def test_why_there_is_nothing_to_predict_from_is_said(tmp_path, contents, inputs, said):
    with pytest.raises(DataError, match=said):
        read(write(tmp_path, contents)).describe("a", inputs)


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
    monkeypatch.setattr(csv_table, "MAX_NUMBERS", 20)
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
    assert contents.index(b"Stra") > SAMPLE
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


GERMAN = """Preis;Menge;Umsatz
1.779,55;1;1.779,55
812,4;2;1.624,8
1.234;3;1.779.200
"""


def test_german_thousands_are_no_cells_of_their_own(tmp_path):
    path = write(tmp_path, GERMAN)
    found = preview(path)
    assert (found.dialect.delimiter, found.dialect.decimal) == (";", ",")
    assert found.names == ("Preis", "Menge", "Umsatz")
    assert found.numeric == (True, True, True)
    assert read(path).values.tolist() == [
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
        # What can be either follows the rest of the file.
        ("a;b\n1.234;0,5\n2.5;1,5\n", ";,", [[1234, np.nan], [0.5, 1.5]]),
        ("a;b\n1,234;5\n2,345;6\n", ";,", [[1.234, 2.345], [5, 6]]),
        ("a;b\n1.234;5\n2.345;6\n", ";.", [[1.234, 2.345], [5, 6]]),
    ],
)
def test_thousands_follow_the_files_decimal_sign(tmp_path, text, dialect, values):
    path = write(tmp_path, text)
    found = preview(path).dialect
    assert found.delimiter + found.decimal == dialect
    np.testing.assert_array_equal(read(path).values, values)


@pytest.mark.parametrize(
    ("cell", "with_point", "with_comma"),
    [
        ("1.234", 1.234, 1234.0),
        ("1,234", 1234.0, 1.234),
        ("1.234.567", np.nan, 1234567.0),
        ("1,234.5", 1234.5, np.nan),
        ("-12.345,6e1", np.nan, -123456.0),
        ("1,23", np.nan, 1.23),
        ("0,500", np.nan, 0.5),
        ("12,3456", np.nan, 12.3456),
        ("1234,567", np.nan, 1234.567),
        ("1,,234", np.nan, np.nan),
        (",234", np.nan, 0.234),
        ("1.234,", np.nan, 1234.0),
        ("1 234", np.nan, np.nan),
    ],
)
def test_a_cell_is_the_number_that_its_decimal_sign_makes(cell, with_point, with_comma):
    np.testing.assert_equal(number(cell), with_point)
    np.testing.assert_equal(number(cell, ","), with_comma)


@settings(max_examples=500, deadline=None)
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
def test_a_column_is_read_as_its_cells_are(cells, swapped, decimal):
    if swapped:
        cells = tuple(cell.translate(str.maketrans(",.", ".,")) for cell in cells)
    expected = [number(cell, decimal) for cell in cells]
    np.testing.assert_array_equal(column_of(cells, decimal), expected)


@settings(max_examples=300, deadline=None, suppress_health_check=SHARED)
@given(
    rows=st.lists(
        st.tuples(*[st.decimals(-(10**9), 10**9, places=2)] * 2),
        min_size=1,
        max_size=12,
    ),
    comma=st.booleans(),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
)
def test_thousands_are_read_as_they_are_written(tmp_path, rows, comma, delimiter):
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
    np.testing.assert_array_equal(read(path).values, expected)


def test_what_is_no_file_is_refused(tmp_path):
    with pytest.raises(DataError, match="no file"):
        read(tmp_path / "nothing.csv")
    with pytest.raises(DataError, match="a folder"):
        read(tmp_path)
    with pytest.raises(DataError):
        read("a\0b")


def test_progress_is_told_and_reading_can_be_cancelled(tmp_path):
    path = write(tmp_path, "a,b\n" + "1.5,2\n" * 60_000)
    told: list[tuple[int, int]] = []
    read(path, progress=lambda done, size: told.append((done, size)))
    assert len(told) > 3
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
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
