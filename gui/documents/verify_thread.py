"""The thread that replays a run's file."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import pyqtSignal

from gui.workers.worker import Worker
from shallownet.errors import Cancelled, DataError

if TYPE_CHECKING:
    from PyQt6.QtCore import QObject

REPORT_SECONDS: Final = 0.1
"""Seconds between two reports of progress."""


class VerifyFile(NamedTuple):
    """Replay the run in a file and compare it with the file."""

    path: str


class VerifyThread(Worker):
    """Replays runs, apart from the run that is trained.

    Signals
    -------
    progressed(int, int)
        Updates replayed, and of how many.
    ended(str)
        What was found, in a sentence; empty if it was cancelled.
    """

    progressed = pyqtSignal(int, int)
    ended = pyqtSignal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("verify", parent)
        self._cancelled = threading.Event()
        self._reported = 0.0

    def verify(self, path: str) -> None:
        """Replay the run in a file."""
        self._cancelled.clear()
        self.post(VerifyFile(path))

    def cancel(self) -> None:
        """Give up the present replay."""
        self._cancelled.set()

    def shut_down(self) -> None:
        """End the thread and wait for it: at most as long as a few updates take."""
        self.cancel()
        super().shut_down()

    def _handle(self, message: object) -> None:
        assert isinstance(message, VerifyFile)
        from shallownet.documents.run_file import open_run  # rarely needed

        try:
            run = open_run(message.path)
            found = run.verify(self._cancelled.is_set, self._report)
        except Cancelled:
            self.ended.emit("")
        except DataError as error:
            self.ended.emit(str(error))
        else:
            self.ended.emit(f"{Path(message.path).name}: {found}.")

    def _report(self, done: int, total: int) -> None:
        now = time.perf_counter()
        if now - self._reported >= REPORT_SECONDS:
            self._reported = now
            self.progressed.emit(done, total)
