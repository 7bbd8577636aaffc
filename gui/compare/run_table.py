"""The table of runs: what each came to and how it was made, to sort and to write in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QSortFilterProxyModel,
    Qt,
    pyqtSignal,
)
from PyQt6.QtGui import QColor, QFont
from PyQt6.QtWidgets import QAbstractItemView, QTableView

from gui import theme as themes
from gui.compare.colours import SAMPLE, icon
from gui.compare.columns import NAME, NOTES, Column, columns_of, settings_of
from gui.theme import mix, number_font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtGui import QIcon
    from PyQt6.QtWidgets import QWidget

    from gui.theme import Theme
    from shallownet.run_record import RunRecord

ROW: Final = 26
WIDEST: Final = 260
"""Pixels of a row's height, and of a column's width at most."""

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

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme: Theme = themes.LIGHT
        self.every_setting = False
        self.columns: list[Column] = []
        self._runs: tuple[RunRecord, ...] = ()
        self._settings: list[Column] = []
        self._settings_of: list[object] = []
        self._icons: dict[int, QIcon] = {}

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.theme = theme
        self._icons = {}
        self._tell_all()

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
        for row in changed:
            last = self.index(row, len(columns) - 1)
            self.dataChanged.emit(self.index(row, 0), last)

    def _tell_all(self) -> None:
        if self._runs:
            last = self.index(len(self._runs) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

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
        """Return a heading."""
        if orientation == Qt.Orientation.Vertical:
            return None
        column = self.columns[section]
        if role == Role.DisplayRole:
            return column.title + (" ≠" if any(column.marked) else "")
        if role == Role.ToolTipRole:
            return column.tip
        if role == Role.TextAlignmentRole:
            return RIGHT if column.numeric else LEFT
        return None

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
            told = f"{column.texts[row]}, not as most runs" if marked else ""
            return told or column.texts[row]
        if column.title == NAME and role == Role.CheckStateRole:
            on = run.visible
            return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        if column.title == NAME and role == Role.DecorationRole:
            if run.colour not in self._icons:
                self._icons[run.colour] = icon(run.colour, self.theme)
            return self._icons[run.colour]
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


class Order(QSortFilterProxyModel):
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
