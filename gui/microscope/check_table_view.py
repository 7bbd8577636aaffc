"""The table view of a gradient check: it fits its columns and highlights a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, QSignalBlocker, pyqtSignal
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView

from gui.microscope.check_table_model import (
    TITLES,
    TOO_SMALL,
    CheckColumn,
    CheckTableModel,
)
from gui.style import theme as themes
from shallownet.wording import in_column

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

DECIMALS: Final = (6, 5, 4, 3, 2)
"""The view uses the first of these for which the columns fit."""
PADDING: Final = 13  # pixels beside the text of a cell


class CheckTableView(QTableView):
    """The rows of a check, in columns wide enough for any of them.

    Signals
    -------
    pointed(object)
        The parameter (an entry of theta) of the row under the pointer, or None.
    """

    pointed = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self._hovered: int | None = None
        self.check_model = CheckTableModel(self)
        self.setModel(self.check_model)
        self.setFont(themes.number_font(self.font()))
        self.setAccessibleName("The gradient, number by number")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # Tab moves to the next control
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(70)
        rows, titles = self.verticalHeader(), self.horizontalHeader()
        assert rows is not None and titles is not None
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 5)
        titles.setHighlightSections(False)
        titles.setStretchLastSection(True)
        self._titles = titles
        self.show_exact(False)
        self.setMouseTracking(True)
        self.entered.connect(
            lambda index: self._set_hovered(self.check_model.parameter_at(index.row()))
        )
        self.viewportEntered.connect(lambda: self._set_hovered(None))

    def show_exact(self, shown: bool) -> None:
        """Show or hide the exact rule's numbers."""
        self.setColumnHidden(CheckColumn.EXACT, not shown)
        self._fit_columns()

    def set_highlighted(self, parameter: int | None) -> None:
        """Highlight the row of a parameter (an entry of theta), and scroll to it."""
        self.check_model.set_highlighted(parameter)
        row = self.check_model.row_of(parameter)
        # A row must not move away from under the pointer that highlighted it.
        if row is not None and parameter != self._hovered:
            self._scroll_to(row, QAbstractItemView.ScrollHint.EnsureVisible)

    def show_first_wrong(self) -> None:
        """Scroll the first wrong row to the top; the first of all if none is wrong."""
        self.executeDelayedItemsLayout()  # updates the range of the scroll bar
        hint = QAbstractItemView.ScrollHint.PositionAtTop
        self._scroll_to(self.check_model.first_wrong, hint)

    def _fit_columns(self) -> None:
        """Fit the columns to any row, with as many decimals as there is room for."""
        viewport = self.viewport()
        assert viewport is not None
        for decimals in DECIMALS:
            longest = dict.fromkeys(CheckColumn, in_column(-1e-10, decimals, "+")) | {
                CheckColumn.PARAMETER: self.check_model.longest_name,
                CheckColumn.ERROR: in_column(1e-10, 1),
                CheckColumn.VERDICT: TOO_SMALL,
            }
            widths = {
                column: PADDING
                + max(
                    self.fontMetrics().horizontalAdvance(text),
                    self._titles.fontMetrics().horizontalAdvance(TITLES[column]),
                )
                for column, text in longest.items()
                if not self.isColumnHidden(column)
            }
            if sum(widths.values()) <= viewport.width():
                break
        self.check_model.set_decimals(decimals)
        for column, width in widths.items():
            self._titles.resizeSection(column, width)

    def _scroll_to(self, row: int, hint: QAbstractItemView.ScrollHint) -> None:
        # Scrolling moves rows under a resting pointer: that is no hovering.
        with QSignalBlocker(self):
            self.scrollTo(self.check_model.index(row, 0), hint)

    def _set_hovered(self, parameter: int | None) -> None:
        if parameter != self._hovered:
            self._hovered = parameter
            self.pointed.emit(parameter)

    def viewportEvent(self, event: QEvent | None) -> bool:
        """End the hovering when the pointer leaves the rows."""
        if event is not None and event.type() == QEvent.Type.Leave:
            self._set_hovered(None)
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit the columns to the new width."""
        super().resizeEvent(event)
        self._fit_columns()
