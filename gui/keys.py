"""Who gets a key: the widget that has the focus, or the action whose key it is."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QWidget

SPACE = {Qt.Key.Key_Space}
ARROWS = {Qt.Key.Key_Left, Qt.Key.Key_Right}


class KeyKeeper(QObject):
    """Lets widgets that have the focus keep the keys they live by.

    Only Tab gives them the focus: after a click Space still starts and → still steps.
    """

    def watch(self, window: QWidget) -> None:
        """Look after all buttons, boxes and sliders of a window."""
        for widget in window.findChildren(QWidget):
            if isinstance(widget, (QAbstractButton, QComboBox, QAbstractSlider)):
                widget.installEventFilter(self)
                if widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                    widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Claim a key before it becomes a shortcut."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
        ):
            keys = ARROWS if isinstance(watched, QAbstractSlider) else SPACE
            if event.key() in keys:
                event.accept()
                return True
        if (
            event is not None
            and event.type() == QEvent.Type.Wheel
            and isinstance(watched, QComboBox)
            and not watched.hasFocus()
        ):
            event.ignore()  # scrolling past a preset must not choose it
            return True
        return super().eventFilter(watched, event)
