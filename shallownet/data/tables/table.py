"""The columns of a table file, and the data set that some of them make."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from shallownet.data.columns.column import Column
from shallownet.data.columns.selection import Selection
from shallownet.data.tables.dialect import ReadOptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.data.columns.kind_text import ColumnKind
    from shallownet.data.datasets import Dataset
    from shallownet.data.tables.problems import ColumnProblems
    from shallownet.data.tables.text_column import TextColumn


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
    path : str
        The file; empty if it is none.
    lines : array of int64, shape (rows,)
        Read-only: the line of the file in which each row begins, or its row in a sheet.
    options : ReadOptions
        What was chosen about how to read the file.
    """

    names: tuple[str, ...]
    values: Array
    problems: tuple[ColumnProblems, ...]
    texts: tuple[TextColumn | None, ...] = ()
    units: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    path: str = ""
    lines: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    options: ReadOptions = field(default_factory=ReadOptions)

    def __post_init__(self) -> None:
        empty: tuple[tuple[str, Any], ...] = (("texts", None), ("units", ""))
        for name, nothing in empty:
            if not getattr(self, name):
                object.__setattr__(self, name, (nothing,) * len(self.names))

    @property
    def rows(self) -> int:
        """The number of data rows."""
        return int(self.values.shape[1])

    def column(self, name: str) -> Column:
        """Return a column that there is by its name."""
        number = self.names.index(name)
        return Column(name, self.values[number], self.texts[number], self.units[number])

    def dataset(
        self,
        target: str,
        inputs: Sequence[str],
        missing: str = "drop_rows",
        kinds: Sequence[ColumnKind] = (),
    ) -> Dataset:
        """Return the data set of some columns, without missing or text cells.

        Texts become numbers by their kind: see `shallownet.data.columns.encodings`.

        Parameters
        ----------
        target : str
            The column to predict.
        inputs : sequence of str
            The columns to predict it from.
        missing : str
            ``drop_rows`` drops the rows in which a chosen column has no value.
            ``drop_columns`` drops the rows in which the target has none, and then
            the inputs that still lack one. ``own_category`` makes no value a category
            of the inputs that have categories, and drops the rows that still lack one.
        kinds : sequence of ColumnKind
            The kinds of some columns; those of the others are recognized.

        Raises
        ------
        DataError
            If there is no such column, or nothing is left.
        """
        return Selection(self, target, inputs, missing, kinds).dataset()

    def describe(
        self,
        target: str,
        inputs: Sequence[str],
        missing: str = "drop_rows",
        kinds: Sequence[ColumnKind] = (),
    ) -> str:
        """Return a sentence or two about what `dataset` would leave out.

        Raises
        ------
        DataError
            If `dataset` would.
        """
        return Selection(self, target, inputs, missing, kinds).describe()
