"""Opening a table: choosing or dropping it, and the dialog that reads it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QFileDialog

from gui.documents.dialogs import TABLES
from gui.training.commands import Hold
from shallownet.errors import DataError

if TYPE_CHECKING:
    from PyQt6.QtCore import QMimeData
    from PyQt6.QtWidgets import QWidget

    from gui.csv.dialog import CsvDialog
    from gui.style.theme import Theme
    from shallownet.settings.table_config import TableConfig


class CsvOpener(QObject):
    """Lets the user choose the columns of a file for the next run.

    Signals
    -------
    chosen(dict, Dataset)
        The settings of the table, and its data.
    command_requested(Command)
    failed(str, str)
        After an unforeseen exception: a summary and the traceback.
    """

    chosen = pyqtSignal(object, object)
    command_requested = pyqtSignal(object)
    failed = pyqtSignal(str, str)

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._window, self._theme = window, theme
        self._dialog: CsvDialog | None = None

    def set_theme(self, theme: Theme) -> None:
        """Apply the colours of a theme to the next dialog."""
        self._theme = theme

    def open(self, table: TableConfig | None = None, path: str = "") -> None:
        """Show the dialog for a table's file, for a path, or for a file chosen now."""
        path = table.csv if table is not None else path or choose_file(self._window)
        if not path:
            return
        from gui.csv.dialog import CsvDialog  # 25 ms, rarely needed

        dialog = self._dialog = CsvDialog(path, self._theme, self._window, table)
        dialog.destroyed.connect(self._forget)
        dialog.chosen.connect(self.chosen)
        # Training is held meanwhile: the window and the reader need the processors.
        dialog.reading_changed.connect(self._hold)
        dialog.worker.failed.connect(self.failed)
        dialog.open()

    def close(self) -> None:
        """Close the dialog, if there is one: its thread reads a file."""
        if self._dialog is not None:
            self._dialog.close()

    def _forget(self) -> None:
        self._dialog = None

    def _hold(self, held: bool) -> None:
        self.command_requested.emit(Hold(held))


def choose_file(parent: QWidget) -> str:
    """Return the path of a file that the user chooses; empty if none."""
    path, _ = QFileDialog.getOpenFileName(
        parent,
        "Open a table",
        str(Path.home()),
        TABLES,
    )
    return path


def local_file(data: QMimeData) -> str:
    """Return the path of the file that was dropped or pasted.

    Raises
    ------
    DataError
        If it is not exactly one file of this computer.
    """
    urls = data.urls()
    if len(urls) != 1:
        raise DataError(f"these are {len(urls)} files; open one file at a time")
    if not urls[0].isLocalFile():
        raise DataError("only files of this computer can be opened; save it here first")
    return urls[0].toLocalFile()
