"""Make a table for a test from lists of numbers or texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from shallownet.data.columns.column import Column
from shallownet.data.columns.facts import facts_of
from shallownet.data.columns.recognition import Recognized, recognize
from shallownet.data.tables.number_parsing import Numerals
from shallownet.data.tables.problems import ColumnProblems
from shallownet.data.tables.table import Table
from shallownet.data.tables.text_column import text_column

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def column_of(name: str, cells: Sequence[float | str], unit: str = "") -> Column:
    if any(isinstance(cell, str) for cell in cells):
        plain = tuple(map(str, cells))
        return Column(name, Numerals().column(plain), text_column(plain))
    return Column(name, np.array(cells, np.float64), None, unit)


def table_of(columns: Mapping[str, Sequence[float | str]]) -> Table:
    made = [column_of(name, cells) for name, cells in columns.items()]
    return Table(
        names=tuple(columns),
        values=np.stack([column.values for column in made]),
        problems=tuple(ColumnProblems() for _ in made),
        texts=tuple(column.texts for column in made),
    )


def recognized(name: str, cells: Sequence[float | str], unit: str = "") -> Recognized:
    column = column_of(name, cells, unit)
    return recognize(column, facts_of(column))
