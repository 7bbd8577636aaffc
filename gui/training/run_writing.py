"""Has runs written to files; the thread for that is made with the first one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.training.run_writer import RunWriter, WriteRun


class RunWritten:
    """The answer to `WriteRun`: what it was, and a sentence if it failed."""

    def __init__(self, order: WriteRun, problem: str = "") -> None:
        self.order, self.problem = order, problem


class RunWriting(QObject):
    """Owns the thread that writes runs; used by the training thread alone.

    Parameters
    ----------
    answer : callable
        Takes a `RunWritten` for each `WriteRun`, in the writer's thread.
    parent : QObject

    Signals
    -------
    failed(str, str)
        After an unforeseen exception: a summary and the traceback.
    """

    failed = pyqtSignal(str, str)

    def __init__(self, answer: Callable[[RunWritten], None], parent: QObject) -> None:
        super().__init__(parent)
        self._answer = answer
        self._writer: RunWriter | None = None

    def request(self, order: WriteRun) -> None:
        """Have a run written."""
        if self._writer is None:
            from gui.training.run_writer import RunWriter  # few starts write a run

            self._writer = RunWriter(self._answer)
            self._writer.failed.connect(self.failed)
            self._writer.start()
        self._writer.post(order)

    def shut_down(self) -> None:
        """End the thread, once it has written what it was given."""
        if self._writer is not None:
            self._writer.shut_down()
