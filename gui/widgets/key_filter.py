"""Who gets a key: the widget that has the focus, or the action whose key it is."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QWidget,
)

SPACE: Final = frozenset({Qt.Key.Key_Space})
UP_AND_DOWN: Final = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down})
ARROWS: Final = UP_AND_DOWN | {Qt.Key.Key_Left, Qt.Key.Key_Right}

KEPT: Final[tuple[tuple[type[QWidget], frozenset[Qt.Key]], ...]] = (
    (QAbstractSlider, ARROWS),
    (QAbstractItemView, ARROWS | SPACE),
    (QAbstractSpinBox, UP_AND_DOWN),
    (QComboBox, UP_AND_DOWN | SPACE),
    (QAbstractButton, SPACE),
)
"""The keys that each kind of widget lives by."""


class ShortcutFilter(QObject):
    """Lets widgets that have the focus keep the keys they live by.

    Only Tab gives buttons, boxes and sliders the focus: after a click Space still
    starts and → still steps.
    """

    def watch(self, window: QWidget) -> None:
        """Look after all that live by keys in a window."""
        for widget in window.findChildren(QWidget):
            if _kept(widget):
                widget.installEventFilter(self)
            if isinstance(widget, (QAbstractButton, QComboBox, QAbstractSlider)) and (
                widget.focusPolicy() != Qt.FocusPolicy.NoFocus
            ):
                widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Claim a key before it becomes a shortcut."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() in _kept(watched)
        ):
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


def _kept(widget: QObject | None) -> frozenset[Qt.Key]:
    for kind, keys in KEPT:
        if isinstance(widget, kind):
            return keys
    return frozenset()
