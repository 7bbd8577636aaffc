"""The dialog that reads the CSV file of a run, with progress and Cancel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QVBoxLayout,
    QWidget,
)

from gui.csv.reader_thread import ColumnChoice, CsvReaderThread, MakeData, ReadFile
from gui.text.number_format import breakable, file_size
from gui.widgets.builders import named, plain_label, progress_bar, set_foreign_tip
from shallownet.wording import shortened

if TYPE_CHECKING:
    from shallownet.data.tables.preview import Preview
    from shallownet.settings.table_config import TableConfig

MIN_DURATION_MS: Final = 300
"""The dialog is shown only if reading takes longer than this."""


class ReadProgressDialog(QDialog):
    """Reads a file by its settings and shows the progress; `rejected` is its Cancel.

    Signals
    -------
    completed(Dataset)
    refused(str)
        Why the data cannot be read.
    failed(str, str)
        An unexpected exception: a summary and the traceback.
    """

    completed = pyqtSignal(object)
    refused = pyqtSignal(str)
    failed = pyqtSignal(str, str)

    def __init__(self, table: TableConfig, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("readProgressDialog")
        self.setWindowTitle("Reading a file")
        self.setModal(True)
        self._table = table
        name = shortened(Path(table.csv).name, keep_end=True)
        self.label = plain_label(breakable(f"Reading {name} …"))
        set_foreign_tip(self.label, table.csv)
        self.progress = progress_bar("How much of the file is read")
        self.progress.setRange(0, 100)
        self.amount = plain_label(" ", "muted")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        assert cancel is not None
        named(cancel, "Cancel", "Stop reading and keep the present run (Escape)")
        cancel.setAutoDefault(False)  # Return must not cancel
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (self.label, self.progress, self.amount, buttons):
            layout.addWidget(widget)
        self.setFixedWidth(380)
        self._show_timer = QTimer(self)
        self._show_timer.setSingleShot(True)
        self._show_timer.timeout.connect(self.show)
        self.worker = CsvReaderThread(table.csv, self)
        self.worker.previewed.connect(self._read)
        self.worker.progressed.connect(self._show_progress)
        self.worker.finished_reading.connect(self._make_data)
        self.worker.made.connect(lambda data, _: self.completed.emit(data))
        self.worker.refused.connect(self.refused)
        self.worker.failed.connect(self.failed)

    def start(self) -> None:
        """Start to read; the dialog is shown later, if that takes long."""
        self.worker.start()
        self.worker.preview(self._table.options)
        self._show_timer.start(MIN_DURATION_MS)

    def _read(self, preview: Preview) -> None:
        self.worker.post(ReadFile(preview))

    def _show_progress(self, done: int, size: int) -> None:
        self.progress.setValue(100 * done // max(size, 1))
        self.amount.setText(f"{file_size(done)} of {file_size(size)}")

    def _make_data(self) -> None:
        self.amount.setText("Making the data …")
        table = self._table
        choice = ColumnChoice(
            table.csv_target, table.csv_inputs, table.csv_missing, table.kinds
        )
        self.worker.post(MakeData(choice))

    # Qt overrides

    def done(self, result: int) -> None:
        """Stop reading before the dialog closes."""
        self._show_timer.stop()
        self.worker.leave()
        super().done(result)
        self.deleteLater()
