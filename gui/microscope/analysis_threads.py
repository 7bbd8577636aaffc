"""The analysis threads of the microscope, each started with its first task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, pyqtSignal

from gui.analysis.tasks import CheckGradient, TryRule

if TYPE_CHECKING:
    from gui.analysis.analysis_thread import AnalysisThread
    from gui.analysis.tasks import AnalysisTask

LONG: Final = (CheckGradient, TryRule)
"""Tasks with a thread of their own, so that short ones need not wait for them."""


class AnalysisThreads(QObject):
    """A thread for short tasks and one for long ones.

    Signals
    -------
    found, progressed, cancelled, task_failed, failed
        See `AnalysisThread`.
    """

    found = pyqtSignal(object, object)
    progressed = pyqtSignal(object, int, int)
    cancelled = pyqtSignal(object)
    task_failed = pyqtSignal(object)
    failed = pyqtSignal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._threads: dict[str, AnalysisThread] = {}

    def start_task(self, task: AnalysisTask) -> None:
        """Hand a task to its thread."""
        name = "gradient checks" if isinstance(task, LONG) else "microscope"
        if name not in self._threads:
            from gui.analysis.analysis_thread import AnalysisThread  # slow

            thread = self._threads[name] = AnalysisThread(name, self)
            thread.found.connect(self.found)
            thread.progressed.connect(self.progressed)
            thread.cancelled.connect(self.cancelled)
            thread.task_failed.connect(self.task_failed)
            thread.failed.connect(self.failed)
            thread.start()
        self._threads[name].post(task)

    def cancel_long(self) -> None:
        """Cancel the long tasks, both running and waiting."""
        if "gradient checks" in self._threads:
            self._threads["gradient checks"].cancel()

    def shut_down(self) -> None:
        """End the threads and wait for them."""
        for thread in self._threads.values():
            thread.shut_down()
