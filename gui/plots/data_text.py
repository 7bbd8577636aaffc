"""The numbers of a plot as text: a table that any program reads."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, overload

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from shallownet.arrays import Array

    Column = Sequence[object] | NDArray[np.generic]
    Columns = Mapping[str, Column]


class LaterColumn(Sequence[float]):
    """A column that is computed when it is first read: perhaps in another thread.

    Parameters
    ----------
    length : int
    compute : callable
        Returns the values, shape (length,).
    """

    def __init__(self, length: int, compute: Callable[[], Array]) -> None:
        self._length, self._compute = length, compute
        self._values: list[float] | None = None

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> float: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[float]: ...
    def __getitem__(self, at: int | slice) -> float | Sequence[float]:
        """Return a value, or some."""
        if self._values is None:
            self._values = self._compute().tolist()
        return self._values[at]


def data_text(columns: Columns) -> str:
    r"""Return columns as lines with tabs, the names first.

    Numbers are written with all the digits that tell them apart, so that they are read
    back as they were. Shorter columns end with empty cells, and so is None.

    Examples
    --------
    >>> data_text({"update": [0, 1], "loss": [0.1]})
    'update\tloss\n0\t0.1\n1\t\n'
    """
    cells = [_cells(column) for column in columns.values()]
    lines = ["\t".join(columns), *map("\t".join, zip_longest(*cells, fillvalue=""))]
    return "".join(f"{line}\n" for line in lines)


def _cells(column: Column) -> list[str]:
    values = column.tolist() if isinstance(column, np.ndarray) else column[:]
    return ["" if value is None else str(value) for value in values]
