"""The controller of diagnoses and post-mortems, which run in a thread of their own."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from gui.analysis.analysis_threads import AnalysisThreads
from gui.analysis.request_limiter import RequestLimiter
from gui.analysis.tasks import AnalysisTask, Diagnose, ExamineDivergence
from gui.diagnosis.debounce import Debounce
from gui.diagnosis.finding_chips import FindingChips
from gui.diagnosis.post_mortem_controller import PostMortemController
from gui.training.status import RunState

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from gui.graph.canvas import GraphCanvas
    from gui.training.status import Status

TRAINING_INTERVAL: Final = 1.0
"""Seconds between two diagnoses while training."""

REST_INTERVAL: Final = 0.2
"""Seconds between two diagnoses at rest: dragging the timeline shows many states, of
which only the last one matters."""


class DiagnosisController(QObject):
    """Requests diagnoses and post-mortems, and shows their results.

    A diagnosis is of the state that is shown, which may be a past one.

    Signals
    -------
    buttons_created(QWidget)
        New buttons are in this widget.
    failed(str, str)
        An unexpected exception: a summary and the traceback.
    """

    buttons_created = pyqtSignal(object)
    failed = pyqtSignal(str, str)

    def __init__(self, parent: QWidget, graph: GraphCanvas) -> None:
        super().__init__(parent)
        self.chips = FindingChips(graph)
        self.chips.graph_shown.connect(self._diagnose)
        self.chips.buttons_created.connect(self.buttons_created)
        self.post_mortem = PostMortemController(self)
        self.post_mortem.buttons_created.connect(self.buttons_created)
        self.post_mortem.focus_released.connect(graph.setFocus)
        self._graph = graph
        self._debounce = Debounce()
        self._status: Status | None = None
        self._threads = threads = AnalysisThreads(self)
        threads.found.connect(self._on_found)
        threads.cancelled.connect(self._on_cancelled)
        threads.task_failed.connect(self._on_failed)
        threads.failed.connect(self.failed)
        self._limiter = RequestLimiter(threads.start_task)
        self._requested_at = 0.0
        self.post_mortem.task_requested.connect(self._threads.start_task)
        self.post_mortem.cancel_requested.connect(
            lambda: self._threads.cancel(ExamineDivergence)
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._diagnose)

    def set_status(self, status: Status) -> None:
        """Follow the newest status of the run."""
        previous, self._status = self._status, status
        if previous is None:
            self._requested_at = time.perf_counter()  # first the window is painted
        if previous is None or previous.snapshot.run is not status.snapshot.run:
            self._debounce = Debounce()
            self.chips.set_findings({})
        self.post_mortem.set_status(status)
        self._diagnose()

    def _diagnose(self) -> None:
        """Request a diagnosis if one is due and the graph is visible."""
        status, now = self._status, time.perf_counter()
        window = self._graph.window()
        minimised = window is not None and window.isMinimized()
        if status is None or minimised or not self._graph.isVisible():
            return
        at_rest = status.state is not RunState.RUNNING
        due = self._requested_at + (REST_INTERVAL if at_rest else TRAINING_INTERVAL)
        if now >= due:
            self._timer.stop()
            self._requested_at = now
            self._limiter.request(Diagnose(status.snapshot), at_rest=at_rest)
        elif at_rest and not self._timer.isActive():
            # At rest no further status may arrive that would trigger the request.
            self._timer.start(round(1_000 * (due - now)) + 1)

    # The analysis thread

    def _on_found(self, task: AnalysisTask, result: object) -> None:
        if isinstance(task, ExamineDivergence):
            self.post_mortem.set_result(task, result)  # type: ignore[arg-type]
            return
        self._limiter.complete(task)
        status, snapshot = self._status, task.snapshot
        if status is None:
            return
        at_rest = status.state is not RunState.RUNNING
        same_run = snapshot.run is status.snapshot.run
        if snapshot is status.snapshot or (same_run and not at_rest):
            findings = self._debounce.update(result, at_rest=at_rest)  # type: ignore[arg-type]
            self.chips.set_findings(findings, snapshot.step)
        else:
            self._diagnose()  # another state is shown by now

    def _on_cancelled(self, task: AnalysisTask) -> None:
        self._limiter.discard(task)
        if isinstance(task, ExamineDivergence):
            self.post_mortem.set_failed(task)
        elif self._status is not None and task.snapshot is not self._status.snapshot:
            self._diagnose()  # cancelled with the post-mortem of another run

    def _on_failed(self, task: AnalysisTask) -> None:
        self._limiter.complete(task)
        if isinstance(task, ExamineDivergence):
            self.post_mortem.set_failed(task)

    def shut_down(self) -> None:
        """End the thread and wait for it."""
        self._timer.stop()
        self._threads.shut_down()
