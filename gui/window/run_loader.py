"""The run loader: begins runs, reading the file of a run first if it needs one."""

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
    """Turns recipes into commands, one after the other.

    A file is read in a thread of its own, because reading it in the training thread
    would block that for seconds. The present run stays until there is data.

    Signals
    -------
    command_requested(Command)
    message(str)
        A sentence for the user.
    refused(str)
        Why a file cannot be read.
    failed(str, str)
        After an unforeseen exception: a summary and the traceback.
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
        self._has_run = False

    def load(
        self,
        recipe: Recipe,
        data: Dataset | None = None,
        notice: str = "",
        edits: tuple[tuple[str, float], ...] = (),
    ) -> None:
        """Begin a run, reading its data unless given; then show the notice.

        ``edits`` are parameters that it begins with, unless its data must be read.
        """
        self.shut_down()
        self._recipe, self._record, self._notice = recipe, None, notice
        if data is None and isinstance(recipe.data, TableConfig):
            self._read(recipe.data)
        else:
            self.command_requested.emit(Load(recipe, data, edits=edits))

    def resume(self, record: RunRecord) -> None:
        """Resume a pinned run."""
        self.shut_down()
        self._notice = ""
        self.command_requested.emit(Resume(record))

    def read_for(self, record: RunRecord) -> None:
        """Read the file of a pinned run, and resume the run."""
        assert isinstance(record.recipe.data, TableConfig)
        self.shut_down()  # it may have been requested twice
        self._recipe, self._record = record.recipe, record
        self._read(record.recipe.data)

    def send_afterwards(self, command: Command) -> None:
        """Send a command to the run that is being loaded, or to the present one."""
        if self._dialog is None:
            self.command_requested.emit(command)
        else:
            self._afterwards.append(command)

    def shut_down(self) -> None:
        """Stop reading a file, and forget what was to follow."""
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            self.command_requested.emit(Hold(False))
            dialog.accept()
        self._afterwards = []

    def show_notice(self) -> None:
        """Show the notice of the run that has just begun."""
        self._has_run = True
        notice, self._notice = self._notice, ""
        if notice:
            self.message.emit(notice)

    def drop_notice(self) -> None:
        """Show no notice: the run cannot begin, and why is shown elsewhere."""
        self._notice = ""

    def _read(self, table: TableConfig) -> None:
        from gui.csv.progress_dialog import ReadProgressDialog  # only for files

        self._dialog = dialog = ReadProgressDialog(table, self._window)
        dialog.completed.connect(self._load_read)
        dialog.refused.connect(self._refuse)
        dialog.failed.connect(self.failed)
        dialog.failed.connect(lambda: self._give_up("The file was not read."))
        dialog.rejected.connect(lambda: self._give_up("Reading was cancelled."))
        self.command_requested.emit(Hold(True))
        dialog.start()

    def _load_read(self, data: Dataset) -> None:
        record = self._record
        begin = Load(self._recipe, data) if record is None else Resume(record, data)
        commands = [begin, *self._afterwards]
        self.shut_down()
        for command in commands:
            self.command_requested.emit(command)

    def _refuse(self, problem: str) -> None:
        self._give_up(problem)
        self.refused.emit(problem)

    def _give_up(self, reason: str) -> None:
        """Keep the present run; if there is none, begin the lesson's."""
        if self._dialog is None:
            return  # a second Escape, say
        self.shut_down()
        if self._has_run:
            self.drop_notice()
            self.message.emit(reason)
        else:
            lesson = Load(Recipe(), substitute_reason=reason.rstrip("."))
            self.command_requested.emit(lesson)
