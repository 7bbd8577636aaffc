"""The names of the runs, in view while the run table is scrolled sideways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

if TYPE_CHECKING:
    from PyQt6.QtCore import QModelIndex


class FrozenNames(QTableView):
    """The first column of a table, painted over its left edge once that is scrolled.

    It shares the table's model and selection, and never takes the focus; a name is
    edited in the table itself.
    """

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self.setObjectName("frozenNames")
        self.setAccessibleName("Names of the runs")
        self.setModel(table.model())
        self.setSelectionModel(table.selectionModel())
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(table.textElideMode())
        self.setFont(table.font())
        head, side = self.horizontalHeader(), self.verticalHeader()
        rows, titles = table.verticalHeader(), table.horizontalHeader()
        across, down = table.horizontalScrollBar(), table.verticalScrollBar()
        own_down, model = self.verticalScrollBar(), table.model()
        assert head is not None and side is not None
        assert rows is not None and titles is not None
        assert across is not None and down is not None
        assert own_down is not None and model is not None
        side.hide()
        side.setDefaultSectionSize(rows.defaultSectionSize())
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionsClickable(True)
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.sectionClicked.connect(self._sort)
        self._titles = titles
        self.doubleClicked.connect(self._edit)
        down.valueChanged.connect(own_down.setValue)
        own_down.valueChanged.connect(down.setValue)
        across.valueChanged.connect(lambda value: self.setVisible(value > 0))
        titles.sectionResized.connect(self.place)
        model.modelReset.connect(self._hide_others)
        self._hide_others()
        self.hide()

    def place(self) -> None:
        """Cover the left edge of the table, where it shows this column unscrolled."""
        table, frame = self._table, self._table.frameWidth()
        rows, area = table.verticalHeader(), table.viewport()
        assert rows is not None and area is not None
        self.setColumnWidth(0, table.columnWidth(0))
        width = min(table.columnWidth(0), area.width() // 2)
        height = self._titles.height() + area.height()
        self.setGeometry(frame + rows.width(), frame, width, height)
        head = self.horizontalHeader()
        assert head is not None
        head.setFixedHeight(self._titles.height())

    def _hide_others(self) -> None:
        for column in range(1, self._titles.count()):
            self.setColumnHidden(column, True)
        self.place()

    def _sort(self) -> None:
        """Sort by name; again, in the other direction."""
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        titles = self._titles
        is_up = titles.sortIndicatorSection() == 0 and titles.sortIndicatorOrder() == up
        self._table.sortByColumn(0, down if is_up else up)

    def _edit(self, index: QModelIndex) -> None:
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self._table.scrollTo(index)
            self._table.setCurrentIndex(index)
            self._table.edit(index)
