"""Copying the data of a plot with very many numbers: their text is made in a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from gui.plots.data_text import data_text
from gui.plots.plot_menu import put_on_clipboard
from gui.workers.worker import Worker

if TYPE_CHECKING:
    from gui.plots.data_text import Columns


class DataTexts(Worker):
    """Turns columns of numbers into text.

    Signals
    -------
    made(dict, str)
        The columns, and their text.
    """

    made = pyqtSignal(object, object)  # a string would be converted twice

    def __init__(self, parent: QObject) -> None:
        super().__init__("data to copy", parent)

    def _handle(self, message: object) -> None:
        assert isinstance(message, dict)
        self.made.emit(message, data_text(message))


class DataCopier(QObject):
    """Puts the data of plots on the clipboard; the last one that was asked for stays.

    Signals
    -------
    message(str)
        What is on the clipboard.
    failed(str, str)
        An unforeseen exception in the thread: a summary and the traceback.
    """

    message = pyqtSignal(str)
    failed = pyqtSignal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._wanted: Columns | None = None
        self._thread = thread = DataTexts(self)
        thread.made.connect(self._copy)
        thread.failed.connect(self.failed)
        thread.start()

    def copy(self, columns: Columns) -> None:
        """Put the text of some columns on the clipboard when it is made."""
        self._wanted = columns
        self.message.emit("Copying …")
        self._thread.post(columns)

    def _copy(self, columns: Columns, text: str) -> None:
        if columns is self._wanted:
            self.message.emit(put_on_clipboard(columns, text))

    def shut_down(self) -> None:
        """End the thread and wait for it."""
        self._thread.shut_down()
