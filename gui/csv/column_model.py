"""The columns of a table file as a Qt model: what is known of each, ticked as input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, Qt, pyqtSignal
from PyQt6.QtGui import QColor

from gui.csv.column_texts import HEADINGS, HISTOGRAM, KIND, NAME, details
from gui.text.number_format import as_tip
from shallownet.data.columns.kind_text import USABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.style.theme import Theme
    from shallownet.data.columns.summary import ColumnSummary, TableSummary

RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

_Role = Qt.ItemDataRole

COUNTS: Final = Qt.ItemDataRole.UserRole
POSSIBLE: Final = Qt.ItemDataRole.UserRole + 1
"""Roles of the counts of a histogram, and of the kinds that a column can be made."""

TOLD: Final = frozenset(
    int(role)
    for role in (
        _Role.DisplayRole,
        _Role.EditRole,
        _Role.ToolTipRole,
        _Role.TextAlignmentRole,
        _Role.ForegroundRole,
        _Role.CheckStateRole,
        _Role.AccessibleTextRole,
        COUNTS,
        POSSIBLE,
    )
)
"""Roles that cells have something for."""

ROOT: Final = QModelIndex()


class ColumnModel(QAbstractTableModel):
    """A row for each column of the file.

    Signals
    -------
    inputs_changed()
        A person ticked other inputs.
    kind_chosen(str, str)
        A person gave a column another kind.
    """

    inputs_changed = pyqtSignal()
    kind_chosen = pyqtSignal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.names: tuple[str, ...] = ()
        self._columns: tuple[ColumnSummary, ...] = ()
        self._target = ""
        self._inputs: set[str] = set()

    @property
    def inputs(self) -> tuple[str, ...]:
        """The columns that are inputs, in the order of the file."""
        return tuple(n for n in self.names if n in self._inputs and n != self._target)

    def column(self, row: int) -> ColumnSummary | None:
        """Return what is known of a column; None if nothing is yet."""
        return self._columns[row] if 0 <= row < len(self._columns) else None

    def set_names(self, names: Sequence[str]) -> None:
        """Show columns of which only the names are known."""
        self.beginResetModel()
        self.names, self._columns = tuple(names), ()
        self._target, self._inputs = "", set()
        self.endResetModel()

    def set_summary(self, summary: TableSummary) -> None:
        """Show what is known of the columns, and which are inputs."""
        self._target, self._inputs = summary.target, set(summary.inputs)
        names = tuple(column.name for column in summary.columns)
        if names != self.names:
            self.set_names(names)
            self._target, self._inputs = summary.target, set(summary.inputs)
        self._columns = summary.columns
        if self.names:
            last = self.index(len(self.names) - 1, len(HEADINGS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def toggle(self, row: int) -> None:
        """Make a column an input, or no input any more."""
        index = self.index(row, NAME)
        if index.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            checked = self.data(index, _Role.CheckStateRole) == Qt.CheckState.Checked
            state = Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked
            self.setData(index, state, _Role.CheckStateRole)

    # Qt overrides

    def rowCount(self, parent: QModelIndex = ROOT) -> int:
        """Return the number of columns of the file."""
        return 0 if parent.isValid() else len(self.names)

    def columnCount(self, parent: QModelIndex = ROOT) -> int:
        """Return how many things are told of each."""
        return 0 if parent.isValid() else len(HEADINGS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        """Return a heading and its tip."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _Role.DisplayRole:
            return HEADINGS[section].title
        if role == _Role.ToolTipRole:
            return as_tip(HEADINGS[section].tip)
        if role == _Role.TextAlignmentRole:
            return RIGHT if HEADINGS[section].is_number else LEFT
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Let names be ticked, but not the target's, and kinds be edited."""
        flags, column = super().flags(index), self.column(index.row())
        if column is None or not index.isValid():
            return flags
        if index.column() == NAME and self._may_be_input(column):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        if index.column() == KIND:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def _may_be_input(self, column: ColumnSummary) -> bool:
        return column.name != self._target and bool(column.input_names)

    def data(self, index: QModelIndex, role: int = _Role.DisplayRole) -> Any:
        """Return what a cell shows or says."""
        if role not in TOLD:  # of a dozen that the view asks for
            return None
        row, section = index.row(), index.column()
        column = self.column(row)
        if column is None:
            known = section == NAME and role == _Role.DisplayRole
            return self.names[row] if known else None
        match role:
            case _Role.DisplayRole:
                return self._shown(column, section)
            case _Role.AccessibleTextRole:
                return self._said(column, section)
            case _Role.ToolTipRole:
                is_target = column.name == self._target
                return as_tip(f"{column.name}\n{details(column, is_target=is_target)}")
            case _Role.TextAlignmentRole:
                return RIGHT if HEADINGS[section].is_number else LEFT
            case _Role.CheckStateRole if section == NAME:
                if column.name == self._target:
                    return None
                chosen = column.name in self._inputs
                return Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked
            case _Role.ForegroundRole:
                used = column.name == self._target or column.name in self._inputs
                return None if used else QColor(self._theme.muted)
            case _Role.EditRole if section == KIND:
                return column.kind
        if role == COUNTS and section == HISTOGRAM:
            return column.facts.counts
        return column.possible if role == POSSIBLE else None

    def _shown(self, column: ColumnSummary, section: int) -> str:
        if section == HISTOGRAM:
            return ""  # it is painted
        text = HEADINGS[section].text(column)
        if section == NAME and column.name == self._target:
            return f" ŷ  {text}  (target)"
        return f"{text} ▾" if section == KIND else text

    def _said(self, column: ColumnSummary, section: int) -> str:
        text = HEADINGS[section].text(column) or "none"
        if section != NAME:
            return f"{HEADINGS[section].title} {text}"
        if column.name == self._target:
            return f"{text}, target, {column.kind}"
        role = "input" if column.name in self._inputs else "no input"
        usable = "" if column.kind in USABLE else ", not proposed"
        return f"{text}, {role}, {column.kind}{usable}"

    def setData(
        self, index: QModelIndex, value: Any, role: int = _Role.EditRole
    ) -> bool:
        """Take a tick or a kind from a person."""
        column = self.column(index.row())
        if column is None:
            return False
        if role == _Role.CheckStateRole and index.column() == NAME:
            if not self._may_be_input(column):
                return False
            if Qt.CheckState(value) == Qt.CheckState.Checked:
                self._inputs.add(column.name)
            else:
                self._inputs.discard(column.name)
            last = self.index(index.row(), len(HEADINGS) - 1)
            self.dataChanged.emit(self.index(index.row(), 0), last)
            self.inputs_changed.emit()
            return True
        if role == _Role.EditRole and value in column.possible:
            if value != column.kind:
                self.kind_chosen.emit(column.name, value)
            return True
        return False
