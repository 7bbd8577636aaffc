"""The analyses of the microscope: requested for its tabs, and shown in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QObject, pyqtSignal

from gui.analysis.analysis_threads import AnalysisThreads
from gui.analysis.request_limiter import RequestLimiter
from gui.analysis.tasks import (
    CheckGradient,
    ComputeContributions,
    FindWorst,
    MeasureSharpness,
    ProfileStep,
    TryRule,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.analysis.tasks import AnalysisTask
    from gui.microscope.panel import MicroscopePanel
    from shallownet.training.snapshot import Snapshot


class Analyses(QObject):
    """Starts what the panel asks for, and hands each result to its tab.

    Signals
    -------
    worst_found(int)
        The sample with the largest error.
    completed()
        A task has ended: the next one may be requested.
    failed(str, str)
        An unforeseen exception in a thread: a summary and the traceback.

    Parameters
    ----------
    panel : MicroscopePanel
    latest : callable
        Returns the snapshot that is shown.
    """

    worst_found = pyqtSignal(int)
    completed = pyqtSignal()
    failed = pyqtSignal(str, str)

    def __init__(
        self, panel: MicroscopePanel, latest: Callable[[], Snapshot | None]
    ) -> None:
        super().__init__(panel)
        self._panel, self._latest = panel, latest
        self._threads = threads = AnalysisThreads(self)
        threads.found.connect(self._on_found)
        threads.progressed.connect(self._on_progressed)
        threads.cancelled.connect(self._on_cancelled)
        threads.task_failed.connect(self._on_cancelled)
        threads.failed.connect(self.failed)
        self._limiter = RequestLimiter(threads.start_task)
        panel.samples.worst_requested.connect(lambda: self._start(FindWorst))
        check, bug_lab = panel.gradient_check, panel.bug_lab
        check.check_requested.connect(lambda: self._start(CheckGradient))
        check.cancel_requested.connect(lambda: threads.cancel(CheckGradient))
        bug_lab.trials_requested.connect(self._start_trials)
        bug_lab.cancel_requested.connect(lambda: threads.cancel(TryRule))

    def request(self, task: AnalysisTask, *, at_rest: bool) -> None:
        """Start a task of the visible tab, unless the limiter holds it back."""
        self._limiter.request(task, at_rest=at_rest)

    def shut_down(self) -> None:
        """End the threads and wait for them."""
        self._threads.shut_down()

    def _start(self, kind: Callable[..., AnalysisTask], *about: object) -> None:
        snapshot = self._latest()
        if snapshot is not None:
            self._threads.start_task(kind(snapshot, *about))

    def _start_trials(self, rules: list[str]) -> None:
        for rule in rules:
            self._start(TryRule, rule)

    # Results

    def _on_found(self, task: AnalysisTask, result: Any) -> None:
        self._limiter.complete(task)
        panel, snapshot, latest = self._panel, task.snapshot, self._latest()
        if latest is not None and latest.run is snapshot.run:
            match task:
                case ComputeContributions():
                    panel.weight_tab.set_contributions(snapshot, result)
                case ProfileStep():
                    panel.step_size.set_profile(snapshot, result)
                case CheckGradient():
                    panel.gradient_check.set_check(snapshot, result)
                case TryRule():
                    panel.bug_lab.set_trial(snapshot, result)
                case FindWorst():
                    self.worst_found.emit(result)
                case MeasureSharpness():
                    panel.step_size.set_sharpness(snapshot, result)
        self.completed.emit()

    def _on_progressed(self, task: AnalysisTask, completed: int, total: int) -> None:
        self._panel.gradient_check.set_progress(completed, total)

    def _on_cancelled(self, task: AnalysisTask) -> None:
        self._limiter.complete(task)
        if isinstance(task, CheckGradient):
            self._panel.gradient_check.set_cancelled()
        elif isinstance(task, TryRule):
            self._panel.bug_lab.set_cancelled(task.rule)
