"""The model of the units' table, and the proxy that sorts it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QSortFilterProxyModel,
    Qt,
    pyqtSignal,
)

from gui.text.number_format import as_tip, wrapped
from gui.units.unit_columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtGui import QImage

    from gui.graph.hover_target import Unit
    from gui.units.unit_rows import UnitRow

Role = Qt.ItemDataRole
ROW: Final = Role.UserRole + 1
"""The role of a cell's whole row, for what is painted in it."""

MAP: Final = Role.UserRole + 2
"""The role of a unit's response map: a QImage, or None."""

LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
TEXTS: Final = ("unit", "incoming", "incoming_in_data", "twins")


class UnitModel(QAbstractTableModel):
    """Units as rows; the tick of the first column says whether a unit is on.

    Signals
    -------
    switched(Unit, bool)
        A unit's tick was set or removed; whether it is to be on.
    """

    switched = pyqtSignal(object, bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: Sequence[UnitRow] = ()
        self._maps: dict[Unit, QImage] = {}

    def set_rows(self, rows: Sequence[UnitRow], maps: dict[Unit, QImage]) -> None:
        """Replace all rows; the same units in another order stay selected."""
        before, units = ([row.unit for row in each] for each in (self._rows, rows))
        if set(units) != set(before):
            self.beginResetModel()
            self._rows, self._maps = rows, maps
            self.endResetModel()
            return
        if units != before:
            self.layoutAboutToBeChanged.emit()
        self._rows, self._maps = rows, maps
        if units != before:
            known = self.persistentIndexList()
            moved = [
                self.index(units.index(before[i.row()]), i.column()) for i in known
            ]
            self.changePersistentIndexList(known, moved)
            self.layoutChanged.emit()
        if rows:
            last = self.index(len(rows) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def unit_at(self, row: int) -> Unit:
        """Return the unit of a row."""
        return self._rows[row].unit

    def row_of(self, unit: Unit | None) -> int | None:
        """Return the row of a unit; None if it has none."""
        units = [row.unit for row in self._rows]
        return units.index(unit) if unit in units else None

    def is_needed(self, column: int) -> bool:
        """Return whether any row has something to say in a column."""
        needed = COLUMNS[column].needed
        return needed is None or any(map(needed, self._rows))

    def switch(self, row: int) -> None:
        """Turn the unit of a row off, or on again."""
        self.switched.emit(self._rows[row].unit, not self._rows[row].is_on)

    # Qt overrides

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of units."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """Return a column's title or tip."""
        if orientation == Qt.Orientation.Vertical:
            return None
        column = COLUMNS[section]
        if role == Role.DisplayRole:
            return column.title
        if role == Role.ToolTipRole:
            return wrapped(column.tip)
        if role == Role.TextAlignmentRole:
            return LEFT if column.name in TEXTS else RIGHT
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Make the first column checkable."""
        flags = super().flags(index)
        if index.column() == 0:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: QModelIndex, role: int = Role.DisplayRole) -> Any:
        """Return the data of a cell; `UserRole` is the sort key."""
        row, column = self._rows[index.row()], COLUMNS[index.column()]
        if role == Role.DisplayRole:
            return column.text(row)
        if role == Role.UserRole:
            return column.key(row)
        if role == ROW:
            return row
        if role == MAP:
            return self._maps.get(row.unit)
        if role == Role.TextAlignmentRole:
            return LEFT if column.name in TEXTS else RIGHT
        if role in (Role.ToolTipRole, Role.AccessibleTextRole):
            text = (column.cell_tip or column.text)(row)
            if role == Role.ToolTipRole:
                return as_tip(text)
            return f"unit {text}" if column.name == "unit" else text
        if role == Role.CheckStateRole and index.column() == 0:
            return Qt.CheckState.Checked if row.is_on else Qt.CheckState.Unchecked
        return None

    def setData(
        self, index: QModelIndex, value: Any, role: int = Role.EditRole
    ) -> bool:
        """Ask for a unit to be turned off, or on again."""
        if role != Role.CheckStateRole:
            return False
        on = Qt.CheckState(value) == Qt.CheckState.Checked
        self.switched.emit(self._rows[index.row()].unit, on)
        return True


class UnitOrder(QSortFilterProxyModel):
    """Sorts by the columns' keys, with NaN last in either direction."""

    def lessThan(self, left: QModelIndex, right: QModelIndex) -> bool:
        """Compare two rows; Qt swaps them to sort in descending order."""
        return self._rank(left) < self._rank(right)

    def _rank(self, index: QModelIndex) -> tuple[bool, Any]:
        key = index.data(Role.UserRole)
        missing = isinstance(key, float) and math.isnan(key)
        descending = self.sortOrder() == Qt.SortOrder.DescendingOrder
        return missing != descending, 0.0 if missing else key
