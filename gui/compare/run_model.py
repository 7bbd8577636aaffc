"""The model of the run table, and the proxy that sorts it."""

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
from PyQt6.QtGui import QFont

from gui.compare.columns import (
    NAME,
    NOTES,
    RunColumn,
    setting_columns,
    table_columns,
)
from gui.compare.run_colours import curve_icon
from gui.style import theme as themes
from gui.style.theme import mix, number_font
from gui.text.number_format import as_tip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtGui import QIcon

    from gui.style.theme import Theme
    from shallownet.runs.run_record import RunRecord

Role = Qt.ItemDataRole
LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RunModel(QAbstractTableModel):
    """Runs as rows, the present run first.

    It emits edits as signals and leaves it to the receiver to set the changed runs.

    Signals
    -------
    visibility_edited(int, bool), name_edited(int, str), notes_edited(int, str)
        The row and its new value.
    """

    visibility_edited = pyqtSignal(int, bool)
    name_edited = pyqtSignal(int, str)
    notes_edited = pyqtSignal(int, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.theme: Theme = themes.LIGHT
        self.columns: list[RunColumn] = []
        self._runs: tuple[RunRecord, ...] = ()
        self._settings: list[RunColumn] = []
        self._settings_key: list[object] = []
        self._icons: dict[int, QIcon] = {}

    def set_theme(self, theme: Theme) -> None:
        """Apply the colours of a theme."""
        self.theme = theme
        self._icons = {}
        if self._runs:
            self._emit_rows_changed(0, len(self._runs) - 1)
            down = Qt.Orientation.Vertical
            self.headerDataChanged.emit(down, 0, len(self._runs) - 1)

    def set_runs(
        self, runs: Sequence[RunRecord], *, all_settings: bool = False
    ) -> None:
        """Replace the runs; the model is reset only if rows or columns come or go.

        Parameters
        ----------
        runs : sequence of RunRecord
        all_settings : bool
            Whether to show the settings that are equal in all runs too.
        """
        key = [all_settings, *((run.recipe, run.events) for run in runs)]
        if key != self._settings_key:
            self._settings = setting_columns(runs, every=all_settings)
            self._settings_key = key
        old_runs, old_columns = self._runs, self.columns
        columns = table_columns(runs, self._settings)
        old_titles = [column.title for column in old_columns]
        if len(runs) != len(old_runs) or old_titles != [c.title for c in columns]:
            self.beginResetModel()
            self._runs, self.columns = tuple(runs), columns
            self.endResetModel()
            return
        self._runs, self.columns = tuple(runs), columns
        # A reset, or a change of its row, would discard what is being typed in a cell.
        if [c.unusual for c in old_columns] != [c.unusual for c in columns]:
            across = Qt.Orientation.Horizontal
            self.headerDataChanged.emit(across, 0, len(columns) - 1)
            self._emit_rows_changed(0, len(runs) - 1)
            return
        for row, (old, new) in enumerate(zip(old_runs, runs, strict=True)):
            if new is not old:
                self._emit_rows_changed(row, row)

    def number_of(self, row: int) -> int:
        """Return the number of the run that a row shows."""
        return self._runs[row].number

    def _emit_rows_changed(self, first: int, last: int) -> None:
        end = self.index(last, len(self.columns) - 1)
        self.dataChanged.emit(self.index(first, 0), end)

    @property
    def numbers(self) -> list[int | None]:
        """The number that identifies each run; None for the present run."""
        return [None, *(run.number for run in self._runs[1:])]

    # Qt overrides

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of runs."""
        return 0 if parent.isValid() else len(self._runs)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """Return a column's heading, or a piece of a run's curve."""
        if orientation == Qt.Orientation.Vertical:
            return self._row_header(self._runs[section], role)
        column = self.columns[section]
        if role == Role.DisplayRole:
            return column.title + (" ≠" if any(column.unusual) else "")
        if role == Role.ToolTipRole:
            return column.tip
        if role == Role.TextAlignmentRole:
            return RIGHT if column.numeric else LEFT
        return None

    def _row_header(self, run: RunRecord, role: int) -> Any:
        if role == Role.DecorationRole:
            if run.colour not in self._icons:
                self._icons[run.colour] = curve_icon(run.colour, self.theme)
            return self._icons[run.colour]
        if role == Role.ToolTipRole:
            return as_tip(run.name)
        return run.name if role == Role.AccessibleTextRole else None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Make names checkable, and those of pinned runs and notes editable."""
        flags = super().flags(index)
        title = self.columns[index.column()].title
        if title == NAME:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        if title in (NAME, NOTES) and index.row() > 0:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: QModelIndex, role: int = Role.DisplayRole) -> Any:
        """Return the data of a cell; `UserRole` is the sort key."""
        row, column = index.row(), self.columns[index.column()]
        unusual = column.unusual[row]
        if role in (Role.DisplayRole, Role.EditRole):
            return column.texts[row]
        if role == Role.UserRole:
            return column.keys[row]
        if role == Role.TextAlignmentRole:
            return RIGHT if column.numeric else LEFT
        if role == Role.BackgroundRole and unusual:
            return mix(self.theme.surface, self.theme.accent, 0.18)
        if role == Role.FontRole and (unusual or (row == 0 and column.title == NAME)):
            font = number_font(QFont())
            font.setBold(unusual)
            font.setItalic(not unusual)
            return font
        if role in (Role.ToolTipRole, Role.AccessibleTextRole):
            text = column.texts[row] + (", not as most runs" if unusual else "")
            return as_tip(text) if role == Role.ToolTipRole else text
        if column.title == NAME and role == Role.CheckStateRole:
            visible = self._runs[row].visible
            return Qt.CheckState.Checked if visible else Qt.CheckState.Unchecked
        return None

    def setData(
        self, index: QModelIndex, value: Any, role: int = Role.EditRole
    ) -> bool:
        """Emit an edit."""
        row, title = index.row(), self.columns[index.column()].title
        if role == Role.CheckStateRole:
            visible = Qt.CheckState(value) == Qt.CheckState.Checked
            self.visibility_edited.emit(row, visible)
        elif role == Role.EditRole and title in (NAME, NOTES):
            edited = self.name_edited if title == NAME else self.notes_edited
            edited.emit(row, str(value))
        else:
            return False
        return True


class RunOrder(QSortFilterProxyModel):
    """Sorts by the columns' keys; the present run stays first, NaN last."""

    def lessThan(self, left: QModelIndex, right: QModelIndex) -> bool:
        """Compare two rows; Qt swaps them to sort in descending order."""
        return self._rank(left) < self._rank(right)

    def _rank(self, index: QModelIndex) -> tuple[bool, bool, Any]:
        descending = self.sortOrder() == Qt.SortOrder.DescendingOrder
        key = index.data(Role.UserRole)
        missing = isinstance(key, float) and math.isnan(key)
        return (index.row() == 0) == descending, missing != descending, key
