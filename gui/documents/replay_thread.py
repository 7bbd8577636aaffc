"""The thread that replays runs: to verify a file, or to export a run."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import pyqtSignal

from gui.workers.worker import Worker
from shallownet.errors import Cancelled, ConfigError, DataError

if TYPE_CHECKING:
    from PyQt6.QtCore import QObject

REPORT_SECONDS: Final = 0.1
"""Seconds between two reports of progress."""


class VerifyFile(NamedTuple):
    """Replay the run in a file and compare it with the file."""

    path: str


class WriteExport(NamedTuple):
    """Write the run in a file as another kind of file: a name in `KINDS`."""

    path: str
    output: str
    kind: str


class ReplayThread(Worker):
    """Replays runs, apart from the run that is trained.

    What it needs of the core is imported with the first message: few starts send one.

    Signals
    -------
    progressed(int, int)
        Updates replayed, and of how many.
    ended(str)
        The result in a sentence.
    """

    progressed = pyqtSignal(int, int)
    ended = pyqtSignal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("replay", parent)
        self._cancelled = threading.Event()
        self._reported = 0.0

    def request(self, message: VerifyFile | WriteExport) -> None:
        """Send a message; only one may be under way."""
        self.post(message)

    def leave(self) -> None:
        """Give up the present replay, and say no more: its file may never answer."""
        self._cancelled.set()
        self.abandon(self.progressed, self.ended, self.failed)

    def _handle(self, message: object) -> None:
        try:
            if isinstance(message, VerifyFile):
                self.ended.emit(self._verify(message.path))
            elif isinstance(message, WriteExport):
                self.ended.emit(self._write(*message))
        except Cancelled:
            pass  # nobody listens any more
        except (ConfigError, DataError) as error:
            self.ended.emit(str(error))

    def _recover(self) -> None:
        self.ended.emit("The run could not be replayed.")

    def _verify(self, path: str) -> str:
        from shallownet.documents.run_file import open_run

        found = open_run(path).verify(self._cancelled.is_set, self._report)
        return f"{Path(path).name}: {found}."

    def _write(self, path: str, output: str, kind: str) -> str:
        from gui.report.kinds import KINDS
        from shallownet.documents.run_file import open_run

        export, run = KINDS[kind], open_run(path)
        export.write(run, output, self._cancelled.is_set, self._report)
        return f"Wrote {Path(output).name}: {export.advice}."

    def _report(self, done: int, total: int) -> None:
        now = time.perf_counter()
        if now - self._reported >= REPORT_SECONDS:
            self._reported = now
            self.progressed.emit(done, total)
