"""The table view of the runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QItemSelectionModel, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFont, QFontMetrics
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from gui.compare.columns import NAME
from gui.compare.frozen_names import FrozenNames
from gui.compare.run_colours import ICON_SIZE
from gui.compare.run_model import RunModel, RunOrder
from gui.style.theme import mix, number_font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtCore import QModelIndex
    from PyQt6.QtGui import QResizeEvent
    from PyQt6.QtWidgets import QWidget

    from gui.style.theme import Theme

ROW_HEIGHT: Final = 26
MAX_COLUMN_WIDTH: Final = 260
"""Pixels; in a wide window, a third of its width."""

CELL_PADDING: Final = 14
CHECK_BOX_PADDING: Final = 40
SORT_ARROW_PADDING: Final = 26
"""Pixels beside the text of a cell, of a cell with a check box, and of a heading."""


class RunTable(QTableView):
    """A sortable and editable table of runs.

    Signals
    -------
    rows_selected()
        The selection changed.
    editor_closed()
    """

    rows_selected = pyqtSignal()
    editor_closed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runTable")
        self.setAccessibleName("Runs")
        self.runs = RunModel(self)
        self._saved_state: tuple[list[int | None], str] = [], ""
        # Connected before the proxy, which forgets its sort column on a reset.
        self.runs.modelAboutToBeReset.connect(self._save_state)
        self.order = RunOrder(self)
        self.order.setSourceModel(self.runs)
        self.setModel(self.order)
        self.setFont(number_font(self.font()))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setIconSize(ICON_SIZE)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        side, head = self.verticalHeader(), self.horizontalHeader()
        selection, delegate = self.selectionModel(), self.itemDelegate()
        assert side is not None and head is not None
        assert selection is not None and delegate is not None
        side.setDefaultSectionSize(ROW_HEIGHT)
        side.setFixedWidth(ICON_SIZE.width() + 10)
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setHighlightSections(False)
        head.setStretchLastSection(True)
        self._selection = selection
        self.names = FrozenNames(self)
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        selection.selectionChanged.connect(lambda: self.rows_selected.emit())
        delegate.closeEditor.connect(lambda: self.editor_closed.emit())
        self.runs.modelReset.connect(self._restore_state)
        self.runs.dataChanged.connect(self._grow_columns)
        self.runs.headerDataChanged.connect(self._grow_columns)

    @property
    def rows(self) -> list[int]:
        """The selected rows of `RunModel`, in which the present run is row 0."""
        indexes = self._selection.selectedRows()
        return sorted(self.order.mapToSource(index).row() for index in indexes)

    @property
    def pinned_rows(self) -> list[int]:
        """The selected rows without the present run, as indexes of pinned runs."""
        return [row - 1 for row in self.rows if row > 0]

    def select(self, rows: Sequence[int]) -> None:
        """Select rows of `RunModel`; the first one becomes current."""
        flag = QItemSelectionModel.SelectionFlag
        self._selection.clearSelection()
        for row in rows:
            if row < self.runs.rowCount():
                index = self.order.mapFromSource(self.runs.index(row, 0))
                self._selection.select(index, flag.Select | flag.Rows)
                if row == rows[0]:
                    self._selection.setCurrentIndex(index, flag.NoUpdate)

    def set_theme(self, theme: Theme) -> None:
        """Apply the colours of a theme; selected cells keep their text colour."""
        palette = self.palette()
        palette.setColor(
            palette.ColorRole.Highlight, mix(theme.surface, theme.text, 0.14)
        )
        palette.setColor(palette.ColorRole.HighlightedText, QColor(theme.text))
        self.setPalette(palette)
        self.names.setPalette(palette)
        self.runs.set_theme(theme)

    @property
    def is_editing(self) -> bool:
        """Whether a cell is being edited."""
        return self.state() == QAbstractItemView.State.EditingState

    def edit_selected(self) -> None:
        """Edit the current cell if it is editable, else the selected run's name."""
        if self.is_editing:
            return  # already; Qt would complain
        current = self.currentIndex()
        if current.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(current)
        elif self.rows:
            self.edit(self.order.mapFromSource(self.runs.index(self.rows[0], 0)))

    def scrollTo(
        self,
        index: QModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a cell into view, not below the names of the runs."""
        super().scrollTo(index, hint)
        across = self.horizontalScrollBar()
        if index.column() > 0 and across is not None and self.names.isVisible():
            hidden = self.names.width() - self.visualRect(index).left()
            across.setValue(across.value() - max(hidden, 0))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the names of the runs at the left edge."""
        super().resizeEvent(event)
        self.names.place()

    def _save_state(self) -> None:
        """Note the selected runs and the title of the sort column."""
        column, numbers = self.order.sortColumn(), self.runs.numbers
        known = 0 <= column < len(self.runs.columns)
        title = self.runs.columns[column].title if known else ""
        self._saved_state = [numbers[row] for row in self.rows], title

    def _restore_state(self) -> None:
        """Select the same runs and sort by the same column as before the reset."""
        selected, title = self._saved_state
        titles = [column.title for column in self.runs.columns]
        at = titles.index(title) if title in titles else -1
        if at != self.order.sortColumn():
            self.sortByColumn(at, self.order.sortOrder())
        for column in range(self.runs.columnCount()):
            self.setColumnWidth(column, 0)
        self._grow_columns()
        numbers = self.runs.numbers
        self.select([row for row, number in enumerate(numbers) if number in selected])

    def _grow_columns(self) -> None:
        """Widen columns to fit their texts; they never shrink while a run trains.

        `resizeColumnsToContents` took 121 ms with 25 runs and all settings.
        """
        font = QFont(self.font())
        font.setBold(True)
        metrics = QFontMetrics(font)
        limit = max(MAX_COLUMN_WIDTH, self.width() // 3)
        for number, column in enumerate(self.runs.columns[:-1]):
            text = max(map(metrics.horizontalAdvance, column.texts), default=0)
            padding = CHECK_BOX_PADDING if column.title == NAME else CELL_PADDING
            title = metrics.horizontalAdvance(f"{column.title} ≠") + SORT_ARROW_PADDING
            width = min(max(text + padding, title), limit)
            if width > self.columnWidth(number):
                self.setColumnWidth(number, width)
