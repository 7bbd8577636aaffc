"""Has answers judged and tasks checked, in a thread of their own."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, pyqtSignal

from gui.analysis.request_limiter import SHARE
from gui.lessons.judging import CheckTasks, JudgeNumber, LessonJudge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shallownet.lessons.answers import Judgement
    from shallownet.lessons.lesson import Number, State
    from shallownet.lessons.progress import TaskDone
    from shallownet.training.snapshot import Snapshot

CHECK_INTERVAL: Final = 0.25
"""Seconds between two checks of the tasks while training runs."""

CHECKING: Final = "Checking …"


class Verdicts(QObject):
    """Asks the thread that judges, and hands on what it says.

    Attributes
    ----------
    waiting : dict of str to str
        What questions wait for, by their id.

    Signals
    -------
    judged(str, str, Judgement)
        A question's id, the text that was typed, and the verdict.
    not_judged(str)
        Why there is no verdict.
    done(dict)
        `TaskDone` by the ids of tasks whose conditions hold.
    failed(str, str)
        After an unforeseen exception: a summary and the traceback.
    """

    judged = pyqtSignal(str, str, object)
    not_judged = pyqtSignal(str)
    done = pyqtSignal(object)
    failed = pyqtSignal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.waiting: dict[str, str] = {}
        self._wanted: CheckTasks | None = None
        self._pending: CheckTasks | None = None
        self._at_rest = True
        self._began = self._next_at = 0.0
        self._judge = judge = LessonJudge(self)
        judge.checked.connect(self._on_checked)
        judge.judged.connect(self._on_judged)
        judge.not_judged.connect(self._on_not_judged)
        judge.failed.connect(self._on_failed)
        judge.start()

    def forget(self) -> None:
        """Forget what was asked: another lesson is open, or none."""
        self._wanted, self.waiting = None, {}

    # Numbers

    def judge(
        self, question: Number, text: str, state: State, snapshot: Snapshot | None
    ) -> None:
        """Judge a typed number at a state of a run; see `JudgeNumber`."""
        self.waiting[question.id] = CHECKING
        self._judge.post(JudgeNumber(question, text, state, snapshot))

    def _on_judged(self, order: JudgeNumber, verdict: Judgement) -> None:
        if self.waiting.pop(order.question.id, ""):
            self.judged.emit(order.question.id, order.text, verdict)

    def _on_not_judged(self, order: JudgeNumber, reason: str) -> None:
        if self.waiting.pop(order.question.id, ""):
            self.not_judged.emit(reason)

    # Tasks

    def check(self, task: CheckTasks, *, at_rest: bool) -> None:
        """Check tasks: at rest at once, and now and then while training runs."""
        self._wanted, self._at_rest = task, at_rest
        early = not at_rest and time.perf_counter() < self._next_at
        if self._pending is None and not early:
            self._start(task)

    def _start(self, task: CheckTasks) -> None:
        self._pending, self._began = task, time.perf_counter()
        self._judge.post(task)

    def _on_checked(
        self, task: CheckTasks, done: Mapping[str, TaskDone], took: float
    ) -> None:
        self._pending, wanted = None, self._wanted
        self._next_at = self._began + max(CHECK_INTERVAL, took / SHARE)
        if wanted is None:
            return
        if done:
            self.done.emit(done)
        elif wanted is not task and self._at_rest:  # else the next frame asks again
            self._start(wanted)

    def _on_failed(self, summary: str, details: str) -> None:
        """Let what was asked be asked again."""
        self.waiting, self._pending = {}, None
        self.failed.emit(summary, details)

    def shut_down(self) -> None:
        """End the thread and wait for it."""
        self._judge.shut_down()
