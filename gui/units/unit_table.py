"""The table of the units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from gui.style.theme import number_font
from gui.units.unit_columns import COLUMNS
from gui.units.unit_delegate import MAP_SIDE, UnitDelegate
from gui.units.unit_model import UnitModel, UnitOrder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtCore import QItemSelection
    from PyQt6.QtGui import QImage, QKeyEvent, QMouseEvent

    from gui.graph.hover_target import Unit
    from gui.style.theme import Theme
    from gui.units.unit_rows import UnitRow

PADDING: Final = 10
"""Pixels beside the text of a cell."""

TICK: Final = 20
"""Pixels for the tick before a unit's name."""

SORT_ARROW: Final = 8


class UnitTable(QTableView):
    """A sortable table with a row for each unit.

    Signals
    -------
    unit_selected(object)
        A row was selected: its unit; or None for no row.
    switched(Unit, bool)
        A unit is to be turned off in the pictures, or on again.
    """

    unit_selected = pyqtSignal(object)
    switched = pyqtSignal(object, bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("unitsPanel")
        self.setAccessibleName("Units")
        self.units = UnitModel(self)
        self.units.switched.connect(self.switched)
        self.order = UnitOrder(self)
        self.order.setSourceModel(self.units)
        self.setModel(self.order)
        self._delegate = UnitDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setFont(number_font(self.font()))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # Tab moves to the next control
        side, head = self.verticalHeader(), self.horizontalHeader()
        selection = self.selectionModel()
        assert side is not None and head is not None and selection is not None
        side.hide()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setDefaultSectionSize(MAP_SIDE + 6)
        head.setHighlightSections(False)
        head.setSortIndicatorClearable(True)
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        selection.selectionChanged.connect(self._tell_selected)
        self.units.modelReset.connect(self._fit_columns)
        self._fit_columns()

    def set_rows(self, rows: Sequence[UnitRow], maps: dict[Unit, QImage]) -> None:
        """Show the units, with their response maps."""
        self.units.set_rows(rows, maps)
        for column in range(len(COLUMNS)):
            self.setColumnHidden(column, not self.units.is_needed(column))

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self._delegate.theme = theme
        viewport = self.viewport()
        assert viewport is not None
        viewport.update()

    def select(self, unit: Unit | None) -> None:
        """Select the row of a unit."""
        row = self.units.row_of(unit)
        if row is None:
            self.clearSelection()
        else:
            self.selectRow(self.order.mapFromSource(self.units.index(row, 0)).row())

    @property
    def selected(self) -> Unit | None:
        """The unit whose row is selected."""
        selection = self.selectionModel()
        assert selection is not None
        for index in selection.selectedRows():
            return self.units.unit_at(self.order.mapToSource(index).row())
        return None

    def _tell_selected(self, _: QItemSelection, __: QItemSelection) -> None:
        self.unit_selected.emit(self.selected)

    def _fit_columns(self) -> None:
        """Give each column room for its title and its usual texts.

        The widths do not depend on the numbers, which change with every update.
        """
        head = self.horizontalHeader()
        assert head is not None
        for number, column in enumerate(COLUMNS):
            title = head.fontMetrics().horizontalAdvance(column.title) + SORT_ARROW
            width = max(title, self.fontMetrics().horizontalAdvance(column.width))
            extra = TICK + MAP_SIDE if column.name == "unit" else 0
            self.setColumnWidth(number, width + extra + PADDING)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Turn the unit of the current row off or on with Space; deselect with Esc."""
        if event is None:
            return
        row = self.order.mapToSource(self.currentIndex()).row()
        if event.key() == Qt.Key.Key_Space and row >= 0:
            self.units.switch(row)
        elif event.key() == Qt.Key.Key_Escape and self.selected is not None:
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Select a row; the selected one again: none."""
        before = self.selected
        super().mousePressEvent(event)
        if event is None or before is None or self.selected != before:
            return
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() > 0:  # the first one has the tick
            self.clearSelection()
