"""What is pasted: a table as spreadsheets and web pages give it, or none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet.data.tables.pasted import MAX_CHARACTERS, pasted_table
from shallownet.data.tables.reader import read_table
from shallownet.errors import DataError

SHEET = "size\ttown\tprice\r\n70,5\tUlm\t210\r\n90\tBonn\t260\r\n"
"""As a spreadsheet gives it where commas are decimal signs."""

TABLE = (
    "<meta charset='utf-8'><google-sheets-html-origin><table>"
    "<tr><th>size</th><th>price</th></tr><tr><td>70.5</td><td>210</td></tr>"
    "<tr><td>90</td><td>260</td></tr></table>"
)
PAGE = f"<p>Houses</p>{TABLE}<p>and more</p>"


def read(tmp_path, text: str, html: str = ""):
    table = pasted_table(text, html)
    path = tmp_path / f"pasted{table.suffix}"
    path.write_text(table.text, encoding="utf-8", newline="")
    return read_table(path)


@pytest.mark.parametrize("html", ["", TABLE])
def test_cells_of_a_spreadsheet_are_read_from_the_plain_text(tmp_path, html):
    table = read(tmp_path, SHEET, html)
    assert table.names == ("size", "town", "price")
    assert table.column("size").values.tolist() == [70.5, 90.0]


def test_a_table_among_the_text_of_a_page_is_read_from_the_html(tmp_path):
    table = read(tmp_path, "Houses\nsize\tprice\n70.5\t210\n90\t260\nand more", PAGE)
    assert table.names == ("size", "price")
    assert table.column("price").values.tolist() == [210.0, 260.0]
    assert not table.notes  # its file is named as what it is


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("x,y\n1,2\n3,4\n", ".csv"),
        ("x;y\n1;2\n3;4\n", ".csv"),
        ("a\tb\nyes\tno\nno\tyes", ".tsv"),
        ('[{"x": 1, "y": 2}, {"x": 3, "y": 4}]', ".json"),
        ("@relation a\n@attribute x numeric\n@data\n1\n", ".arff"),
        (TABLE.removeprefix("<meta charset='utf-8'><google-sheets-html-origin>"), ""),
    ],
)
def test_other_texts_of_tables_get_the_suffix_of_their_kind(text, suffix):
    assert pasted_table(text).suffix == (suffix or ".html")


@pytest.mark.parametrize(
    ("text", "html", "said"),
    [
        ("", "", "no text"),
        ("\0\0", "", "no text"),
        ("one line", "", "row of names"),
        ("Hello, you,\nand you, there,\nand all, too", "", "hold no numbers"),
        ("1\n2\n3\n", "", "not rows of two columns"),
        ("words of a page", "<p>words of a page</p>", "row of names"),
        ("a", "<table><tr><td>a</td></tr></table>", "row of names"),
        ("1,2\n" * (MAX_CHARACTERS // 4 + 1), "", "save it as a CSV file"),
        ("", "<p>" + "a" * MAX_CHARACTERS, "save it as a CSV file"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(text, html, said):
    with pytest.raises(DataError, match=said):
        pasted_table(text, html)


@given(st.text(max_size=300), st.text(max_size=100).map("<table><tr><tr>{}".format))
def test_any_text_is_a_table_or_refused(text, html):
    for markup in ("", html):
        try:
            found = pasted_table(text, markup)
        except DataError as error:
            assert str(error)
        else:
            assert "\0" not in found.text
