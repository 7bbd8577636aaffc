"""The controller of the notes on the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from gui.training.commands import SetNotes

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from gui.documents.notes_dialog import NotesDialog
    from gui.training.status import Status


class NotesController(QObject):
    """Shows the notes on the present run, and gives it those that are typed.

    Signals
    -------
    command_requested(Command)
    typed()
        The notes are changing.
    """

    command_requested = pyqtSignal(object)
    typed = pyqtSignal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._status: Status | None = None
        self.dialog: NotesDialog | None = None

    def open(self) -> None:
        """Show the dialog, which is made when it is first needed."""
        if self.dialog is None:
            from gui.documents.notes_dialog import NotesDialog

            self.dialog = NotesDialog(self._window)
            self.dialog.edited.connect(
                lambda notes: self.command_requested.emit(SetNotes(notes))
            )
            self.dialog.typed.connect(self.typed)
            self._show()
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        self.dialog.field.setFocus()

    def set_status(self, status: Status) -> None:
        """Follow the newest status of the run."""
        self._status = status
        self._show()

    def flush(self) -> None:
        """Keep what was typed last, at once."""
        if self.dialog is not None:
            self.dialog.flush()

    def _show(self) -> None:
        if self.dialog is not None and self._status is not None:
            self.dialog.set_notes(self._status.snapshot.run, self._status.notes)
