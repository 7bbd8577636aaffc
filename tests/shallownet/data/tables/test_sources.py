"""Tables in workbooks, web pages, ARFF and JSON, and files that are something else."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

import shallownet as sn
from shallownet.data.tables.dialect import ReadOptions
from tests.shallownet.data.tables.workbooks import Cell, ods, xlsx

ROWS: list[list[Cell]] = [
    ["Report of 2024", None, None],
    [None, None, None],
    ["day", "gas", "kind"],
    [1, 3.5, "a"],
    [2, None, "b"],
    [3, -2.25, "a, b"],
]
GAS = [3.5, np.nan, -2.25]
HTML = """<!DOCTYPE html><html><body><table><tr><td>menu</td></tr></table>
<table><tr><th>day</th><th>gas</th><th>kind</th></tr>
<tr><td>1<td>3,5<td>a<tr><td>2<td>&nbsp;<td>b</tr>
<tr><td>3<td>-2,25<td>a<b>, b</b></table><script>1 < 2</script></body></html>"""
ARFF = """% made by hand
@RELATION 'a b'
@attribute day numeric
@attribute gas real
@attribute 'kind' {a, b, 'a, b'}
@data
1,3.5,a
% between
2,?,b
3,-2.25,'a, b'
"""
RECORDS = [
    {"day": 1, "gas": 3.5, "kind": "a"},
    {"day": 2, "gas": None, "kind": "b"},
    {"day": 3, "gas": -2.25, "kind": "a, b"},
]
COLUMNS = {name: [record[name] for record in RECORDS] for name in RECORDS[0]}


@pytest.mark.parametrize(
    ("name", "data", "lines"),
    [
        ("t.xlsx", xlsx({"Data": ROWS}), [4, 5, 6]),
        ("t.ods", ods({"Data": ROWS}), [4, 5, 6]),
        ("t.html", HTML.encode(), [3, 3, 4]),
        ("t.html", HTML.encode("utf-16"), [3, 3, 4]),
        ("t.arff", ARFF.encode(), [7, 9, 10]),
        ("t.jsonl", "\n".join(map(json.dumps, RECORDS)).encode(), [1, 2, 3]),
        ("t.json", json.dumps(RECORDS).encode(), [2, 3, 4]),
        ("t.json", json.dumps({"rows": RECORDS, "count": 3}).encode(), [2, 3, 4]),
        ("t.json", json.dumps(COLUMNS).encode(), [2, 3, 4]),
        (
            "t.json",
            json.dumps([[*COLUMNS], *([*r.values()] for r in RECORDS)]).encode(),
            [2, 3, 4],
        ),
        (
            "t.csv.gz",
            gzip.compress(b"day,gas,kind\n1,3.5,a\n2,,b\n3,-2.25,'a\n", mtime=0),
            None,
        ),
        ("t.tsv", b"day\tgas\tkind\n1\t3,5\ta\n2\t\tb\n3\t-2,25\ta, b\n", None),
    ],
)
def test_a_table_is_read_whatever_holds_it(tmp_path, name, data, lines):
    path = tmp_path / name
    path.write_bytes(data)
    table = sn.read_table(path)
    assert table.names == ("day", "gas", "kind")
    np.testing.assert_array_equal(table.values[:2], [[1, 2, 3], GAS])
    assert table.texts[2].texts[:2] == ("a", "b")
    assert table.problems[1].missing == 1
    assert table.lines.tolist() == (lines or [2, 3, 4])
    assert not any("although" in note for note in table.notes)


def test_a_workbook_of_the_old_format_is_read():
    table = sn.read_table(Path(__file__).parent / "cases" / "old.xls")
    assert table.names == ("x", "y")
    np.testing.assert_array_equal(table.values, [[1, 2, 3], [2.5, 3.5, np.nan]])


def test_the_sheet_is_chosen(tmp_path):
    path = tmp_path / "book.xlsx"
    other: list[list[Cell]] = [["a", "b"], [1, 2], [3, 4]]
    path.write_bytes(xlsx({"Notes": [["read me"]], "Data": ROWS, "More": other}))
    table = sn.read_table(path)
    assert table.names == ("day", "gas", "kind")
    assert "The sheet “Data” is read; there is also Notes, More." in table.notes
    for sheet in ("More", "3"):
        assert sn.read_table(path, ReadOptions(sheet=sheet)).names == ("a", "b")
    config = sn.TableConfig(
        csv=str(path), csv_target="a", csv_inputs=("b",), csv_sheet="More"
    )
    assert config.make().y.tolist() == [[1, 3]]
    with pytest.raises(sn.DataError, match="no sheet “Date”; there are Notes, Data"):
        sn.read_table(path, ReadOptions(sheet="Date"))
    with pytest.raises(sn.DataError, match="its sheet “Notes” holds no table"):
        sn.read_table(path, ReadOptions(sheet="Notes"))


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("t.csv", xlsx({"Data": ROWS}), "a workbook, although its name ends in .csv"),
        ("t.xls", HTML.encode(), "a web page, although its name ends in .xls"),
        ("t", json.dumps(RECORDS).encode(), "JSON, although its name says not so"),
    ],
)
def test_what_a_file_is_its_content_says(tmp_path, name, data, said):
    path = tmp_path / name
    path.write_bytes(data)
    assert f"The file is {said}." in sn.read_table(path).notes


def archive(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, data in members.items():
            made.writestr(name.replace("__", "/"), data)
    return stream.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (xlsx({"Data": ROWS})[:700], "damaged: its end is missing"),
        (xlsx({"Empty": []}), "it holds no table"),
        (archive(data=b"a,b\n1,2\n"), "ZIP archive with data in it; unpack it"),
        (archive(word__document=b""), "a Word document, not a table"),
        (archive(xl__workbook=b""), "a workbook that is damaged"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "is encrypted; save it without"),
        (OLE + "WordDocument".encode("utf-16-le"), "a Word document"),
        (OLE, "a workbook that is damaged"),
        (
            gzip.compress(b"a,b\n" + bytes(range(48, 58)) * 9_000, mtime=0)[:90],
            "compressed and",
        ),
        (b"<html><p>nothing</p></html>", "a web page without a table"),
        (b'<?xml version="1.0"?><rows><row/></rows>', "is XML"),
        (b"{\\rtf1 hello}", "a text document"),
        (b"@relation x\n@attribute a numeric\n", "without @data"),
        (b"@relation x\n@attribute a numeric\n@data\n{0 1}\n", "a sparse ARFF file"),
        (b"@relation x\n@data\n1,2\n", "without an @attribute"),
        (b"[{}, {}]", "holds no values"),
        (b"[[], []]", "holds no values"),
        (b'{"a": 1}\n{"a": 2\n', "JSON, and wrong at line 2"),
        (b'{"a": {"b": 1}}', "JSON without a table"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"PAR1abc", "a Parquet file"),
        (bytes(range(256)), "no text file"),
    ],
)
def test_a_file_without_a_table_says_what_it_is(tmp_path, data, message):
    path = tmp_path / "table.csv"
    path.write_bytes(data)
    with pytest.raises(sn.DataError, match=message):
        sn.read_table(path)
