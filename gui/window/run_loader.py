"""Beginning runs: what a file of one's own is needed for is read first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from gui.training.commands import Hold, Load, Resume
from shallownet.settings.recipe import Recipe
from shallownet.settings.table_config import TableConfig

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from gui.csv.progress_dialog import ReadProgressDialog
    from gui.training.commands import Command
    from shallownet.data.datasets import Dataset
    from shallownet.runs.run_record import RunRecord


class RunLoader(QObject):
    """Turns recipes into commands to begin them, one after the other.

    Reading a file in the training thread would leave it deaf for seconds: it is read
    in a thread of its own, and the present run stays until there is data.

    Signals
    -------
    wanted(Command)
        A command for the training thread.
    told(str)
        Something that a person is to know.
    refused(str)
        Why a file cannot be read.
    failed(str, str)
        When an exception was not foreseen: a summary and the traceback.
    """

    command_requested = pyqtSignal(object)
    message = pyqtSignal(str)
    refused = pyqtSignal(str)
    failed = pyqtSignal(str, str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._recipe = Recipe()
        self._record: RunRecord | None = None
        self._dialog: ReadProgressDialog | None = None
        self._afterwards: list[Command] = []
        self._notice = ""
        self._begun = False

    def begin(
        self, recipe: Recipe, data: Dataset | None = None, notice: str = ""
    ) -> None:
        """Begin a run.

        Parameters
        ----------
        recipe : Recipe
        data : Dataset, optional
            Its data, where it is made already.
        notice : str
            What to tell when the run has begun, and not before.
        """
        self.shut_down()
        self._recipe, self._record, self._notice = recipe, None, notice
        if data is None and isinstance(recipe.data, TableConfig):
            self._read(recipe.data)
        else:
            self.command_requested.emit(Load(recipe, data))

    def resume(self, record: RunRecord) -> None:
        """Go on with a pinned run; its samples may be at hand."""
        self.shut_down()
        self._notice = ""
        self.command_requested.emit(Resume(record))

    def read_for(self, record: RunRecord) -> None:
        """Read the file that a pinned run learned from, and go on with the run."""
        assert isinstance(record.recipe.data, TableConfig)
        self.shut_down()  # it may have been asked for twice
        self._recipe, self._record = record.recipe, record
        self._read(record.recipe.data)

    def _read(self, table: TableConfig) -> None:
        from gui.csv.progress_dialog import ReadProgressDialog  # only for a file

        self._dialog = dialog = ReadProgressDialog(table, self._window)
        dialog.made.connect(self._load)
        dialog.refused.connect(self._refuse)
        dialog.failed.connect(self.failed)
        dialog.failed.connect(lambda: self._give_up("The file was not read."))
        dialog.cancelled.connect(lambda: self._give_up("Reading was cancelled."))
        self.command_requested.emit(Hold(True))
        dialog.begin()

    def then(self, command: Command) -> None:
        """Give a command to the run that is being begun, or to the present one."""
        if self._dialog is None:
            self.command_requested.emit(command)
        else:
            self._afterwards.append(command)

    def shut_down(self) -> None:
        """Stop reading, if a file is being read, and forget what was to follow."""
        if self._dialog is not None:
            self._end()
        self._afterwards = []

    def note_begun(self) -> None:
        """Tell what was to be told once a run has begun: it has."""
        self._begun = True
        notice, self._notice = self._notice, ""
        if notice:
            self.message.emit(notice)

    def note_refused(self) -> None:
        """Tell nothing: the run cannot be begun, and why is said elsewhere."""
        self._notice = ""

    def _load(self, data: Dataset) -> None:
        record = self._record
        begin = Load(self._recipe, data) if record is None else Resume(record, data)
        commands = [begin, *self._afterwards]
        self.shut_down()
        for command in commands:
            self.command_requested.emit(command)

    def _refuse(self, problem: str) -> None:
        self._give_up(problem)
        self.refused.emit(problem)

    def _give_up(self, why: str) -> None:
        """Keep the present run; if there is none, begin the lesson's."""
        self.shut_down()
        if self._begun:
            self.note_refused()
            self.message.emit(why)
        else:
            self.command_requested.emit(
                Load(Recipe(), substitute_reason=why.rstrip("."))
            )

    def _end(self) -> None:
        dialog, self._dialog = self._dialog, None
        self.command_requested.emit(Hold(False))
        if dialog is not None:
            dialog.accept()
