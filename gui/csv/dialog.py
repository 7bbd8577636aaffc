"""The dialog that opens a CSV file and chooses what to learn from it."""

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
from gui.csv.preview_table import PreviewTable, ProblemList
from gui.csv.reader_thread import (
    ColumnChoice,
    CsvReaderThread,
    DescribeChoice,
    MakeData,
    ReadFile,
)
from gui.text.number_format import breakable, file_size
from gui.widgets.builders import named, plain_label, set_foreign_tip
from shallownet.data.tables.dialect import DECIMALS, DELIMITERS
from shallownet.settings.recipe import about
from shallownet.settings.table_config import with_overrides
from shallownet.wording import shortened

if TYPE_CHECKING:
    from gui.style.theme import Theme
    from shallownet.data.datasets import Dataset
    from shallownet.data.tables.dialect import CsvDialect
    from shallownet.data.tables.preview import Preview
    from shallownet.data.tables.table import Table
    from shallownet.settings.table_config import TableConfig

MAX_PATH_WIDTH: Final = 600
"""Pixels; a longer path is elided in the middle."""


class CsvDialog(QDialog):
    """Previews a file, reads it in the background, and lets the user choose columns.

    Signals
    -------
    chosen(dict, Dataset)
        The settings for the file and its columns, and the data itself.
    reading_changed(bool)
        Whether the file is being read.
    """

    chosen = pyqtSignal(object, object)
    reading_changed = pyqtSignal(bool)

    def __init__(
        self,
        path: str,
        theme: Theme,
        parent: QWidget,
        present: TableConfig | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("csvDialog")
        self.setWindowTitle(f"Learn from {shortened(Path(path).name, keep_end=True)}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._path = path
        self._table: Table | None = None
        self._reading = False
        self._detected: CsvDialect | None = None
        self._columns = (
            ("", ()) if present is None else (present.csv_target, present.csv_inputs)
        )
        self.worker = CsvReaderThread(path, self)
        self._create_widgets(theme)
        self._build_layout()
        self._connect()
        if present is not None:
            for name, box in self._boxes.items():
                box.setCurrentIndex(box.findData(getattr(present, name)))
        self.resize(760, 600)

    def _create_widgets(self, theme: Theme) -> None:
        self.heading = plain_label(object_name="muted")
        self.heading.setWordWrap(False)
        self.heading.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
        )
        set_foreign_tip(self.heading, self._path)
        self._show_path()
        self._boxes = {
            name: _setting_box(name)
            for name in ("csv_delimiter", "csv_decimal", "csv_header", "csv_missing")
        }
        self.delimiter, self.decimal, self.header, self.missing = self._boxes.values()
        self.table = PreviewTable(theme)
        self.problems = ProblemList()
        self.columns = ColumnPicker(theme, self)
        self.target, self.inputs = self.columns.target, self.columns.inputs
        self.standardize = named(
            QCheckBox("standardize inputs and target (recommended)"),
            "Standardize inputs and target",
            "Columns of a file have any size; standardized, the learning rate need not "
            "follow it. Plots and R² stay in the file's own units.",
        )
        self.standardize.setChecked(True)
        self.progress = named(QProgressBar(), "How much of the file is read")
        self.progress.setRange(0, 1000)
        self.status = plain_label()
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
        for button in (ok, cancel):
            button.setAccessibleName(button.text())
        self.ok = ok

    def _build_layout(self) -> None:
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
        layout.addWidget(self.problems)
        layout.addLayout(form, 3)
        layout.addWidget(self.progress)
        layout.addWidget(self.status)
        layout.addWidget(self.buttons)

    def _connect(self) -> None:
        for box in (self.delimiter, self.decimal, self.header):
            box.activated.connect(self._read_again)
        self.missing.activated.connect(self._describe)
        self.columns.changed.connect(self._describe)
        self.buttons.accepted.connect(self._make_data)
        self.buttons.rejected.connect(self.reject)
        self.worker.previewed.connect(self._show_preview)
        self.worker.progressed.connect(self._show_progress)
        self.worker.finished_reading.connect(self._show_table)
        self.worker.described.connect(self._show_description)
        self.worker.made.connect(self._finish)
        self.worker.refused.connect(self._show_error)
        self.worker.failed.connect(lambda: self._set_reading(False))

    # Reports of the reader thread

    def _show_preview(self, preview: Preview) -> None:
        self._table = None
        self.problems.hide()
        self.ok.setEnabled(False)
        self._show_path(f"   {file_size(preview.size)}")
        if self._detected is None:
            self._detected = preview.dialect
            self._show_detected(preview.dialect)
            if self._dialect() != preview.dialect:
                self._read_again()  # with the present run's dialect
                return
        self.table.show_preview(preview)
        self.columns.set_columns(preview.names, preview.numeric, self._columns)
        self._columns = self.columns.chosen
        self.status.setText("Reading …")
        # After the preview is painted.
        QTimer.singleShot(0, lambda: self.worker.post(ReadFile(preview)))

    def _show_path(self, suffix: str = "") -> None:
        """Show the path, elided so that it does not widen the dialog."""
        metrics, middle = self.heading.fontMetrics(), Qt.TextElideMode.ElideMiddle
        path = metrics.elidedText(self._path, middle, MAX_PATH_WIDTH)
        self.heading.setText(path + suffix)

    def _show_detected(self, detected: CsvDialect) -> None:
        for box, name in (
            (self.delimiter, {v: k for k, v in DELIMITERS.items()}[detected.delimiter]),
            (self.decimal, {v: k for k, v in DECIMALS.items()}[detected.decimal]),
            (self.header, "yes" if detected.header else "no"),
        ):
            box.setItemText(0, f"as detected: {box.itemText(box.findData(name))}")

    def _show_progress(self, done: int, size: int) -> None:
        self.progress.setVisible(True)
        self.progress.setValue(round(1000 * done / max(size, 1)))

    def _set_reading(self, reading: bool) -> None:
        if reading != self._reading:
            self._reading = reading
            self.reading_changed.emit(reading)

    def _show_table(self, table: Table) -> None:
        self._table = table
        self._set_reading(False)
        self.progress.setValue(1000)
        self.progress.hide()
        self.table.mark_problems(table)
        self.problems.show_problems(table)
        self._describe()

    def _show_description(self, text: str, valid: bool) -> None:
        self.status.setText(breakable(text))
        self.ok.setEnabled(valid)

    def _show_error(self, message: str) -> None:
        self._set_reading(False)
        self.progress.hide()
        self._show_description(message, False)

    # Choices of the user

    @property
    def choice(self) -> ColumnChoice:
        """The columns that are chosen."""
        return ColumnChoice(*self.columns.chosen, self.missing.currentData())

    def _describe(self) -> None:
        self._columns = self.columns.chosen
        if self._table is not None:
            self.ok.setEnabled(False)
            self.worker.post(DescribeChoice(self.choice))

    def _dialect(self) -> CsvDialect:
        """Return the chosen dialect, as detected where nothing is chosen."""
        assert self._detected is not None
        boxes = (self.delimiter, self.decimal, self.header)
        return with_overrides(self._detected, *(box.currentData() for box in boxes))

    def _read_again(self) -> None:
        if self._detected is not None:
            self.ok.setEnabled(False)
            self._set_reading(True)
            self.worker.preview(self._dialect())

    def _make_data(self) -> None:
        self.ok.setEnabled(False)
        self.status.setText("Making the data …")
        self.worker.post(MakeData(self.choice))

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
        """Show the dialog, then start to read."""
        self._set_reading(True)
        self.status.setText("Opening …")
        super().open()
        self.worker.start()
        QTimer.singleShot(0, lambda: self.worker.preview(None))

    def done(self, result: int) -> None:
        """Stop reading before the dialog closes, which calls this too."""
        self.worker.leave()
        self._set_reading(False)
        super().done(result)


def _setting_box(name: str) -> QComboBox:
    setting: Any = about(name)
    box = named(QComboBox(), setting.title, setting.tip)
    for key, title in setting.choices.items():
        box.addItem(title, key)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return box
