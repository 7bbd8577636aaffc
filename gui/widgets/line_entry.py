"""Entering a value as text: judged as it is typed, asked for when it is entered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QObject, Qt, pyqtSignal

from gui.widgets.hint_label import HintLabel
from gui.widgets.pending_value import PendingValue, mark
from shallownet.errors import ConfigError, DataError

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QKeyEvent
    from PyQt6.QtWidgets import QLineEdit, QWidget

    from shallownet.settings.hyperparameter import Hyperparameter


class LineEntry(QObject):
    """The text of a field, what it asks for, and why that was refused.

    Parameters
    ----------
    field : QWidget
        The field, which has the focus while a person types.
    line : QLineEdit
        Where they type; the field itself, or a part of it.
    about : Hyperparameter
        Takes the text apart, and knows its meaning.
    judge : callable, optional
        Raises ConfigError or DataError for a value that will not do after all.

    Signals
    -------
    committed(object)
        Another value is asked for, by hand.
    """

    committed = pyqtSignal(object)

    def __init__(
        self,
        field: QWidget,
        line: QLineEdit,
        about: Hyperparameter,
        judge: Callable[[Any], object] | None = None,
    ) -> None:
        super().__init__(field)
        self._field, self._line, self._about, self._judge = field, line, about, judge
        self._filled = False
        self.standing = PendingValue()
        self.problem = HintLabel(field)
        line.textEdited.connect(self._look)

    @property
    def edited(self) -> bool:
        """Whether the text is another than that of the latest value."""
        latest = self._about.show(self.standing.latest) if self._filled else ""
        return self._line.text() != latest

    @property
    def _typing(self) -> bool:
        return self._field.hasFocus() and bool(self._line.text()) and self.edited

    # From code

    def set_value(self, value: Any) -> None:
        """Show what is in force; text that a person is typing is left alone."""
        if self._filled and value == self.standing.value:
            return
        typing = self._filled and self._typing
        self._filled = True
        self.standing.value = value
        if not typing:
            self.show_latest()

    def refuse(self, problem: str) -> None:
        """Answer that what was asked for is refused: show what is in force, and why."""
        typing = self._typing
        self.standing.answer()
        if not typing:
            self.show_latest()
            self.problem.refuse(problem)
        mark(self._field, self.standing.pending)

    def answer(self) -> None:
        """Answer that what was asked for was dealt with: show what is in force."""
        typing = self._typing
        self.standing.answer()
        if not typing and self.edited:
            self.show_latest()
        mark(self._field, self.standing.pending)

    def show_latest(self) -> None:
        """Show the latest value instead of what was typed, and explain nothing."""
        self._line.setText(self._about.show(self.standing.latest))
        self._field.update()  # a spin box's arrows tell whether it is at a limit
        mark(self._field, self.standing.pending)
        self.problem.refuse("")

    # By hand

    def parse(self) -> Any:
        """Return what the text asks for.

        Raises
        ------
        ConfigError, DataError
            If that will not do; the problem is shown, too.
        """
        try:
            value = self._about.parse(self._line.text())
            if self._judge is not None:
                self._judge(value)
        except (ConfigError, DataError) as error:
            self.problem.refuse(str(error))
            raise
        return value

    def _look(self) -> None:
        try:
            self.parse()
        except (ConfigError, DataError):
            return
        restarts = self._about.restarts and self.edited
        self.problem.announce("Enter begins a new run." if restarts else "")

    def commit(self) -> None:
        """Ask for what was typed, if it will do."""
        if not (self._filled and self.edited):
            return
        try:
            value = self.parse()
        except (ConfigError, DataError):
            return
        self.ask(value)

    def ask(self, value: Any) -> None:
        """Ask for a value, unless it is the latest already."""
        changed = value != self.standing.latest
        if changed:
            self.standing.ask(value)
        self.show_latest()
        if changed:
            self.committed.emit(value)

    def give_up(self, event: QKeyEvent | None) -> bool:
        """Drop what was typed if a key is Escape; say whether it is."""
        if event is None or event.key() != Qt.Key.Key_Escape:
            return False
        self.show_latest()
        self._field.clearFocus()
        return True

    def leave(self, event: QKeyEvent | None) -> None:
        """Leave the field if a key has entered its text and nothing is wrong."""
        entered = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event is not None and event.key() in entered and not self.edited:
            self._field.clearFocus()

    def put_back(self) -> None:
        """Replace text that was refused by the latest value, and go on saying why."""
        if self._filled and self.edited:
            problem = self.problem.text()
            self.show_latest()
            self.problem.refuse(problem)
