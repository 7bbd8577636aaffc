"""The table of the bugs: the verdict on each, and the loss it leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QHeaderView, QSizePolicy, QTableWidget, QTableWidgetItem

from gui.style import theme as themes
from gui.text.number_format import wrapped
from shallownet.analysis.microscope import TRIAL_UPDATES
from shallownet.nn.gradient_rules import RULES

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

EXACT: Final = "exact"
BUGS: Final = tuple(rule for rule in RULES.values() if rule.name != EXACT)
LOSS_TITLE: Final = f"loss at {TRIAL_UPDATES}\nexact: "
TITLES: Final = ("mistake", "verdict", f"{LOSS_TITLE}–")
TIPS: Final = (
    "One wrong line of back propagation; choose one to see it",
    "What central differences say of the gradient that it gives",
    f"The loss after {TRIAL_UPDATES} updates of a run with the mistake from the start; "
    "above, that of the exact run. A mistake may well do better for a while",
)
LOSS: Final = 2  # the column of the losses
PADDING: Final = 12
"""Pixels beside the text of a cell."""
MAX_UNBROKEN: Final = 20  # characters of a bug's title that gets a line to itself


class BugTable(QTableWidget):
    """A row for each bug; it is as high as its rows and never scrolls."""

    def __init__(self) -> None:
        super().__init__(len(BUGS), len(TITLES))
        self.setAccessibleName("The six mistakes")
        self.setFont(themes.number_font(self.font()))
        self.setHorizontalHeaderLabels(TITLES)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)  # Tab moves to the next control
        self.setShowGrid(False)
        self.setMaximumWidth(560)  # in a wider one a row is hard to follow
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        for column, tip in enumerate(TIPS):
            side = (right if column == LOSS else left) | Qt.AlignmentFlag.AlignVCenter
            title = self._title(column)
            title.setTextAlignment(side)
            title.setToolTip(wrapped(tip))
            for row in range(len(BUGS)):
                item = QTableWidgetItem()
                item.setTextAlignment(side)
                self.setItem(row, column, item)
        rows, titles = self.verticalHeader(), self.horizontalHeader()
        assert rows is not None and titles is not None
        rows.hide()
        titles.setHighlightSections(False)
        titles.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._row_header, self._title_header = rows, titles

    def _title(self, column: int) -> QTableWidgetItem:
        title = self.horizontalHeaderItem(column)
        assert title is not None
        return title

    def set_row(
        self, row: int, texts: tuple[str, ...], colours: tuple[str, ...]
    ) -> None:
        """Show texts in these colours; call `fit` when all rows are set."""
        for column, (text, colour) in enumerate(zip(texts, colours, strict=True)):
            item = self.item(row, column)
            assert item is not None
            item.setText(text)
            item.setForeground(QColor(colour))

    def set_exact_loss(self, text: str) -> None:
        """Show the loss of the exact run in the title of the losses."""
        self._title(LOSS).setText(f"{LOSS_TITLE}{text}")

    def fit(self) -> None:
        """Set the widths of the columns, and the height to that of all rows."""
        metrics = self.fontMetrics()

        def width(text: str) -> int:
            return metrics.size(0, text).width() + PADDING

        room = self.width() - 2 * self.frameWidth()
        loss_width = max(width(self._title(LOSS).text()), width("diverged at"))
        # Short titles get a line to themselves; a verdict can break after a comma.
        titles = max(width(b.title) for b in BUGS if len(b.title) <= MAX_UNBROKEN)
        verdict = room - loss_width - titles
        verdict = max(width("✗ refuted: dW1,"), verdict)
        verdict = min(width("✗ refuted: dW1, db1, dW2, db2"), verdict)
        widths = (room - loss_width - verdict, verdict, loss_width)
        for column, pixels in enumerate(widths):
            self._title_header.resizeSection(column, pixels)
        self.resizeRowsToContents()
        self.setFixedHeight(
            self._title_header.height()
            + self._row_header.length()
            + 2 * self.frameWidth()
        )

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit the columns to the new width."""
        super().resizeEvent(event)
        self.fit()
