"""What a screen reader is told of a widget whose text changes at every frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

INTERVAL_MS: Final = 1_000
"""Least time between two changes: each is an event to every assistive technology."""


class SpokenText(QObject):
    """Keeps the accessible name of a widget up to date, once a second at most."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget, self._text = widget, ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self._tell)

    def set(self, text: str, *, at_once: bool = False) -> None:
        """Tell a text: at once, or when the last one is old enough."""
        self._text = text
        if at_once or not self._timer.isActive():
            self._tell()

    def _tell(self) -> None:
        if self._widget.accessibleName() != self._text:
            self._widget.setAccessibleName(self._text)
            self._timer.start()
