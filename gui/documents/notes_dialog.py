"""The notes on the run, in a window of their own that can stay open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QSignalBlocker, QTimer, pyqtSignal
from PyQt6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout

from gui.widgets.builders import named, plain_label

if TYPE_CHECKING:
    from PyQt6.QtGui import QHideEvent
    from PyQt6.QtWidgets import QWidget

DELAY_MS: Final = 300
"""Milliseconds after the last letter until the notes are kept."""

MAX_LENGTH: Final = 20_000
"""Letters of notes that are shown and kept: ten pages. Qt takes seconds to lay out
more of them if they are one long word."""

SIZE: Final = (420, 320)


class NotesDialog(QDialog):
    """A field for plain text.

    Signals
    -------
    typed()
        The text has changed.
    edited(str)
        The notes, a moment after they were typed.
    """

    typed = pyqtSignal()
    edited = pyqtSignal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("notesDialog")
        self.setWindowTitle("Notes")
        self.field = named(
            QPlainTextEdit(), "Notes on the run", "What to remember about this run"
        )
        self.field.setTabChangesFocus(True)
        self.field.setPlaceholderText("What did you see? What do you expect next?")
        self._hint = plain_label("They are kept in the run's file.", "muted")
        layout = QVBoxLayout(self)
        layout.addWidget(self.field, 1)
        layout.addWidget(self._hint)
        self.resize(*SIZE)
        self._run: object = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(DELAY_MS)
        self._later.timeout.connect(self._tell)
        self.field.textChanged.connect(self._later.start)
        self.field.textChanged.connect(self.typed)

    def set_notes(self, run: object, notes: str) -> None:
        """Show the notes on a run; while it stays the same one, the field decides."""
        if run is self._run:
            return
        self._run, notes = run, notes[:MAX_LENGTH]
        if notes != self.field.toPlainText():
            with QSignalBlocker(self.field):
                self.field.setPlainText(notes)

    def flush(self) -> None:
        """Tell at once what was typed last."""
        if self._later.isActive():
            self._tell()

    def _tell(self) -> None:
        self._later.stop()
        text = self.field.toPlainText()
        full = len(text) > MAX_LENGTH
        kept = f"Only the first {MAX_LENGTH:,} letters are kept." if full else ""
        self._hint.setText(kept or "They are kept in the run's file.")
        self.edited.emit(text[:MAX_LENGTH])

    # Qt overrides

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Keep what was typed last."""
        self.flush()
        super().hideEvent(event)
