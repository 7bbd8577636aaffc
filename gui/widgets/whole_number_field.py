"""A spin box for whole numbers that are written as everywhere in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QLocale
from PyQt6.QtWidgets import QSpinBox

if TYPE_CHECKING:
    from PyQt6.QtGui import QWheelEvent


class WholeNumberField(QSpinBox):
    """A spin box with commas between thousands, whatever the system's language is."""

    def __init__(self) -> None:
        super().__init__()
        locale = QLocale.c()
        locale.setNumberOptions(QLocale.NumberOption.DefaultNumberOptions)
        self.setLocale(locale)
        self.setGroupSeparatorShown(True)
        self.setKeyboardTracking(False)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Change nothing when the wheel passes by."""
        if event is not None and not self.hasFocus():
            event.ignore()
            return
        super().wheelEvent(event)
