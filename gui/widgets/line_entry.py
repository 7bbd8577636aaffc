"""Entering a value as text: checked while it is typed, requested when it is entered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import Qt

from gui.style.theme import number_font
from gui.widgets.pending_field import PendingField
from shallownet.errors import ConfigError, DataError

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QFocusEvent, QKeyEvent
    from PyQt6.QtWidgets import QLineEdit

    from shallownet.settings.hyperparameter import Hyperparameter

ENTER_KEYS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LineEntry(PendingField):
    """Mixin of fields with a line of text, to be named before the Qt class.

    The Qt class must have the signal ``editingFinished``.
    """

    _line: QLineEdit
    _about: Hyperparameter
    _check: Callable[[Any], object] | None

    def _set_up_line(
        self,
        about: Hyperparameter,
        line: QLineEdit,
        check: Callable[[Any], object] | None = None,
    ) -> None:
        """Prepare the field, and the line that is typed in: itself, or a part of it.

        ``check`` raises ConfigError or DataError for a value that is not acceptable.
        """
        self._set_up(about)
        self._about, self._line, self._check = about, line, check
        self.setFont(number_font(self.font()))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        line.textEdited.connect(self._preview)

    @property
    def edited(self) -> bool:
        """Whether the text differs from that of the latest value."""
        latest = self._about.show(self.latest) if self._has_value else ""
        return self._line.text() != latest

    @property
    def _is_typing(self) -> bool:
        return self.hasFocus() and bool(self._line.text()) and self.edited

    def _show_value(self, value: Any) -> None:
        # What a person types replaces a selected number, also while that changes.
        selected = self._line.hasSelectedText()
        self._line.setText(self._about.show(value))
        if selected and self.hasFocus():
            self._line.selectAll()
        self.update()  # a spin box's arrows show whether it is at a limit

    def parse(self) -> Any:
        """Return the value of the text.

        Raises
        ------
        ConfigError, DataError
            If it is not acceptable; the problem is shown, too.
        """
        try:
            value = self._about.parse(self._line.text())
            if self._check is not None:
                self._check(value)
        except (ConfigError, DataError) as error:
            self.problem.show_problem(str(error))
            raise
        return value

    def _preview(self) -> None:
        """Show the problem with the text so far, or what entering it will do."""
        try:
            self.parse()
        except (ConfigError, DataError):
            return
        restarts = self._about.restarts and self.edited
        self.problem.show_hint("Enter begins a new run." if restarts else "")

    def commit(self) -> None:
        """Request the value that was typed, if it is acceptable."""
        if not (self._has_value and self.edited):
            return
        try:
            value = self.parse()
        except (ConfigError, DataError):
            return
        self.request(value)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Leave the field with Enter if the text is acceptable; cancel with Escape."""
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.show_latest()
            self.clearFocus()
            return
        super().keyPressEvent(event)
        if event is not None and event.key() in ENTER_KEYS and not self.edited:
            self.clearFocus()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """Replace text that was refused by the latest value, but keep the reason."""
        super().focusOutEvent(event)
        if self._has_value and self.edited:
            problem = self.problem.text()
            self.show_latest()
            self.problem.show_problem(problem)
