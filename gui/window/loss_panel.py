"""The panel of the loss: it has what is known at kept states only measured."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from gui.analysis.analysis_threads import AnalysisThreads
from gui.analysis.request_limiter import SHARE
from gui.analysis.tasks import MeasureStates
from gui.training.commands import CollectStates
from gui.training.status import RunState
from gui.widgets.visibility import is_in_view

if TYPE_CHECKING:
    from gui.analysis.tasks import AnalysisTask
    from gui.graph.probe import Probe
    from gui.plots.loss_plot import LossPlot
    from gui.style.theme import Theme
    from gui.training.status import Status
    from shallownet.analysis.kept_states import KeptStates

SETTLE_MS: Final = 60
"""Milliseconds without a change after which states are measured: the wheel over the
plot changes the span many times a second."""

MIN_INTERVAL: Final = 1.0
"""Seconds between two measurements while training runs."""


class LossPanel(QObject):
    """Shows the history of the run, and what its kept states tell if that is wanted.

    They are measured in a thread, each only once, and only while the plot is in view.

    Parameters
    ----------
    plot : LossPlot
    parent : QObject

    Attributes
    ----------
    view : LossPlot

    Signals
    -------
    command_requested(Command)
        A command for the training thread; `set_states` takes the answer.
    failed(str, str)
        An unforeseen exception in the thread: a summary and the traceback.
    """

    command_requested = pyqtSignal(object)
    failed = pyqtSignal(str, str)

    def __init__(self, plot: LossPlot, parent: QObject) -> None:
        super().__init__(parent)
        self.view = plot
        self._status: Status | None = None
        self._states: KeptStates | None = None
        self._states_key: object = None
        self._task: MeasureStates | None = None
        self._task_key: object = None
        self._began = self._next_at = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(self._refresh)
        self._threads = threads = AnalysisThreads(self)
        threads.refined.connect(self._show)
        threads.found.connect(self._on_found)
        threads.cancelled.connect(self._on_ended)
        threads.task_failed.connect(self._on_ended)
        threads.failed.connect(self.failed)
        plot.span_changed.connect(self._follow)

    # Panel

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self.view.set_theme(theme)

    def set_status(self, status: Status, probe: Probe, *, update_text: bool) -> None:
        """Show a status in the plot, with or without its text."""
        self._status = status
        self.view.set_branch_curves(status.branch_curves)
        self.view.set_history(status.snapshot, update_text=update_text)
        self._follow()

    def _follow(self) -> None:
        """Have measured what is wanted: at rest soon, and now and then otherwise."""
        if not self.view.needs_states:
            self._forget()
        elif self._at_rest:
            self._timer.start()
        elif self._task is None and time.perf_counter() >= self._next_at:
            self._refresh()

    @property
    def _at_rest(self) -> bool:
        return self._status is None or self._status.state is not RunState.RUNNING

    # Requests

    def _refresh(self) -> None:
        """Ask for the run's states if they have changed, and then measure them."""
        status = self._status
        wanted = self.view.needs_states and is_in_view(self.view)
        if status is None or not wanted:
            return
        self._next_at = time.perf_counter() + MIN_INTERVAL
        events = status.snapshot.events
        key = status.snapshot.run, status.made, events, status.is_past
        if key != self._states_key:
            self._states_key = key
            self.command_requested.emit(CollectStates())
        elif self._states is not None:
            self._measure(self._states)

    def set_states(self, states: KeptStates) -> None:
        """Take the states of the run that was asked for."""
        status = self._status
        if status is not None and states.run is status.snapshot.run:
            self._states = states
            if self.view.needs_states and is_in_view(self.view):
                self._measure(states)

    def _measure(self, states: KeptStates) -> None:
        status = self._status
        assert status is not None
        span = self.view.span
        key = states, span
        if key == self._task_key:
            return
        if self._task is not None:
            self._threads.cancel(MeasureStates)
        self._began = time.perf_counter()
        self._task_key = key
        self._task = MeasureStates(status.snapshot, states, span)
        self._threads.start_task(self._task)

    def _forget(self) -> None:
        """Cancel what is being measured: nobody wants it any more."""
        self._timer.stop()
        if self._task is not None:
            self._threads.cancel(MeasureStates)
            self._task, self._task_key = None, None

    # Results

    def _show(self, task: AnalysisTask, values: Any) -> None:
        if task is self._task:
            self.view.set_kept(values)

    def _on_found(self, task: AnalysisTask, values: Any) -> None:
        self._show(task, values)
        if task is self._task:
            now = time.perf_counter()
            rest = (now - self._began) * (1.0 / SHARE - 1.0)
            self._task, self._next_at = None, max(now + rest, self._next_at)

    def _on_ended(self, task: AnalysisTask) -> None:
        if task is self._task:
            self._task, self._task_key = None, None

    def shut_down(self) -> None:
        """End the thread and wait for it."""
        self._timer.stop()
        self._threads.shut_down()
