"""The dialog for a file of a person's own: what it holds, and what to learn from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from gui.csv.column_picker import ColumnPicker
from gui.csv.preview_table import PreviewTable, ProblemCells
from gui.csv.reader_thread import ColumnChoice, CsvReaderThread
from gui.text.number_format import as_tip, file_size
from shallownet.data.csv.dialect import DECIMALS, DELIMITERS
from shallownet.settings.recipe import about
from shallownet.settings.table_config import with_overrides

if TYPE_CHECKING:
    from PyQt6.QtGui import QCloseEvent

    from gui.style.theme import Theme
    from shallownet.data.csv.dialect import CsvDialect
    from shallownet.data.csv.preview import Preview
    from shallownet.data.csv.table import Table
    from shallownet.data.datasets import Dataset
    from shallownet.settings.table_config import TableConfig

LONGEST_PATH: Final = 600
"""Pixels from which on a file's path is shortened in its middle."""


class CsvDialog(QDialog):
    """Shows the beginning of a file, reads it meanwhile, and lets columns be chosen.

    Signals
    -------
    chosen(dict, Dataset)
        The settings that tell of the file and its columns, and the data itself.
    reading(bool)
        When it begins and when it ends to read the file.
    """

    chosen = pyqtSignal(object, object)
    reading = pyqtSignal(bool)

    def __init__(
        self,
        path: str,
        theme: Theme,
        parent: QWidget,
        present: TableConfig | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("csvDialog")
        self.setWindowTitle(f"Learn from {Path(path).name}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._path, self._theme = path, theme
        self._preview: Preview | None = None
        self._table: Table | None = None
        self._reads = False
        self._detected: CsvDialect | None = None
        self._wanted = (present.csv_target, present.csv_inputs) if present else ("", ())
        self.worker = CsvReaderThread(path, self)
        self._build()
        self.worker.previewed.connect(self._show_preview)
        self.worker.progressed.connect(self._show_progress)
        self.worker.finished_reading.connect(self._show_table)
        self.worker.described.connect(self._show_description)
        self.worker.made.connect(self._finish)
        self.worker.refused.connect(self._refuse)
        self.worker.failed.connect(lambda: self._set_reading(False))
        if present is not None:
            for name, box in self._boxes.items():
                box.setCurrentIndex(box.findData(getattr(present, name)))
        self.resize(760, 600)

    # Building

    def _build(self) -> None:
        self.heading = QLabel()
        self.heading.setObjectName("muted")
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self._tell_file()
        self.delimiter = self._box("csv_delimiter")
        self.decimal = self._box("csv_decimal")
        self.header = self._box("csv_header")
        self.missing = self._box("csv_missing")
        self._boxes = {
            "csv_delimiter": self.delimiter,
            "csv_decimal": self.decimal,
            "csv_header": self.header,
            "csv_missing": self.missing,
        }
        self.missing.activated.connect(self._describe)
        for box in (self.delimiter, self.decimal, self.header):
            box.activated.connect(self._read_again)
        self.table = PreviewTable(self._theme)
        self.bad = ProblemCells()
        self.columns = ColumnPicker(self._theme, self)
        self.columns.changed.connect(self._describe)
        self.target, self.inputs = self.columns.target, self.columns.inputs
        self.standardize = QCheckBox("standardize inputs and target (recommended)")
        self.standardize.setAccessibleName("Standardize inputs and target")
        self.standardize.setToolTip(
            "Columns of a file have any size; standardized, the learning rate need not "
            "follow it. Plots and R² stay in the file's own units."
        )
        self.standardize.setChecked(True)
        self.progress = QProgressBar()
        self.progress.setAccessibleName("How much of the file is read")
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(True)
        self.status = QLabel()
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.status.setWordWrap(True)
        self.status.setMinimumHeight(2 * self.status.fontMetrics().lineSpacing())
        self.status.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        cancel = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        assert ok is not None and cancel is not None
        ok.setText("Learn from it")
        ok.setEnabled(False)
        self.ok = ok
        for button in (ok, cancel):
            button.setAccessibleName(button.text())
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)

        dialect = QHBoxLayout()
        for text, box in (
            ("delimiter", self.delimiter),
            ("decimal sign", self.decimal),
            ("header", self.header),
        ):
            label = QLabel(text)
            label.setBuddy(box)
            dialect.addWidget(label)
            dialect.addWidget(box)
        dialect.addStretch()
        form = QFormLayout()
        form.addRow("target", self.target)
        form.addRow("inputs", self.inputs)
        form.addRow("missing or text", self.missing)
        form.addRow(self.standardize)
        layout = QVBoxLayout(self)
        layout.addWidget(self.heading)
        layout.addLayout(dialect)
        layout.addWidget(self.table, 2)
        layout.addWidget(self.bad)
        layout.addLayout(form, 3)
        layout.addWidget(self.progress)
        layout.addWidget(self.status)
        layout.addWidget(self.buttons)

    def _box(self, name: str) -> QComboBox:
        entry: Any = about(name)
        box = QComboBox()
        box.setAccessibleName(entry.title)
        box.setToolTip(entry.tip)
        for key, title in entry.choices.items():
            box.addItem(title, key)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return box

    def _tell_file(self, more: str = "") -> None:
        """Say which file it is; a long path is no reason for a wide dialog."""
        metrics, middle = self.heading.fontMetrics(), Qt.TextElideMode.ElideMiddle
        path = metrics.elidedText(str(self._path), middle, LONGEST_PATH)
        self.heading.setText(path + more)
        self.heading.setToolTip(as_tip(str(self._path)))

    # What the file turns out to be

    def _show_preview(self, beginning: Preview) -> None:
        self._preview = beginning
        self._table = None
        self.bad.show_problems(None)
        self.ok.setEnabled(False)
        self._tell_file(f"   {file_size(beginning.size)}")
        if self._detected is None:
            self._detected = beginning.dialect
            self._tell_detected(beginning.dialect)
            if self._dialect() != beginning.dialect:
                self._read_again()  # a person has said otherwise before
                return
        self.table.show_beginning(beginning)
        self.columns.fill(beginning.names, beginning.numeric, self._wanted)
        self._wanted = self.columns.chosen
        self.status.setText("Reading …")
        # After what is shown now has been drawn.
        QTimer.singleShot(0, self._read)

    def _read(self) -> None:
        if self._preview is not None:
            self.worker.read(self._preview)

    def _tell_detected(self, found: CsvDialect) -> None:
        for box, name in (
            (self.delimiter, {v: k for k, v in DELIMITERS.items()}[found.delimiter]),
            (self.decimal, {v: k for k, v in DECIMALS.items()}[found.decimal]),
            (self.header, "yes" if found.header else "no"),
        ):
            box.setItemText(0, f"as detected: {box.itemText(box.findData(name))}")

    def _show_progress(self, done: int, size: int) -> None:
        self.progress.setVisible(True)
        self.progress.setValue(round(1000 * done / max(size, 1)))

    def _set_reading(self, reads: bool) -> None:
        if reads != self._reads:
            self._reads = reads
            self.reading.emit(reads)

    def _show_table(self, table: Table) -> None:
        self._table = table
        self._set_reading(False)
        self.progress.setValue(1000)
        self.progress.hide()
        self.table.mark_problems(table)
        self.bad.show_problems(table)
        self._describe()

    def _show_description(self, text: str, possible: bool) -> None:
        self.status.setText(text)
        self.ok.setEnabled(possible)

    def _refuse(self, problem: str) -> None:
        self._set_reading(False)
        self.progress.hide()
        self.ok.setEnabled(False)
        self.status.setText(problem)

    # What a person chooses

    @property
    def choice(self) -> ColumnChoice:
        """The columns that are chosen."""
        return ColumnChoice(*self.columns.chosen, self.missing.currentData())

    def _describe(self) -> None:
        self._wanted = self.columns.chosen
        if self._table is not None:
            self.ok.setEnabled(False)
            self.worker.describe(self.choice)

    def _dialect(self) -> CsvDialect:
        """Return the dialect as it is said, and as detected where it is not."""
        assert self._detected is not None
        return with_overrides(
            self._detected,
            self.delimiter.currentData(),
            self.decimal.currentData(),
            self.header.currentData(),
        )

    def _look(self) -> None:
        self.worker.look(None)

    def _read_again(self) -> None:
        if self._detected is not None:
            self.ok.setEnabled(False)
            self._set_reading(True)
            self.worker.look(self._dialect())

    def _accept(self) -> None:
        self.ok.setEnabled(False)
        self.status.setText("Making the data …")
        self.worker.make(self.choice)

    def _finish(self, data: Dataset) -> None:
        choice = self.choice
        settings: dict[str, Any] = {
            "csv": self._path,
            "csv_target": choice.target,
            "csv_inputs": choice.inputs,
            **{name: box.currentData() for name, box in self._boxes.items()},
        }
        if self.standardize.isChecked():
            settings |= {"standardize_inputs": True, "standardize_target": True}
        self.chosen.emit(settings, data)
        self.accept()

    # Qt overrides

    def open(self) -> None:
        """Show itself, then begin to read."""
        self._set_reading(True)
        super().open()
        self.worker.start()
        QTimer.singleShot(0, self._look)

    def done(self, result: int) -> None:
        """Stop reading before the dialog goes."""
        self._end()
        super().done(result)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Stop reading before the dialog goes."""
        self._end()
        super().closeEvent(event)

    def _end(self) -> None:
        self.worker.shut_down()
        self._set_reading(False)
