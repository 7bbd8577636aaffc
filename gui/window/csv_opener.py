"""A file of a person's own: how it is named, and the dialog that reads it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PyQt6.QtWidgets import QFileDialog

from gui.training.commands import Hold

if TYPE_CHECKING:
    from PyQt6.QtCore import QMimeData
    from PyQt6.QtWidgets import QWidget

    from gui.csv.dialog import CsvDialog
    from gui.window.main_window import MainWindow
    from shallownet.data.datasets import Dataset
    from shallownet.settings.table_config import TableConfig


class CsvOpener:
    """Lets a person choose what the window's next run is to learn from a file."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._dialog: CsvDialog | None = None

    def open(self, table: TableConfig | None = None, path: str = "") -> None:
        """Show the dialog for a file: one that is named, or that is asked for."""
        window = self._window
        path = table.csv if table is not None else path or choose_file(window)
        if not path:
            return
        from gui.csv.dialog import CsvDialog  # 25 ms that few starts need

        dialog = self._dialog = CsvDialog(path, window.theme, window, table)
        dialog.destroyed.connect(self._forget)
        dialog.chosen.connect(self._learn_from)
        # Meanwhile the processor is left to the window and to what reads the file.
        dialog.reading.connect(lambda on: window.training.post(Hold(on)))
        dialog.worker.failed.connect(window.errors.show)
        dialog.open()

    def close(self) -> None:
        """Close the dialog, if there is one: its thread reads a file."""
        if self._dialog is not None:
            self._dialog.close()

    def _forget(self) -> None:
        self._dialog = None

    def _learn_from(self, settings: dict[str, Any], data: Dataset) -> None:
        shown = self._window.shown
        if shown is not None:
            self._window.loading.begin(shown.recipe.changed(**settings), data)


def choose_file(parent: QWidget) -> str:
    """Return the path of a file that a person chose; empty if none."""
    path, _ = QFileDialog.getOpenFileName(
        parent,
        "Open a CSV file",
        str(Path.home()),
        "Tables (*.csv *.tsv *.txt);;All files (*)",
    )
    return path


def dropped_file(data: QMimeData | None) -> str:
    """Return the path of the one file that is dragged; empty if it is none."""
    urls = data.urls() if data is not None else []
    return urls[0].toLocalFile() if len(urls) == 1 else ""
