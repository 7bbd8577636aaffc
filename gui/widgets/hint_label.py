"""The line below a field: why a value was refused, or what entering it will do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QLabel, QWidget

from gui.style.polish import repolish
from gui.text.number_format import breakable, wrapped

if TYPE_CHECKING:
    from shallownet.settings.hyperparameter import Hyperparameter

RESTARTS: Final = "Another value begins a new run; Ctrl+Z brings this one back."


class HintLabel(QLabel):
    """A line of text below a field, hidden while it is empty.

    Signals
    -------
    changed()
        The text changed, and may need another height.
    """

    changed = pyqtSignal()

    def __init__(self, field: QWidget) -> None:
        super().__init__()
        self._field = field
        self.setTextFormat(Qt.TextFormat.PlainText)  # it quotes what was typed
        self.setWordWrap(True)
        self.hide()

    def show_problem(self, problem: str) -> None:
        """Show why a value was refused; an empty text hides the label."""
        self._show(problem, "problem", "true" if problem else "false")

    def show_hint(self, text: str) -> None:
        """Show what entering the value will do."""
        self._show(text, "hint", "false")

    def _show(self, text: str, role: str, invalid: str) -> None:
        shown = breakable(text)
        if shown == self.text() and (not shown or role == self.objectName()):
            return
        self.setText(shown)
        self._field.setAccessibleDescription(text)  # said where the field is read
        self.setObjectName(role)
        self.setVisible(bool(text))
        self._field.setProperty("invalid", invalid)
        repolish(self)
        repolish(self._field)
        self.changed.emit()


def tip_of(about: Hyperparameter, key: str = "", span: str = "") -> str:
    """Return a field's tool tip: name, symbol, unit, meaning, range and shortcut."""
    symbol = f" {about.symbol}" if about.symbol else ""
    unit = f" [{about.unit}]" if about.unit else ""
    parts = [f"{about.title}{symbol}{unit}: {about.tip}", span]
    if about.restarts:
        parts.append(RESTARTS)
    if key:
        parts.append(f"(key {key})")
    return wrapped(" ".join(part for part in parts if part))
