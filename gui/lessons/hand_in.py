"""Asks for a name, and says what is handed in with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from gui.widgets.builders import named, plain_label

if TYPE_CHECKING:
    from PyQt6.QtGui import QKeyEvent

TEXT: Final = (
    "Your answers, what you did and the run itself go into one file that you give to "
    "your teacher. Your name stands in that file and nowhere else; nothing is sent."
)
MAX_NAME: Final = 80


class HandIn(QFrame):
    """A name to type, and a button that saves.

    Signals
    -------
    requested(str)
        Hand in under this name.
    left()
        It is closed, and the focus that it had is to go elsewhere.
    """

    requested = pyqtSignal(str)
    left = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("question")
        self.name = named(
            QLineEdit(), "Your name", "As your teacher knows you; it stays in the file"
        )
        self.name.setPlaceholderText("Your name")
        self.name.setMaxLength(MAX_NAME)
        self.save = named(QPushButton("Save …"), "Save what is handed in")
        self.cancel = named(QPushButton("Cancel"), "Hand in later")
        buttons = QHBoxLayout()
        for button in (self.save, self.cancel):
            button.setObjectName("compact")
            buttons.addWidget(button)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 10)
        column.setSpacing(6)
        column.addWidget(plain_label(TEXT, "muted"))
        column.addWidget(self.name)
        column.addLayout(buttons)
        self.name.textChanged.connect(self._follow)
        self.name.returnPressed.connect(self._request)
        self.save.clicked.connect(lambda _: self._request())
        self.cancel.clicked.connect(lambda _: self._leave())
        self._follow()
        self.hide()

    def ask(self) -> None:
        """Show the question, with the keys on the name."""
        self.show()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self) -> None:
        self.save.setEnabled(bool(self._text))

    @property
    def _text(self) -> str:
        return " ".join(self.name.text().split())

    def _request(self) -> None:
        if self._text:
            self._leave()
            self.requested.emit(self._text)

    def _leave(self) -> None:
        focused = self.focusWidget()
        had_focus = focused is not None and focused.hasFocus()
        self.hide()
        if had_focus:
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Leave with Escape."""
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)
