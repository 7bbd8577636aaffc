"""A field for text that has to mean something: a formula, numbers in a row, names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QLineEdit, QWidget

from gui.explanation import Explanation, tip_of
from gui.theme import number_font
from shallownet.errors import ConfigError, DataError

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QFocusEvent, QKeyEvent

    from shallownet.hyperparameter import Hyperparameter


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
        A new valid value, by hand; not when set from code.
    """

    committed = pyqtSignal(object)

    def __init__(
        self,
        about: Hyperparameter,
        judge: Callable[[Any], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._about, self._judge = about, judge
        self._value: Any = None
        self.problem = Explanation(self)
        self.setFont(number_font(self.font()))
        self.setAccessibleName(about.title)
        self.setToolTip(tip_of(about))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.textEdited.connect(self._look)
        self.editingFinished.connect(self._commit)

    @property
    def value(self) -> Any:
        """The value in force."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Show a value from code; text that a person is typing is left alone."""
        typing = self.hasFocus() and self._edited()
        if value == self._value:
            return
        self._value = value
        if not typing:
            self._show_value()

    def refuse(self, problem: str) -> None:
        """Say that the text was refused after all, and show the value in force."""
        self._show_value()
        self.problem.refuse(problem)

    def _edited(self) -> bool:
        return self._value is not None and self.text() != self._about.show(self._value)

    def _show_value(self) -> None:
        self.setText(self._about.show(self._value))
        self.setCursorPosition(0)
        self.problem.refuse("")

    def _parse(self) -> Any:
        value = self._about.parse(self.text())
        if self._judge is not None:
            self._judge(value)
        return value

    def _look(self) -> None:
        try:
            self._parse()
        except (ConfigError, DataError) as error:
            self.problem.refuse(str(error))
            return
        restarts = self._about.restarts and self._edited()
        self.problem.announce("Enter begins a new run." if restarts else "")

    def _commit(self) -> None:
        if not self._edited():
            return
        try:
            value = self._parse()
        except (ConfigError, DataError) as error:
            self.problem.refuse(str(error))
            return
        changed = value != self._value
        self._value = value
        self._show_value()
        if changed:
            self.committed.emit(value)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Leave the field when an edit is entered, or given up with Escape."""
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self._show_value()
            self.clearFocus()
            return
        super().keyPressEvent(event)
        entered = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event is not None and event.key() in entered and not self._edited():
            self.clearFocus()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """Put the value in force back if what was typed was refused."""
        super().focusOutEvent(event)
        if self._edited():
            self.refuse(self.problem.text())
