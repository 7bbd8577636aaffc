"""The table of the columns of a file: inputs to tick, kinds, ranges, histograms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from gui.csv.column_delegates import (
    HistogramDelegate,
    KindDelegate,
    NameDelegate,
)
from gui.csv.column_model import ColumnModel
from gui.csv.column_texts import HISTOGRAM, KIND, NAME
from gui.style.theme import number_font

if TYPE_CHECKING:
    from PyQt6.QtCore import QModelIndex
    from PyQt6.QtGui import QKeyEvent

    from gui.style.theme import Theme

ROW_HEIGHT: Final = 24
WIDTHS: Final = (170, 98, 58, 66, 84, 84, 74, 96, 46, 150)
"""Pixels of each column; the last one takes the rest."""


class ColumnTable(QTableView):
    """A row for each column of a file.

    Space ticks the current row's column as an input, and Enter lets its kind be chosen.

    Signals
    -------
    current_changed(int)
        Another row is current.
    """

    current_changed = pyqtSignal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.columns = ColumnModel(theme)
        self.columns.setParent(self)
        self.setModel(self.columns)
        self.setObjectName("columnTable")
        self.setAccessibleName("Columns of the table")
        self.setAccessibleDescription(
            "Space makes a column an input or none; Enter changes its kind"
        )
        self.setItemDelegateForColumn(NAME, NameDelegate(self))
        self.setItemDelegateForColumn(KIND, KindDelegate(self))
        self.setItemDelegateForColumn(HISTOGRAM, HistogramDelegate(theme, self))
        self.setFont(number_font(self.font()))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)  # Tab moves to the next control
        self.setWordWrap(False)
        self.setShowGrid(False)
        side, head = self.verticalHeader(), self.horizontalHeader()
        selection = self.selectionModel()
        assert side is not None and head is not None and selection is not None
        side.hide()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setDefaultSectionSize(ROW_HEIGHT)
        head.setHighlightSections(False)
        head.setStretchLastSection(True)
        for section, width in enumerate(WIDTHS):
            self.setColumnWidth(section, width)
        selection.currentRowChanged.connect(
            lambda current: self.current_changed.emit(current.row())
        )
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == KIND:
            self.choose_kind()

    def choose_kind(self) -> None:
        """Let the kind of the current row's column be chosen."""
        index = self.columns.index(self.currentIndex().row(), KIND)
        editing = self.state() == QAbstractItemView.State.EditingState
        if index.flags() & Qt.ItemFlag.ItemIsEditable and not editing:
            self.edit(index)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Let Space tick the row, and Enter change its kind."""
        key = None if event is None else event.key()
        if event is None or not self.currentIndex().isValid():
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Space:
            self.columns.toggle(self.currentIndex().row())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.choose_kind()
        else:
            super().keyPressEvent(event)
