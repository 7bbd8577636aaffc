"""Reading the file of a run that is begun by its settings, with a way to stop it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from gui.csv.reader_thread import ColumnChoice, CsvReaderThread
from gui.text.number_format import as_tip, file_size
from shallownet.settings.table_config import with_overrides

if TYPE_CHECKING:
    from shallownet.data.csv.preview import Preview
    from shallownet.settings.table_config import TableConfig

PATIENCE_MS: Final = 300
"""A file that is read within this time is read without a dialog that flashes by."""


class ReadProgressDialog(QDialog):
    """Reads a file as its settings say, and shows how far it has come.

    Signals
    -------
    made(Dataset)
    refused(str)
        Why there is no such data.
    cancelled()
    failed(str, str)
        When an exception was not foreseen: a summary and the traceback.
    """

    made = pyqtSignal(object)
    refused = pyqtSignal(str)
    cancelled = pyqtSignal()
    failed = pyqtSignal(str, str)

    def __init__(self, table: TableConfig, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tableLoading")
        self.setWindowTitle("Reading a file")
        self.setModal(True)
        self._table = table
        self.text = QLabel(f"Reading {Path(table.csv).name} …")
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setToolTip(as_tip(table.csv))
        self.progress = QProgressBar()
        self.progress.setAccessibleName("How much of the file is read")
        self.progress.setRange(0, 100)
        self.amount = QLabel(" ")
        self.amount.setObjectName("muted")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        assert cancel is not None
        cancel.setAccessibleName("Cancel")
        cancel.setToolTip("Stop reading and keep the present run (Escape)")
        cancel.setAutoDefault(False)  # the return key is not to end what was asked for
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (self.text, self.progress, self.amount, buttons):
            layout.addWidget(widget)
        self.setFixedWidth(380)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self.show)
        self.worker = CsvReaderThread(table.csv, self)
        self.worker.previewed.connect(self._read)
        self.worker.progressed.connect(self._show_progress)
        self.worker.finished_reading.connect(self._make)
        self.worker.made.connect(self.made)
        self.worker.refused.connect(self.refused)
        self.worker.failed.connect(self.failed)

    def begin(self) -> None:
        """Begin to read; the dialog shows only if that takes long."""
        self.worker.start()
        self.worker.look(None)
        self._patience.start(PATIENCE_MS)

    def _read(self, beginning: Preview) -> None:
        table = self._table
        said = with_overrides(
            beginning.dialect,
            table.csv_delimiter,
            table.csv_decimal,
            table.csv_header,
        )
        if said == beginning.dialect:
            self.worker.read(beginning)
        else:
            self.worker.look(said)

    def _show_progress(self, done: int, size: int) -> None:
        self.progress.setValue(100 * done // max(size, 1))
        self.amount.setText(f"{file_size(done)} of {file_size(size)}")

    def _make(self) -> None:
        self.amount.setText("Making the data …")
        table = self._table
        self.worker.make(
            ColumnChoice(table.csv_target, table.csv_inputs, table.csv_missing)
        )

    # Qt overrides

    def reject(self) -> None:
        """Stop reading; the window is told that nothing comes of it."""
        self.cancelled.emit()
        super().reject()

    def done(self, result: int) -> None:
        """Stop reading before the dialog goes."""
        self._patience.stop()
        self.worker.shut_down()
        super().done(result)
        self.deleteLater()
