"""The thread that judges: numbers against a state, tasks against the run."""

from __future__ import annotations

import logging
import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal

from gui.analysis.tasks import AnalysisTask
from gui.workers.worker import Stop, Worker
from shallownet.errors import ConfigError, DataError, DivergedError
from shallownet.lessons.answers import judge_number
from shallownet.lessons.facts import Facts
from shallownet.lessons.progress import LessonProgress
from shallownet.lessons.state_run import run_at, trainer_at

if TYPE_CHECKING:
    from PyQt6.QtCore import QObject

    from shallownet.lessons.lesson import Number, State, Task
    from shallownet.settings.data_config import DataConfig
    from shallownet.settings.events import Event
    from shallownet.settings.table_config import TableConfig
    from shallownet.training.snapshot import Snapshot

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class CheckTasks(AnalysisTask):
    """Find which conditions hold for the run that is shown.

    Attributes
    ----------
    data : DataConfig or TableConfig
    made : int
    events : tuple of Event
        All changes of the run.
    visited : frozenset of int
    state : State
        The state of their page.
    tasks : tuple of Task
    """

    data: DataConfig | TableConfig
    made: int
    events: tuple[Event, ...]
    visited: frozenset[int]
    state: State
    tasks: tuple[Task, ...]


@dataclass(frozen=True, eq=False)
class JudgeNumber:
    """Judge a typed number at a state.

    Attributes
    ----------
    question : Number
    text : str
    state : State
    snapshot : Snapshot or None
        The run at that state, if the window has been there.
    """

    question: Number
    text: str
    state: State
    snapshot: Snapshot | None


class LessonJudge(Worker):
    """Judges one thing after the other; of checks of tasks the newest one counts.

    Signals
    -------
    checked(CheckTasks, dict, float)
        `TaskDone` by the ids of the tasks whose conditions hold, and the seconds that
        this took.
    judged(JudgeNumber, Judgement)
    not_judged(JudgeNumber, str)
        Why there is no verdict.
    """

    checked = pyqtSignal(object, object, float)
    judged = pyqtSignal(object, object)
    not_judged = pyqtSignal(object, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__("lesson judge", parent)
        self._task: CheckTasks | None = None
        self._at: tuple[State, Snapshot] | None = None

    def _patience(self) -> float:
        return math.inf if self._task is None else 0.0

    def _handle(self, message: object) -> None:
        match message:
            case CheckTasks():
                self._task = message
            case JudgeNumber():
                try:
                    self._judge(message)
                except (ConfigError, DataError, DivergedError) as error:
                    self.not_judged.emit(message, str(error))

    def _work(self) -> None:
        task, self._task = self._task, None
        assert task is not None
        began = time.perf_counter()
        snapshot, state = task.snapshot, task.state
        facts = Facts(snapshot, task.data, task.made, task.visited, state, task.events)
        known = LessonProgress("", "")
        for one in task.tasks:
            if one.condition.holds(facts):
                known = known.with_task(one, facts)
        took = time.perf_counter() - began
        self.checked.emit(task, dict(known.tasks), took)

    def _judge(self, message: JudgeNumber) -> None:
        snapshot, question, state = message.snapshot, message.question, message.state
        if snapshot is None:
            numbers = (question.answer, *(wrong.answer for wrong in question.mistakes))
            if not any(number.names for number in numbers):
                state = replace(state, update=0)  # nothing of the run is asked for
            snapshot = self._snapshot_at(state)
        data = run_at(message.state).recipe.data
        facts = Facts(snapshot, data, state=message.state)
        self.judged.emit(message, judge_number(question, message.text, facts))

    def _snapshot_at(self, state: State) -> Snapshot:
        """Return the run at a state, which is made once for all its questions."""
        if self._at is None or self._at[0] != state:
            trainer = trainer_at(state, lambda: self.inbox.holds((Stop,)))
            self._at = state, trainer.snapshot()
        return self._at[1]
