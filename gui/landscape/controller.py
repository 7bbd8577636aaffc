"""The controller of the landscape: it has maps, places and moves computed when seen.

At rest whatever is newer cancels what is being computed. While training runs one map
follows the other, at a tenth of the time: the present point moves on the last one.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from gui.analysis.analysis_threads import AnalysisThreads
from gui.analysis.request_limiter import SHARE
from gui.analysis.tasks import CompareMoves, DescribePlace, MapLandscape
from gui.landscape.landscape_view import LandscapeView
from gui.training.commands import CollectPath
from gui.training.status import RunState
from gui.widgets.visibility import is_in_view
from shallownet.analysis.landscape.loss_map import CELLS

if TYPE_CHECKING:
    from gui.analysis.tasks import AnalysisTask
    from gui.graph.probe import Probe
    from gui.style.theme import Theme
    from gui.training.status import Status
    from shallownet.analysis.landscape.run_path import RunPath

SETTLE_MS: Final = 40
"""Milliseconds without a change after which a map is computed: dragging the timeline,
or the wheel over the map, changes what is wanted many times a second."""

RUNNING_CELLS: Final = 32
"""Cells of a map along each side while training runs: a quarter of the work."""

MIN_INTERVAL: Final = 1.0
"""Seconds between two maps while training runs."""


class LandscapeController(QObject):
    """Shows the landscape around the newest state.

    Signals
    -------
    command_requested(Command)
        A command for the training thread; `set_path` takes the answer.
    failed(str, str)
        An unforeseen exception in a thread: a summary and the traceback.
    """

    command_requested = pyqtSignal(object)
    failed = pyqtSignal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.view = LandscapeView()
        self._status: Status | None = None
        self._path: RunPath | None = None
        self._path_key: tuple[object, ...] = ()
        self._keys: dict[type[AnalysisTask], object] = {}
        self._tasks: dict[type[AnalysisTask], AnalysisTask] = {}  # not ended yet
        self._began = self._next_at = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(self._refresh)
        self._threads = threads = AnalysisThreads(self)
        threads.refined.connect(self._show)
        threads.found.connect(self._on_found)
        threads.progressed.connect(self._show_progress)
        threads.cancelled.connect(self._on_ended)
        threads.task_failed.connect(self._on_ended)
        threads.failed.connect(self.failed)
        for changed in (
            self.view.choice_changed,
            self.view.area_changed,
            self.view.page_changed,
        ):
            changed.connect(self._timer.start)

    # Panel

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self.view.set_theme(theme)

    def set_status(self, status: Status, probe: Probe, *, update_text: bool) -> None:
        """Move the present point, and have what is not known computed."""
        previous, self._status = self._status, status
        snapshot = status.snapshot
        if update_text:
            self.view.note.set_update(snapshot.step)
        if previous is None or previous.snapshot.run is not snapshot.run:
            self._path, self._path_key = None, ()
            self._forget()
            self.view.set_run(snapshot)
        if not np.isfinite(snapshot.theta).all():
            self._forget()
            self.view.set_unavailable()
            return
        self.view.set_state(snapshot, status.made)
        if self._at_rest:
            self._timer.start()
        elif not self._tasks and time.perf_counter() >= self._next_at:
            self._refresh()

    @property
    def _at_rest(self) -> bool:
        return self._status is not None and self._status.state is not RunState.RUNNING

    # Requests

    def set_path(self, path: RunPath) -> None:
        """Take the path of the run that was asked for."""
        status = self._status
        if status is not None and path.run is status.snapshot.run:
            self._path = path
            self._request()

    def _refresh(self) -> None:
        """Ask for the run's path if it has changed, and then for what is to be seen."""
        status = self._status
        if status is None or not is_in_view(self.view):
            return
        choice = self.view.chooser.choice
        chosen: tuple[int, ...] = ()
        if choice.kind == "states":
            chosen = tuple(n for n in choice[1:] if n is not None)
        # A parameter that is set by hand moves the last state.
        changes = len(status.snapshot.events)
        key = (status.snapshot.run, status.made, changes, chosen, self._at_rest)
        self._next_at = time.perf_counter() + MIN_INTERVAL
        if key != self._path_key or self._path is None:
            self._path_key = key
            self.command_requested.emit(CollectPath(chosen))
        else:
            self._request()

    def _request(self) -> None:
        status, path = self._status, self._path
        if status is None or path is None or not is_in_view(self.view):
            return
        snapshot, settings = status.snapshot, status.snapshot.settings
        if not np.isfinite(snapshot.theta).all():
            return
        self._began = time.perf_counter()
        cells = CELLS if self._at_rest else RUNNING_CELLS
        around = (
            *(snapshot.run, snapshot.theta.tobytes(), path),
            *(settings.l1, settings.l2),
        )
        if self.view.shows_moves:
            self._start(CompareMoves(snapshot), (*around, snapshot.upcoming.tobytes()))
            return
        wanted = self.view.chooser.choice, self.view.area, cells
        self._start(MapLandscape(snapshot, path, *wanted), (*around, *wanted))
        self._start(DescribePlace(snapshot, path), (around, snapshot.frozen.tobytes()))

    def _start(self, task: AnalysisTask, key: object) -> None:
        """Start a task in place of the last of its kind, unless it does the same."""
        kind = type(task)
        if self._keys.get(kind) == key:
            return
        if kind in self._tasks:
            self._threads.cancel(kind)
        self._keys[kind], self._tasks[kind] = key, task
        self._threads.start_task(task)

    def _forget(self) -> None:
        """Cancel all tasks: nobody is interested in their results."""
        for kind in [*self._tasks]:
            self._threads.cancel(kind)
        self._tasks.clear()
        self._keys.clear()

    # Results

    def _on_found(self, task: AnalysisTask, result: Any) -> None:
        self._show(task, result)
        self._on_ended(task, done=True)

    def _show(self, task: AnalysisTask, result: Any) -> None:
        if self._tasks.get(type(task)) is not task:
            return  # something newer is wanted
        match task:
            case MapLandscape():
                self.view.set_map(result, task.path)
            case DescribePlace():
                self.view.set_outlook(self._present(task), result)
            case CompareMoves():
                self.view.moves.set_moves(task.snapshot, result)

    def _present(self, task: AnalysisTask) -> Any:
        """Return the snapshot that is shown, if it is of the task's state."""
        status = self._status
        assert status is not None
        same = np.array_equal(status.snapshot.theta, task.snapshot.theta)
        return status.snapshot if same else task.snapshot

    def _show_progress(self, task: AnalysisTask, done: int, total: int) -> None:
        if self._tasks.get(type(task)) is task:
            self.view.set_busy(f"{done / total:.0%} computed" if done < total else "")

    def _on_ended(self, task: AnalysisTask, *, done: bool = False) -> None:
        kind = type(task)
        if self._tasks.get(kind) is not task:
            return
        del self._tasks[kind]
        if not done:
            self._keys.pop(kind, None)  # it may be asked for again
        if kind is not DescribePlace:  # which tells no progress
            self.view.set_busy("")
        now = time.perf_counter()
        took = now - self._began
        self._next_at = max(now + took * (1.0 / SHARE - 1.0), self._next_at)

    def shut_down(self) -> None:
        """End the threads and wait for them."""
        self._timer.stop()
        self._threads.shut_down()
