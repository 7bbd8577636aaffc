"""Opens runs from files: in a thread that may be left, with progress and Cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from gui.documents.dialogs import SUFFIX, end_progress, progress_dialog
from gui.training.commands import OpenRun
from shallownet.wording import shortened

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QProgressDialog, QWidget

    from gui.documents.document_reader import DocumentReader
    from shallownet.documents.run_file import RunDocument


class RunOpener(QObject):
    """Reads one file at a time; the present run goes on until there is another.

    Signals
    -------
    command_requested(Command)
    table_requested(str)
        The path of a file that is no run.
    refused(str)
        Why a file cannot be opened.
    missing(str)
        A path that leads to no file.
    damaged(str, Recipe)
        Why a run cannot be opened, and what it began with.
    lesson_found(mapping)
        The run that is opened was handed in: how far its learner is with a lesson.
    failed(str, str)
        After an unforeseen exception: a summary and the traceback.
    """

    command_requested = pyqtSignal(object)
    table_requested = pyqtSignal(str)
    refused = pyqtSignal(str)
    missing = pyqtSignal(str)
    damaged = pyqtSignal(str, object)
    lesson_found = pyqtSignal(object)
    failed = pyqtSignal(str, str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._path = ""
        self._reader: DocumentReader | None = None
        self._progress: QProgressDialog | None = None

    def open(self, path: str) -> None:
        """Open a run or a table, whichever the file is by its name."""
        if is_run_file(path):
            from gui.documents.document_reader import ReadRun

            self._request(path, ReadRun(path))
        else:
            self.table_requested.emit(path)

    def open_if_there(self, path: str) -> None:
        """Open a file that may have gone since it was used last."""
        from gui.documents.document_reader import FindFile

        self._request(path, FindFile(path))

    def shut_down(self) -> None:
        """Leave the file that is being read, if there is one."""
        reader, self._reader = self._reader, None
        progress, self._progress = self._progress, None
        if progress is not None:
            end_progress(progress)
        if reader is not None:
            reader.leave()

    def _request(self, path: str, message: object) -> None:
        from gui.documents.document_reader import DocumentReader

        self.shut_down()
        self._path, self._reader = path, DocumentReader(self)
        reader = self._reader
        reader.located.connect(self._go_on)
        reader.read.connect(self._open)
        reader.refused.connect(self._refuse)
        reader.damaged.connect(self._offer)
        reader.failed.connect(self._fail)
        name = shortened(path.replace("\\", "/").rpartition("/")[2], keep_end=True)
        self._progress = progress_dialog(self._window, "Opening", f"Opening {name} …")
        self._progress.canceled.connect(self._cancel)
        reader.start()
        reader.post(message)

    def _go_on(self, is_there: bool) -> None:
        path = self._path
        self.shut_down()
        if is_there:
            self.open(path)
        else:
            self.missing.emit(path)

    def _open(self, document: RunDocument) -> None:
        self.shut_down()
        self.command_requested.emit(OpenRun(self._path, document))
        if document.lesson is not None:
            self.lesson_found.emit(document.lesson)

    def _refuse(self, problem: str) -> None:
        self.shut_down()
        self.refused.emit(problem)

    def _offer(self, problem: str, recipe: object) -> None:
        self.shut_down()
        self.damaged.emit(problem, recipe)

    def _fail(self, summary: str, details: str) -> None:
        self.shut_down()
        self.failed.emit(summary, details)

    def _cancel(self) -> None:
        self.shut_down()
        self.refused.emit("Opening was cancelled.")


def is_run_file(path: str) -> bool:
    """Return whether a file is one of a run, by its name."""
    return path.lower().endswith(SUFFIX)
