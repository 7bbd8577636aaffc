"""Reads a person's file off the window's thread: what is asked for last counts.

It is looked at first, and read when it is told to: so the window has shown what there
is to see before the two of them share the interpreter.
"""

from __future__ import annotations

import logging
import queue
import threading
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import QThread, pyqtSignal

from shallownet.data.csv.dialect import CsvDialect
from shallownet.data.csv.preview import Preview, preview
from shallownet.data.csv.reader import read
from shallownet.errors import Cancelled, DataError

if TYPE_CHECKING:
    from PyQt6.QtCore import QObject

    from shallownet.data.csv.table import Table

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ColumnChoice:
    """Which columns to learn from, and what to do where a cell is missing."""

    target: str
    inputs: tuple[str, ...]
    missing: str


class CsvReaderThread(QThread):
    """Looks at a file, reads it, and makes data of its columns.

    Signals
    -------
    previewed(Preview)
        What the beginning of the file looks like.
    progressed(int, int)
        Bytes read, of how many.
    finished_reading(Table)
    described(str, bool)
        What a choice of columns comes to, and whether it can be learned from.
    made(Dataset)
    refused(str)
        Why the file cannot be read.
    failed(str, str)
        When an exception was not foreseen: a summary and the traceback.
    """

    previewed = pyqtSignal(object)
    progressed = pyqtSignal(int, int)
    finished_reading = pyqtSignal(object)
    described = pyqtSignal(str, bool)
    made = pyqtSignal(object)
    refused = pyqtSignal(str)
    failed = pyqtSignal(str, str)

    def __init__(self, path: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("csv")
        self._path = path
        self._inbox: queue.SimpleQueue[tuple[str, object]] = queue.SimpleQueue()
        self._overtaken = threading.Event()
        self._ended = False
        self._seen: Preview | None = None
        self._table: Table | None = None

    # For the window

    def look(self, dialect: CsvDialect | None) -> None:
        """Preview the file, in a dialect or as detected; ends a reading in progress."""
        self._overtaken.set()
        self._inbox.put(("look", dialect))

    def read(self, beginning: Preview) -> None:
        """Read the file to its end, if this is what it looked like last."""
        self._inbox.put(("read", beginning))

    def describe(self, choice: ColumnChoice) -> None:
        """Say what a choice of columns comes to, once the file is read."""
        self._inbox.put(("describe", choice))

    def make(self, choice: ColumnChoice) -> None:
        """Make data of a choice of columns."""
        self._inbox.put(("make", choice))

    def shut_down(self) -> None:
        """End the thread and wait for it: at most as long as a chunk takes."""
        self._overtaken.set()
        self._inbox.put(("end", None))
        self.wait()

    # In the thread

    def run(self) -> None:
        """Do one thing after the other until told to end."""
        while not self._ended:
            task, argument = self._inbox.get()
            try:
                self._do(task, argument)
            except Cancelled:
                pass  # by a later request, which comes next
            except DataError as error:
                self.refused.emit(str(error))
            except Exception as error:
                log.exception("reading %s met an error", self._path)
                summary = f"{type(error).__name__}: {error}"
                self.failed.emit(summary, traceback.format_exc())

    def _do(self, task: str, argument: object) -> None:
        if task == "end":
            self._ended = True
        elif task == "look":
            assert argument is None or isinstance(argument, CsvDialect)
            self._overtaken.clear()
            self._table = None
            self._seen = preview(self._path, argument)
            self.previewed.emit(self._seen)
        elif task == "read":
            if argument is self._seen:
                assert isinstance(argument, Preview)
                self._read(argument)
        elif self._table is not None:
            assert isinstance(argument, ColumnChoice)
            if task == "make":
                self.made.emit(
                    self._table.dataset(
                        argument.target, argument.inputs, argument.missing
                    )
                )
            else:
                self._describe(self._table, argument)

    def _read(self, beginning: Preview) -> None:
        self._table = read(
            self._path,
            beginning,
            lambda done, size: self.progressed.emit(done, size),
            self._overtaken.is_set,
        )
        self.finished_reading.emit(self._table)

    def _describe(self, table: Table, choice: ColumnChoice) -> None:
        try:
            text = table.describe(choice.target, choice.inputs, choice.missing)
        except DataError as error:
            self.described.emit(str(error), False)
        else:
            self.described.emit(text, True)
