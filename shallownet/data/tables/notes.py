"""Sentences on what was decided when a table was read."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from shallownet.data.tables.dialect import DELIMITERS
from shallownet.data.tables.number_parsing import Numerals
from shallownet.data.tables.text_column import MAX_CHARACTERS, MAX_TEXTS
from shallownet.wording import counted, figure, quoted, shortened, some_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.data.tables.column_format import ColumnFormat
    from shallownet.data.tables.dialect import CsvDialect
    from shallownet.data.tables.rows import OddLines, RowSplitter
    from shallownet.data.tables.text_column import TextColumn

MAX_COLUMN_NOTES: Final = 12
"""Columns of whose numbers a sentence is made."""
_SIGNS: Final = {".": "point", ",": "comma"}
_ENCODINGS: Final = {
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1",
}


def dialect_notes(dialect: CsvDialect) -> list[str]:
    """Return sentences on a text that is not plain CSV."""
    notes = []
    if dialect.delimiter != "," or dialect.decimal != ".":
        names = {sign: name for name, sign in DELIMITERS.items()}
        notes.append(
            f"A {names[dialect.delimiter]} stands between cells, and the decimal sign "
            f"is a {_SIGNS[dialect.decimal]}."
        )
    if dialect.quote == "'":
        notes.append("Cells stand in single quotation marks.")
    if dialect.escaped:
        notes.append("A backslash stands before quotation marks within cells.")
    if dialect.encoding in _ENCODINGS:
        notes.append(f"The text is read as {_ENCODINGS[dialect.encoding]}.")
    return notes


def preamble_notes(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return a sentence on rows above a table."""
    if not rows or (len(rows) == 1 and rows[0][0].lower().startswith("sep=")):
        return []
    first = quoted(" ".join(cell for cell in rows[0] if cell.strip()))
    one = len(rows) == 1
    return [
        f"{counted(len(rows), 'row')} above the table {'is' if one else 'are'} left "
        f"out{': ' if one else '; first: '}{first}."
    ]


def guess_note(columns: Sequence[Sequence[str]], numerals: Numerals) -> list[str]:
    """Return a sentence on a number that could be read in two ways."""
    other = Numerals("." if numerals.decimal == "," else ",")
    for cell in chain.from_iterable(columns):
        here, there = numerals.number(cell), other.number(cell)
        if here == here and there == there and here != there:
            sign = _SIGNS[numerals.decimal]
            return [
                f"{quoted(cell.strip())} could be {figure(here, 15)} or "
                f"{figure(there, 15)}: it is read with a decimal {sign}; if that is "
                "wrong, choose the other one."
            ]
    return []


def column_notes(
    names: Sequence[str],
    formats: Sequence[ColumnFormat],
    columns: Sequence[Sequence[str]],
) -> list[str]:
    """Return a sentence for each column with numbers that are written oddly."""
    notes = []
    for name, item, cells in zip(names, formats, columns, strict=True):
        if note := item.note(name, cells):
            notes.append(note)
    more = len(notes) - MAX_COLUMN_NOTES
    if more > 0:
        notes[MAX_COLUMN_NOTES:] = [f"Likewise in {counted(more, 'other column')}."]
    return notes


def text_notes(names: Sequence[str], texts: Sequence[TextColumn | None]) -> list[str]:
    """Return a sentence on columns with more texts than are kept."""
    found = [
        (f"{shortened(name)} ({column.distinct:,})", column)
        for name, column in zip(names, texts, strict=True)
        if column is not None and not column.complete
    ]
    if not found:
        return []
    one = len(found) == 1
    return [
        f"{'Column' if one else 'Columns'} {some_of([name for name, _ in found])} "
        f"{'has' if one else 'have'} more different texts than are kept "
        f"({MAX_TEXTS:,}, of {MAX_CHARACTERS:,} characters): "
        f"{'it' if one else 'they'} can be no category and no date."
    ]


def quote_notes(splitter: RowSplitter) -> list[str]:
    """Return sentences on quotation marks that are odd."""
    notes = []
    if splitter.stray_quotes.count:
        notes.append(
            f"{_first_line(splitter.stray_quotes)} a quotation mark that its row does "
            "not close: it is read as a character."
        )
    if splitter.long_rows.count:
        first = splitter.long_rows
        notes.append(
            f"{_first_line(first)} a quotation mark that line {first.last:,} closes: "
            "they are one row."
        )
    return notes


def _first_line(lines: OddLines) -> str:
    """Return the beginning of a sentence on lines that open something."""
    if lines.count == 1:
        return f"Line {lines.first:,} opens"
    return f"{counted(lines.count, 'line')}, first line {lines.first:,}, open"
