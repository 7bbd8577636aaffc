"""The thread that looks through the microscope: tasks in by one inbox, answers out."""

from __future__ import annotations

import logging
import queue
import threading
import time
import traceback
from enum import Enum
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QThread, pyqtSignal

from gui.analysis.tasks import (
    AnalysisTask,
    CheckGradient,
    ComputeContributions,
    Diagnose,
    ExamineDivergence,
    FindWorst,
    MeasureSharpness,
    ProfileStep,
    TryRule,
)
from shallownet.analysis.microscope import Microscope
from shallownet.errors import Cancelled, ConfigError, DataError

if TYPE_CHECKING:
    from PyQt6.QtCore import QObject

log = logging.getLogger(__name__)

PROGRESS_EVERY: Final = 0.05
"""Seconds between two reports of how far a task is."""


class _Word(Enum):
    """What stands in the inbox between the tasks."""

    CANCEL = "cancel"
    END = "end"


class AnalysisThread(QThread):
    """Does one task after the other; of those of a kind the newest one counts.

    Signals
    -------
    found(Task, object)
        A task is done; see `tasks` for what comes of each.
    progressed(Task, int, int)
        How much of a task is done, of how much.
    cancelled(Task)
        A task was given up because that was asked for.
    failed(Task, str, str)
        When an exception was not foreseen: a summary and the traceback.
    """

    found = pyqtSignal(object, object)
    progressed = pyqtSignal(object, int, int)
    cancelled = pyqtSignal(object)
    failed = pyqtSignal(object, str, str)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._inbox: queue.SimpleQueue[AnalysisTask | _Word] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._ended = False
        self._waiting: dict[object, AnalysisTask] = {}
        self._microscope: Microscope | None = None
        self._told_at = 0.0

    # For the window

    def ask(self, task: AnalysisTask) -> None:
        """Hand a task in; one of the same kind that still waits is forgotten."""
        self._inbox.put(task)

    def cancel(self) -> None:
        """Give up all that was asked for until now."""
        self._stop.set()
        self._inbox.put(_Word.CANCEL)

    def shut_down(self) -> None:
        """End the thread and wait for it."""
        self._ended = True
        self._stop.set()
        self._inbox.put(_Word.END)
        self.wait()

    # In the thread

    def run(self) -> None:
        """Take turns until told to end."""
        threading.current_thread().name = self.objectName()  # for the log
        while not self._ended:
            self.turn()

    def turn(self) -> None:
        """Take in what was asked for, and do one task; wait if there is none."""
        while not (self._waiting and self._inbox.empty()):
            asked = self._inbox.get()
            if asked is _Word.END:
                return
            if asked is _Word.CANCEL:
                self._stop.clear()
                for task in self._waiting.values():
                    self.cancelled.emit(task)
                self._waiting.clear()
            elif isinstance(asked, AnalysisTask):
                self._waiting[_kind(asked)] = asked
        task = self._waiting.pop(next(iter(self._waiting)))
        try:
            self.found.emit(task, self._do(task))
        except Cancelled:
            self.cancelled.emit(task)
        except (ConfigError, DataError) as error:
            log.info("a task of the microscope ended: %s", error)
            self.cancelled.emit(task)
        except Exception as error:
            log.exception("the microscope met an error")
            summary = f"{type(error).__name__}: {error}"
            self.failed.emit(task, summary, traceback.format_exc())

    def _progress(self, task: AnalysisTask, done: int, of: int) -> None:
        """Tell how far a task is, as often as anyone could read it."""
        now = time.perf_counter()
        if now - self._told_at >= PROGRESS_EVERY or done == of:
            self._told_at = now
            self.progressed.emit(task, done, of)

    def _do(self, task: AnalysisTask) -> object:
        snapshot = task.snapshot
        if isinstance(task, Diagnose):
            from shallownet.analysis.diagnosis import (  # only where it is wanted
                diagnose,
            )

            return diagnose(snapshot)
        if isinstance(task, ExamineDivergence):
            from shallownet.analysis.post_mortem import post_mortem  # few runs need it

            return post_mortem(snapshot, task.states, cancelled=self._stop.is_set)
        if self._microscope is None or self._microscope.run is not snapshot.run:
            self._microscope = Microscope(snapshot.run)
        microscope, stop = self._microscope, self._stop.is_set
        match task:
            case ComputeContributions(_, parameter):
                return microscope.contributions(snapshot, parameter, stop)
            case FindWorst():
                return microscope.worst_sample(snapshot)
            case ProfileStep():
                return microscope.step_profile(snapshot, stop)
            case MeasureSharpness():
                return microscope.sharpness(snapshot, stop)
            case CheckGradient():
                return microscope.check(
                    snapshot,
                    lambda done, of: self._progress(task, done, of),
                    stop,
                )
            case TryRule(_, rule):
                return microscope.try_rule(snapshot, rule, stop)
        raise TypeError(f"{task!r} is no task of the microscope")


def _kind(task: AnalysisTask) -> object:
    """Return what two tasks have to share for the newer one to replace the other."""
    return (TryRule, task.rule) if isinstance(task, TryRule) else type(task)
