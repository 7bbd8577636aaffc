"""A spin box for the number of an update, typed by the same rule as all numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QValidator
from PyQt6.QtWidgets import QSpinBox

from shallownet.number_text import read_number
from shallownet.wording import capital

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget


class UpdateBox(QSpinBox):
    """A spin box without arrows that does not follow the language's separators.

    Qt's own would read 1.700 as 1,700 in one language and as 1.7 in another.

    Signals
    -------
    refused(str)
        The text that was entered is no update; the field shows the last one again.
    """

    refused = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.setKeyboardTracking(False)

    def _problem(self, text: str) -> str:
        try:
            update = read_number(text, whole=True)
        except ValueError as error:
            return f"{capital(str(error))}."
        if self.minimum() <= update <= self.maximum():
            return ""
        span = f"{self.minimum():,} to {self.maximum():,}"
        return f"An update's number lies from {span}."

    # Qt overrides

    def textFromValue(self, value: int) -> str:
        """Return the number with commas between its thousands."""
        return f"{value:,}"

    def valueFromText(self, text: str | None) -> int:
        """Return the number of a text that `validate` accepts."""
        return int(read_number(text or "", whole=True))

    def validate(
        self, text: str | None, position: int
    ) -> tuple[QValidator.State, str, int]:
        """Let any text be typed; one that is no update is intermediate."""
        state = QValidator.State
        valid = not self._problem(text or "")
        return state.Acceptable if valid else state.Intermediate, text or "", position

    def fixup(self, text: str | None) -> str:
        """Say why a text was refused, unless it is empty; return the last number."""
        if text and text.strip():
            self.refused.emit(self._problem(text))
        return self.textFromValue(self.value())
