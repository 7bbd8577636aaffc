"""The thread that writes runs to files, while the training thread goes on."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

from gui.training.run_writing import RunWritten
from gui.workers.worker import Worker
from shallownet.compute.memory import describe_memory_error
from shallownet.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from PyQt6.QtCore import QObject

    from gui.training.run_files import SavedState
    from gui.training.session import Session
    from shallownet.documents.manifest import View
    from shallownet.documents.run_copy import RunCopy
    from shallownet.runs.run_record import RunRecord

log = logging.getLogger(__name__)


class WriteRun(NamedTuple):
    """Write a copy of a run to a file.

    Attributes
    ----------
    run : RunCopy
        It shares what never changes, so it takes little memory beside the run.
    path : str
    pins : tuple of RunRecord
    view : mapping or None
        What is visible of the run.
    embed : bool
        Whether the file holds the samples of a table, and does not refer to it.
    session : Session or None
        The run whose own file this becomes; None if it becomes nobody's.
    state : SavedState or None
        Where that run stands in its file.
    lesson : mapping or None
        How far a learner is with a lesson, as JSON writes it.
    """

    run: RunCopy
    path: str
    pins: tuple[RunRecord, ...] = ()
    view: View | None = None
    embed: bool = True
    session: Session | None = None
    state: SavedState | None = None
    lesson: Mapping[str, Any] | None = None


class RunWriter(Worker):
    """Writes one run after the other: packing a million samples takes seconds.

    Parameters
    ----------
    answer : callable
        Takes a `RunWritten` for each `WriteRun`, in the writer's thread.
    parent : QObject, optional
    """

    def __init__(
        self, answer: Callable[[RunWritten], None], parent: QObject | None = None
    ) -> None:
        super().__init__("run writer", parent)
        self._answer = answer
        self._order: WriteRun | None = None

    def _handle(self, message: object) -> None:
        assert isinstance(message, WriteRun)
        self._order, problem = message, ""
        try:
            _write(message)
        except DataError as error:
            problem = str(error)
        except MemoryError as error:
            log.exception("not enough memory to write a run")
            problem = describe_memory_error(error)
        self._answer(RunWritten(message, problem))

    def _recover(self) -> None:
        assert self._order is not None
        self._answer(RunWritten(self._order, "The run could not be written"))


def _write(order: WriteRun) -> None:
    from shallownet.documents.run_file import save_copy  # few starts write a run

    save_copy(
        order.run,
        order.path,
        order.pins,
        order.view,
        embed=order.embed,
        lesson=order.lesson,
    )
