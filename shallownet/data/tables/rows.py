"""Split the text of a table into rows, and rows into cells.

A quotation mark that is never closed, or closed within a word, is taken for a
character: `csv` would join the rows up to the next one, and two people would be one.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final, NamedTuple

from shallownet.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from shallownet.data.tables.dialect import CsvDialect

BLOCK: Final = 256 * 1024
"""Characters that are split at once: the window waits no longer than for these."""
MAX_LINE_LENGTH: Final = 4 * 1024 * 1024
"""A file without any newline must not fill the memory."""
_MAX_LINES_IN_CELL: Final = 1_000
_MANY_STRAY: Final = 20
"""Stray quotation marks, after which none is followed further than to the next line."""
_ESCAPED: Final = {"quote": "\ue000", "delimiter": "\ue001", "backslash": "\ue002"}
"""Characters of no language that stand for escaped ones while a line is split."""
_NO_QUOTES: Final = "\ue003"


class Block(NamedTuple):
    """Whole lines of a file, and the number of the first."""

    text: str
    first_line: int
    last: bool


class Rows(NamedTuple):
    """Rows that are not blank, and the line that each begins in."""

    cells: list[list[str]]
    lines: list[int]


class OddLines:
    """How many lines are odd in some way, and the first of them."""

    def __init__(self) -> None:
        self.count = 0
        self.first = 0
        self.last = 0

    def add(self, line: int, last: int = 0) -> None:
        """Count a line, and the one at which what begins there ends."""
        if not self.count:
            self.first, self.last = line, last or line
        self.count += 1


def blocks(text: TextIO) -> Iterator[Block]:
    """Yield a text in blocks of whole lines.

    Raises
    ------
    DataError
        If a line is too long.
    """
    first_line = 1
    ahead = text.read(BLOCK)
    while ahead:
        block = ahead
        if not block.endswith("\n"):
            rest = text.readline(MAX_LINE_LENGTH)
            if len(rest) == MAX_LINE_LENGTH:
                line = first_line + block.count("\n")
                raise DataError(
                    f"line {line:,} has more than {MAX_LINE_LENGTH:,} characters; is "
                    "the file a table?"
                )
            block += rest
        ahead = text.read(BLOCK)
        yield Block(block, first_line, not ahead)
        first_line += block.count("\n")


class RowSplitter:
    """Splits blocks into rows, in a dialect.

    Parameters
    ----------
    dialect : CsvDialect
    width : int
        The usual number of cells; 0 if unknown. A cell over several lines must leave
        its row with as many.

    Attributes
    ----------
    stray_quotes : OddLines
        Lines with a quotation mark that is not closed, or closed within a word.
    long_rows : OddLines
        Rows with a cell that runs over several lines.
    """

    def __init__(self, dialect: CsvDialect, width: int = 0) -> None:
        self.stray_quotes = OddLines()
        self.long_rows = OddLines()
        self._delimiter, self._quote = dialect.delimiter, dialect.quote or _NO_QUOTES
        self._escaped = dialect.escaped
        self._width = width
        self._open: list[str] = []

    @property
    def is_open(self) -> bool:
        """Whether a row of the last block goes on in the next."""
        return bool(self._open)

    def split(self, block: Block) -> Rows:
        """Return the rows of a block; one that it cuts comes with the next."""
        lines = self._open + block.text.split("\n")
        first = block.first_line - len(self._open)
        self._open = []
        if not lines[-1]:
            lines.pop()
        cells: list[list[str]] | None = None
        if self._quote not in block.text and first == block.first_line:
            cells = [self._plain(line) for line in lines]
        elif not self._escaped:
            cells = self._strictly(lines)
        if cells is None or len(cells) != len(lines):
            return self._carefully(lines, first, block.last)
        kept = [n for n, row in enumerate(cells) if not is_blank(row)]
        if len(kept) == len(cells):
            return Rows(cells, list(range(first, first + len(cells))))
        return Rows([cells[n] for n in kept], [first + n for n in kept])

    def _plain(self, line: str) -> list[str]:
        """Split a line without regard to quotation marks."""
        if self._escaped and "\\" in line:
            cells = self._hidden(line).split(self._delimiter)
            return [self._shown(cell) for cell in cells]
        if self._delimiter == " ":  # a run of them is one; a narrow blank is none
            return [cell for cell in line.replace("\t", " ").split(" ") if cell]
        return line.split(self._delimiter)

    def _strictly(
        self, lines: list[str], strict: bool = True
    ) -> list[list[str]] | None:
        """Return the rows of lines as `csv` splits them; None if it refuses them."""
        if self._delimiter == " ":
            lines = [line.replace("\t", " ").strip() for line in lines]
        # Skipping blanks at the start of a cell makes a run of blanks one delimiter,
        # and lets a quotation mark after a blank open a quoted cell.
        reader = csv.reader(
            lines,
            delimiter=self._delimiter,
            quotechar=self._quote,
            skipinitialspace=True,
            strict=strict,
        )
        try:
            return list(reader)
        except csv.Error:
            return None

    def _carefully(self, lines: list[str], first: int, last: bool) -> Rows:
        """Return the rows of lines that some quotation mark may join."""
        rows = Rows([], [])
        n = 0
        while n < len(lines):
            row, used = self._row(lines, n, last)
            if not used:
                self._open = lines[n:]
                break
            if used > 1:
                self.long_rows.add(first + n, first + n + used - 1)
            elif row is None:
                self.stray_quotes.add(first + n)
                row = self._stray(lines[n])
            if row is not None and not is_blank(row):
                rows.cells.append(row)
                rows.lines.append(first + n)
            n += used
        return rows

    def _row(
        self, lines: list[str], n: int, last: bool
    ) -> tuple[list[str] | None, int]:
        """Return the row that begins in a line, and how many lines it has.

        The row is None if the line's quotation marks belong to no cell; it has no lines
        if the rest of it is still to come.
        """
        line = lines[n]
        if self._quote not in line:
            return self._plain(line), 1
        text = self._hidden(line)
        most = _MAX_LINES_IN_CELL if self.stray_quotes.count < _MANY_STRAY else 2
        for used in range(1, most + 1):
            if used > 1:
                if n + used > len(lines):
                    return None, int(last)
                more = self._hidden(lines[n + used - 1])
                text += "\n" + more
                if self._quote not in more:
                    continue
            if text.count(self._quote) % 2:
                continue
            cells = self._strictly([text])
            if cells is None or len(cells) != 1:
                return None, 1
            row = [self._shown(cell) for cell in cells[0]]
            if used == 1 or (
                (not self._width or len(row) == self._width)
                and not self._swallows(lines[n + 1 : n + used])
            ):
                return row, used
            return None, 1
        return None, 1

    def _swallows(self, lines: list[str]) -> bool:
        """Return whether lines within a cell look like rows of the table."""
        width = max(self._width, 2)
        rows = [self._plain(line) for line in lines]
        alike = sum(
            len(row) == width and any(cell.strip().isdigit() for cell in row)
            for row in rows
        )
        return 2 * alike >= len(rows)

    def _stray(self, line: str) -> list[str]:
        """Return the cells of a line with a quotation mark that is only a character."""
        loose = self._strictly([self._hidden(line)], strict=False)
        plain = self._plain(line)
        if loose and len(loose[0]) == self._width != len(plain):
            return [self._shown(cell) for cell in loose[0]]
        return plain

    def _hidden(self, line: str) -> str:
        """Return a line with other characters in place of what backslashes escape."""
        if not self._escaped or "\\" not in line:
            return line
        line = line.replace("\\\\", _ESCAPED["backslash"])
        line = line.replace("\\" + self._quote, _ESCAPED["quote"])
        return line.replace("\\" + self._delimiter, _ESCAPED["delimiter"])

    def _shown(self, cell: str) -> str:
        if not self._escaped:
            return cell
        cell = cell.replace(_ESCAPED["backslash"], "\\")
        cell = cell.replace(_ESCAPED["quote"], self._quote)
        return cell.replace(_ESCAPED["delimiter"], self._delimiter)


def is_blank(row: list[str]) -> bool:
    """Return whether no cell of a row has anything in it."""
    return not "".join(row).strip()
