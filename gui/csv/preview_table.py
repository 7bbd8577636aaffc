"""The first rows of a file as a table, and the cells in it that are no numbers."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QPlainTextEdit, QTableWidget, QTableWidgetItem

from gui.style.theme import number_font
from gui.text.number_format import as_tip
from shallownet.wording import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.style.theme import Theme
    from shallownet.data.csv.preview import Preview
    from shallownet.data.csv.table import CellLocation, ColumnProblems, Table

ROW: Final = 24
"""Pixels that a row is high."""
LINES: Final = 3
"""Lines of the list of bad cells that are in view at once."""
MOST_COLUMNS: Final = 100
"""Columns whose bad cells are listed."""


class PreviewTable(QTableWidget):
    """The first rows of a file, with the line that each stands in."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName("The first rows of the file")
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setFont(number_font(self.font()))
        head, side = self.horizontalHeader(), self.verticalHeader()
        assert head is not None and side is not None
        head.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        side.setDefaultSectionSize(ROW)

    def show_beginning(self, beginning: Preview) -> None:
        """Show the first rows; text columns stand back."""
        self.setColumnCount(len(beginning.names))
        self.setHorizontalHeaderLabels(list(beginning.names))
        for column, name in enumerate(beginning.names):
            head = self.horizontalHeaderItem(column)
            if head is not None:
                head.setToolTip(as_tip(name))
        self.setRowCount(len(beginning.rows))
        first = 1 + beginning.preamble + beginning.dialect.header
        self.setVerticalHeaderLabels(
            [str(first + n) for n in range(len(beginning.rows))]
        )
        for row, cells in enumerate(beginning.rows):
            for column in range(len(beginning.names)):
                text = cells[column] if column < len(cells) else ""
                item = QTableWidgetItem(text)
                if beginning.numeric[column]:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                else:
                    item.setForeground(QColor(self._theme.muted))
                self.setItem(row, column, item)

    def mark_problems(self, table: Table) -> None:
        """Mark the columns that have cells without a number."""
        for column, problems in enumerate(table.problems):
            item = self.horizontalHeaderItem(column)
            if item is not None and (problems.missing or problems.text):
                item.setText(f"{table.names[column]} ⚠")
                lines = (table.names[column], *_lines(problems, table.rows))
                item.setToolTip("\n".join(lines))


class ProblemCells(QPlainTextEdit):
    """The first few cells of each column that are no numbers, to read and to copy.

    It is there only if there are any.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAccessibleName("Cells without a number")
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setToolTip("Cells without a number, by column, with their lines")
        line = self.fontMetrics().lineSpacing()
        self.setFixedHeight((LINES + 1) * line + 10)
        self.hide()

    def show_problems(self, table: Table | None) -> None:
        """List the bad cells of a table, or none."""
        text = "\n".join(_columns(table)) if table is not None else ""
        self.setPlainText(text)
        self.setVisible(bool(text))


def _columns(table: Table) -> Iterator[str]:
    bad = (
        (name, problems)
        for name, problems in zip(table.names, table.problems, strict=True)
        if problems.missing or problems.text
    )
    for name, problems in islice(bad, MOST_COLUMNS):
        count, *places = _lines(problems, table.rows)
        yield f"{name}: {count}: {', '.join(places)}"


def _lines(problems: ColumnProblems, rows: int) -> list[str]:
    """Say how many of a column's cells are no numbers, and where the first are."""
    kinds = (
        (problems.missing, "missing"),
        (problems.text - problems.surplus, "text"),
        (problems.surplus, "in too long a row"),
    )
    counts = " and ".join(f"{count:,} {kind}" for count, kind in kinds if count)
    first = sorted(
        (*problems.first_missing, *problems.first_text), key=lambda place: place.line
    )
    return [
        f"{counts} of {rows:,} cells",
        *(
            f"line {place.line:,} {_told(place)}"
            for place in first[: problems.missing + problems.text]
        ),
    ]


def _told(place: CellLocation) -> str:
    if place.surplus:
        return "(more cells than columns)"
    shown = shortened(" ".join(place.text.split()))
    return f"“{shown}”" if shown else "(empty)"
