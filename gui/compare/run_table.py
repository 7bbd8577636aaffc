"""The table of runs as it is seen: to sort, to choose from and to write in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QItemSelectionModel, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFont, QFontMetrics
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from gui.compare.columns import NAME
from gui.compare.run_colours import SAMPLE
from gui.compare.run_model import RunModel, RunOrder
from gui.style.theme import mix, number_font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtWidgets import QWidget

    from gui.style.theme import Theme

ROW: Final = 26
WIDEST: Final = 260
"""Pixels of a row's height, and of a column's width at most in a narrow window."""

PADDING: Final = 14
CHECK: Final = 40
ARROW: Final = 26
"""Pixels beside the text of a cell, of one with a box, and of a heading."""


class RunTable(QTableView):
    """The table as it is seen.

    Signals
    -------
    chosen()
        Other rows are selected.
    written()
        A person has ended writing in a cell.
    """

    chosen = pyqtSignal()
    written = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runTable")
        self.setAccessibleName("Runs")
        self.runs = RunModel(self)
        self._kept: tuple[list[int | None], str] = [], ""
        self.runs.modelAboutToBeReset.connect(self._keep)  # before the order forgets
        self.order = RunOrder(self)
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
        side.setDefaultSectionSize(ROW)
        side.setFixedWidth(SAMPLE.width() + 10)
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setCornerButtonEnabled(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        head.setHighlightSections(False)
        head.setStretchLastSection(True)
        chosen = self.selectionModel()
        assert chosen is not None
        chosen.selectionChanged.connect(lambda: self.chosen.emit())
        self.runs.modelReset.connect(self._come_back)
        self.runs.dataChanged.connect(self._fit)
        self.runs.headerDataChanged.connect(self._fit)
        delegate = self.itemDelegate()
        assert delegate is not None
        delegate.closeEditor.connect(lambda: self.written.emit())

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

    @property
    def is_writing(self) -> bool:
        """Whether a person writes in a cell."""
        return self.state() == QAbstractItemView.State.EditingState

    def write(self) -> None:
        """Let a person write notes where they are, or else the chosen run's name."""
        at = self.currentIndex()
        if at.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(at)
        elif self.rows:
            index = self.runs.index(self.rows[0], 0)
            self.edit(self.order.mapFromSource(index))

    def _keep(self) -> None:
        """Keep what is selected, and by which heading it is sorted."""
        column, numbers = self.order.sortColumn(), self.runs.numbers
        known = 0 <= column < len(self.runs.columns)
        title = self.runs.columns[column].title if known else ""
        self._kept = [numbers[row] for row in self.rows], title

    def _come_back(self) -> None:
        """Select the same runs again, in the same order."""
        chosen, title = self._kept
        titles = [column.title for column in self.runs.columns]
        at = titles.index(title) if title in titles else -1
        if at != self.order.sortColumn():
            self.sortByColumn(at, self.order.sortOrder())
        for column in range(self.runs.columnCount()):
            self.setColumnWidth(column, 0)
        self._fit()
        numbers = self.runs.numbers
        self.select([row for row, number in enumerate(numbers) if number in chosen])

    def _fit(self) -> None:
        """Give columns the width of their texts; while a run goes on they only grow.

        Asking Qt for it took 121 ms with 25 runs and all settings.
        """
        font = QFont(self.font())
        font.setBold(True)
        metrics, head = QFontMetrics(font), self.horizontalHeader()
        assert head is not None
        most = max(WIDEST, self.width() // 3)
        for number, column in enumerate(self.runs.columns[:-1]):
            texts = max(map(metrics.horizontalAdvance, column.texts), default=0)
            extra = CHECK if column.title == NAME else PADDING
            title = metrics.horizontalAdvance(f"{column.title} ≠") + ARROW
            width = min(max(texts + extra, title), most)
            if width > self.columnWidth(number):
                self.setColumnWidth(number, width)
