"""How a person's CSV file is written: detected from its beginning, and shown.

The standard library's ``csv`` reads the file. Its ``Sniffer`` knows no decimal comma
and takes the first regularity it meets, so the dialect is found out here.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
import stat
from collections import Counter
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, Final, TextIO

from shallownet.data.csv.number_parsing import decimal_sign, is_missing, is_number
from shallownet.data.csv.symbols import DECIMALS, DELIMITERS
from shallownet.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

CODECS: Final = {
    "auto": "utf-8-sig",
    "utf-8": "utf-8-sig",  # with a byte order mark or without
    "utf-16": "utf-16",
    "cp1252": "cp1252",
    "latin-1": "latin-1",
}
"""Python's codec for each encoding."""
GUESSES: Final = ("utf-8", "cp1252", "latin-1")
"""What ``"auto"`` stands for, in turn; anything is text in the last."""
MAX_COLUMNS: Final = 200
SAMPLE: Final = 256 * 1024
"""Bytes from which the dialect is detected."""

_ROWS_LOOKED_AT: Final = 2_000
_LONGEST_LINE: Final = (
    4 * 1024 * 1024
)  # a file without any newline must not fill memory
_LONGEST_NAME: Final = 80


class EncodingError(DataError):
    """A file is no text in the encoding it is read in."""


@dataclass(frozen=True)
class CsvDialect:
    """How a CSV file is written.

    A decimal comma may stand where the comma delimits, too: then the numbers are in
    quotes.

    Attributes
    ----------
    delimiter, decimal : str
    header : bool
        Whether the first row names the columns.
    encoding : str
        ``"auto"`` is UTF-8, or Windows-1252 or Latin-1 where the file is not that to
        its end.

    Raises
    ------
    DataError
        If a value is none of those possible.
    """

    delimiter: str = ","
    decimal: str = "."
    header: bool = True
    encoding: str = "utf-8"

    def __post_init__(self) -> None:
        for name, choices in (
            ("delimiter", tuple(DELIMITERS.values())),
            ("decimal", tuple(DECIMALS.values())),
            ("encoding", tuple(CODECS)),
        ):
            value = getattr(self, name)
            if value not in choices:
                shown = ", ".join(map(repr, choices))
                raise DataError(f"{name} is {value!r}; it must be one of {shown}")


@dataclass(frozen=True)
class Preview:
    """The beginning of a CSV file.

    Attributes
    ----------
    path : str
    dialect : CsvDialect
        As given or detected.
    names : tuple of str
        A name for each column, each its own: "price", "price (2)", "column 3".
    rows : tuple of tuple of str
        The first rows below the header, as they stand: some may be short or long.
    numeric : tuple of bool
        Whether most of a column's cells are numbers, in the rows looked at.
    size : int
        Bytes of the file.
    above : int
        Rows above the table, which are no part of it: see `_above`.
    """

    path: str
    dialect: CsvDialect
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    size: int
    above: int = 0


def preview(path: str | os.PathLike[str], dialect: CsvDialect | None = None) -> Preview:
    """Read the beginning of a CSV file, and detect its dialect if none is given.

    There is a header unless all of the first row's cells are numbers. How many there
    are decides between delimiters that fit, whatever the decimal sign; that is found
    out after, see `decimal_sign`. Of a file longer than the sample the encoding is
    ``"auto"``: what its rest holds is seen when it is read.

    Raises
    ------
    DataError
        If the file cannot be read as text, or holds no table.
    """
    path = os.fspath(path)
    with open_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        try:
            data = file.read(SAMPLE + 1)
        except OSError as error:
            raise DataError(f"{path} cannot be read: {error}") from None
    cut = len(data) > SAMPLE
    text, encoding = _decoded(data[:SAMPLE], dialect.encoding if dialect else None, cut)
    if "\0" in text:
        raise DataError(
            f"{path} is no text file; if it is a spreadsheet, save it there as CSV"
        )
    if not text.strip():
        raise DataError(f"{path} is empty")
    delimiter = dialect.delimiter if dialect else _delimiter(text, cut)
    rows = _beginning(text, delimiter, cut)
    above = _above(rows)
    rows = rows[above:]
    if _is_comment(rows[0]):
        rows[0][0] = rows[0][0].lstrip("#% ")  # a header, as NumPy writes it
    if dialect is None:
        decimal = decimal_sign((cell for row in rows for cell in row), delimiter)
        first = {is_number(cell, decimal) for cell in rows[0] if not is_missing(cell)}
        dialect = CsvDialect(delimiter, decimal, first != {True}, encoding)
    body = rows[1:] if dialect.header else rows
    names = _names(rows[0] if dialect.header else [], body)
    columns = [
        [row[n] for row in body if n < len(row) and not is_missing(row[n])]
        for n in range(len(names))
    ]
    numeric = (sum(is_number(c, dialect.decimal) for c in cells) for cells in columns)
    return Preview(
        path=path,
        dialect=dialect,
        names=names,
        rows=tuple(map(tuple, body[:20])),
        numeric=tuple(2 * n > len(c) for n, c in zip(numeric, columns, strict=True)),
        size=size,
        above=above,
    )


def open_file(path: str) -> BinaryIO:
    """Open an ordinary file for reading.

    Raises
    ------
    DataError
        If it cannot be opened, or is no ordinary file: a pipe would wait for ever.
    """
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISREG(mode):
            return open(path, "rb")
    except FileNotFoundError:
        raise DataError(f"there is no file {path}") from None
    except PermissionError:
        raise DataError(f"there is no permission to read {path}") from None
    except (OSError, ValueError) as error:
        raise DataError(f"{path!r} cannot be opened: {error}") from None
    what = "a folder" if stat.S_ISDIR(mode) else "no ordinary file"
    raise DataError(f"{path} is {what}; choose a CSV file")


def rows_of(
    text: TextIO, delimiter: str, call_now: int = 1
) -> Iterator[tuple[list[int], list[list[str]]]]:
    """Yield so many rows at once, and the lines they begin in, without blank rows.

    Raises
    ------
    EncodingError
        If it is no text in its encoding; the message names the line.
    DataError
        If it cannot be read further for another reason, which names the line, too.
    """
    # Blanks at a cell's start are skipped, so that a run of blanks delimits once and
    # a quotation mark behind a blank still quotes.
    reader = csv.reader(_lines(text), delimiter=delimiter, skipinitialspace=True)
    row: list[str] = []
    rows: list[list[str]] = []
    lines: list[int] = []
    start = line = 1
    try:
        for row in reader:
            if len(row) > 1 or (row and row[0].strip()):
                rows.append(row)
                lines.append(line)
                if len(rows) == call_now:
                    yield lines, rows
                    rows, lines = [], []
            start, line = line, reader.line_num + 1
    except csv.Error as error:
        raise DataError(
            f"line {line:,} cannot be read: {error}; is a quotation mark not closed?"
        ) from None
    except UnicodeDecodeError as error:
        # Text is decoded some lines ahead of the one that is being read.
        ahead = error.object[: error.start].decode(error.encoding, "replace")
        line = reader.line_num + 1 + len(re.findall(r"\r\n?|\n", ahead))
        raise EncodingError(
            f"line {line:,} is no text in {error.encoding.upper()} ({error.reason}); "
            "save the file as UTF-8"
        ) from None
    except OSError as error:
        raise DataError(f"line {line:,} cannot be read: {error}") from None
    if row:
        raise DataError(f"line {start:,} opens a quotation mark that is never closed")
    if rows:
        yield lines, rows


def _lines(text: TextIO) -> Iterator[str]:
    for line in iter(partial(text.readline, _LONGEST_LINE), ""):
        if len(line) == _LONGEST_LINE:
            raise csv.Error(f"it has more than {_LONGEST_LINE:,} characters")
        yield line
    # One blank line more: it comes out as a blank row unless a quote is still open.
    yield "\n"


def _decoded(data: bytes, encoding: str | None, cut: bool) -> tuple[str, str]:
    """Return the sample's text, and the encoding that the file is read in."""
    guesses: tuple[str, ...] = GUESSES
    if encoding and encoding != "auto":
        guesses = (encoding,)
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        guesses = ("utf-16",)
    for guess in guesses:
        decoder = codecs.getincrementaldecoder(CODECS[guess])()
        try:
            text = decoder.decode(data, final=not cut)
        except UnicodeError as error:
            problem = error
        else:
            return text, "auto" if cut and guesses is GUESSES else guess
    raise DataError(f"the file is no text in {guesses[0].upper()}: {problem}")


def _delimiter(text: str, cut: bool) -> str:
    """Return the delimiter that makes the most even table with the most numbers.

    A first line such as ``sep=;`` names it: Excel reads and some programs write that.
    """
    said = re.match(r"sep=(.)\r?$", text, re.IGNORECASE | re.MULTILINE)
    if said and said[1] in DELIMITERS.values():
        return said[1]

    def fit(delimiter: str) -> float:
        try:
            rows = _beginning(text, delimiter, cut)
        except DataError:
            return 0.0
        rows = rows[_above(rows) :][:300]
        width, even = Counter(map(len, rows)).most_common(1)[0]
        if width == 1:
            return 0.0
        cells = [c for r in rows if len(r) == width for c in r if not is_missing(c)]
        numbers = sum(any(is_number(c, sign) for sign in ".,") for c in cells)
        # 1.779,55;1 has as many commas in every row, but its header has none.
        headed = 1.0 if len(rows[0]) == width else 0.5
        return headed * even / len(rows) * (0.5 + numbers / max(len(cells), 1))

    return max(DELIMITERS.values(), key=fit)  # the first of equals


def _beginning(text: str, delimiter: str, cut: bool) -> list[list[str]]:
    """Return the first rows, without one that the sample's end may have cut."""
    rows: list[list[str]] = []
    problem = DataError("the file holds no values")
    if cut:
        problem = DataError(f"the first row is longer than {SAMPLE:,} bytes")
    try:
        found = rows_of(io.StringIO(text, newline=""), delimiter)
        for _, chunk in islice(found, _ROWS_LOOKED_AT):
            rows += chunk
    except DataError as error:
        if not cut:
            raise
        problem = error
    if cut and len(rows) < _ROWS_LOOKED_AT:
        rows = rows[:-1]
    if not rows:
        raise problem
    return rows


def _above(rows: list[list[str]]) -> int:
    """Return how many rows stand above the table.

    ``sep=;`` does, and comments, and titles: rows that are narrower than the table and
    stand over its header. A comment as wide as the table is its header, as NumPy writes
    it, unless another one stands below it.
    """
    said = int(rows[0][0].strip().lower().startswith("sep="))
    table = [n for n in range(said, len(rows)) if not _is_comment(rows[n])]
    if not table:
        return 0
    usual, above = _usual([len(rows[n]) for n in table]), table[0]
    commented = above > said and len(rows[above - 1]) == usual
    if commented and not _heads(rows[above], usual):
        return above - 1
    header = next((n for n in table if len(rows[n]) >= usual), above)
    return header if _heads(rows[header], usual) else above


def _is_comment(row: list[str]) -> bool:
    return row[0].lstrip().startswith(("#", "%"))


def _heads(row: list[str], usual: int) -> bool:
    """Say whether a row can be nothing but a header: words, as wide as the table."""
    return len(row) == usual and not any(
        is_missing(cell) or is_number(cell, ".") or is_number(cell, ",") for cell in row
    )


def _names(header: list[str], body: list[list[str]]) -> tuple[str, ...]:
    """Return a name for each column; one without any name or content is none."""

    def filled(row: list[str]) -> int:
        return max((n for n, cell in enumerate(row, 1) if cell.strip()), default=0)

    contents = [filled(row) for row in body]
    wider = sum(filled == len(header) + 1 for filled in contents)
    if header and 2 * wider > len(body):
        header = ["", *header]  # as R writes it: nothing stands over the rows' names
    usual = min(_usual([len(row) for row in body]), max(contents, default=0))
    width = max(filled(header), usual, 1)
    if width > MAX_COLUMNS:
        raise DataError(f"{width:,} columns are too many; {MAX_COLUMNS} are the most")
    names: list[str] = []
    for n, cell in enumerate((header + [""] * width)[:width], 1):
        name = base = " ".join(cell.split())[:_LONGEST_NAME] or f"column {n}"
        again = 1
        while name in names:
            again += 1
            name = f"{base} ({again})"
        names.append(name)
    return tuple(names)


def _usual(numbers: list[int]) -> int:
    return Counter(numbers).most_common(1)[0][0] if numbers else 0
