"""One analysis of whatever state a panel shows, kept up to date while it is in view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, pyqtSignal

from gui.analysis.analysis_threads import AnalysisThreads
from gui.analysis.request_limiter import RequestLimiter

if TYPE_CHECKING:
    from gui.analysis.tasks import AnalysisTask

INTERVAL: Final = 0.4
"""Seconds between two results while training: numbers that change every frame cannot
be read, and a panel takes as long to draw as all else in a frame. With all panels open
fewer than half of the frames draw one, so that the median frame does not."""


class StateAnalysis(QObject):
    """Has a thread carry out the newest request, and hands on its result.

    Signals
    -------
    found(AnalysisTask, object)
        The result of a task for the run that is shown; perhaps for an earlier state of
        it, while training is ahead.
    failed(str, str)
        An unforeseen exception: a summary and the traceback.
    """

    found = pyqtSignal(object, object)
    failed = pyqtSignal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._wanted: AnalysisTask | None = None
        self._at_rest = True
        self._threads = threads = AnalysisThreads(self)
        threads.found.connect(self._on_found)
        threads.cancelled.connect(self._on_ended)
        threads.task_failed.connect(self._on_ended)
        threads.failed.connect(self.failed)
        self._limiter = RequestLimiter(threads.start_task, INTERVAL)

    def request(self, task: AnalysisTask, *, at_rest: bool) -> None:
        """Request a task, unless the same was done or it is too early for another."""
        self._wanted, self._at_rest = task, at_rest
        self._limiter.request(task, at_rest=at_rest)

    def _on_found(self, task: AnalysisTask, result: object) -> None:
        self._limiter.complete(task)
        wanted = self._wanted
        if wanted is not None and wanted.snapshot.run is task.snapshot.run:
            self.found.emit(task, result)
        self._request_again(task)

    def _on_ended(self, task: AnalysisTask) -> None:
        self._limiter.complete(task)
        self._request_again(task)

    def _request_again(self, done: AnalysisTask) -> None:
        """Request what was wanted while another task was carried out."""
        if self._wanted is not None and vars(self._wanted) != vars(done):
            self._limiter.request(self._wanted, at_rest=self._at_rest)

    def shut_down(self) -> None:
        """End the thread and wait for it."""
        self._threads.shut_down()
