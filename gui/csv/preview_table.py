"""The first rows of a CSV file as a table, and the list of its invalid cells."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QPlainTextEdit, QTableWidget, QTableWidgetItem

from gui.style.theme import number_font
from gui.text.number_format import as_tip
from gui.widgets.builders import named
from shallownet.wording import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gui.style.theme import Theme
    from shallownet.data.tables.preview import Preview
    from shallownet.data.tables.problems import CellLocation, ColumnProblems
    from shallownet.data.tables.table import Table

RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
ROW_HEIGHT: Final = 24
VISIBLE_LINES: Final = 3
"""Lines of the list of invalid cells that are visible without scrolling."""
MAX_SHOWN, MAX_TIP = 12, 1_000
"""Characters that a cell has room for, and of the tip of one that needs more."""
MAX_SHOWN_COLUMNS: Final = 200
"""Columns whose first rows are shown: of more the window would be slow."""
MAX_COLUMNS: Final = 100
"""Columns whose invalid cells are listed."""


class PreviewTable(QTableWidget):
    """The first rows of a file with their line numbers."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName("The first rows of the file")
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)  # Tab moves to the next control
        self.setFont(number_font(self.font()))
        head, side = self.horizontalHeader(), self.verticalHeader()
        assert head is not None and side is not None
        head.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        side.setDefaultSectionSize(ROW_HEIGHT)

    def show_preview(self, preview: Preview) -> None:
        """Show the first rows; text columns are muted."""
        names, rows = preview.names[:MAX_SHOWN_COLUMNS], preview.rows
        self.setColumnCount(len(names))
        for column, name in enumerate(names):
            head = QTableWidgetItem(name)
            head.setToolTip(as_tip(name))
            self.setHorizontalHeaderItem(column, head)
        self.setRowCount(len(rows))
        self.setVerticalHeaderLabels(list(map(str, preview.lines)))
        for row, cells in enumerate(rows):
            for column, numeric in enumerate(preview.numeric[:MAX_SHOWN_COLUMNS]):
                text = cells[column] if column < len(cells) else ""
                item = QTableWidgetItem(text)
                if len(text) > MAX_SHOWN:
                    item.setToolTip(as_tip(text[:MAX_TIP]))
                if numeric:
                    item.setTextAlignment(RIGHT)
                else:
                    item.setForeground(QColor(self._theme.muted))
                self.setItem(row, column, item)

    def mark_problems(self, table: Table) -> None:
        """Mark the columns that have invalid cells."""
        for name, problems in _invalid(table):
            item = self.horizontalHeaderItem(table.names.index(name))
            if item is not None:
                item.setText(f"{name} ⚠")
                item.setToolTip(
                    as_tip("\n".join((name, *_lines(problems, table.rows))))
                )


class ReadOnlyLines(QPlainTextEdit):
    """Lines of text to read and copy; hidden if there are none.

    Parameters
    ----------
    name : str
        The name that a screen reader says, which is the tip too.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        named(self, name, name)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.hide()

    def set_lines(self, lines: Sequence[str]) -> None:
        """Show some lines; long lists, and long lines, are scrolled."""
        self.setPlainText("\n".join(lines))
        rows = min(max(len(lines), 2), VISIBLE_LINES + 1)
        self.setFixedHeight(rows * self.fontMetrics().lineSpacing() + 10)
        self.setVisible(bool(lines))


class ProblemList(ReadOnlyLines):
    """The first invalid cells of each column."""

    def __init__(self) -> None:
        super().__init__("Cells without a value, by column, with their lines")
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)

    def show_problems(self, table: Table) -> None:
        """List the invalid cells of a table; texts are none in a column of texts."""
        columns: list[str] = []
        for name, problems in _invalid(table):
            if len(columns) < MAX_COLUMNS:
                count, *cells = _lines(problems, table.rows)
                columns.append(f"{shortened(name)}: {count}: {', '.join(cells)}")
        self.set_lines(columns)


def _invalid(table: Table) -> Iterator[tuple[str, ColumnProblems]]:
    """Yield the columns that have invalid cells, and those."""
    for name, problems, texts in zip(
        table.names, table.problems, table.texts, strict=True
    ):
        if texts is not None:
            problems = replace(problems, text=problems.surplus, first_text=[])
        if problems.missing or problems.text:
            yield name, problems


def _lines(problems: ColumnProblems, rows: int) -> list[str]:
    """Return how many cells of a column are invalid, then the first of them."""
    kinds = (
        (problems.missing, "missing"),
        (problems.text - problems.surplus, "text"),
        (problems.surplus, "in too long a row"),
    )
    counts = " and ".join(f"{count:,} {kind}" for count, kind in kinds if count)
    first = sorted(
        (*problems.first_missing, *problems.first_text), key=lambda cell: cell.line
    )[: problems.missing + problems.text]
    return [
        f"{counts} of {rows:,} cells",
        *(f"line {cell.line:,} {_content(cell)}" for cell in first),
    ]


def _content(cell: CellLocation) -> str:
    if cell.surplus:
        return "(more cells than columns)"
    return cell.content if cell.text.strip() else "(empty)"
