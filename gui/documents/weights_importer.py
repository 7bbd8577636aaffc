"""Imports weights from a file into the run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from gui.documents import dialogs
from gui.training.commands import SetParameters
from shallownet.wording import counted, file_name, shortened

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from gui.documents.document_reader import DocumentReader
    from shallownet.arrays import Array
    from shallownet.nn.network import Network


class WeightsImporter(QObject):
    """Reads a file in a thread, and sets the parameters of the run to what it holds.

    Signals
    -------
    command_requested(Command)
    message(str)
        A sentence for the user.
    failed(str, str)
        After an unforeseen exception: a summary and the traceback.
    """

    command_requested = pyqtSignal(object)
    message = pyqtSignal(str)
    failed = pyqtSignal(str, str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._reader: DocumentReader | None = None

    def choose(self, network: Network) -> None:
        """Let the user choose a file, and import it.

        Parameters
        ----------
        network : Network
            That of the run, whose layers the weights must fit.
        """
        path = dialogs.choose_weights(self._window)
        if path:
            self._read(path, network)

    def _read(self, path: str, network: Network) -> None:
        from gui.documents.document_reader import DocumentReader, ReadWeights

        self.shut_down()
        self._reader = reader = DocumentReader(self)
        name = shortened(Path(path).name, keep_end=True)

        def set_parameters(theta: Array) -> None:
            self.shut_down()
            self.command_requested.emit(SetParameters(theta, network.layer_sizes, name))

        def refuse(problem: str) -> None:
            self.shut_down()
            # The end of the sentence says what is wrong: it must not be cut off.
            self.message.emit(f"{problem.replace(file_name(path), name)}.")

        reader.read.connect(set_parameters)
        reader.refused.connect(refuse)
        reader.failed.connect(self.failed)
        reader.start()
        reader.post(ReadWeights(path, network))

    def show_imported(self, name: str, changed: int) -> None:
        """Say that the weights of a file are those of the run."""
        if changed:
            self.message.emit(
                f"The weights are those in {name}: {counted(changed, 'parameter')} "
                "changed. Undo (Ctrl+Z) takes that back."
            )
        else:
            self.message.emit(f"The run has the weights in {name} already.")

    def shut_down(self) -> None:
        """Leave the file that is being read, if there is one."""
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.leave()
