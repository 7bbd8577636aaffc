"""The numbers of a plot as text: a table that any program reads."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Column = Sequence[object] | NDArray[np.generic]


def data_text(columns: Mapping[str, Column]) -> str:
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
    values = column.tolist() if isinstance(column, np.ndarray) else column
    return ["" if value is None else str(value) for value in values]
