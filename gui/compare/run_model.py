"""Runs as a table for Qt: what each came to and how it was made, and its order."""

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

from gui.compare.columns import NAME, NOTES, RunColumn, columns_of, settings_of
from gui.compare.run_colours import icon
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
    """Runs as rows, the present one first.

    Signals
    -------
    shown(int, bool), renamed(int, str), noted(int, str)
        What a person did to the run in a row.
    """

    shown = pyqtSignal(int, bool)
    renamed = pyqtSignal(int, str)
    noted = pyqtSignal(int, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.theme: Theme = themes.LIGHT
        self.every_setting = False
        self.columns: list[RunColumn] = []
        self._runs: tuple[RunRecord, ...] = ()
        self._settings: list[RunColumn] = []
        self._settings_of: list[object] = []
        self._icons: dict[int, QIcon] = {}

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.theme = theme
        self._icons = {}
        self._tell_all()
        if self._runs:
            down = Qt.Orientation.Vertical
            self.headerDataChanged.emit(down, 0, len(self._runs) - 1)

    def set_runs(self, runs: Sequence[RunRecord]) -> None:
        """Show these runs; those that were there already stay where they are."""
        made_of = [self.every_setting, *((run.recipe, run.events) for run in runs)]
        if made_of != self._settings_of:
            self._settings = settings_of(runs, every=self.every_setting)
            self._settings_of = made_of
        columns = columns_of(runs, self._settings)
        before = len(self._runs), [column.title for column in self.columns]
        if before != (len(runs), [column.title for column in columns]):
            self.beginResetModel()
            self._runs, self.columns = tuple(runs), columns
            self.endResetModel()
            return
        # A cell that a person is writing in is left alone unless its row has changed.
        changed = [
            row
            for row, (one, other) in enumerate(zip(runs, self._runs, strict=True))
            if one is not other
        ]
        marks = [column.marked for column in self.columns]
        self._runs, self.columns = tuple(runs), columns
        if marks != [column.marked for column in columns]:
            changed = list(range(len(runs)))
            across = Qt.Orientation.Horizontal
            self.headerDataChanged.emit(across, 0, len(columns) - 1)
        for row in changed:
            last = self.index(row, len(columns) - 1)
            self.dataChanged.emit(self.index(row, 0), last)

    def _tell_all(self) -> None:
        if self._runs:
            last = self.index(len(self._runs) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    @property
    def numbers(self) -> list[int | None]:
        """What tells each run from the others, the present one by None."""
        return [None, *(run.number for run in self._runs[1:])]

    # Qt's questions

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return how many runs there are."""
        return 0 if parent.isValid() else len(self._runs)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return how many things are told of each."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """Return a heading; that of a row is a piece of the run's curve."""
        if orientation == Qt.Orientation.Vertical:
            return self._row_head(self._runs[section], role)
        column = self.columns[section]
        if role == Role.DisplayRole:
            return column.title + (" ≠" if any(column.marked) else "")
        if role == Role.ToolTipRole:
            return column.tip
        if role == Role.TextAlignmentRole:
            return RIGHT if column.numeric else LEFT
        return None

    def _row_head(self, run: RunRecord, role: int) -> Any:
        if role == Role.DecorationRole:
            if run.colour not in self._icons:
                self._icons[run.colour] = icon(run.colour, self.theme)
            return self._icons[run.colour]
        if role == Role.ToolTipRole:
            return as_tip(run.name)
        return run.name if role == Role.AccessibleTextRole else None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Say what can be done to a cell."""
        found = super().flags(index)
        title = self.columns[index.column()].title
        if title == NAME:
            found |= Qt.ItemFlag.ItemIsUserCheckable
        if title in (NAME, NOTES) and index.row() > 0:
            found |= Qt.ItemFlag.ItemIsEditable
        return found

    def data(self, index: QModelIndex, role: int = Role.DisplayRole) -> Any:
        """Return what a cell shows."""
        row, column = index.row(), self.columns[index.column()]
        run, marked = self._runs[row], column.marked[row]
        if role in (Role.DisplayRole, Role.EditRole):
            return column.texts[row]
        if role == Role.UserRole:
            return column.keys[row]
        if role == Role.TextAlignmentRole:
            return RIGHT if column.numeric else LEFT
        if role == Role.BackgroundRole and marked:
            return mix(self.theme.surface, self.theme.accent, 0.18)
        if role == Role.FontRole and (marked or (row == 0 and column.title == NAME)):
            font = number_font(QFont())
            font.setBold(marked)
            font.setItalic(not marked)
            return font
        if role in (Role.ToolTipRole, Role.AccessibleTextRole):
            told = column.texts[row] + (", not as most runs" if marked else "")
            return as_tip(told) if role == Role.ToolTipRole else told
        if column.title == NAME and role == Role.CheckStateRole:
            on = run.visible
            return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        return None

    def setData(
        self, index: QModelIndex, value: Any, role: int = Role.EditRole
    ) -> bool:
        """Hand on what a person did; it is shown when it is done."""
        row, title = index.row(), self.columns[index.column()].title
        if role == Role.CheckStateRole:
            self.shown.emit(row, Qt.CheckState(value) == Qt.CheckState.Checked)
        elif role == Role.EditRole and title == NAME:
            self.renamed.emit(row, str(value))
        elif role == Role.EditRole and title == NOTES:
            self.noted.emit(row, str(value))
        else:
            return False
        return True


class RunOrder(QSortFilterProxyModel):
    """Sorts by numbers as numbers; the present run stays first, what is NaN last."""

    def lessThan(self, left: QModelIndex, right: QModelIndex) -> bool:
        """Say whether a cell comes before another; Qt turns it about if descending."""
        descending = self.sortOrder() == Qt.SortOrder.DescendingOrder
        if 0 in (left.row(), right.row()):
            return (left.row() == 0) != descending
        one, other = left.data(Role.UserRole), right.data(Role.UserRole)
        if isinstance(one, float) and isinstance(other, float):
            if math.isnan(one) or math.isnan(other):
                return math.isnan(one) == descending and not (
                    math.isnan(one) and math.isnan(other)
                )
            return one < other
        return str(one) < str(other)
