"""When a run is examined, and by whom: never by the window's own thread."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from gui.analysis.request_limiter import RequestLimiter
from gui.analysis.tasks import AnalysisTask, Diagnose, ExamineDivergence
from gui.diagnosis.debounce import Debounce
from gui.diagnosis.finding_chips import FindingChips
from gui.diagnosis.post_mortem_controller import PostMortemController
from gui.training.status import RunState

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from gui.analysis.analysis_thread import AnalysisThread
    from gui.training.status import Status

EVERY: Final = 1.0
"""Seconds between two diagnoses while training runs."""

AT_REST: Final = 0.2
"""Seconds between two of them at rest: whoever drags through the past sees many states,
and of the last one what is wrong there."""


class DiagnosisController(QObject):
    """Asks for diagnoses and post-mortems, and shows what comes of them.

    A diagnosis is of the state that is shown: of a past one while that is looked back
    at.

    Signals
    -------
    wanted(Command)
        Something is to be done to the run.
    recipe_chosen(Recipe)
        A run is to be begun, and started.
    opened(QWidget)
        The panel of the post-mortem was made, which is when it is first needed; it is
        to be put over the panes.
    made(QWidget)
        Buttons were made in this widget.
    failed(str, str)
        An exception was not foreseen: a summary and the traceback.
    """

    command_requested = pyqtSignal(object)
    recipe_chosen = pyqtSignal(object)
    opened = pyqtSignal(object)
    made = pyqtSignal(object)
    failed = pyqtSignal(str, str)

    def __init__(self, parent: QWidget, graph: QWidget) -> None:
        super().__init__(parent)
        self.marks = FindingChips(graph)
        self.marks.uncovered.connect(self._diagnose)
        self.case = PostMortemController(self)
        self.case.command_requested.connect(self.command_requested)
        self.case.recipe_chosen.connect(self.recipe_chosen)
        self.case.opened.connect(self.opened)
        for part in (self.case, self.marks):
            part.made.connect(self.made)
        self.case.asked.connect(self._ask)
        self.case.given_up.connect(self._cancel)
        self.case.focus_left.connect(graph.setFocus)
        self._graph = graph
        self._hysteresis = Debounce()
        self._status: Status | None = None
        self._thread: AnalysisThread | None = None
        self._inquiries = RequestLimiter(self._ask)
        self._asked_at = 0.0
        self._ended = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._diagnose)

    def show_state(self, status: Status) -> None:
        """Take in the newest state of the run."""
        before, self._status = self._status, status
        if before is None:
            self._asked_at = time.perf_counter()  # the window is to come up first
        if before is None or before.snapshot.run is not status.snapshot.run:
            self._hysteresis = Debounce()
            self.marks.set_findings({})
        self.case.set_status(status)
        self._diagnose()

    def _diagnose(self) -> None:
        """Ask what is going wrong, if that is due and can be seen."""
        status, now = self._status, time.perf_counter()
        if status is None or not self._is_seen():
            return
        at_rest = status.state is not RunState.RUNNING
        due = self._asked_at + (AT_REST if at_rest else EVERY)
        if now >= due:
            self._later.stop()
            self._asked_at = now
            self._inquiries.want(Diagnose(status.snapshot), at_rest=at_rest)
        elif at_rest and not self._later.isActive():
            # No further state may come in that would bring the question up again.
            self._later.start(round(1_000 * (due - now)) + 1)

    def _is_seen(self) -> bool:
        window = self._graph.window()
        minimised = window is not None and window.isMinimized()
        return self._graph.isVisible() and not minimised

    # Asking, and what comes of it

    def _ask(self, task: AnalysisTask) -> None:
        if self._ended:
            return  # a signal that was under way when the window closed
        if self._thread is None:
            # Only now: by then the window has come up.
            from gui.analysis.analysis_thread import AnalysisThread

            self._thread = thread = AnalysisThread("doctor", self)
            thread.found.connect(self._take)
            thread.cancelled.connect(self._give_up)
            thread.failed.connect(self._fail)
            thread.start()
        self._thread.ask(task)

    def _cancel(self) -> None:
        if self._thread is not None:
            self._thread.cancel()

    def _take(self, task: AnalysisTask, result: object) -> None:
        if isinstance(task, ExamineDivergence):
            self.case.set_result(task, result)  # type: ignore[arg-type]
            return
        self._inquiries.done(task)
        status = self._status
        if status is None:
            return
        at_rest = status.state is not RunState.RUNNING
        snapshot = task.snapshot
        current = snapshot is status.snapshot
        if current or (not at_rest and snapshot.run is status.snapshot.run):
            shown = self._hysteresis.take(result, at_rest=at_rest)  # type: ignore[arg-type]
            self.marks.set_findings(shown, snapshot.step)
        else:
            self._diagnose()  # another state is shown by now

    def _give_up(self, task: AnalysisTask) -> None:
        self._inquiries.forget(task)
        if isinstance(task, ExamineDivergence):
            self.case.set_given_up(task)
        elif self._status is not None and task.snapshot is not self._status.snapshot:
            self._diagnose()  # it was given up with what was asked of another run

    def _fail(self, task: AnalysisTask, summary: str, detail: str) -> None:
        self._inquiries.done(task)
        if isinstance(task, ExamineDivergence):
            self.case.set_given_up(task)
        self.failed.emit(summary, detail)

    def shut_down(self) -> None:
        """End the thread, and wait for it."""
        self._ended = True
        self._later.stop()
        if self._thread is not None:
            self._thread.shut_down()
