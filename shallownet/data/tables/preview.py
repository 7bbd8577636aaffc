"""Preview a CSV file: detect its dialect from its beginning, and show the first rows.

``csv.Sniffer`` knows no decimal comma and accepts the first regularity it meets, so
the dialect is detected here.
"""

from __future__ import annotations

import codecs
import io
import os
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import Final

from shallownet.data.tables.dialect import (
    AUTO_ENCODINGS,
    CODECS,
    DELIMITERS,
    CsvDialect,
)
from shallownet.data.tables.header import column_names, count_preamble_rows, is_comment
from shallownet.data.tables.number_parsing import detect_decimal, is_missing, is_number
from shallownet.data.tables.rows import open_file, read_rows
from shallownet.errors import DataError
from shallownet.wording import file_name

SAMPLE_BYTES: Final = 256 * 1024
"""Bytes from which the dialect is detected."""
_MAX_SAMPLE_ROWS: Final = 2_000


@dataclass(frozen=True)
class Preview:
    """The beginning of a CSV file.

    Attributes
    ----------
    path : str
    dialect : CsvDialect
        As given or detected.
    names : tuple of str
        A unique name for each column: "price", "price (2)", "column 3".
    rows : tuple of tuple of str
        The first rows below the header, unchanged: some may be short or long.
    numeric : tuple of bool
        Whether most of a column's cells in the sampled rows are numbers.
    size : int
        The file's size in bytes.
    preamble : int
        How many rows stand above the table: see `count_preamble_rows`.
    """

    path: str
    dialect: CsvDialect
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    size: int
    preamble: int = 0


def preview(path: str | os.PathLike[str], dialect: CsvDialect | None = None) -> Preview:
    """Read the beginning of a CSV file, and detect its dialect if none is given.

    The delimiter is the one that gives the most even table with the most numbers,
    whatever their decimal sign, which is detected next. There is a header unless all
    cells of the first row are numbers. For a file longer than the sample the encoding
    stays ``"auto"``, since the rest may not be UTF-8.

    Raises
    ------
    DataError
        If the file cannot be read as text, or holds no table.
    """
    path = os.fspath(path)
    with open_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        try:
            data = file.read(SAMPLE_BYTES + 1)
        except OSError as error:
            raise DataError(
                f"{file_name(path)} cannot be read: {error.strerror}"
            ) from None
    truncated = len(data) > SAMPLE_BYTES
    encoding = dialect.encoding if dialect else "auto"
    text, encoding = _decode(data[:SAMPLE_BYTES], encoding, truncated)
    if "\0" in text:
        raise DataError(
            f"{file_name(path)} is no text file; if it is a spreadsheet, save it there "
            "as CSV"
        )
    if not text.strip():
        raise DataError(f"{file_name(path)} is empty")
    delimiter = dialect.delimiter if dialect else _detect_delimiter(text, truncated)
    rows = _first_rows(text, delimiter, truncated)
    preamble = count_preamble_rows(rows)
    del rows[:preamble]
    if is_comment(rows[0]):
        rows[0][0] = rows[0][0].lstrip("#% ")  # a header, as NumPy writes it
    if dialect is None:
        decimal = detect_decimal((cell for row in rows for cell in row), delimiter)
        first = {is_number(cell, decimal) for cell in rows[0] if not is_missing(cell)}
        dialect = CsvDialect(delimiter, decimal, first != {True}, encoding)
    body = rows[1:] if dialect.header else rows
    names = column_names(rows[0] if dialect.header else [], body)

    def mostly_numbers(column: int) -> bool:
        cells = [row[column] for row in body if column < len(row)]
        cells = [cell for cell in cells if not is_missing(cell)]
        return 2 * sum(is_number(cell, dialect.decimal) for cell in cells) > len(cells)

    return Preview(
        path=path,
        dialect=dialect,
        names=names,
        rows=tuple(map(tuple, body[:20])),
        numeric=tuple(map(mostly_numbers, range(len(names)))),
        size=size,
        preamble=preamble,
    )


def _decode(data: bytes, encoding: str, truncated: bool) -> tuple[str, str]:
    """Return the sample's text, and the encoding to read the file in."""
    candidates: tuple[str, ...] = AUTO_ENCODINGS if encoding == "auto" else (encoding,)
    if encoding == "auto" and data.startswith(
        (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    ):
        candidates = ("utf-16",)
    for candidate in candidates:
        decoder = codecs.getincrementaldecoder(CODECS[candidate])()
        try:
            text = decoder.decode(data, final=not truncated)
        except UnicodeDecodeError as error:
            first = error.start + 1
        else:
            undecided = truncated and candidates is AUTO_ENCODINGS
            return text, "auto" if undecided else candidate
    raise DataError(
        f"the file is no text in {candidates[0].upper()}: its byte {first:,} belongs "
        "to no character; save it as UTF-8"
    )


def _detect_delimiter(text: str, truncated: bool) -> str:
    """Return the delimiter that gives the most even table with the most numbers.

    A first line such as ``sep=;``, which Excel reads and some programs write, names it.
    """
    named = re.match(r"sep=(.)\r?$", text, re.IGNORECASE | re.MULTILINE)
    if named and named[1] in DELIMITERS.values():
        return named[1]

    def score(delimiter: str) -> float:
        try:
            rows = _first_rows(text, delimiter, truncated)
        except DataError:
            return 0.0
        rows = rows[count_preamble_rows(rows) :][:300]
        width, even = Counter(map(len, rows)).most_common(1)[0]
        if width == 1:
            return 0.0
        cells = [c for r in rows if len(r) == width for c in r if not is_missing(c)]
        numbers = sum(is_number(c, ".") or is_number(c, ",") for c in cells)
        # 1.779,55;1 has as many commas in every row, but its header has none.
        fits_header = 1.0 if len(rows[0]) == width else 0.5
        return fits_header * even / len(rows) * (0.5 + numbers / max(len(cells), 1))

    return max(DELIMITERS.values(), key=score)  # the first of equals


def _first_rows(text: str, delimiter: str, truncated: bool) -> list[list[str]]:
    """Return the first rows, without one that the end of the sample may cut."""
    rows: list[list[str]] = []
    problem = DataError("the file holds no values")
    if truncated:
        problem = DataError(f"the first row is longer than {SAMPLE_BYTES:,} bytes")
    try:
        chunks = read_rows(io.StringIO(text, newline=""), delimiter)
        for _, chunk in islice(chunks, _MAX_SAMPLE_ROWS):
            rows += chunk
    except DataError as error:
        if not truncated:
            raise
        problem = error
    if truncated and len(rows) < _MAX_SAMPLE_ROWS:
        rows = rows[:-1]
    if not rows:
        raise problem
    return rows
