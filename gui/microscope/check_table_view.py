"""The view of a gradient check's table: columns that fit, and a row that is lit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, QSignalBlocker, pyqtSignal
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView

from gui.microscope.check_table_model import (
    TITLES,
    CheckColumn,
    CheckTableModel,
    scientific,
)
from gui.style import theme as themes

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent
    from PyQt6.QtWidgets import QWidget

DECIMALS: Final = (6, 5, 4, 3, 2)
"""As many as there is room for."""
MARGIN: Final = 13
"""Pixels beside the text of a cell."""


class CheckTableView(QTableView):
    """The rows of a check, in columns that fit any of them.

    Signals
    -------
    pointed(object)
        The parameter (an entry of theta) of the row under the pointer, or None.
    """

    pointed = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pointed: int | None = None
        self.rows = CheckTableModel(self)
        self.setModel(self.rows)
        self.setFont(themes.number_font(self.font()))
        self.setAccessibleName("The gradient, number by number")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # Tab goes on to the next control
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(70)
        lines, titles = self.verticalHeader(), self.horizontalHeader()
        assert lines is not None and titles is not None
        lines.hide()
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        lines.setDefaultSectionSize(self.fontMetrics().height() + 5)
        titles.setHighlightSections(False)
        titles.setStretchLastSection(True)
        self._titles = titles
        self.set_exact_shown(False)
        self.setMouseTracking(True)
        self.entered.connect(
            lambda index: self._point_at(self.rows.parameter_at(index.row()))
        )
        self.viewportEntered.connect(lambda: self._point_at(None))

    def set_exact_shown(self, shown: bool) -> None:
        """Show the exact rule's numbers, or put them away."""
        self.setColumnHidden(CheckColumn.EXACT, not shown)
        self.fit()

    def set_highlighted(self, index: int | None) -> None:
        """Light the row of a parameter (an entry of theta) and bring it into view."""
        self.rows.set_highlighted(index)
        row = self.rows.row_of(index)
        # The row under the pointer is in view: moving it away would be a surprise.
        if row is not None and index != self._pointed:
            self._scroll_to(row, QAbstractItemView.ScrollHint.EnsureVisible)

    def show_first_wrong(self) -> None:
        """Bring the first wrong row to the top; the first of all if none is wrong."""
        self.executeDelayedItemsLayout()  # or the range to scroll in would be too short
        hint = QAbstractItemView.ScrollHint.PositionAtTop
        self._scroll_to(self.rows.first_wrong or 0, hint)

    def fit(self) -> None:
        """Make the columns wide enough for any row, with all decimals that fit in."""
        viewport = self.viewport()
        assert viewport is not None
        for decimals in DECIMALS:
            number = scientific(-0.0, decimals)
            longest = dict.fromkeys(CheckColumn, number) | {
                CheckColumn.PARAMETER: self.rows.longest_name,
                CheckColumn.ERROR: "0.0e+00",
                CheckColumn.VERDICT: "✓ agrees",
            }
            widths = {
                column: MARGIN
                + max(
                    self.fontMetrics().horizontalAdvance(text),
                    self._titles.fontMetrics().horizontalAdvance(TITLES[column]),
                )
                for column, text in longest.items()
                if not self.isColumnHidden(column)
            }
            if sum(widths.values()) <= viewport.width():
                break
        self.rows.set_decimals(decimals)
        for column, width in widths.items():
            self._titles.resizeSection(column, width)

    def _scroll_to(self, row: int, hint: QAbstractItemView.ScrollHint) -> None:
        # Another row under a pointer at rest is nothing that a person pointed at.
        with QSignalBlocker(self):
            self.scrollTo(self.rows.index(row, 0), hint)

    def _point_at(self, parameter: int | None) -> None:
        if parameter != self._pointed:
            self._pointed = parameter
            self.pointed.emit(parameter)

    def viewportEvent(self, event: QEvent | None) -> bool:
        """Notice when the pointer leaves the rows."""
        if event is not None and event.type() == QEvent.Type.Leave:
            self._point_at(None)
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Use the room there is."""
        super().resizeEvent(event)
        self.fit()
