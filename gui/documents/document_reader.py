"""The thread that reads a run's file or a journal, which may take long or never end."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from PyQt6.QtCore import pyqtSignal

from gui.workers.worker import Worker
from shallownet.compute.memory import describe_memory_error
from shallownet.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

    from PyQt6.QtCore import QObject

    from gui.documents.journal_folders import JournalFolder
    from shallownet.documents.journal_reader import JournalSummary
    from shallownet.nn.network import Network


class ReadRun(NamedTuple):
    """Read the run in a file."""

    path: str


class FindFile(NamedTuple):
    """Find out whether there is a file."""

    path: str


class FindJournals(NamedTuple):
    """Find the journals of programs that have ended."""

    place: Path


class ReadJournal(NamedTuple):
    """Read the session in a journal."""

    folder: Path


class ReadWeights(NamedTuple):
    """Read the parameters for a network with the layers of this one."""

    path: str
    network: Network


class LeftJournal(NamedTuple):
    """The journal of a program that has ended.

    Attributes
    ----------
    folder : JournalFolder
    summary : JournalSummary or None
        None if it is damaged.
    problem : str
        What is wrong with it.
    """

    folder: JournalFolder
    summary: JournalSummary | None
    problem: str = ""


class DocumentReader(Worker):
    """Reads on request; what reading needs of the core is imported with the first one.

    Signals
    -------
    located(bool)
        The answer to `FindFile`.
    found(list of LeftJournal)
        The answer to `FindJournals`, the newest first.
    read(object)
        A `RunDocument`, a `RecoveredSession` or parameters.
    refused(str)
        Why it cannot be read.
    damaged(str, Recipe)
        Why it cannot be read, and what it began with.
    """

    located = pyqtSignal(bool)
    found = pyqtSignal(object)
    read = pyqtSignal(object)
    refused = pyqtSignal(str)
    damaged = pyqtSignal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("reader", parent)

    def leave(self) -> None:
        """Read no further, and say no more."""
        self.abandon(
            self.located,
            self.found,
            self.read,
            self.refused,
            self.damaged,
            self.failed,
        )

    def _handle(self, message: object) -> None:
        try:
            match message:
                case FindFile(path):
                    self.located.emit(os.path.exists(path))
                case FindJournals(place):
                    self.found.emit(_find(place))
                case ReadJournal(folder):
                    from shallownet.documents.journal_reader import read_journal

                    self.read.emit(read_journal(folder))
                case ReadWeights(path, network):
                    from shallownet.documents.weights import read_weights

                    self.read.emit(read_weights(network, path))
                case ReadRun(path):
                    from shallownet.documents.run_file import open_run

                    self.read.emit(open_run(path))
        except MemoryError as error:
            self.refused.emit(f"It cannot be opened: {describe_memory_error(error)}.")
        except DataError as error:
            recipe = getattr(error, "recipe", None)
            if recipe is None:
                self.refused.emit(str(error))
            else:
                self.damaged.emit(str(error), recipe)


def _find(place: Path) -> list[LeftJournal]:
    from gui.documents.journal_folders import left_folders
    from shallownet.documents.journal_reader import read_summary

    found = []
    for folder in left_folders(place):
        try:
            found.append(LeftJournal(folder, read_summary(folder.path)))
        except DataError as error:
            found.append(LeftJournal(folder, None, str(error)))
    return found
