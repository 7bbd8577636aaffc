"""Predictions of a model for the rows of a table, written as CSV."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING, Final

import numpy as np

from shallownet.arrays import ignore_overflow
from shallownet.data.columns.encodings import NumberEncoding
from shallownet.data.columns.facts import facts_of
from shallownet.data.columns.kind_text import NUMBERS
from shallownet.data.columns.recognition import recognize
from shallownet.data.tables.dialect import ReadOptions
from shallownet.data.tables.reader import read_table
from shallownet.documents.atomic_file import output_file
from shallownet.errors import DataError, raise_if_cancelled
from shallownet.training.snapshot import TargetStatistics
from shallownet.wording import counted, file_name, number, quoted, shortened, some_of

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.data.columns.column import Column
    from shallownet.data.columns.encodings import Encoding
    from shallownet.data.datasets import Dataset
    from shallownet.nn.model import Model

CHUNK: Final = 10_000
"""Rows that are written between two looks at whether to stop."""
MOST_TOLD: Final = 3
"""Columns that a sentence names at most."""


@dataclass(frozen=True, eq=False)
class TablePredictions:
    """Every row of a table with its prediction.

    Attributes
    ----------
    ids : tuple of Column
        The columns that tell the rows apart, such as numbers of customers.
    inputs : tuple of Column
        The columns of the table that the prediction comes from.
    target : str
        What is predicted.
    truth : Column or None
        The target's column, if the table has it.
    predicted : ndarray, shape (rows,)
        NaN where an input has no value.
    errors : ndarray, shape (rows,), or None
        predicted - true; None without the target.
    unknown : dict of str to int
        The inputs that some rows lack, or have a value of that the model does not
        know, with the number of these rows.
    doubts : tuple of str
        What may be meant otherwise than it is read, each as a part of a sentence.
    """

    ids: tuple[Column, ...]
    inputs: tuple[Column, ...]
    target: str
    truth: Column | None
    predicted: Array
    errors: Array | None
    unknown: dict[str, int]
    doubts: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that are written: the table's own, the prediction, the error."""
        own = tuple(column.name for column in (*self.ids, *self.inputs))
        if self.truth is None:
            return (*own, f"predicted {self.target}")
        true, target = self.truth.name, self.target
        return *own, true, f"predicted {target}", f"error of {target}"

    @property
    def r2(self) -> float:
        """R² over the rows with a prediction and the target; NaN if there is none."""
        if self.errors is None:
            return np.nan
        known = np.isfinite(self.errors)
        if not known.any():
            return np.nan
        errors = self.errors[known]
        with ignore_overflow():
            true = self.predicted[known] - errors
            loss = float(np.mean(errors**2)) / 2.0
        return TargetStatistics.of(true[np.newaxis]).r2(loss)

    def summary(self) -> str:
        """Return a sentence: how many rows have a prediction, and how good they are."""
        rows = len(self.predicted)
        missing = rows - int(np.count_nonzero(np.isfinite(self.predicted)))
        said = f"{counted(rows - missing, 'row')} predicted"
        if missing:
            said += f", {missing:,} without: an input is missing or not known"
            if self.unknown:
                said += f" ({self._where_unknown()})"
        if np.isfinite(self.r2):
            said += (
                f"; R² {number(self.r2, 3)} against its own {shortened(self.target)}"
            )
        return "; ".join((said, *self.doubts[:MOST_TOLD]))

    def _where_unknown(self) -> str:
        names = sorted(self.unknown, key=lambda name: -self.unknown[name])
        told = [f"{shortened(n)} in {self.unknown[n]:,}" for n in names[:MOST_TOLD]]
        more = len(names) - len(told)
        return ", ".join(told) + (f" and {more:,} more" if more else "")

    def write(self, stream: IO[str], cancelled: CancelCheck = None) -> None:
        """Write the table as CSV: every number with all its digits, and no NaN.

        Raises
        ------
        Cancelled
            If ``cancelled`` returned True.
        """
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(self.names)
        columns = [*self.inputs, *((self.truth,) if self.truth else ())]
        results = [self.predicted, *(() if self.errors is None else (self.errors,))]
        for start in range(0, len(self.predicted), CHUNK):
            raise_if_cancelled(cancelled)
            part = slice(start, start + CHUNK)
            cells = [_ids(column, part) for column in self.ids]
            cells += [_cells(column, part) for column in columns]
            cells += [_numbers(values[part]) for values in results]
            writer.writerows(zip(*cells, strict=True))

    def save(self, path: str | os.PathLike[str], cancelled: CancelCheck = None) -> None:
        """Write the table to a file; a cancelled one leaves what was there before.

        Raises
        ------
        DataError
            If the file cannot be written.
        Cancelled
            If ``cancelled`` returned True.
        """
        with output_file(path) as file:
            stream = io.TextIOWrapper(file, encoding="utf-8", newline="")
            self.write(stream, cancelled)
            stream.detach()  # which flushes it, and leaves the file open


def predict_table(
    model: Model,
    data: Dataset,
    path: str | os.PathLike[str],
    progress: ProgressCallback = None,
    cancelled: CancelCheck = None,
    learned_with: ReadOptions | None = None,
) -> TablePredictions:
    """Predict the target for every row of a table's file.

    Parameters
    ----------
    model : Model
    data : Dataset
        What the model learnt from: it says which columns are needed, and how texts
        become inputs.
    path : str or path-like
        A table with these columns by their names. Of others those are kept that tell
        the rows apart.
    progress : callable, optional
        Called with the bytes read, and of how many.
    cancelled : callable, optional
        Called now and then; returns whether to stop.
    learned_with : ReadOptions, optional
        How the table of ``data`` was read. What stood for a missing value there does
        so here, and if its columns had no names, those of this file may have none.
        Signs and sheets are those of a file, and are found in each.

    Raises
    ------
    DataError
        If the file cannot be read, or lacks a column.
    Cancelled
        If ``cancelled`` returned True.
    """
    *sources, goal = data.columns or _as_they_are(data)
    needed = [encoding.column for encoding in sources]
    learned = learned_with or ReadOptions()
    options = ReadOptions(missing_codes=learned.missing_codes)
    table = read_table(path, options, progress, cancelled)
    if learned.header == "no" and not set(needed) <= set(table.names):
        table = read_table(path, replace(options, header="no"), progress, cancelled)
    for name in needed:
        if name not in table.names:
            raise DataError(
                f"{file_name(os.fspath(path))} has no column {quoted(name)}, which the "
                f"run has as an input; it has {some_of(table.names)}"
            )
    inputs = tuple(map(table.column, needed))
    encoded = [
        encoding.encode(column)
        for encoding, column in zip(sources, inputs, strict=True)
    ]
    (predicted,) = model.predict(np.concatenate(encoded))
    lacking = [int(np.isnan(values).any(axis=0).sum()) for values in encoded]
    unknown = {
        name: count for name, count in zip(needed, lacking, strict=True) if count
    }
    doubts = map(_doubt, sources, inputs)
    truth, errors = None, None
    if goal.column in table.names and goal.column not in needed:
        truth = table.column(goal.column)
        with ignore_overflow():
            errors = predicted - goal.encode(truth)[0]
    known = (*needed, goal.column)
    others = (table.column(name) for name in table.names if name not in known)
    return TablePredictions(
        tuple(column for column in others if _is_id(column)),
        inputs,
        data.target_name,
        truth,
        predicted,
        errors,
        unknown,
        tuple(filter(None, doubts)),
    )


def _doubt(encoding: Encoding, column: Column) -> str:
    """Return what a percent sign says that stands in one of two tables alone."""
    name, percent = shortened(column.name), column.unit == "%"
    if encoding.kind not in NUMBERS or percent == (encoding.kind == "percentage"):
        return ""
    if percent:
        return f"{name} is written with %, and was not in the run: 12 % counts as 0.12"
    if not (np.abs(column.values) > 1.0).any():
        return ""  # shares, as the run learned them
    return (
        f"{name} is written without %, and was with it in the run: 12 counts as 1,200 %"
    )


def _as_they_are(data: Dataset) -> list[Encoding]:
    """Return the columns of samples that came from no table: they are all numbers."""
    names = (*data.input_names, data.target_name)
    return [NumberEncoding(name, "number") for name in names]


def _cells(column: Column, part: slice) -> list[str]:
    """Return what some rows of a table have in a column."""
    if column.texts is None:
        return _numbers(column.values[part])
    texts = (*column.texts.texts, "", "")  # codes below 0 are of cells without a text
    return [texts[code] for code in column.texts.codes[part].tolist()]


def _is_id(column: Column) -> bool:
    return recognize(column, facts_of(column)).kind.kind == "id"


def _ids(column: Column, part: slice) -> list[str]:
    """Return some cells of a column of ids: 7 is no measurement, and not 7.0."""
    return [cell.removesuffix(".0") for cell in _cells(column, part)]


def _numbers(values: Array) -> list[str]:
    return ["" if value != value else repr(value) for value in values.tolist()]
