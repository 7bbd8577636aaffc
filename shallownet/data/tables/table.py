"""The columns of a table file, and the data set that some of them make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from shallownet.data.datasets import Dataset
from shallownet.errors import DataError
from shallownet.wording import brief, quoted, shortened, some_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.data.tables.problems import ColumnProblems
    from shallownet.data.tables.text_column import TextColumn

MAX_INPUTS: Final = 64


@dataclass(frozen=True, eq=False)
class Table:
    """The numbers and texts of a table file.

    Attributes
    ----------
    names : tuple of str
        The unique names of the columns.
    values : Array, shape (columns, rows)
        Read-only, with NaN where a cell is missing or not a number.
    problems : tuple of ColumnProblems
        For each column, the cells that are NaN.
    texts : tuple of TextColumn or None
        For each column, the texts of its cells; None where (nearly) all of them are
        numbers.
    units : tuple of str
        For each column, what its numbers were written with: ``"%"`` (then they are
        shares: 0.12 for 12 %), a currency as in ``"$"``, or nothing.
    notes : tuple of str
        Sentences on what was decided when the file was read.
    """

    names: tuple[str, ...]
    values: Array
    problems: tuple[ColumnProblems, ...]
    texts: tuple[TextColumn | None, ...] = ()
    units: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        empty: tuple[tuple[str, Any], ...] = (("texts", None), ("units", ""))
        for name, nothing in empty:
            if not getattr(self, name):
                object.__setattr__(self, name, (nothing,) * len(self.names))

    @property
    def rows(self) -> int:
        """The number of data rows."""
        return int(self.values.shape[1])

    def dataset(
        self, target: str, inputs: Sequence[str], missing: str = "drop_rows"
    ) -> Dataset:
        """Return the data set of some columns, without missing or text cells.

        Parameters
        ----------
        target : str
            The column to predict.
        inputs : sequence of str
            The columns to predict it from.
        missing : str
            ``drop_rows`` drops the rows in which a chosen column has no number.
            ``drop_columns`` drops the rows in which the target has none, and then
            the inputs that still lack one.

        Raises
        ------
        DataError
            If there is no such column, or nothing is left.
        """
        kept, rows = self._select(target, inputs, missing)
        return Dataset(
            X=self.values[[self.names.index(name) for name in kept]][:, rows],
            y=self._column(target)[np.newaxis, rows],
            input_names=kept,
            target_name=target,
        )

    def describe(
        self, target: str, inputs: Sequence[str], missing: str = "drop_rows"
    ) -> str:
        """Return a sentence or two about what `dataset` would leave out.

        Raises
        ------
        DataError
            If `dataset` would.
        """
        kept, rows = self._select(target, inputs, missing)
        sentences = []
        if dropped := [name for name in inputs if name not in kept]:
            noun = "column" if len(dropped) == 1 else "columns"
            have, are = _verbs(len(dropped))
            sentences.append(
                f"Input {noun} {some_of(dropped)} {have} a missing or text cell and "
                f"{are} left out; {self._first_problem(dropped)}."
            )
        if count := self.rows - int(rows.sum()):
            chosen = [target] if missing == "drop_columns" else [target, *inputs]
            one = len(chosen) == 1
            where = f"column {shortened(target)}" if one else "the chosen columns"
            have, are = _verbs(count)
            sentences.append(
                f"{count:,} of {self.rows:,} rows {have} a missing or text cell in "
                f"{where} and {are} left out; {self._first_problem(chosen)}."
            )
        if not sentences and self.rows == 1:
            return "The only row is used."
        return " ".join(sentences) or f"All {self.rows:,} rows are used."

    def _column(self, name: str) -> Array:
        column: Array = self.values[self.names.index(name)]
        return column

    def _select(
        self, target: str, inputs: Sequence[str], missing: str
    ) -> tuple[tuple[str, ...], NDArray[np.bool_]]:
        """Return the inputs to keep, and which rows to keep."""
        self._check(target, inputs, missing)
        valid = {name: ~np.isnan(self._column(name)) for name in (target, *inputs)}
        kept = tuple(inputs)
        if missing == "drop_columns" and valid[target].any():
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

    def _check(self, target: str, inputs: Sequence[str], missing: str) -> None:
        if not self.rows:
            raise DataError("the file has no rows below its header")
        if missing not in ("drop_rows", "drop_columns"):
            raise DataError(
                f"missing is {brief(missing)}; it is drop_rows or drop_columns"
            )
        if isinstance(inputs, str) or not inputs:
            raise DataError(self._why_no_inputs(target))
        if len(inputs) > MAX_INPUTS:
            raise DataError(f"{len(inputs)} inputs are too many; {MAX_INPUTS} at most")
        for name in (target, *inputs):
            if name not in self.names:
                raise DataError(
                    f"there is no column {quoted(name)}; "
                    f"there are {some_of(self.names)}"
                )
        if target in inputs:
            raise DataError(
                f"column {shortened(target)} is the target and cannot be an input too"
            )
        if len(set(inputs)) < len(inputs):
            raise DataError("an input column is chosen twice")

    def _why_no_inputs(self, target: str) -> str:
        others = [n for n, name in enumerate(self.names) if name != target]
        if not others:
            return (
                f"the file has a single column, {target}, and nothing to predict it "
                "from; if it has more, another delimiter stands between them"
            )
        if np.isnan(self.values[others]).all():
            return f"no column beside {target} has a number in it to predict it from"
        return "no input column is chosen; choose one or more"

    def _first_problem(self, names: Sequence[str]) -> str:
        """Return where the first cell without a number is in some columns."""
        cells = [
            (cell, name)
            for name in names
            for problems in (self.problems[self.names.index(name)],)
            for cell in (*problems.first_missing[:1], *problems.first_text[:1])
        ]
        cell, name = min(cells, key=lambda item: item[0].row)
        if cell.surplus:
            return f"first: line {cell.line:,} has more cells than there are columns"
        return f"first: line {cell.line:,}, column {shortened(name)} is {cell.content}"


def _verbs(count: int) -> tuple[str, str]:
    return ("has", "is") if count == 1 else ("have", "are")
