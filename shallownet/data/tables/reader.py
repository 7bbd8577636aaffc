"""Read a table file: its numbers, its texts, and what was decided about it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.data.datasets import MAX_SAMPLES
from shallownet.data.tables.dialect import AUTO_ENCODINGS, CODECS, CsvDialect
from shallownet.data.tables.number_parsing import parse_column
from shallownet.data.tables.preview import Preview, preview
from shallownet.data.tables.problems import ColumnProblems
from shallownet.data.tables.rows import EncodingError, open_file, read_rows
from shallownet.data.tables.table import Table
from shallownet.data.tables.text_column import TextColumnBuilder
from shallownet.errors import Cancelled, DataError

if TYPE_CHECKING:
    import os

    from shallownet.arrays import Array
    from shallownet.callbacks import CancelCheck, ProgressCallback

MAX_NUMBERS: Final = 100_000_000
"""Cells of a table, of 8 bytes each."""
CELLS_PER_CHUNK: Final = 40_000
MAX_TEXT_SHARE: Final = 0.1
"""Share of a column's cells that may be text in a column of numbers."""


def read_table(
    path: str | os.PathLike[str],
    dialect: CsvDialect | Preview | None = None,
    progress: ProgressCallback = None,
    cancelled: CancelCheck = None,
) -> Table:
    """Read a CSV file; a million rows of four columns take about three seconds.

    If the encoding is ``"auto"`` and the file is not UTF-8 to its end, it is read again
    in the encodings of older programs.

    Parameters
    ----------
    path : str or path
    dialect : CsvDialect or Preview, optional
        Detected if none is given; a preview saves detecting it again.
    progress : callable, optional
        Called with the bytes read and the file's size, every 40,000 cells or so.
    cancelled : callable, optional
        Called as often; returns whether to stop.

    Raises
    ------
    DataError
        If the file cannot be read to its end, or is too large.
    Cancelled
        If ``cancelled`` returned true.
    """
    beginning = dialect if isinstance(dialect, Preview) else preview(path, dialect)
    encoding = beginning.dialect.encoding
    *candidates, last = AUTO_ENCODINGS if encoding == "auto" else (encoding,)
    for candidate in candidates:
        try:
            return _read_as(candidate, beginning, progress, cancelled)
        except EncodingError:
            pass  # beyond the sample of the preview
    return _read_as(last, beginning, progress, cancelled)


def _read_as(
    encoding: str,
    beginning: Preview,
    progress: ProgressCallback,
    cancelled: CancelCheck,
) -> Table:
    """Read the file; once more if a column turns to text below the sample."""
    is_text = {n for n, numeric in enumerate(beginning.numeric) if not numeric}
    while True:
        reading = _Reading(len(beginning.names), beginning.dialect.decimal, is_text)
        _read_rows(encoding, beginning, reading, progress, cancelled)
        late = reading.text_columns - is_text
        if not late:
            return reading.table(beginning.names, beginning.path)
        is_text |= late


def _read_rows(
    encoding: str,
    beginning: Preview,
    reading: _Reading,
    progress: ProgressCallback,
    cancelled: CancelCheck,
) -> None:
    dialect, names, size = beginning.dialect, beginning.names, beginning.size
    max_rows = min(MAX_SAMPLES, MAX_NUMBERS // len(names))
    to_skip = beginning.preamble + dialect.header
    with (
        open_file(beginning.path) as file,
        io.TextIOWrapper(file, CODECS[encoding], newline="") as text,
    ):
        chunk_size = max(CELLS_PER_CHUNK // len(names), 1)
        for lines, rows in read_rows(text, dialect.delimiter, chunk_size):
            if cancelled and cancelled():
                raise Cancelled
            skipped = min(to_skip, len(rows))
            to_skip -= skipped
            reading.add(rows[skipped:], lines[skipped:])
            if reading.rows > max_rows:
                raise DataError(
                    f"the file has more than {max_rows:,} rows of {len(names)} "
                    "columns, which is too large"
                )
            if progress:
                progress(min(file.tell(), size), size)
    if progress:
        progress(size, size)


class _Reading:
    """What is read of a table so far.

    Parameters
    ----------
    width : int
        The number of columns.
    decimal : str
    is_text : set of int
        The columns whose texts are kept.
    """

    def __init__(self, width: int, decimal: str, is_text: set[int]) -> None:
        self.rows = 0
        self._decimal = decimal
        self._problems = tuple(ColumnProblems() for _ in range(width))
        self._parts: list[Array] = []
        self._texts = {n: TextColumnBuilder() for n in sorted(is_text)}

    def add(self, rows: list[list[str]], lines: list[int]) -> None:
        """Add the next rows, with the lines that they begin in."""
        width = len(self._problems)
        surplus = set()
        if set(map(len, rows)) != {width}:
            for n, row in enumerate(rows):
                if any(cell.strip() for cell in row[width:]):
                    surplus.add(n)
                row[width:] = []
                row.extend([""] * (width - len(row)))
        values = np.empty((width, len(rows)))
        for column, cells in enumerate(zip(*rows, strict=True)):
            if column in self._texts:
                self._texts[column].add(cells)
            values[column] = parse_column(cells, self._decimal)
            values[column, list(surplus)] = np.nan
            for n in np.flatnonzero(np.isnan(values[column])).tolist():
                row_number = self.rows + n + 1
                problems = self._problems[column]
                problems.add(lines[n], row_number, cells[n], n in surplus)
        self._parts.append(values)
        self.rows += len(rows)

    @property
    def text_columns(self) -> set[int]:
        """The columns in which more than a few of the cells are text."""
        return {
            n
            for n, problems in enumerate(self._problems)
            if (problems.text - problems.surplus)
            > MAX_TEXT_SHARE * (self.rows - problems.missing)
        }

    def table(self, names: tuple[str, ...], path: str) -> Table:
        """Return the table, once all rows are added."""
        values = np.empty((len(names), self.rows))
        self._parts.reverse()
        start = 0
        while self._parts:  # frees each part once it is copied
            part = self._parts.pop()
            stop = start + part.shape[1]
            values[:, start:stop] = part
            start = stop
        values.flags.writeable = False
        is_text = self.text_columns
        texts = tuple(
            self._texts[n].build() if n in is_text else None for n in range(len(names))
        )
        return Table(names, values, self._problems, texts, path=path)
