"""The thread that writes the journal of the session."""

from __future__ import annotations

import logging
import math
import time
from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import pyqtSignal

from gui.documents.journal_folders import JournalFolder, new_folder
from gui.workers.worker import Worker
from shallownet.documents.journal import Journal, SessionCopy
from shallownet.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

    from PyQt6.QtCore import QObject

    from shallownet.documents.manifest import View
    from shallownet.runs.run_record import RunRecord

log = logging.getLogger(__name__)

INTERVAL: Final = 0.4
"""Least seconds between two writings: of many copies the newest is written."""


class KeepPins(NamedTuple):
    """The runs that are pinned."""

    pins: tuple[RunRecord, ...]


class KeepView(NamedTuple):
    """What is visible."""

    view: View


class RemoveOther(NamedTuple):
    """Remove the journal that the session was recovered from, once it is in its own."""

    folder: JournalFolder


class Finish(NamedTuple):
    """Write the last copy, or remove the journal if it is no longer needed."""

    keep: bool


class JournalThread(Worker):
    """Writes the newest copy of the session; see `Journal`.

    Parameters
    ----------
    place : Path
        The folder of all journals.
    parent : QObject, optional

    Signals
    -------
    problem(str)
        Why the session is not journaled, once.
    """

    problem = pyqtSignal(str)

    def __init__(self, place: Path, parent: QObject | None = None) -> None:
        super().__init__("journal", parent)
        self._place = place
        self._folder: JournalFolder | None = None
        self._journal: Journal | None = None
        self._session: SessionCopy | None = None
        self._pins: tuple[RunRecord, ...] = ()
        self._view: View = {}
        self._is_pending, self._due = False, 0.0
        self._told = False

    def _patience(self) -> float:
        return self._due - time.perf_counter() if self._is_pending else math.inf

    def _work(self) -> None:
        self._write()

    def _handle(self, message: object) -> None:
        match message:
            case SessionCopy():
                self._session, self._is_pending = message, True
            case KeepPins(pins):
                self._pins, self._is_pending = pins, True
            case KeepView(view):
                self._view, self._is_pending = view, True
            case RemoveOther(folder):
                if self._write():
                    folder.remove()
            case Finish(keep):
                self._finish(keep)
        if self._is_pending and time.perf_counter() > self._due:
            self._write()

    def _write(self) -> bool:
        """Write the session, if there is something to lose; return whether it is."""
        self._is_pending = False
        session = self._session
        if session is None or (self._journal is None and not self._has_work(session)):
            return False
        try:
            if self._journal is None:
                self._folder = new_folder(self._place)
                self._journal = Journal(self._folder.path)
            self._journal.write(session, self._pins, self._view)
        except OSError as error:
            self._tell(error.strerror or str(error))
            return False
        except DataError as error:
            self._tell(str(error))
            return False
        finally:
            self._due = time.perf_counter() + INTERVAL
        return True

    def _has_work(self, session: SessionCopy) -> bool:
        run = session.present.run
        return bool(
            run.updates or run.events or session.undo or self._pins or run.notes
        )

    def _tell(self, reason: str) -> None:
        if not self._told:
            self._told = True
            log.warning("the session is not journaled: %s", reason)
            self.problem.emit(
                "What you do now would be lost if ShallowNet ended unexpectedly: its "
                f"journal cannot be written ({reason})."
            )

    def _finish(self, keep: bool) -> None:
        if keep:
            if self._is_pending:
                self._write()
            if self._folder is not None:
                self._folder.lock.unlock()
        elif self._folder is not None:
            self._folder.remove()
        self._folder = self._journal = self._session = None
        self._is_pending = False
