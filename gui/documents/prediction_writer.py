"""The thread that predicts a table's rows and writes them to a file."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PyQt6.QtCore import pyqtSignal

from gui.workers.worker import Worker
from shallownet.errors import Cancelled, DataError
from shallownet.settings.table_config import TableConfig
from shallownet.wording import file_name

if TYPE_CHECKING:
    from PyQt6.QtCore import QObject

    from shallownet.settings.recipe import Recipe
    from shallownet.training.snapshot import Snapshot


class PredictTable(NamedTuple):
    """Predict every row of a table with a state of a run, and write a CSV file."""

    snapshot: Snapshot
    recipe: Recipe
    path: str
    output: str


class PredictionWriter(Worker):
    """Predicts one table; what it needs of the core is imported with it.

    Signals
    -------
    progressed(int, int)
        Bytes of the table read, and of how many.
    ended(str)
        The result in a sentence.
    """

    progressed = pyqtSignal(int, int)
    ended = pyqtSignal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("predictions", parent)
        self._cancelled = threading.Event()

    def leave(self) -> None:
        """Read and write no further, and say no more: a file may never answer."""
        self._cancelled.set()
        self.abandon(self.progressed, self.ended, self.failed)

    def _handle(self, message: object) -> None:
        from shallownet.documents.table_predictions import predict_table

        assert isinstance(message, PredictTable)
        snapshot, recipe, path, output = message
        source = recipe.data
        options = source.options if isinstance(source, TableConfig) else None
        model = snapshot.run.model.copy()
        model.network.theta[:] = snapshot.theta
        stopped = self._cancelled.is_set
        try:
            found = predict_table(
                model, snapshot.run.data, path, self.progressed.emit, stopped, options
            )
            found.save(output, stopped)
        except Cancelled:
            return
        except DataError as error:
            self.ended.emit(f"{error}.")
        else:
            name = file_name(Path(output).name)
            self.ended.emit(f"Wrote {name}: {found.summary()}.")

    def _recover(self) -> None:
        self.ended.emit("The table could not be predicted.")
