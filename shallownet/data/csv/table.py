"""Numbers out of a person's CSV file, with every cell that is none accounted for."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.data.csv.dialect import (
    CODECS,
    GUESSES,
    CsvDialect,
    EncodingError,
    Preview,
    open_file,
    preview,
    rows_of,
)
from shallownet.data.csv.number_parsing import column_of, is_missing
from shallownet.data.datasets import MAX_SAMPLES, Dataset
from shallownet.errors import Cancelled, DataError
from shallownet.wording import shortened

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from shallownet.arrays import Array

MAX_INPUTS: Final = 64
MAX_NUMBERS: Final = 100_000_000
"""Cells of a table, which are 8 bytes each."""
FEW: Final = 5
"""How many bad cells of a kind are remembered for each column."""
_CELLS_AT_ONCE: Final = 40_000


@dataclass(frozen=True)
class CellLocation:
    """A cell that is no number: its line in the file, its data row from 1, its text.

    A row with more cells than there are columns has no cell that is certainly in its
    column, so all of them are such cells, and ``surplus`` is true.
    """

    line: int
    row: int
    text: str
    surplus: bool = False


@dataclass(frozen=True)
class ColumnProblems:
    """How many cells of a column are missing or text, and the first few of each.

    Text is whatever is neither missing nor a finite number; ``surplus`` of these cells
    stand in rows with more cells than there are columns.
    """

    missing: int = 0
    text: int = 0
    surplus: int = 0
    first_missing: tuple[CellLocation, ...] = ()
    first_text: tuple[CellLocation, ...] = ()


@dataclass(frozen=True, eq=False)
class Table:
    """The numbers of a CSV file.

    Attributes
    ----------
    names : tuple of str
        The columns' names, each its own.
    values : Array, shape (columns, rows)
        Read-only, with NaN where a cell is missing or no number.
    problems : tuple of ColumnProblems
        For each column, the cells that are NaN.
    """

    names: tuple[str, ...]
    values: Array
    problems: tuple[ColumnProblems, ...]

    @property
    def rows(self) -> int:
        """The number of data rows."""
        return int(self.values.shape[1])

    def dataset(
        self, target: str, inputs: Sequence[str], missing: str = "drop_rows"
    ) -> Dataset:
        """Return the data set of some columns, where all of them have a number.

        Parameters
        ----------
        target : str
            The column to predict.
        inputs : sequence of str
            The columns to predict it from.
        missing : str
            ``drop_rows`` leaves out the rows in which a chosen column has no number.
            ``drop_columns`` leaves out the rows in which the target has none, and
            then the inputs that lack one still.

        Raises
        ------
        DataError
            If there is no such column, or nothing is left.
        """
        kept, rows = self._choose(target, inputs, missing)
        columns = [self.names.index(name) for name in kept]
        return Dataset(
            X=self.values[columns][:, rows],
            y=self.values[self.names.index(target), rows][np.newaxis],
            input_names=kept,
            target_name=target,
        )

    def describe(
        self, target: str, inputs: Sequence[str], missing: str = "drop_rows"
    ) -> str:
        """Say in a sentence or two what ``dataset`` would leave out.

        Raises
        ------
        DataError
            If ``dataset`` would.
        """
        kept, rows = self._choose(target, inputs, missing)
        gone = [name for name in inputs if name not in kept]
        said = []
        if gone:
            are = "columns {} have" if len(gone) > 1 else "column {} has"
            said.append(
                f"Input {are.format(', '.join(gone))} a missing or text cell and "
                f"{'are' if len(gone) > 1 else 'is'} left out; {self._first(gone)}."
            )
        count = self.rows - int(rows.sum())
        if count:
            chosen = [target] if missing == "drop_columns" else [target, *inputs]
            where = f"column {target}" if len(chosen) == 1 else "the chosen columns"
            verbs = ("has", "is") if count == 1 else ("have", "are")
            said.append(
                f"{count:,} of {self.rows:,} rows {verbs[0]} a missing or text cell in "
                f"{where} and {verbs[1]} left out; {self._first(chosen)}."
            )
        if not said and self.rows == 1:
            return "The only row is used."
        return " ".join(said) or f"All {self.rows:,} rows are used."

    def _choose(
        self, target: str, inputs: Sequence[str], missing: str
    ) -> tuple[tuple[str, ...], NDArray[np.bool_]]:
        """Return the inputs that stay, and which rows do."""
        if not self.rows:
            raise DataError("the file has no rows below its header")
        self._check(target, inputs, missing)
        known = {
            name: ~np.isnan(self.values[self.names.index(name)]) for name in inputs
        }
        rows = ~np.isnan(self.values[self.names.index(target)])
        kept = tuple(inputs)
        if missing == "drop_columns" and rows.any():
            kept = tuple(name for name in inputs if known[name][rows].all())
            if not kept:
                raise DataError(
                    "no input is left: each has a missing or text cell; "
                    + self._first(inputs)
                )
        for name in kept:
            rows &= known[name]
        if not rows.any():
            chosen = [target, *kept]
            bad = [
                n for n in chosen if np.isnan(self.values[self.names.index(n)]).any()
            ]
            raise DataError(
                f"every row has a missing or text cell in {' or '.join(bad)}; "
                + self._first(bad)
            )
        return kept, rows

    def _check(self, target: str, inputs: Sequence[str], missing: str) -> None:
        if missing not in ("drop_rows", "drop_columns"):
            raise DataError(f"missing is {missing!r}; it is drop_rows or drop_columns")
        if isinstance(inputs, str) or not inputs:
            raise DataError(self._without_inputs(target))
        if len(inputs) > MAX_INPUTS:
            raise DataError(f"{len(inputs)} inputs are too many; {MAX_INPUTS} at most")
        for name in (target, *inputs):
            if name not in self.names:
                raise DataError(
                    f"there is no column {name!r}; there are {', '.join(self.names)}"
                )
        if target in inputs:
            raise DataError(f"column {target} is the target and cannot be an input too")
        if len(set(inputs)) < len(inputs):
            raise DataError("an input column is chosen twice")

    def _without_inputs(self, target: str) -> str:
        """Say why there is nothing to predict from, and what would help."""
        others = [n for n, name in enumerate(self.names) if name != target]
        if not others:
            return (
                f"the file has a single column, {target}, and nothing to predict it "
                "from; if it has more, another delimiter stands between them"
            )
        if np.isnan(self.values[others]).all():
            return f"no column beside {target} has a number in it to predict it from"
        return "no input column is chosen; choose one or more"

    def _first(self, names: Sequence[str]) -> str:
        """Say where the first cell that is no number stands in some columns."""
        found: list[tuple[int, str, CellLocation]] = []
        for name in names:
            problems = self.problems[self.names.index(name)]
            for place in (*problems.first_missing[:1], *problems.first_text[:1]):
                found.append((place.row, name, place))
        _, name, place = min(found, key=lambda item: item[0])
        text = shortened(" ".join(place.text.split()))
        what = f"is “{text}”" if text else "is empty"
        if place.surplus:
            return f"first: line {place.line:,} has more cells than there are columns"
        return f"first: line {place.line:,}, column {name} {what}"


def read(
    path: str | os.PathLike[str],
    dialect: CsvDialect | Preview | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Table:
    """Read a CSV file; a million rows of four columns take some three seconds.

    Where no encoding is said and the file turns out to be no UTF-8, it is read again
    from its start in the encodings of older programs.

    Parameters
    ----------
    path : str or path
    dialect : CsvDialect or Preview, optional
        Detected if none is given; a preview is not made again.
    progress : callable, optional
        Called with the bytes read and the bytes in all, about every 40,000 cells.
    cancelled : callable, optional
        Asked as often whether to stop.

    Raises
    ------
    DataError
        If the file cannot be read to its end, or is too large.
    Cancelled
        If ``cancelled`` said so.
    """
    beginning = dialect if isinstance(dialect, Preview) else preview(path, dialect)
    said = beginning.dialect.encoding
    guesses = GUESSES if said == "auto" else (said,)
    for guess in guesses[:-1]:
        try:
            return _read_as(guess, beginning, progress, cancelled)
        except EncodingError:
            pass  # somewhere beyond the beginning
    return _read_as(guesses[-1], beginning, progress, cancelled)


def _read_as(
    encoding: str,
    beginning: Preview,
    progress: Callable[[int, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Table:
    dialect, names, size = beginning.dialect, beginning.names, beginning.size
    most = min(MAX_SAMPLES, MAX_NUMBERS // len(names))
    notes = [_Notes() for _ in names]
    parts: list[Array] = []
    count, above = 0, beginning.above + dialect.header
    with (
        open_file(beginning.path) as file,
        io.TextIOWrapper(file, CODECS[encoding], newline="") as text,
    ):
        call_now = max(_CELLS_AT_ONCE // len(names), 1)
        for lines, rows in rows_of(text, dialect.delimiter, call_now):
            if cancelled and cancelled():
                raise Cancelled
            skipped = min(above, len(rows))
            above -= skipped
            if skipped == len(rows):
                continue
            del lines[:skipped], rows[:skipped]
            parts.append(_numbers_of(rows, lines, notes, dialect.decimal, count))
            count += len(rows)
            if count > most:
                raise DataError(
                    f"the file has more than {most:,} rows of {len(names)} columns, "
                    "which is too large"
                )
            if progress:
                progress(min(file.tell(), size), size)
    if progress:
        progress(size, size)
    values = np.empty((len(names), count))
    parts.reverse()
    at = 0
    while parts:  # each is freed when it is copied
        part = parts.pop()
        values[:, at : at + part.shape[1]] = part
        at += part.shape[1]
    values.flags.writeable = False
    return Table(names, values, tuple(note.problems() for note in notes))


@dataclass
class _Notes:
    """The problems of a column while it is being read."""

    missing: int = 0
    text: int = 0
    surplus: int = 0
    first_missing: list[CellLocation] = field(default_factory=list)
    first_text: list[CellLocation] = field(default_factory=list)

    def add(self, line: int, row: int, text: str, surplus: bool) -> None:
        if is_missing(text) and not surplus:
            self.missing += 1
            first = self.first_missing
        else:
            self.text += 1
            self.surplus += surplus
            first = self.first_text
        if len(first) < FEW:
            first.append(CellLocation(line, row, text, surplus))

    def problems(self) -> ColumnProblems:
        return ColumnProblems(
            self.missing,
            self.text,
            self.surplus,
            tuple(self.first_missing),
            tuple(self.first_text),
        )


def _numbers_of(
    rows: list[list[str]],
    lines: list[int],
    notes: list[_Notes],
    decimal: str,
    done: int,
) -> Array:
    """Return the numbers of some rows (columns, rows), noting each cell without one."""
    width = len(notes)
    surplus = set()
    if set(map(len, rows)) != {width}:
        for n, row in enumerate(rows):
            if any(cell.strip() for cell in row[width:]):
                surplus.add(n)
            row[width:] = []
            row.extend([""] * (width - len(row)))
    values = np.empty((width, len(rows)))
    for column, cells in enumerate(zip(*rows, strict=True)):
        values[column] = column_of(cells, decimal)
        values[column, list(surplus)] = np.nan
        for n in np.flatnonzero(np.isnan(values[column])).tolist():
            notes[column].add(lines[n], done + n + 1, cells[n], n in surplus)
    return values
