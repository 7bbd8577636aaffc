"""The thread that writes the numbers of a run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PyQt6.QtCore import pyqtSignal

from gui.workers.worker import Worker
from shallownet.errors import DataError

if TYPE_CHECKING:
    from PyQt6.QtCore import QObject

    from shallownet.analysis.kept_states import KeptStates
    from shallownet.documents.numbers import Table
    from shallownet.training.snapshot import Snapshot


class WriteNumbers(NamedTuple):
    """Write the numbers of a state of a run."""

    snapshot: Snapshot
    path: str
    table: Table | None
    states: KeptStates | None = None


class NumberWriter(Worker):
    """Writes numbers: a million samples take seconds.

    Signals
    -------
    ended(str)
        The result in a sentence.
    """

    ended = pyqtSignal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("number writer", parent)

    def _handle(self, message: object) -> None:
        from shallownet.documents.number_files import save_numbers  # rarely needed

        assert isinstance(message, WriteNumbers)
        try:
            save_numbers(*message)
        except DataError as error:
            self.ended.emit(f"{error}.")
        else:
            self.ended.emit(f"Wrote {Path(message.path).name}.")

    def _recover(self) -> None:
        self.ended.emit("The numbers could not be written.")
