"""The page of the dialog that says how a file is read, with its first rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.csv.learning_page import setting_box
from gui.csv.preview_table import PreviewTable, ProblemList
from shallownet.data.tables.dialect import DECIMALS, DELIMITERS
from shallownet.settings.table_config import with_overrides

if TYPE_CHECKING:
    from gui.style.theme import Theme
    from shallownet.data.tables.dialect import CsvDialect
    from shallownet.data.tables.preview import Preview
    from shallownet.data.tables.table import Table
    from shallownet.settings.table_config import TableConfig


class ReadingPage(QWidget):
    """Chooses the dialect of a file, and shows what that does to its first rows.

    Signals
    -------
    changed()
        Another dialect was chosen.
    """

    changed = pyqtSignal()

    def __init__(self, theme: Theme, present: TableConfig | None = None) -> None:
        super().__init__()
        self.detected: CsvDialect | None = None
        self.boxes = {
            name: setting_box(name)
            for name in ("csv_delimiter", "csv_decimal", "csv_header")
        }
        self.table = PreviewTable(theme)
        self.problems = ProblemList()
        row = QHBoxLayout()
        for text, box in zip(
            ("delimiter", "decimal sign", "header"), self.boxes.values(), strict=True
        ):
            label = QLabel(text)
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box)
            box.activated.connect(self.changed)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.problems)
        if present is not None:
            for name, box in self.boxes.items():
                box.setCurrentIndex(box.findData(getattr(present, name)))

    @property
    def settings(self) -> dict[str, str]:
        """The settings that are chosen."""
        return {name: box.currentData() for name, box in self.boxes.items()}

    @property
    def dialect(self) -> CsvDialect:
        """The chosen dialect, as detected where nothing is chosen."""
        assert self.detected is not None
        return with_overrides(self.detected, *self.settings.values())

    def set_detected(self, detected: CsvDialect) -> None:
        """Show what was detected in the boxes."""
        self.detected = detected
        delimiter, decimal, header = self.boxes.values()
        for box, name in (
            (delimiter, {v: k for k, v in DELIMITERS.items()}[detected.delimiter]),
            (decimal, {v: k for k, v in DECIMALS.items()}[detected.decimal]),
            (header, "yes" if detected.header else "no"),
        ):
            box.setItemText(0, f"as detected: {box.itemText(box.findData(name))}")

    def show_preview(self, preview: Preview) -> None:
        """Show the first rows."""
        self.problems.hide()
        self.table.show_preview(preview)

    def show_table(self, table: Table) -> None:
        """Mark the columns that have invalid cells, and list those."""
        self.table.mark_problems(table)
        self.problems.show_problems(table)
