"""A field for text that has to mean something: a formula, numbers in a row, names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QLineEdit, QWidget

from gui.style.theme import number_font
from gui.widgets.hint_label import tip_of
from gui.widgets.line_entry import LineEntry

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QFocusEvent, QKeyEvent

    from shallownet.settings.hyperparameter import Hyperparameter


class TextField(QLineEdit):
    """A line of text, judged as it is typed, that counts when it is entered.

    Parameters
    ----------
    about : Hyperparameter
        Takes the text apart, and knows its meaning.
    judge : callable, optional
        Raises ConfigError or DataError for a value that will not do after all.

    Signals
    -------
    committed(object)
        Another valid value is asked for, by hand; not when set from code.
    """

    committed = pyqtSignal(object)

    def __init__(
        self,
        about: Hyperparameter,
        judge: Callable[[Any], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setFont(number_font(self.font()))
        self.entry = LineEntry(self, self, about, judge)
        self.entry.committed.connect(self.committed)
        self.problem = self.entry.problem
        self.setAccessibleName(about.title)
        self.setToolTip(tip_of(about))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.editingFinished.connect(self.entry.commit)

    @property
    def value(self) -> Any:
        """The value in force."""
        return self.entry.standing.value

    def set_value(self, value: Any) -> None:
        """Show the value in force; text that a person is typing is left alone."""
        self.entry.set_value(value)
        if not self.hasFocus():
            self.setCursorPosition(0)

    def refuse(self, problem: str) -> None:
        """Say that what was asked for is refused, and show the value in force."""
        self.entry.refuse(problem)

    def answer(self) -> None:
        """Show the value in force, now that what was asked for is dealt with."""
        self.entry.answer()

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Leave the field when an edit is entered, or given up with Escape."""
        if not self.entry.give_up(event):
            super().keyPressEvent(event)
            self.entry.leave(event)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """Put the latest value back if what was typed was refused."""
        super().focusOutEvent(event)
        self.entry.put_back()
        self.setCursorPosition(0)
