"""Collect the cells of a table column by column: numbers, texts, and problems."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.data.tables.column_format import MAX_TEXT_SHARE
from shallownet.data.tables.problems import MAX_EXAMPLES, ColumnProblems
from shallownet.data.tables.text_column import MISSING, TextColumnBuilder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.data.tables.column_format import ColumnFormat
    from shallownet.data.tables.text_column import TextColumn

_LARGE: Final = 1e15
"""Whole numbers beyond it may have more digits than a double."""


_MAX_PARSED: Final = 10_000
"""Distinct texts that are parsed of a column without numbers in its sample."""


class ColumnReader:
    """Takes the cells of one column, chunk by chunk.

    Parameters
    ----------
    format : ColumnFormat

    Attributes
    ----------
    problems : ColumnProblems
        Of the cells so far; those of a column that keeps its texts come with `build`.
    """

    def __init__(self, format: ColumnFormat) -> None:
        self.problems = ColumnProblems()
        self._format = format
        self._long_number = format.long_number
        self._parts: list[Array] = []
        self._surplus: list[int] = []
        self._texts: TextColumnBuilder | None = None
        if format.keeps_text:
            self._texts = TextColumnBuilder(format.numerals.missing_codes)

    def add(
        self, cells: Sequence[str], lines: Sequence[int], rows: int, surplus: list[int]
    ) -> None:
        """Add the next cells, with the line of each, after some rows.

        Those in ``surplus`` stand in rows with too many cells.
        """
        numerals = self._format.numerals
        if self._texts is not None:
            self._add_texts(cells, lines, rows, surplus)
            if not self._format.numbers or self._format.long_number:
                return
        values = numerals.column(cells)
        if not self._long_number and np.any(np.abs(values) >= _LARGE):
            long = numerals.needs_more_digits
            self._long_number = next(filter(long, cells), "")
        if surplus:
            values[surplus] = np.nan
        self._parts.append(values)
        if self._texts is None:
            odd = set(surplus)
            for n in np.flatnonzero(np.isnan(values)).tolist():
                missing = n not in odd and numerals.is_missing(cells[n])
                self.problems.add(lines[n], rows + n + 1, cells[n], missing, n in odd)

    def _add_texts(
        self, cells: Sequence[str], lines: Sequence[int], rows: int, surplus: list[int]
    ) -> None:
        assert self._texts is not None
        if surplus:
            cells = list(cells)
            for n in surplus:
                self.problems.add(lines[n], rows + n + 1, cells[n], False, True)
                cells[n] = ""
                self._surplus.append(rows + n)
        self._texts.add(cells)

    def add_numbers(
        self, values: Array, invalid: Sequence[tuple[int, str]], line: int, rows: int
    ) -> None:
        """Add the numbers of lines, with the places and texts of those that are NaN.

        The column is one that keeps no texts, the lines begin with ``line``, and some
        rows precede them.
        """
        self._parts.append(values)
        for n, text in invalid:
            missing = self._format.numerals.is_missing(text)
            self.problems.add(line + n, rows + n + 1, text, missing, False)

    def changed(self, rows: int) -> ColumnFormat | None:
        """Return the format to read the column in again, if its sample deceived."""
        if self._long_number and not self._format.long_number:
            return replace(self._format, keeps_text=True, long_number=self._long_number)
        text = self.problems.text - self.problems.surplus
        filled = rows - self.problems.missing
        if self._texts is None and text > MAX_TEXT_SHARE * filled:
            return replace(self._format, keeps_text=True)
        return None

    def build(self, values: Array, lines: NDArray[np.int64]) -> TextColumn | None:
        """Write the numbers into an array, and return the texts if they are kept.

        The problems are complete after that.
        """
        start = 0
        self._parts.reverse()
        while self._parts:  # frees each part once it is copied
            part = self._parts.pop()
            values[start : start + len(part)] = part
            start += len(part)
        if self._texts is None:
            return None
        texts, absent = self._texts.build()
        if not start:
            numbers = np.full(len(texts.texts) + 2, np.nan)  # -1 and -2 are the last
            if not self._format.long_number and len(texts.texts) <= _MAX_PARSED:
                numbers[: len(texts.texts)] = self._format.numerals.column(texts.texts)
            values[:] = numbers[texts.codes]
        self._count(values, texts, absent, lines)
        return texts

    def _count(
        self,
        values: Array,
        texts: TextColumn,
        absent: list[tuple[int, str]],
        lines: NDArray[np.int64],
    ) -> None:
        """Count and locate the cells without a number of a column with texts."""
        invalid = np.isnan(values)
        missing = texts.codes == MISSING
        missing[self._surplus] = False
        surplus = set(self._surplus)
        for row, text in absent:
            if row not in surplus:
                self.problems.add(int(lines[row]), row + 1, text, True, False)
        other = np.flatnonzero(invalid & (texts.codes != MISSING))[:MAX_EXAMPLES]
        for row in other.tolist():
            text = texts.texts[texts.codes[row]]
            self.problems.add(int(lines[row]), row + 1, text, False, False)
        self.problems.missing = int(missing.sum())
        self.problems.text = int(invalid.sum()) - self.problems.missing
        self.problems.surplus = len(surplus)
