"""The base of every worker thread: one loop, one inbox, one kind of failure."""

from __future__ import annotations

import logging
import math
import threading
import traceback
from abc import abstractmethod
from typing import TYPE_CHECKING, Final

from PyQt6 import sip
from PyQt6.QtCore import QDeadlineTimer, QThread, pyqtSignal

from gui.workers.inbox import Inbox
from shallownet.compute.memory import describe_memory_error
from shallownet.errors import Cancelled

if TYPE_CHECKING:
    from PyQt6.QtCore import QObject, pyqtBoundSignal

log = logging.getLogger(__name__)

PATIENCE_MS: Final = 10_000
"""How long a thread may take to end: far longer than any update or sweep."""

_abandoned: set[Worker] = set()
"""Threads that were told to end and not waited for."""


class Stop:
    """The message that ends a worker."""


class Worker(QThread):
    """Handles messages in order, and does its own work while none waits.

    Parameters
    ----------
    name : str
        The thread's name in the log and the object's name.
    parent : QObject, optional

    Signals
    -------
    failed(str, str)
        After an unforeseen exception: a summary and the traceback. The loop goes on.
    """

    failed = pyqtSignal(str, str)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.inbox = Inbox()
        self._stopped = False

    def post(self, message: object) -> None:
        """Send a message, from any thread."""
        self.inbox.put(message)

    def shut_down(self) -> None:
        """End the thread and wait for it, unless it waits for something for ever."""
        self.post(Stop())
        if not self.wait(PATIENCE_MS):
            _leave(self)

    def abandon(self, *signals: pyqtBoundSignal) -> None:
        """Tell the thread to end, and do not wait for it: its file may never answer.

        These signals of it arrive no more. It outlives its parent, because destroying a
        running thread aborts the process.
        """
        self.post(Stop())
        for signal in signals:
            if self.receivers(signal):
                signal.disconnect()
        _abandoned.difference_update([w for w in _abandoned if w.isFinished()])
        if self.isRunning():
            self.setParent(None)
            _abandoned.add(self)

    def run(self) -> None:
        """Take turns until told to stop."""
        threading.current_thread().name = self.objectName()
        while not self._stopped:
            self.turn()

    def turn(self) -> None:
        """Handle the next message, or do some work if none comes in time."""
        message = self.inbox.take(self._patience())
        try:
            if isinstance(message, Stop):
                self._stopped = True
            elif message is not None:
                self._handle(message)
            else:
                self._work()
        except Cancelled:
            pass  # by a message that comes next
        except Exception as error:
            log.exception("the thread %s met an error", self.objectName())
            summary = f"{type(error).__name__}: {error}"
            if isinstance(error, MemoryError):
                summary = f"The thread stopped: {describe_memory_error(error)}."
            self.failed.emit(summary, traceback.format_exc())
            self._recover()

    def _patience(self) -> float:
        """Return the seconds to wait for a message before `_work` is called."""
        return math.inf

    @abstractmethod
    def _handle(self, message: object) -> None:
        """Carry out a message."""

    def _work(self) -> None:
        """Do a piece of work of the worker's own."""

    def _recover(self) -> None:
        """Return to a state that can go on after an unforeseen exception."""


def wait_for_abandoned(milliseconds: int) -> None:
    """Wait for the threads that were abandoned, all together at most so long."""
    deadline = QDeadlineTimer(milliseconds)
    for worker in _abandoned:
        if not worker.wait(deadline):
            _leave(worker)
    _abandoned.clear()


def _leave(worker: Worker) -> None:
    """Let the end of the process end a thread that does not come back."""
    log.warning("the thread %s did not end", worker.objectName())
    worker.setParent(None)
    sip.transferto(worker, None)  # type: ignore[arg-type]  # owned by nobody, so that nobody destroys it
