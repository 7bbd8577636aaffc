"""Read a table file: its numbers, its texts, and what was decided about it."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.data.datasets import MAX_SAMPLES
from shallownet.data.tables.clean_numbers import CleanBlock, CleanNumbers
from shallownet.data.tables.columns import ColumnReader
from shallownet.data.tables.dialect import (
    AUTO_ENCODINGS,
    CODECS,
    CsvDialect,
    ReadOptions,
)
from shallownet.data.tables.files import (
    EncodingError,
    open_file,
    uncompressed,
    unreadable,
)
from shallownet.data.tables.notes import quote_notes, text_notes
from shallownet.data.tables.preview import Preview, preview
from shallownet.data.tables.rows import Block, Rows, RowSplitter, blocks
from shallownet.data.tables.table import Table
from shallownet.errors import Cancelled, DataError
from shallownet.wording import file_name

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.data.tables.column_format import ColumnFormat

MAX_NUMBERS: Final = 100_000_000
"""Cells of a table, of 8 bytes each."""


def read_table(
    path: str | os.PathLike[str],
    chosen: CsvDialect | ReadOptions | Preview | None = None,
    progress: ProgressCallback = None,
    cancelled: CancelCheck = None,
) -> Table:
    """Read a table file; a million rows of four columns take about a second.

    CSV with any delimiter, decimal sign, thousands and quotation mark; the same
    compressed by gzip; Excel and OpenDocument workbooks; HTML tables, ARFF, JSON and
    JSON lines. What a file is, its content says, not its name. If the encoding is
    ``"auto"`` and the file is not UTF-8 to its end, it is read again in the encodings
    of older programs.

    Parameters
    ----------
    path : str or path
    chosen : ReadOptions, CsvDialect or Preview, optional
        What is chosen about how to read it; the rest is detected. A preview saves
        detecting it again.
    progress : callable, optional
        Called with the bytes read and the file's size, every block of 256 kB or so.
    cancelled : callable, optional
        Called as often; returns whether to stop.

    Raises
    ------
    DataError
        If the file cannot be read to its end, or is too large.
    Cancelled
        If ``cancelled`` returned true.

    Examples
    --------
    >>> table = read_table("shares.csv")  # doctest: +SKIP
    >>> table.names, table.units  # doctest: +SKIP
    (('x', 'share'), ('', '%'))
    """
    if isinstance(chosen, ReadOptions):
        beginning = preview(path, chosen)
        return replace(read_table(path, beginning, progress, cancelled), options=chosen)
    beginning = chosen if isinstance(chosen, Preview) else preview(path, chosen)
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
    formats = beginning.formats
    while True:
        reading = _Reading(beginning, formats)
        if beginning.source is not None:
            cells, lines = beginning.source
            above = beginning.preamble + beginning.dialect.header
            reading.add(Rows(cells[above:], lines[above:]))
        else:
            _read_text(encoding, beginning, reading, progress, cancelled)
        if progress:
            progress(beginning.size, beginning.size)
        formats, before = reading.formats(), formats
        if formats == before:
            return reading.table()


def _read_text(
    encoding: str,
    beginning: Preview,
    reading: _Reading,
    progress: ProgressCallback,
    cancelled: CancelCheck,
) -> None:
    path, size = beginning.path, beginning.size
    try:
        with (
            open_file(path) as file,
            uncompressed(file, path) as stream,
            io.TextIOWrapper(stream, CODECS[encoding]) as text,
        ):
            for block in blocks(text):
                if cancelled and cancelled():
                    raise Cancelled
                reading.add_block(block)
                if progress:
                    progress(min(file.tell(), size), size)
    except UnicodeDecodeError as error:
        line = _undecodable_line(path, encoding)
        raise EncodingError(
            f"line {line:,} is no text in {error.encoding.upper()} ({error.reason}); "
            "save the file as UTF-8"
        ) from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise DataError(
            f"{file_name(path)} is compressed and damaged: its end is missing, or wrong"
        ) from None
    except OSError as error:
        raise unreadable(path, error) from None


def _undecodable_line(path: str, encoding: str) -> int:
    """Return the line with the first byte that is no text in an encoding."""
    decoder, line = codecs.getincrementaldecoder(CODECS[encoding])(), 1
    with open_file(path) as file, uncompressed(file, path) as stream:
        while data := stream.read(2**20):
            try:
                text = decoder.decode(data)
            except UnicodeDecodeError as error:
                text = error.object[: error.start].decode(error.encoding, "replace")
                return line + text.count("\n")
            line += text.count("\n")
    return line  # the file ends within a character


class _Reading:
    """What is read of a table so far.

    Parameters
    ----------
    beginning : Preview
    formats : sequence of ColumnFormat
    """

    def __init__(self, beginning: Preview, formats: Sequence[ColumnFormat]) -> None:
        self._rows = 0
        self._splitter = RowSplitter(beginning.dialect, beginning.width)
        self._clean = CleanNumbers(beginning.dialect, formats)
        self._path = beginning.path
        self._names, self._notes = beginning.names, beginning.notes
        self._dialect, self._first_line = beginning.dialect, beginning.first_line
        self._formats = tuple(formats)
        self._columns = [ColumnReader(item) for item in formats]
        self._lines: list[NDArray[np.int64]] = []
        self._max_rows = min(MAX_SAMPLES, MAX_NUMBERS // len(formats))

    def add_block(self, block: Block) -> None:
        """Add the rows of the next block."""
        clean = None
        if block.first_line >= self._first_line and not self._splitter.is_open:
            clean = self._clean.parse(block)
        if clean is None:
            self.add(self._splitter.split(block))
        else:
            self._add_clean(clean, block.first_line)

    def add(self, rows: Rows) -> None:
        """Add the next rows; those above the table are skipped."""
        cells, lines = rows
        width = len(self._columns)
        if lines and lines[0] < self._first_line:
            below = sum(line < self._first_line for line in lines)
            cells, lines = cells[below:], lines[below:]
        if not cells:
            return
        surplus = []
        if set(map(len, cells)) != {width}:
            cells = [*cells]
            for n, row in enumerate(cells):
                if len(row) > width and "".join(row[width:]).strip():
                    surplus.append(n)
                cells[n] = row[:width] + [""] * (width - len(row))
        for column, texts in zip(self._columns, zip(*cells, strict=True), strict=True):
            column.add(texts, lines, self._rows, surplus)
        self._count(np.array(lines))

    def _add_clean(self, clean: CleanBlock, first_line: int) -> None:
        """Add rows that have a line each."""
        lines = np.arange(first_line, first_line + len(clean.lines))
        sign = self._dialect.delimiter
        invalid = np.isnan(clean.values)
        odd = {
            n: clean.lines[n].split(sign)
            for n in np.flatnonzero(invalid.any(axis=1)).tolist()
        }
        for n, values, bad in zip(
            self._clean.columns, clean.values.T, invalid.T, strict=True
        ):
            cells = [(row, odd[row][n]) for row in np.flatnonzero(bad).tolist()]
            self._columns[n].add_numbers(values, cells, first_line, self._rows)
        if len(self._clean.columns) < len(self._columns):
            rows = [line.split(sign) for line in clean.lines]
            numbers = lines.tolist()
            for n, column in enumerate(self._columns):
                if n not in self._clean.columns:
                    column.add([row[n] for row in rows], numbers, self._rows, [])
        self._count(lines)

    def _count(self, lines: NDArray[np.int64]) -> None:
        self._lines.append(lines)
        self._rows += len(lines)
        if self._rows > self._max_rows:
            raise DataError(
                f"the file has more than {self._max_rows:,} rows of "
                f"{len(self._columns)} columns, which is too large"
            )

    def formats(self) -> tuple[ColumnFormat, ...]:
        """Return the formats that the columns turn out to have."""
        changes = [column.changed(self._rows) for column in self._columns]
        pairs = zip(changes, self._formats, strict=True)
        return tuple(new or old for new, old in pairs)

    def table(self) -> Table:
        """Return the table, once all rows are added."""
        lines = np.concatenate([np.empty(0, np.int64), *self._lines])
        values = np.empty((len(self._columns), self._rows))
        pairs = zip(self._columns, values, strict=True)
        texts = tuple(column.build(row, lines) for column, row in pairs)
        for array in (values, lines):
            array.flags.writeable = False
        return Table(
            names=self._names,
            values=values,
            problems=tuple(column.problems for column in self._columns),
            texts=texts,
            units=tuple(item.unit for item in self._formats),
            notes=(
                *self._notes,
                *quote_notes(self._splitter),
                *text_notes(self._names, texts),
            ),
            path=self._path,
            lines=lines,
        )
