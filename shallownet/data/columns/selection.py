"""Some columns of a table as a target and its inputs, each encoded by its kind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.data.columns import name_hints
from shallownet.data.columns.encode import encoding_of
from shallownet.data.columns.encodings import (
    NO_VALUE,
    AnswerEncoding,
    CategoryEncoding,
    Encoding,
    NumberEncoding,
)
from shallownet.data.columns.facts import facts_of
from shallownet.data.columns.kind_text import USABLE, ColumnKind
from shallownet.data.columns.recognition import recognize
from shallownet.data.datasets import Dataset
from shallownet.errors import DataError
from shallownet.wording import brief, counted, quoted, shortened, some_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.data.columns.column import Column
    from shallownet.data.tables.table import Table

MAX_INPUTS: Final = 64
"""Inputs of a network that is learned from a table: what the graph can tell apart."""

MISSING: Final = ("drop_rows", "drop_columns", "own_category")
"""What may be done about cells without a value."""


class Selection:
    """A target, inputs, and what to do about cells without a value.

    Parameters
    ----------
    table : Table
    target : str
        The column to predict.
    inputs : sequence of str
        The columns to predict it from.
    missing : str
        One of `MISSING`: see `Table.dataset`.
    kinds : sequence of ColumnKind
        The kinds of some columns; those of the others are recognized.

    Raises
    ------
    DataError
        If there is no such column, or it cannot be encoded, or nothing is left.
    """

    def __init__(
        self,
        table: Table,
        target: str,
        inputs: Sequence[str],
        missing: str = "drop_rows",
        kinds: Sequence[ColumnKind] = (),
    ) -> None:
        self._table, self._target, self._missing = table, target, missing
        self._kinds = {kind.column: kind for kind in kinds}
        self._check(target, inputs)
        self._chosen = tuple(inputs)
        self._encodings = {target: self._target_encoding()}
        for name in inputs:
            column = table.column(name)
            encoding = encoding_of(column, self._kind_of(column))
            if isinstance(encoding, CategoryEncoding):
                lacks = missing == "own_category" and not column.present.all()
                encoding = _with_no_value(encoding, lacks)
            self._encodings[name] = encoding
        self._check_number()
        self._values = {
            name: encoding.encode(table.column(name))
            for name, encoding in self._encodings.items()
        }
        self._valid: dict[str, NDArray[np.bool_]] = {
            name: np.logical_and.reduce(~np.isnan(values))
            for name, values in self._values.items()
        }
        self.kept, self.rows = self._choose_rows()

    def dataset(self) -> Dataset:
        """Return the samples, without missing or text cells.

        Quantities come first: the pictures of what the network computes are drawn over
        the first two inputs, and of indicators they would show two or three points.
        """
        names = sorted(
            self.kept,
            key=lambda name: not isinstance(self._encodings[name], NumberEncoding),
        )
        encodings = tuple(self._encodings[name] for name in names)
        X = np.concatenate([self._values[name][:, self.rows] for name in names])
        return Dataset(
            X=X,
            y=self._values[self._target][:, self.rows],
            input_names=tuple(n for e in encodings for n in e.input_names),
            target_name=self._encodings[self._target].input_names[0],
            columns=(*encodings, self._encodings[self._target]),
        )

    @property
    def inputs(self) -> int:
        """How many inputs the columns become."""
        return sum(len(self._encodings[name].input_names) for name in self.kept)

    def describe(self) -> str:
        """Return a sentence or two about what is left out."""
        target, inputs, rows = self._target, self._chosen, self._table.rows
        sentences = []
        if dropped := [name for name in inputs if name not in self.kept]:
            noun = "column" if len(dropped) == 1 else "columns"
            have, are = _verbs(len(dropped))
            sentences.append(
                f"Input {noun} {some_of(dropped)} {have} a missing or text cell and "
                f"{are} left out; {self._first_problem(dropped)}."
            )
        if count := rows - int(self.rows.sum()):
            chosen = [target] if self._missing == "drop_columns" else [target, *inputs]
            one = len(chosen) == 1
            where = f"column {shortened(target)}" if one else "the chosen columns"
            have, are = _verbs(count)
            sentences.append(
                f"{count:,} of {rows:,} rows {have} a missing or text cell in "
                f"{where} and {are} left out; {self._first_problem(chosen)}."
            )
        for name in self.kept:
            encoding = self._encodings[name]
            if isinstance(encoding, CategoryEncoding) and (
                NO_VALUE in encoding.categories
            ):
                gaps = int((~self._table.column(name).present).sum())
                sentences.append(
                    f"{counted(gaps, 'cell')} of {shortened(name)} without a value "
                    f"{'is' if gaps == 1 else 'are'} a category {NO_VALUE}."
                )
        if not sentences and rows == 1:
            return "The only row is used."
        return " ".join(sentences) or f"All {rows:,} rows are used."

    def _kind_of(self, column: Column) -> ColumnKind:
        """Return the kind of a column: as given, or recognized."""
        if column.name in self._kinds:
            return self._kinds[column.name]
        if column.is_numeric and not name_hints.names_a_time(column.name):
            empty = bool(np.isnan(column.values).all())
            # Whatever else its numbers may be, they are its only input.
            kind = {"": "number", "%": "percentage"}.get(column.unit, "money")
            return ColumnKind(column.name, "constant" if empty else kind)
        return recognize(column, facts_of(column)).kind

    def _target_encoding(self) -> Encoding:
        column = self._table.column(self._target)
        encoding = encoding_of(column, self._kind_of(column))
        if isinstance(encoding, CategoryEncoding):
            if len(encoding.input_names) != 2 or encoding.other:
                raise DataError(
                    f"column {shortened(column.name)} has "
                    f"{facts_of(column).distinct:,} categories; a target is a number, "
                    "or has two categories, which become 0 and 1"
                )
            zero, one = encoding.categories
            return AnswerEncoding(column.name, "yes/no", one, zero)
        if len(encoding.input_names) > 1:  # a date: its days alone
            details = (*encoding.details[:2], "days")
            kind = ColumnKind(column.name, encoding.kind, details)
            encoding = encoding_of(column, kind)
        return encoding

    def _choose_rows(self) -> tuple[tuple[str, ...], NDArray[np.bool_]]:
        """Return the inputs to keep, and which rows to keep."""
        target, inputs, valid = self._target, self._chosen, self._valid
        kept = inputs
        if self._missing == "drop_columns" and valid[target].any():
            kept = tuple(name for name in inputs if valid[name][valid[target]].all())
            if not kept:
                raise DataError(
                    "no input is left: each has a missing or text cell; "
                    + self._first_problem(inputs)
                )
        rows = np.logical_and.reduce([valid[name] for name in (target, *kept)])
        if not rows.any():
            bad = [name for name in (target, *kept) if not valid[name].all()]
            raise DataError(
                f"every row has a missing or text cell in {some_of(bad)}; "
                + self._first_problem(bad)
            )
        return kept, rows

    def _check(self, target: str, inputs: Sequence[str]) -> None:
        names = self._table.names
        if not self._table.rows:
            raise DataError("the file has no rows below its header")
        if self._missing not in MISSING:
            raise DataError(
                f"missing is {brief(self._missing)}; it is one of {', '.join(MISSING)}"
            )
        if isinstance(inputs, str) or not inputs:
            raise DataError(self._why_no_inputs())
        for name in (target, *inputs, *self._kinds):
            if name not in names:
                raise DataError(
                    f"there is no column {quoted(name)}; there are {some_of(names)}"
                )
        if target in inputs:
            raise DataError(
                f"column {shortened(target)} is the target and cannot be an input too"
            )
        if len(set(inputs)) < len(inputs):
            raise DataError("an input column is chosen twice")

    def _check_number(self) -> None:
        """Refuse more inputs than fit, and say which columns have most of them."""
        sizes = {n: len(self._encodings[n].input_names) for n in self._chosen}
        total = sum(sizes.values())
        if total <= MAX_INPUTS:
            return
        largest = sorted(sizes, key=lambda name: -sizes[name])[:3]
        most = [f"{shortened(n)} has {sizes[n]}" for n in largest if sizes[n] > 1]
        where = f" ({', '.join(most)})" if most else ""
        raise DataError(
            f"{total} inputs are too many; {MAX_INPUTS} at most: leave out columns "
            f"with {total - MAX_INPUTS} of them{where}"
        )

    def _why_no_inputs(self) -> str:
        others = [name for name in self._table.names if name != self._target]
        if not others:
            return (
                f"the file has a single column, {self._target}, and nothing to predict "
                "it from; if it has more, another delimiter stands between them"
            )
        kinds = {self._kind_of(self._table.column(name)).kind for name in others}
        if kinds.isdisjoint(USABLE):
            return (
                f"no column beside {self._target} has numbers, dates or categories to "
                "predict it from"
            )
        return "no input column is chosen; choose one or more"

    def _first_problem(self, names: Sequence[str]) -> str:
        """Return where the first cell without a value is in some columns."""
        firsts = [
            (int(np.argmin(self._valid[name])), name)
            for name in names
            if not self._valid[name].all()
        ]
        row, name = min(firsts, key=lambda first: first[0])
        number = self._table.names.index(name)
        problems = self._table.problems[number]
        for cell in (*problems.first_missing, *problems.first_text):
            if cell.row == row + 1:
                if cell.surplus:
                    return (
                        f"first: line {cell.line:,} has more cells than there are "
                        "columns"
                    )
                return (
                    f"first: line {cell.line:,}, column {shortened(name)} is "
                    f"{cell.content}"
                )
        texts = self._table.texts[number]
        code = -1 if texts is None else int(texts.codes[row])
        content = quoted(texts.texts[code]) if texts and code >= 0 else "empty"
        lines = self._table.lines
        place = f"line {lines[row]:,}" if lines.size else f"row {row + 1:,}"
        return f"first: {place}, column {shortened(name)} is {content}"


def _verbs(count: int) -> tuple[str, str]:
    return ("has", "is") if count == 1 else ("have", "are")


def _with_no_value(encoding: CategoryEncoding, wanted: bool) -> CategoryEncoding:
    """Return an encoding with a category for no value, or without."""
    known = tuple(name for name in encoding.categories if name != NO_VALUE)
    return replace(encoding, categories=(*known, NO_VALUE) if wanted else known)


def encode_rows(table: Table, columns: Sequence[Encoding]) -> Array:
    """Return the inputs (inputs, rows) of a table, encoded as those of a data set were.

    Cells without a value, and categories that were not there, are NaN.

    Raises
    ------
    DataError
        If the table lacks a column.
    """
    for encoding in columns:
        if encoding.column not in table.names:
            raise DataError(
                f"there is no column {quoted(encoding.column)}; "
                f"there are {some_of(table.names)}"
            )
    return np.concatenate([e.encode(table.column(e.column)) for e in columns])
