"""What stands below a field: why a value was refused, or what it will do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QLabel, QWidget

from gui.style.polish import restyle

if TYPE_CHECKING:
    from shallownet.settings.hyperparameter import Hyperparameter

RESTARTS: Final = "Another value begins a new run; Ctrl+Z brings this one back."


class HintLabel(QLabel):
    """A line below a field, hidden while there is nothing to say.

    Signals
    -------
    changed()
        It says something else, and may need other room.
    """

    changed = pyqtSignal()

    def __init__(self, field: QWidget) -> None:
        super().__init__()
        self._field = field
        self.setWordWrap(True)
        self.hide()

    def refuse(self, problem: str) -> None:
        """Say why a value was refused; nothing, if it was not."""
        self._say(problem, "problem", "true" if problem else "false")

    def announce(self, text: str) -> None:
        """Say what will happen when the value is entered."""
        self._say(text, "hint", "false")

    def _say(self, text: str, role: str, invalid: str) -> None:
        if text == self.text() and (not text or role == self.objectName()):
            return
        self.setText(text)
        self.setObjectName(role)
        self.setVisible(bool(text))
        self._field.setProperty("invalid", invalid)
        restyle(self)
        restyle(self._field)
        self.changed.emit()


def tip_of(about: Hyperparameter, key: str = "", span: str = "") -> str:
    """Return the tip of a field: name, symbol, unit, meaning, range and key."""
    symbol = f" {about.symbol}" if about.symbol else ""
    unit = f" [{about.unit}]" if about.unit else ""
    parts = [f"{about.title}{symbol}{unit}: {about.tip}", span]
    if about.restarts:
        parts.append(RESTARTS)
    if key:
        parts.append(f"(key {key})")
    return " ".join(part for part in parts if part)
