"""Cells of a table that hold no number, counted and located."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from shallownet.wording import shortened

MAX_EXAMPLES: Final = 5
"""How many bad cells of a kind are kept for each column."""


class CellLocation(NamedTuple):
    """A cell without a number: its line in the file, its data row from 1, its text.

    ``surplus`` is true for all cells of a row with more cells than there are columns:
    none of them is certainly in its column.
    """

    line: int
    row: int
    text: str
    surplus: bool = False

    @property
    def content(self) -> str:
        """What stands in the cell: its text in quotes, or that there is none."""
        text = shortened(" ".join(self.text.split()))
        return f"“{text}”" if text else "empty"


@dataclass
class ColumnProblems:
    """How many cells of a column are missing or text, and the first few of each.

    Text is whatever is neither missing nor a finite number; ``surplus`` of these cells
    are in rows with more cells than there are columns.
    """

    missing: int = 0
    text: int = 0
    surplus: int = 0
    first_missing: list[CellLocation] = field(default_factory=list)
    first_text: list[CellLocation] = field(default_factory=list)

    def add(self, line: int, row: int, text: str, missing: bool, surplus: bool) -> None:
        """Count a cell without a number, as `CellLocation` describes it."""
        if missing:
            self.missing += 1
            first = self.first_missing
        else:
            self.text += 1
            self.surplus += surplus
            first = self.first_text
        if len(first) < MAX_EXAMPLES:
            first.append(CellLocation(line, row, text, surplus))
