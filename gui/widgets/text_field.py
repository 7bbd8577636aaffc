"""A field for text with a meaning: a formula, several numbers, names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt6.QtWidgets import QLineEdit, QWidget

from gui.widgets.line_entry import LineEntry

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QFocusEvent

    from shallownet.settings.hyperparameter import Hyperparameter


class TextField(LineEntry, QLineEdit):
    """A line edit that checks its text while a person types.

    ``check`` raises ConfigError or DataError for a parsed value that is not acceptable.
    """

    def __init__(
        self,
        about: Hyperparameter,
        check: Callable[[Any], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._set_up_line(about, self, check)
        self.editingFinished.connect(self.commit)

    def set_value(self, value: Any) -> None:
        """Show the value in force, but keep text that a person is typing."""
        super().set_value(value)
        if not self.hasFocus():
            self.setCursorPosition(0)

    # Qt overrides

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """Show the beginning of the text."""
        super().focusOutEvent(event)
        self.setCursorPosition(0)
