"""The page of the dialog that says how a file is read, with its first rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import QSignalBlocker, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from gui.csv.learning_page import setting_box
from gui.csv.preview_table import PreviewTable, ProblemList
from gui.text.number_format import breakable
from gui.widgets.builders import named, plain_label, set_foreign_tip
from shallownet.data.tables.dialect import DECIMALS, DELIMITERS, ReadOptions
from shallownet.settings.recipe import about
from shallownet.wording import shortened

if TYPE_CHECKING:
    from gui.style.theme import Theme
    from shallownet.data.tables.dialect import CsvDialect
    from shallownet.data.tables.preview import Preview
    from shallownet.data.tables.table import Table
    from shallownet.settings.table_config import TableConfig

LABELS: Final = ("delimiter", "decimal sign", "thousands", "header")
MAX_NOTES: Final = 4
"""Sentences on what was decided; the tip has all of them."""


class ReadingPage(QWidget):
    """Chooses how a file is read, and shows what that does to its first rows.

    Signals
    -------
    changed()
        Something else was chosen.
    """

    changed = pyqtSignal()

    def __init__(self, theme: Theme, present: TableConfig | None = None) -> None:
        super().__init__()
        self.detected: CsvDialect | None = None
        self.boxes = {
            name: setting_box(name)
            for name in ("csv_delimiter", "csv_decimal", "csv_thousands", "csv_header")
        }
        codes, sheet = about("csv_missing_codes"), about("csv_sheet")
        self.codes = named(QLineEdit(), codes.title, codes.tip)
        self.codes.setPlaceholderText("-999, 9999")
        self.codes.setMaxLength(80)
        self.sheet = named(QComboBox(), sheet.title, sheet.tip)
        self.sheet.setMaximumWidth(200)
        self._sheet = "" if present is None else present.csv_sheet
        self.notes = plain_label(object_name="muted")
        self.notes.hide()
        self.table = PreviewTable(theme)
        self.problems = ProblemList()
        self._build_layout()
        for box in self.boxes.values():
            box.activated.connect(self.changed)
        self.codes.editingFinished.connect(self._change_codes)
        self.sheet.activated.connect(self._change_sheet)
        if present is not None:
            for name, box in self.boxes.items():
                box.setCurrentIndex(box.findData(getattr(present, name)))
            self.codes.setText(codes.write(present.csv_missing_codes))
        self._codes = self.codes.text()

    def _build_layout(self) -> None:
        row, second = QHBoxLayout(), QHBoxLayout()
        for text, box in zip(LABELS, self.boxes.values(), strict=True):
            _add_labelled(row, text, box)
        row.addStretch()
        _add_labelled(second, "missing codes", self.codes)
        self._sheet_label = _add_labelled(second, "sheet", self.sheet)
        self._sheet_label.hide()
        self.sheet.hide()
        second.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addLayout(row)
        layout.addLayout(second)
        layout.addWidget(self.notes)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.problems)

    @property
    def settings(self) -> dict[str, Any]:
        """The settings that are chosen."""
        return {
            **{name: box.currentData() for name, box in self.boxes.items()},
            "csv_missing_codes": about("csv_missing_codes").parse(self._codes),
            "csv_sheet": self._sheet,
        }

    @property
    def options(self) -> ReadOptions:
        """How the file is to be read, as far as that is chosen."""
        return ReadOptions(
            **{name.removeprefix("csv_"): v for name, v in self.settings.items()}
        )

    def set_detected(self, preview: Preview) -> None:
        """Show what was detected in the boxes, and offer the sheets of a workbook."""
        self.detected = detected = preview.dialect
        delimiter, decimal, _, header = self.boxes.values()
        for box, name in (
            (delimiter, {v: k for k, v in DELIMITERS.items()}[detected.delimiter]),
            (decimal, {v: k for k, v in DECIMALS.items()}[detected.decimal]),
            (header, "yes" if detected.header else "no"),
        ):
            box.setItemText(0, f"as detected: {box.itemText(box.findData(name))}")
        with QSignalBlocker(self.sheet):
            self.sheet.clear()
            self.sheet.addItem("first with a table", "")
            for title in preview.sheets:
                self.sheet.addItem(shortened(title), title)
            self.sheet.setCurrentIndex(max(self.sheet.findData(self._sheet), 0))
        for widget in (self._sheet_label, self.sheet):
            widget.setVisible(len(preview.sheets) > 1)

    def show_preview(self, preview: Preview) -> None:
        """Show the first rows, and what was decided about the file."""
        self.problems.hide()
        self._show_notes(preview.notes)
        self.table.show_preview(preview)

    def show_table(self, table: Table) -> None:
        """Mark the columns that have invalid cells, and list those."""
        self._show_notes(table.notes)
        self.table.mark_problems(table)
        self.problems.show_problems(table)

    def _show_notes(self, notes: tuple[str, ...]) -> None:
        shown = [*notes[:MAX_NOTES]]
        if len(notes) > MAX_NOTES:
            shown.append(f"{len(notes) - MAX_NOTES} more …")
        self.notes.setText(breakable(" ".join(shown)))
        set_foreign_tip(self.notes, "\n".join(notes))
        self.notes.setVisible(bool(notes))

    def _change_codes(self) -> None:
        if self.codes.text() != self._codes:
            self._codes = self.codes.text()
            self.changed.emit()

    def _change_sheet(self) -> None:
        if self.sheet.currentData() != self._sheet:
            self._sheet = self.sheet.currentData()
            self.changed.emit()


def _add_labelled(row: QHBoxLayout, text: str, widget: QWidget) -> QLabel:
    """Add a widget behind its label, and return the label."""
    label = QLabel(text)
    label.setBuddy(widget)
    row.addWidget(label)
    row.addWidget(widget)
    return label
