"""Reading CSV files into tables, and the message for every file that cannot be read."""

from __future__ import annotations

import csv
import io
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import DataError
from shallownet.data.tables import reader as table_reader
from shallownet.data.tables import text_column
from shallownet.data.tables.dialect import CsvDialect
from shallownet.data.tables.number_parsing import Numerals
from shallownet.data.tables.preview import SAMPLE_BYTES, preview
from shallownet.data.tables.reader import read_table
from shallownet.errors import Cancelled
from tests.examples import examples
from tests.shallownet.data.tables.table_files import SHARED_FIXTURE, write


def test_quoted_cells_may_hold_delimiters_and_newlines(tmp_path):
    path = write(tmp_path, 'a,"b, and\nmore"\n1,"2"\n"3",4\n')
    table = read_table(path)
    assert table.names == ("a", "b, and more")
    assert table.values.tolist() == [[1, 3], [2, 4]]


@pytest.mark.parametrize("blank", [",", '"",""', " , ", ",,"])
def test_a_row_without_any_value_is_none(tmp_path, blank):
    table = read_table(write(tmp_path, f"a,b\n1,2\n{blank}\n3,4\n5,6\n"))
    assert table.values.tolist() == [[1, 3, 5], [2, 4, 6]]
    assert table.lines.tolist() == [2, 4, 5]


def test_a_quotation_mark_within_a_name_shows_which_one_is_used(tmp_path):
    table = read_table(write(tmp_path, "x 'name''s' price\n1 2 3\n4 5 6\n"))
    assert table.names == ("x", "name's", "price")


def test_more_texts_than_are_kept_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(text_column, "MAX_TEXTS", 30)
    rows = "".join(f"name {n},{n}\n" for n in range(50))
    table = read_table(write(tmp_path, f"who,x\n{rows}"))
    assert any("Column who (50) has more different texts" in n for n in table.notes)


def test_blank_lines_are_skipped_but_counted(tmp_path):
    path = write(tmp_path, "a,b\n\n1,2\n\n\nx,3\n")
    table = read_table(path)
    assert table.rows == 2
    (place,) = table.problems[0].first_text
    assert (place.line, place.row, place.text) == (6, 2, "x")


@pytest.mark.parametrize(
    "cell", ["", " ", "NA", "n/a", "nan", "null", "None", "-", "?"]
)
def test_missing_cells_are_counted_and_located(tmp_path, cell):
    path = write(tmp_path, f"a,b\n1,2\n{cell},4\n5,6\n")
    table = read_table(path)
    problems = table.problems[0]
    assert (problems.missing, problems.text) == (1, 0)
    assert problems.first_missing[0].line == 3
    assert math.isnan(table.values[0, 1])
    assert table.problems[1].missing == 0


@pytest.mark.parametrize("cell", ["ten", "1_000", "inf", "1e999", "0x10", "1.2.3", "٣"])
def test_text_cells_are_counted_and_located(tmp_path, cell):
    path = write(tmp_path, f"a,b\n1,2\n{cell},4\n")
    problems = read_table(path).problems[0]
    assert (problems.missing, problems.text) == (0, 1)
    assert problems.first_text[0].text == cell
    assert math.isnan(Numerals().number(cell))


def test_a_table_that_is_too_large_is_rejected(tmp_path, monkeypatch):
    monkeypatch.setattr(table_reader, "MAX_NUMBERS", 20)
    assert read_table(write(tmp_path, "a,b\n" + "1,2\n" * 10)).rows == 10
    with pytest.raises(DataError, match="more than 10 rows of 2 columns"):
        read_table(write(tmp_path, "a,b\n" + "1,2\n" * 11))


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\x89PNG\x00\x00", "is a picture"),
        (b"a,b\n\x00\x01,2\n", "no text file"),
        (",".join(f"c{n}" for n in range(5_001)).encode(), "columns are too many"),
    ],
)
def test_a_file_without_a_table_is_rejected(tmp_path, contents, message):
    with pytest.raises(DataError, match=message):
        read_table(write(tmp_path, contents))


LATE = b"a,b\n" + b"1,2\n" * 80_000 + b"3,Stra\xdfe\n4,5\n"


@pytest.mark.parametrize(
    ("contents", "text"),
    [
        (LATE, "Straße"),  # not UTF-8
        (LATE.replace(b"\xdf", b"\x81\xdf"), "Stra\x81\xdfe"),  # not Windows-1252
        (LATE.replace(b"\xdf", "ß".encode()), "Straße"),
    ],
)
def test_a_file_that_is_not_utf8_beyond_the_sample_is_read(tmp_path, contents, text):
    assert contents.index(b"Stra") > SAMPLE_BYTES
    path = write(tmp_path, contents)
    assert preview(path).dialect.encoding == "auto"
    table = read_table(path)
    assert table.rows == 80_002
    (place,) = table.problems[1].first_text
    assert (place.line, place.text) == (80_002, text)
    assert table.values[0, -1] == 4.0


def test_an_explicit_encoding_is_not_replaced(tmp_path):
    path = write(tmp_path, LATE)
    with pytest.raises(DataError, match="line 80,002 is no text in UTF-8"):
        read_table(path, CsvDialect(encoding="utf-8"))


def test_a_path_without_a_file_is_rejected(tmp_path):
    with pytest.raises(DataError, match="no file"):
        read_table(tmp_path / "nothing.csv")
    with pytest.raises(DataError, match="a folder"):
        read_table(tmp_path)
    with pytest.raises(DataError):
        read_table("a\0b")


def test_progress_is_reported_and_reading_can_be_cancelled(tmp_path, monkeypatch):
    monkeypatch.setattr("shallownet.data.tables.rows.BLOCK", 1_000)
    path = write(tmp_path, "a,b\n" + "1.5,2\n" * 6_000)
    emitted: list[tuple[int, int]] = []
    read_table(path, progress=lambda done, size: emitted.append((done, size)))
    assert len(emitted) > 3
    assert emitted == sorted(emitted)
    assert emitted[-1][0] == emitted[-1][1]
    with pytest.raises(Cancelled):
        read_table(path, cancelled=lambda: True)


@examples(100, suppress_health_check=SHARED_FIXTURE)
@given(
    rows=st.lists(st.tuples(*[st.floats(-1e12, 1e12)] * 3), min_size=1, max_size=15),
    delimiter=st.sampled_from([",", ";", "\t", "|", " "]),
    comma=st.booleans(),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_written_numbers_are_read_back_bit_for_bit(
    tmp_path, rows, delimiter, comma, quoting
):
    decimal = "," if comma and delimiter != "," else "."
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting)
    writer.writerow(["a", "b", "c"])
    for row in rows:
        writer.writerow([repr(value).replace(".", decimal) for value in row])
    path = write(tmp_path, text.getvalue())
    table = read_table(path, CsvDialect(delimiter, decimal, True, "utf-8"))
    np.testing.assert_array_equal(table.values, np.array(rows).T)


@examples(250, suppress_health_check=SHARED_FIXTURE)
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
def test_any_file_gives_a_table_or_a_data_error(tmp_path, contents):
    path = write(tmp_path, contents)
    try:
        table = read_table(path)
        assert table.values.shape == (len(table.names), table.rows)
        assert len(set(table.names)) == len(table.names)
        bad = [p.missing + p.text for p in table.problems]
        assert bad == np.isnan(table.values).sum(axis=1).tolist()
        data = table.dataset(table.names[0], table.names[1:])
        assert np.isfinite(data.X).all()
    except DataError as error:
        assert len(str(error)) > 8
