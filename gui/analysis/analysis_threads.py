"""The analysis threads of a controller, each started with its first task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, pyqtSignal

from gui.analysis.tasks import (
    CheckGradient,
    CompareMoves,
    ComputeResiduals,
    DescribePlace,
    Diagnose,
    ExamineDivergence,
    MapLandscape,
    MeasureStates,
    ProfileInputs,
    ReportUnits,
    TryRule,
    WeighInputs,
)

if TYPE_CHECKING:
    from gui.analysis.analysis_thread import AnalysisThread
    from gui.analysis.tasks import AnalysisTask

THREADS: Final[dict[type[AnalysisTask], str]] = {
    CheckGradient: "gradient checks",
    TryRule: "gradient checks",
    Diagnose: "diagnosis",
    ExamineDivergence: "diagnosis",
    ComputeResiduals: "errors",
    ReportUnits: "units",
    MapLandscape: "landscape",
    DescribePlace: "places",
    CompareMoves: "moves",
    ProfileInputs: "profiles",
    WeighInputs: "weights of inputs",
    MeasureStates: "curves",
}
"""The threads of tasks that the short ones of the microscope need not wait for."""

DEFAULT: Final = "microscope"
"""The thread of all others."""


class AnalysisThreads(QObject):
    """Hands each task to the thread for its kind.

    Signals
    -------
    found, refined, progressed, cancelled, task_failed, failed
        See `AnalysisThread`.
    """

    found = pyqtSignal(object, object)
    refined = pyqtSignal(object, object)
    progressed = pyqtSignal(object, int, int)
    cancelled = pyqtSignal(object)
    task_failed = pyqtSignal(object)
    failed = pyqtSignal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._threads: dict[str, AnalysisThread] = {}
        self._under_way: dict[type[AnalysisTask], AnalysisTask] = {}
        self._is_shut_down = False
        for ended in (self.found, self.cancelled, self.task_failed):
            ended.connect(self._note_end)

    @property
    def is_busy(self) -> bool:
        """Whether a task has not ended yet: the newest one of any kind."""
        return bool(self._under_way)

    def _note_end(self, task: AnalysisTask) -> None:
        if self._under_way.get(type(task)) is task:
            del self._under_way[type(task)]

    def start_task(self, task: AnalysisTask) -> None:
        """Hand a task to its thread."""
        if self._is_shut_down:
            return  # a signal was still queued
        self._under_way[type(task)] = task
        name = THREADS.get(type(task), DEFAULT)
        if name not in self._threads:
            # Imported late: by now the window is painted.
            from gui.analysis.analysis_thread import AnalysisThread

            thread = self._threads[name] = AnalysisThread(name, self)
            thread.found.connect(self.found)
            thread.refined.connect(self.refined)
            thread.progressed.connect(self.progressed)
            thread.cancelled.connect(self.cancelled)
            thread.task_failed.connect(self.task_failed)
            thread.failed.connect(self.failed)
            thread.start()
        self._threads[name].post(task)

    def cancel(self, kind: type[AnalysisTask]) -> None:
        """Cancel the tasks of the thread for a kind, both running and waiting."""
        thread = self._threads.get(THREADS.get(kind, DEFAULT))
        if thread is not None:
            thread.cancel()

    def shut_down(self) -> None:
        """End the threads and wait for them."""
        self._is_shut_down = True
        for thread in self._threads.values():
            thread.shut_down()
