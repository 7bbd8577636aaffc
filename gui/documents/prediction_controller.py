"""Predicting the rows of a table with the run that is shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from gui.documents import dialogs
from gui.documents.dialogs import end_progress, progress_dialog
from shallownet.wording import shortened

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QProgressDialog, QWidget

    from gui.documents.prediction_writer import PredictionWriter
    from gui.training.status import Status


class PredictionController(QObject):
    """Asks for a table and for the file to write, and has a thread predict one by one.

    Signals
    -------
    message(str)
        A sentence for the user.
    failed(str, str)
        After an unforeseen exception: a summary and the traceback.
    """

    message = pyqtSignal(str)
    failed = pyqtSignal(str, str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._shown: Status | None = None
        self._writer: PredictionWriter | None = None
        self._progress: QProgressDialog | None = None

    def set_status(self, status: Status) -> None:
        """Note which state of which run is shown: that one predicts."""
        self._shown = status

    def predict(self) -> None:
        """Ask for a table and for a file, and write the predictions there."""
        shown = self._shown
        if shown is None:
            return
        path = dialogs.choose_table(self._window)
        if not path:
            return
        proposal = f"{Path(path).stem}-predicted.csv"
        output = dialogs.choose_predictions(self._window, proposal, Path(path).parent)
        if output:
            self._start(shown, path, output)

    def shut_down(self) -> None:
        """Leave the table that is being predicted, if there is one."""
        writer, self._writer = self._writer, None
        progress, self._progress = self._progress, None
        if progress is not None:
            end_progress(progress)
        if writer is not None:
            writer.leave()

    def _start(self, shown: Status, path: str, output: str) -> None:
        from gui.documents.prediction_writer import PredictionWriter, PredictTable

        self.shut_down()
        self._writer = writer = PredictionWriter(self)
        writer.progressed.connect(self._show_progress)
        writer.ended.connect(self._end)
        writer.failed.connect(self.failed)
        name = shortened(Path(path).name, keep_end=True)
        self._progress = progress_dialog(
            self._window, "Predicting", f"Predicting the rows of {name} …"
        )
        self._progress.canceled.connect(self._cancel)
        writer.start()
        writer.post(PredictTable(shown.snapshot, shown.recipe, path, output))

    def _show_progress(self, done: int, size: int) -> None:
        if self._progress is not None:
            self._progress.setMaximum(1_000)
            # At the maximum it would close, and the rest is still to be written.
            self._progress.setValue(min(1_000 * done // max(size, 1), 999))

    def _end(self, sentence: str) -> None:
        self.shut_down()
        self.message.emit(sentence)

    def _cancel(self) -> None:
        self.shut_down()
        self.message.emit("Cancelled: no predictions were written.")
