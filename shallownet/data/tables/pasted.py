"""Tell whether a text is a table: one that is pasted, and has no file yet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from shallownet.data.tables.header import usual_width
from shallownet.data.tables.number_parsing import Numerals
from shallownet.data.tables.rows import Block
from shallownet.data.tables.sniffing import detect_layout, is_date, split_sample
from shallownet.data.tables.sources import suffix_of
from shallownet.errors import DataError

if TYPE_CHECKING:
    from shallownet.data.tables.dialect import CsvDialect

MAX_CHARACTERS: Final = 20_000_000
"""A longer text is better kept in a file by the program that it comes from."""

_HEAD: Final = 8 * 1024
"""Characters that are looked at: this runs while a window waits."""
_TABLE: Final = re.compile(r"<table\b", re.IGNORECASE)
_ROW: Final = re.compile(r"<tr\b", re.IGNORECASE)
_NUMERALS: Final = Numerals("."), Numerals(",")


class PastedTable(NamedTuple):
    """A text that can be read as a table, and the suffix of a file that holds it."""

    text: str
    suffix: str


def pasted_table(text: str, html: str = "") -> PastedTable:
    r"""Return the table that a text holds, as the text of a file.

    Programs give what is copied twice: as plain text, where a spreadsheet puts a tab
    between two cells, and as HTML. The plain text is taken where every line of it has
    a tab; otherwise the HTML, if there is a table in it.

    Parameters
    ----------
    text : str
        The plain text.
    html : str
        The same as HTML; empty if there is none.

    Raises
    ------
    DataError
        If there is no table in it, or it is too long.

    Examples
    --------
    >>> pasted_table("size\tprice\n70\t210\n90\t260\n").suffix
    '.tsv'
    """
    text, html = text.replace("\0", ""), html.replace("\0", "")
    if max(len(text), len(html)) > MAX_CHARACTERS:
        raise DataError(
            f"it has more than {MAX_CHARACTERS:,} characters; save it as a CSV file, "
            "and open that"
        )
    head = _beginning(text)
    lines = [line for line in head.split("\n") if line.strip()]
    tabbed = len(lines) > 1 and all("\t" in line for line in lines)
    if not tabbed and _TABLE.search(html) and len(_ROW.findall(html, 0, 10**6)) > 1:
        return PastedTable(f"<!doctype html>\n{html}", ".html")
    if known := suffix_of(head):
        return PastedTable(text, known)
    if not text.strip():
        raise DataError("it has no text")
    if len(lines) < 2:
        raise DataError("a table has a row of names, and rows of numbers below it")
    layout = detect_layout(head)
    _check_rows(head, layout)
    return PastedTable(text, ".tsv" if layout.delimiter == "\t" else ".csv")


def _beginning(text: str) -> str:
    """Return the first lines of a text, whole ones if they are not too long."""
    head = text[:_HEAD].replace("\r\n", "\n").replace("\r", "\n")
    whole, newline, _ = head.rpartition("\n")
    return whole + newline if newline and len(text) > _HEAD else head


def _check_rows(head: str, layout: CsvDialect) -> None:
    """Raise DataError if lines are no rows of two columns or more, with values."""
    rows = split_sample(Block(head, 1, True), layout).cells
    width = usual_width(rows)
    even = [row for row in rows if len(row) == width]
    if width < 2 or 2 * len(even) < len(rows) or len(even) < 2:
        raise DataError("its lines are not rows of two columns or more")
    values = sum(any(map(_is_value, row)) for row in even)
    if layout.delimiter != "\t" and 2 * values < len(even):
        raise DataError("its lines hold no numbers")


def _is_value(cell: str) -> bool:
    return is_date(cell) or any(numerals.is_number(cell) for numerals in _NUMERALS)
