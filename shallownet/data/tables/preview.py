"""Preview a table file: detect how it is written from its beginning, and show it."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from shallownet.data.tables.column_format import ColumnFormat, column_formats
from shallownet.data.tables.dialect import (
    DECIMALS,
    DELIMITERS,
    THOUSANDS,
    CsvDialect,
    ReadOptions,
)
from shallownet.data.tables.files import (
    decode,
    open_file,
    read_bytes,
    refuse_foreign,
    uncompressed,
)
from shallownet.data.tables.header import (
    column_names,
    count_preamble_rows,
    has_header,
    is_comment,
    usual_width,
)
from shallownet.data.tables.notes import (
    column_notes,
    dialect_notes,
    guess_note,
    preamble_notes,
)
from shallownet.data.tables.number_parsing import Numerals
from shallownet.data.tables.rows import Block, Rows
from shallownet.data.tables.sniffing import (
    detect_decimal,
    detect_layout,
    is_date,
    split_sample,
)
from shallownet.data.tables.sources import read_source
from shallownet.errors import DataError
from shallownet.wording import file_name

if TYPE_CHECKING:
    from shallownet.data.tables.sources import Source

SAMPLE_BYTES: Final = 256 * 1024
"""Bytes from which the dialect is detected."""
_SAMPLE_ROWS: Final = 2_000
_SAMPLE_CELLS: Final = 60_000
_SHOWN_ROWS: Final = 20


@dataclass(frozen=True)
class Preview:
    """The beginning of a table file, and how the file is to be read.

    Attributes
    ----------
    path : str
    dialect : CsvDialect
        As given or detected.
    names : tuple of str
        A unique name for each column: "price", "price (2)", "column 3".
    rows : tuple of tuple of str
        The first rows below the header, unchanged: some may be short or long.
    lines : tuple of int
        The line of the file in which each of these rows begins, or its row in a sheet.
    numeric : tuple of bool
        Whether most of a column's cells in the sampled rows are numbers.
    formats : tuple of ColumnFormat
        How the cells of each column are written.
    size : int
        The file's size in bytes.
    preamble : int
        How many rows stand above the table: see `count_preamble_rows`.
    first_line : int
        The line in which the rows below the header begin.
    width : int
        The usual number of cells in a row.
    notes : tuple of str
        Sentences on what was decided.
    sheets : tuple of str
        The sheets of a workbook.
    source : Rows or None
        All rows, if the file is not one that is read line by line.
    """

    path: str
    dialect: CsvDialect
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    numeric: tuple[bool, ...]
    formats: tuple[ColumnFormat, ...]
    size: int
    preamble: int = 0
    first_line: int = 1
    width: int = 0
    notes: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    source: Rows | None = None


def preview(
    path: str | os.PathLike[str], chosen: CsvDialect | ReadOptions | None = None
) -> Preview:
    """Read the beginning of a table file, and detect how it is written.

    The delimiter is the one that gives the most even table with the most numbers and
    dates; the decimal sign is detected next, then the header. For a file longer than
    the sample the encoding stays ``"auto"``, since the rest may not be UTF-8.

    Parameters
    ----------
    path : str or path
    chosen : CsvDialect or ReadOptions, optional
        The whole dialect, or what is chosen of it; the rest is detected.

    Raises
    ------
    DataError
        If the file cannot be read as text, or holds no table.
    """
    path = os.fspath(path)
    given = chosen if isinstance(chosen, CsvDialect) else None
    options = chosen if isinstance(chosen, ReadOptions) else ReadOptions()
    with open_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        data = read_bytes(uncompressed(file, path), path, SAMPLE_BYTES + 1)
    source = read_source(path, data, options.sheet)
    if source is None:
        dialect, rows = _text_rows(path, data, options, given)
    else:
        dialect, rows = CsvDialect(), source.rows
    if not any(rows.cells):
        raise DataError(f"{file_name(path)} holds no values")
    return _arranged(path, size, rows, options, given, dialect, source)


def _text_rows(
    path: str, data: bytes, options: ReadOptions, given: CsvDialect | None
) -> tuple[CsvDialect, Rows]:
    """Return how a text is split, and its first rows."""
    refuse_foreign(data, path)
    truncated = len(data) > SAMPLE_BYTES
    encoding = given.encoding if given else "auto"
    text, encoding = decode(data[:SAMPLE_BYTES], encoding, truncated)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise DataError(f"{file_name(path)} is empty")
    if truncated:
        text, newline, _ = text.rpartition("\n")  # without a line that is cut
        if not newline:
            raise DataError(f"the first row is longer than {SAMPLE_BYTES:,} bytes")
    layout = given or detect_layout(text, DELIMITERS.get(options.delimiter, ""))
    rows = split_sample(Block(text, 1, not truncated), layout)
    return replace(layout, encoding=encoding), rows


def _arranged(
    path: str,
    size: int,
    rows: Rows,
    options: ReadOptions,
    given: CsvDialect | None,
    dialect: CsvDialect,
    source: Source | None,
) -> Preview:
    """Decide on decimal sign, header, names and formats of the first rows."""
    most = max(min(_SAMPLE_ROWS, _SAMPLE_CELLS // usual_width(rows.cells[:100])), 20)
    sample, lines = [list(row) for row in rows.cells[:most]], rows.lines[:most]
    preamble = 0 if source and source.header else count_preamble_rows(sample)
    table, lines = sample[preamble:], lines[preamble:]
    if is_comment(table[0], len(table[0])) and source is None:
        table[0][0] = table[0][0].lstrip("#% ")  # a header, as NumPy writes it
    width = usual_width(table)
    sound = [row for row in table if len(row) <= width] if len(table) > 1 else table
    columns = list(zip_longest(table[0], *sound[1:], fillvalue=""))
    guessed = False
    if given is None:
        decimal = DECIMALS.get(options.decimal) or (source.decimal if source else "")
        if not decimal:
            decimal, guessed = detect_decimal(columns, dialect.delimiter)
        thousands = THOUSANDS.get(options.thousands, "auto")
        dialect = replace(dialect, decimal=decimal, thousands=thousands)
    numerals = Numerals(
        dialect.decimal, dialect.thousands, missing_codes=options.missing_codes
    )
    if given is None:
        header = options.header == "yes"
        if source and source.header:
            header = True
        elif options.header == "auto":
            header = has_header(
                table[0],
                table[1:300],
                lambda cell: numerals.is_number(cell) or is_date(cell),
            )
        dialect = replace(dialect, header=header)
    body = table[dialect.header :]
    names, name_notes = column_names(table[0] if dialect.header else [], body)
    cells = [column[dialect.header :] for column in columns[: len(names)]]
    cells += [()] * (len(names) - len(cells))
    formats = column_formats(cells, numerals)
    return Preview(
        path=path,
        dialect=dialect,
        names=names,
        rows=tuple(map(tuple, body[:_SHOWN_ROWS])),
        lines=tuple(lines[dialect.header :][:_SHOWN_ROWS]),
        numeric=tuple(item.numbers > 0.5 for item in formats),
        formats=tuple(formats),
        size=size,
        preamble=preamble,
        first_line=lines[1] if dialect.header and body else lines[0] + dialect.header,
        width=width,
        notes=(
            *(source.notes if source else dialect_notes(dialect)),
            *preamble_notes(sample[:preamble]),
            *(() if dialect.header else ("No row names the columns.",)),
            *name_notes,
            *(guess_note(cells, numerals) if guessed else ()),
            *column_notes(names, formats, cells),
        ),
        sheets=source.sheets if source else (),
        source=source.rows if source else None,
    )
