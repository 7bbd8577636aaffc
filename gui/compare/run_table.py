"""The table of runs as it is seen: to sort, to choose from and to write in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QItemSelectionModel, Qt, pyqtSignal
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QAbstractItemView, QTableView

from gui.compare.colours import SAMPLE
from gui.compare.run_model import Order, RunModel
from gui.theme import mix, number_font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtWidgets import QWidget

    from gui.theme import Theme

ROW: Final = 26
WIDEST: Final = 260
"""Pixels of a row's height, and of a column's width at most."""


class RunTable(QTableView):
    """The table as it is seen.

    Signals
    -------
    chosen()
        Other rows are selected.
    """

    chosen = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runTable")
        self.setAccessibleName("Runs")
        self.runs = RunModel(self)
        self._kept: tuple[list[int], str] = [], ""
        self.runs.modelAboutToBeReset.connect(self._keep)  # before the order forgets
        self.order = Order(self)
        self.order.setSourceModel(self.runs)
        self.setModel(self.order)
        self.setFont(number_font(self.font()))
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setIconSize(SAMPLE)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        side, head = self.verticalHeader(), self.horizontalHeader()
        assert side is not None and head is not None
        side.hide()
        side.setDefaultSectionSize(ROW)
        head.setHighlightSections(False)
        head.setStretchLastSection(True)
        chosen = self.selectionModel()
        assert chosen is not None
        chosen.selectionChanged.connect(lambda: self.chosen.emit())
        self.runs.modelReset.connect(self._fit)

    @property
    def rows(self) -> list[int]:
        """The runs that are selected, numbered as in `RunModel`, the present one 0."""
        chosen = self.selectionModel()
        assert chosen is not None
        return sorted(self.order.mapToSource(i).row() for i in chosen.selectedRows())

    def select(self, rows: Sequence[int]) -> None:
        """Select runs."""
        chosen = self.selectionModel()
        assert chosen is not None
        flag = QItemSelectionModel.SelectionFlag
        chosen.clearSelection()
        for row in rows:
            if row < self.runs.rowCount():
                index = self.order.mapFromSource(self.runs.index(row, 0))
                chosen.select(index, flag.Select | flag.Rows)
                if row == rows[0]:
                    chosen.setCurrentIndex(index, flag.NoUpdate)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme; what is selected keeps its own."""
        palette = self.palette()
        palette.setColor(
            palette.ColorRole.Highlight, mix(theme.surface, theme.text, 0.14)
        )
        palette.setColor(palette.ColorRole.HighlightedText, QColor(theme.text))
        self.setPalette(palette)
        self.runs.set_theme(theme)

    def write_name(self) -> None:
        """Let a person write the name of the first run that is selected."""
        if self.rows:
            index = self.runs.index(self.rows[0], 0)
            self.edit(self.order.mapFromSource(index))

    def _keep(self) -> None:
        """Keep what is selected, and by which heading it is sorted."""
        column = self.order.sortColumn()
        known = 0 <= column < len(self.runs.columns)
        self._kept = self.rows, self.runs.columns[column].title if known else ""

    def _fit(self) -> None:
        rows, title = self._kept
        titles = [column.title for column in self.runs.columns]
        at = titles.index(title) if title in titles else -1
        if at != self.order.sortColumn():
            self.sortByColumn(at, self.order.sortOrder())
        self.resizeColumnsToContents()
        for column in range(self.runs.columnCount() - 1):
            if self.columnWidth(column) > WIDEST:
                self.setColumnWidth(column, WIDEST)
        self.select(rows)
