"""The table of the mistakes: what refutes each, and the loss that it leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import (
    QHeaderView,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
)

from gui.style import theme as themes
from shallownet.analysis.microscope import TRIAL_UPDATES
from shallownet.nn.gradient_rules import RULES

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

EXACT: Final = "exact"
MISTAKES: Final = tuple(rule for rule in RULES.values() if rule.name != EXACT)
TITLES: Final = ("mistake", "verdict", f"loss at {TRIAL_UPDATES}\nexact: –")
TIPS: Final = (
    "One wrong line of back propagation; choose one to see it",
    "What central differences say of the gradient that it gives",
    f"The loss after {TRIAL_UPDATES} updates of a run with the mistake from the start; "
    "above, that of the exact run. A mistake may well do better for a while",
)
LOSS: Final = 2
"""The column of the losses."""
PADDING: Final = 12
"""Pixels beside the text of a cell."""
SHORT: Final = 20
"""Letters of a title that is not to be broken."""


class BugTable(QTableWidget):
    """A row for each mistake, all of them in view: whatever holds it may scroll."""

    def __init__(self) -> None:
        super().__init__(len(MISTAKES), len(TITLES))
        self.setAccessibleName("The six mistakes")
        self.setFont(themes.number_font(self.font()))
        self.setHorizontalHeaderLabels(TITLES)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)  # Tab goes on to the next control
        self.setShowGrid(False)
        self.setMaximumWidth(560)  # wider, and a row is hard to follow
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for policy in (
            self.setVerticalScrollBarPolicy,
            self.setHorizontalScrollBarPolicy,
        ):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        for column, tip in enumerate(TIPS):
            side = (right if column == LOSS else left) | Qt.AlignmentFlag.AlignVCenter
            title = self.horizontalHeaderItem(column)
            assert title is not None
            title.setTextAlignment(side)
            title.setToolTip(tip)
            for row in range(len(MISTAKES)):
                item = QTableWidgetItem()
                item.setTextAlignment(side)
                self.setItem(row, column, item)
        lines, titles = self.verticalHeader(), self.horizontalHeader()
        assert lines is not None and titles is not None
        lines.hide()
        titles.setHighlightSections(False)
        titles.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._lines, self._titles = lines, titles

    def set_row(
        self, row: int, texts: tuple[str, ...], colours: tuple[str, ...]
    ) -> None:
        """Show a row's texts in these colours; `fit` follows when all are shown."""
        for column, (text, colour) in enumerate(zip(texts, colours, strict=True)):
            item = self.item(row, column)
            assert item is not None
            item.setText(text)
            item.setForeground(QColor(colour))

    def fit(self) -> None:
        """Give the columns their widths, and the table the height of all its rows."""
        measure = self.fontMetrics()

        def width(text: str) -> int:
            return measure.size(0, text).width() + PADDING

        room = self.width() - 2 * self.frameWidth()
        title = self.horizontalHeaderItem(LOSS)
        assert title is not None
        loss_width = max(width(title.text()), width("diverged at"))
        # Most titles get a line; a verdict can be broken after a comma.
        titles = max(width(r.title) for r in MISTAKES if len(r.title) <= SHORT)
        verdict = room - loss_width - titles
        verdict = max(width("✗ refuted: dW1,"), verdict)
        verdict = min(width("✗ refuted: dW1, db1, dW2, db2"), verdict)
        for column, pixels in (
            (0, room - loss_width - verdict),
            (1, verdict),
            (LOSS, loss_width),
        ):
            self._titles.resizeSection(column, pixels)
        self.resizeRowsToContents()
        self.setFixedHeight(
            self._titles.height() + self._lines.length() + 2 * self.frameWidth()
        )

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Break the texts anew."""
        super().resizeEvent(event)
        self.fit()
