"""Read the numbers of a CSV file into a table."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.data.csv.dialect import AUTO_ENCODINGS, CODECS, CsvDialect
from shallownet.data.csv.number_parsing import parse_column
from shallownet.data.csv.preview import Preview, preview
from shallownet.data.csv.rows import EncodingError, open_file, read_rows
from shallownet.data.csv.table import ColumnProblems, Table
from shallownet.data.datasets import MAX_SAMPLES
from shallownet.errors import Cancelled, DataError

if TYPE_CHECKING:
    import os

    from shallownet.arrays import Array
    from shallownet.callbacks import CancelCheck, ProgressCallback

MAX_NUMBERS: Final = 100_000_000
"""Cells of a table, of 8 bytes each."""
CELLS_PER_CHUNK: Final = 40_000


def read(
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
    dialect, names, size = beginning.dialect, beginning.names, beginning.size
    max_rows = min(MAX_SAMPLES, MAX_NUMBERS // len(names))
    problems = tuple(ColumnProblems() for _ in names)
    parts: list[Array] = []
    count, to_skip = 0, beginning.preamble + dialect.header
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
            del lines[:skipped], rows[:skipped]
            parts.append(_parse_chunk(rows, lines, problems, dialect.decimal, count))
            count += len(rows)
            if count > max_rows:
                raise DataError(
                    f"the file has more than {max_rows:,} rows of {len(names)} "
                    "columns, which is too large"
                )
            if progress:
                progress(min(file.tell(), size), size)
    if progress:
        progress(size, size)
    values = np.empty((len(names), count))
    parts.reverse()
    start = 0
    while parts:  # frees each part once it is copied
        part = parts.pop()
        stop = start + part.shape[1]
        values[:, start:stop] = part
        start = stop
    values.flags.writeable = False
    return Table(names, values, problems)


def _parse_chunk(
    rows: list[list[str]],
    lines: list[int],
    problems: tuple[ColumnProblems, ...],
    decimal: str,
    rows_before: int,
) -> Array:
    """Return the numbers of some rows (columns, rows); record cells without one."""
    width = len(problems)
    surplus = set()
    if set(map(len, rows)) != {width}:
        for n, row in enumerate(rows):
            if any(cell.strip() for cell in row[width:]):
                surplus.add(n)
            row[width:] = []
            row.extend([""] * (width - len(row)))
    values = np.empty((width, len(rows)))
    for column, cells in enumerate(zip(*rows, strict=True)):
        values[column] = parse_column(cells, decimal)
        values[column, list(surplus)] = np.nan
        for n in np.flatnonzero(np.isnan(values[column])).tolist():
            row_number = rows_before + n + 1
            problems[column].add(lines[n], row_number, cells[n], n in surplus)
    return values
