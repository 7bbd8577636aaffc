"""Handing in: one file with the answers and the run, written as runs are saved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from gui.training.commands import CopyRun

if TYPE_CHECKING:
    from shallownet.lessons.progress import LessonProgress


class HandingIn(QObject):
    """Asks for a file, has it written, and says what it holds.

    Signals
    -------
    file_wanted(str)
        Ask where to, with a proposal for the name; `write_to` goes on.
    command_requested(Command)
    told(str)
        Where the file is and what it holds, or why it could not be written.
    """

    file_wanted = pyqtSignal(str)
    command_requested = pyqtSignal(object)
    told = pyqtSignal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._progress: LessonProgress | None = None
        self._path = ""

    def begin(self, progress: LessonProgress) -> None:
        """Hand in how far one is, under the name in it."""
        self._progress = progress
        name = re.sub(r"[^\w-]+", "-", progress.learner).strip("-")
        self.file_wanted.emit(f"{progress.lesson}-{name}" if name else progress.lesson)

    def write_to(self, path: str) -> None:
        """Write the file, which holds the run as it is now."""
        if self._progress is not None:
            self._path = path
            self.told.emit("Writing …")
            lesson = self._progress.as_json()
            self.command_requested.emit(CopyRun(path, lesson=lesson))

    def set_written(self, path: str) -> None:
        """Say what was written, if it was for this."""
        progress = self._progress
        if path == self._path and progress is not None:
            self._path = ""
            self.told.emit(
                f"Handed in: {path} holds the run, your answers and the name "
                f"“{progress.learner}”. Give that file to your teacher; nothing was "
                "sent."
            )

    def refuse(self, problem: str) -> None:
        """Say why nothing was written, if something was to be."""
        if self._path:
            self._path = ""
            self.told.emit(f"Nothing was handed in: {problem}.")
