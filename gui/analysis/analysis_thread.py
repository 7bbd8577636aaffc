"""The thread that analyses snapshots: tasks in by one inbox, results out."""

from __future__ import annotations

import logging
import math
import threading
import time
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import pyqtSignal

from gui.analysis.tasks import (
    AnalysisTask,
    CheckGradient,
    CompareMoves,
    ComputeContributions,
    ComputeResiduals,
    DescribePlace,
    Diagnose,
    ExamineDivergence,
    FindWorst,
    IndependentTask,
    MapLandscape,
    MeasureSharpness,
    MeasureStates,
    ProfileInputs,
    ProfileStep,
    ReportUnits,
    TryRule,
    WeighInputs,
)
from gui.workers.worker import Worker
from shallownet.analysis.microscope import Microscope
from shallownet.errors import Cancelled, ConfigError, DataError

if TYPE_CHECKING:
    from PyQt6.QtCore import QObject

    from shallownet.analysis.kept_states import KeptMeter
    from shallownet.analysis.landscape.survey import Survey

log = logging.getLogger(__name__)

PROGRESS_INTERVAL: Final = 0.05
"""Seconds between two reports of a task's progress."""


class CancelTasks:
    """The message that cancels all tasks posted before it."""


class AnalysisThread(Worker):
    """Carries out one task after the other; of each kind the newest one counts.

    Signals
    -------
    found(AnalysisTask, object)
        A task is done; see `tasks` for the results.
    refined(AnalysisTask, object)
        A coarser result, before the last one.
    progressed(AnalysisTask, int, int)
        How much of a task is done, and of how much.
    cancelled(AnalysisTask)
        A task was cancelled, or the core refused it.
    task_failed(AnalysisTask)
        A task met an unforeseen exception, which ``failed`` reports.
    """

    found = pyqtSignal(object, object)
    refined = pyqtSignal(object, object)
    progressed = pyqtSignal(object, int, int)
    cancelled = pyqtSignal(object)
    task_failed = pyqtSignal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(name, parent)
        self._cancel = threading.Event()
        self._pending: dict[object, AnalysisTask] = {}
        self._microscope: Microscope | None = None
        self._survey: Survey | None = None
        self._meter: KeptMeter | None = None
        self._reported_at = 0.0

    def cancel(self) -> None:
        """Cancel all tasks posted so far."""
        self._cancel.set()
        self.post(CancelTasks())

    def shut_down(self) -> None:
        """Cancel what is running, end the thread and wait for it."""
        self._cancel.set()
        super().shut_down()

    # Worker

    def _patience(self) -> float:
        return 0.0 if self._pending else math.inf

    def _handle(self, message: object) -> None:
        if isinstance(message, CancelTasks):
            self._cancel.clear()
            for task in self._pending.values():
                self.cancelled.emit(task)
            self._pending.clear()
        elif isinstance(message, AnalysisTask):
            self._pending[_kind(message)] = message

    def _work(self) -> None:
        task = self._pending.pop(next(iter(self._pending)))
        try:
            self.found.emit(task, self._analyse(task))
        except Cancelled:
            self.cancelled.emit(task)
        except (ConfigError, DataError) as error:
            log.info("%r was refused: %s", type(task).__name__, error)
            self.cancelled.emit(task)
        except Exception:
            self.task_failed.emit(task)
            raise

    def _report_progress(self, task: AnalysisTask, done: int, total: int) -> None:
        now = time.perf_counter()
        if now - self._reported_at >= PROGRESS_INTERVAL or done == total:
            self._reported_at = now
            self.progressed.emit(task, done, total)

    def _analyse(self, task: AnalysisTask) -> object:
        snapshot = task.snapshot
        if isinstance(task, Diagnose):
            from shallownet.analysis.diagnosis import diagnose  # slow to import

            return diagnose(snapshot)
        if isinstance(task, ExamineDivergence):
            from shallownet.analysis.post_mortem import post_mortem  # rarely needed

            return post_mortem(snapshot, task.states, cancelled=self._cancel.is_set)
        if isinstance(task, ComputeResiduals):
            from shallownet.analysis.residuals import residuals  # panels that are

            return residuals(snapshot, task.against, self._cancel.is_set)
        if isinstance(task, ReportUnits):
            from shallownet.analysis.unit_report import unit_report  # seldom open

            return unit_report(snapshot, task.off, self._cancel.is_set)
        if isinstance(task, ProfileInputs):
            from shallownet.analysis.partial_dependence import profiles

            return profiles(snapshot, task.rows, task.values, self._cancel.is_set)
        if isinstance(task, MeasureStates):
            return self._measure_states(task)
        if isinstance(task, WeighInputs):
            from shallownet.analysis.permutation_importance import importance_of_inputs

            return importance_of_inputs(snapshot, self._cancel.is_set)
        if isinstance(task, IndependentTask):
            return task.carry_out(
                lambda done, total: self._report_progress(task, done, total),
                self._cancel.is_set,
            )
        if isinstance(task, (MapLandscape, DescribePlace, CompareMoves)):
            return self._examine_landscape(task)
        if self._microscope is None or self._microscope.run is not snapshot.run:
            self._microscope = Microscope(snapshot.run)
        microscope, stop = self._microscope, self._cancel.is_set
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
                    lambda done, total: self._report_progress(task, done, total),
                    stop,
                )
            case TryRule(_, rule):
                return microscope.try_rule(snapshot, rule, stop)
        raise TypeError(f"{task!r} is not an analysis task")

    def _measure_states(self, task: MeasureStates) -> object:
        if self._meter is None or self._meter.run is not task.states.run:
            from shallownet.analysis.kept_states import KeptMeter  # seldom chosen

            self._meter = KeptMeter(task.states.run)
        whole, part = task.states.spread(), task.states.spread(*task.span)
        return self._meter.measure(
            task.states,
            dict.fromkeys([*whole, *part]),
            lambda found: self.refined.emit(task, found),
            self._cancel.is_set,
        )

    def _examine_landscape(
        self, task: MapLandscape | DescribePlace | CompareMoves
    ) -> object:
        snapshot, stop = task.snapshot, self._cancel.is_set
        if self._survey is None or self._survey.run is not snapshot.run:
            from shallownet.analysis.landscape.survey import Survey  # seldom open

            self._survey = Survey(snapshot.run)
        survey = self._survey

        def progress(done: int, total: int) -> None:
            self._report_progress(task, done, total)

        if isinstance(task, DescribePlace):
            return survey.outlook(snapshot, task.path, stop)
        if isinstance(task, CompareMoves):
            return survey.moves(snapshot, progress, stop)
        return survey.map(
            snapshot,
            task.path,
            task.choice,
            task.area,
            lambda found: self.refined.emit(task, found),
            stop,
            progress,
            task.cells,
        )


def _kind(task: AnalysisTask) -> object:
    """Return the kind of a task: a newer task replaces an older one of its kind."""
    return (TryRule, task.rule) if isinstance(task, TryRule) else type(task)
