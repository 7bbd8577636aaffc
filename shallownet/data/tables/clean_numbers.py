"""Read blocks whose numbers are plain in a third of the time that `csv` needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.data.tables.number_parsing import SHARES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from shallownet.data.tables.column_format import ColumnFormat
    from shallownet.data.tables.dialect import CsvDialect
    from shallownet.data.tables.rows import Block

_MAX_FAILURES: Final = 3
"""Blocks with other numbers, after which no more are tried."""
_MAX_INVALID: Final = 0.2
"""Share of rows without a number that are looked at one by one."""
_LARGE: Final = 1e15
"""Whole numbers beyond it may have more digits than a double."""


class CleanBlock(NamedTuple):
    """A block of rows that have a line and the usual number of cells each.

    Attributes
    ----------
    lines : list of str
        The lines without quotation marks.
    values : array, shape (rows, columns of numbers)
        With NaN where a cell holds no finite number.
    """

    lines: list[str]
    values: NDArray[np.float64]


class CleanNumbers:
    """Parses whole blocks with `numpy.loadtxt`, where that gives what cells would.

    Parameters
    ----------
    dialect : CsvDialect
    formats : sequence of ColumnFormat

    Attributes
    ----------
    columns : list of int
        The columns of numbers, which are parsed.
    """

    def __init__(self, dialect: CsvDialect, formats: Sequence[ColumnFormat]) -> None:
        self.columns = [n for n, item in enumerate(formats) if not item.keeps_text]
        self._delimiter, self._decimal = dialect.delimiter, dialect.decimal
        self._quote = dialect.quote
        self._width = len(formats)
        self._numerals = formats[0].numerals
        possible = (
            bool(self.columns)
            and not dialect.escaped
            and dialect.delimiter not in (dialect.decimal, " ")
            and not any(formats[n].unit in SHARES for n in self.columns)
        )
        self._failures = 0 if possible else _MAX_FAILURES

    def parse(self, block: Block) -> CleanBlock | None:
        """Return the numbers of a block; None if it has to be read cell by cell."""
        if self._failures >= _MAX_FAILURES or block.text.isspace():
            return None
        clean = self._parse(block.text)
        self._failures += clean is None
        return clean

    def _parse(self, text: str) -> CleanBlock | None:
        sign, quote = self._delimiter, self._quote
        text = "\n" + text.rstrip("\n") + "\n"
        if quote and quote in text:
            for old, new in (
                (quote + sign + quote, sign),
                ("\n" + quote, "\n"),
                (quote + "\n", "\n"),
            ):
                text = text.replace(old, new)
            if quote in text:
                return None
        if f"\n{sign * (self._width - 1)}\n" in text:
            return None  # a row without any value is none
        lines = text[1:-1].split("\n")
        whole = len(self.columns) == self._width  # then `loadtxt` counts the cells
        if not whole and {line.count(sign) for line in lines} != {self._width - 1}:
            return None
        numbers = self._with_nan(text)
        if self._decimal == ",":
            if "." in numbers:
                return None
            numbers = numbers.replace(",", ".")
        try:
            values = np.loadtxt(
                lines if numbers is text else numbers[1:-1].split("\n"),
                delimiter=sign,
                comments=None,
                usecols=None if whole else self.columns,
                ndmin=2,
            )
        except ValueError:
            return None
        if self._numerals.missing_codes:
            values = self._numerals.without_codes(values)
        values[~np.isfinite(values)] = np.nan
        if values.shape != (len(lines), len(self.columns)) or np.any(
            np.abs(values) >= _LARGE
        ):
            return None
        if np.isnan(values).any(axis=1).sum() > _MAX_INVALID * len(lines):
            return None
        return CleanBlock(lines, values)

    def _with_nan(self, text: str) -> str:
        """Return a text with a word for NaN in empty cells, and for NA."""
        sign = self._delimiter
        for cell in ("", "NA") if "NA" in text else ("",):
            middle = sign + cell + sign
            if middle in text:
                # Twice: neighbours share a delimiter.
                for _ in range(2):
                    text = text.replace(middle, f"{sign}nan{sign}")
            text = text.replace(f"\n{cell}{sign}", f"\nnan{sign}")
            text = text.replace(f"{sign}{cell}\n", f"{sign}nan\n")
        return text
