"""The offer to go on with a session that ended unexpectedly, above the panes."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from gui.compare.run_names import unique_name
from gui.text.number_format import breakable
from gui.widgets.builders import named, plain_label

if TYPE_CHECKING:
    from shallownet.documents.journal_reader import JournalSummary


class RecoveryBar(QFrame):
    """Asks what becomes of a session; it leaves the window as usable as before.

    Signals
    -------
    accepted()
        Go on with the session.
    discarded()
        Remove it.
    postponed()
        Ask again at the next start.
    """

    accepted = pyqtSignal()
    discarded = pyqtSignal()
    postponed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recoveryBar")
        self.text = plain_label()
        self.text.setAccessibleDescription("Notice")
        go_on = named(
            QPushButton("Go on where you were"),
            "Go on where you were",
            "Bring that session back: its run, its pins and what can be undone",
        )
        go_on.setObjectName("goOn")
        discard = named(
            QPushButton("Discard"), "Discard that session", "Remove what is left of it"
        )
        later = named(
            QPushButton("Later"), "Decide later", "Ask again at the next start"
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.addWidget(self.text, 1)
        for button, signal in (
            (go_on, self.accepted),
            (discard, self.discarded),
            (later, self.postponed),
        ):
            button.clicked.connect(signal)
            layout.addWidget(button)
        self.buttons = {"go_on": go_on, "discard": discard, "later": later}
        self.hide()

    def offer(self, summary: JournalSummary) -> None:
        """Offer a session."""
        name = "Your run"
        if summary.path:
            name = f"{Path(summary.path).name}"
        elif summary.recipe is not None:
            name = f"“{unique_name(summary.recipe)}”"
        self._ask(
            "ShallowNet ended unexpectedly. "
            f"{name} stood at update {summary.updates:,}, {_when(summary.written)}."
        )
        self.buttons["go_on"].show()

    def tell(self, problem: str) -> None:
        """Say why a session cannot be brought back."""
        self._ask(
            f"ShallowNet ended unexpectedly, and its journal cannot be read: {problem}."
        )
        self.buttons["go_on"].hide()

    def set_busy(self, busy: bool) -> None:
        """Take no answer while the session is read."""
        for button in self.buttons.values():
            button.setEnabled(not busy)

    def _ask(self, text: str) -> None:
        self.text.setText(breakable(text))
        self.set_busy(False)
        self.show()


def _when(written: float) -> str:
    """Return a time as one says it: today at 09:41."""
    then, now = time.localtime(written), time.localtime()
    clock = time.strftime("%H:%M", then)
    if then[:3] == now[:3]:
        return f"today at {clock}"
    year = "" if then.tm_year == now.tm_year else f" {then.tm_year}"
    return f"on {then.tm_mday} {time.strftime('%B', then)}{year} at {clock}"
