"""Decides whether a key goes to the focused widget or to an action's shortcut."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent, QKeySequence
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QSlider,
    QWidget,
)

SPACE: Final = frozenset({Qt.Key.Key_Space})
UP_AND_DOWN: Final = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down})
ARROWS: Final = UP_AND_DOWN | {Qt.Key.Key_Left, Qt.Key.Key_Right}

WIDGET_KEYS: Final[tuple[tuple[type[QWidget], frozenset[Qt.Key]], ...]] = (
    (QSlider, ARROWS),
    (QAbstractItemView, ARROWS | SPACE),
    (QAbstractSpinBox, UP_AND_DOWN),
    (QComboBox, UP_AND_DOWN | SPACE),
    (QAbstractButton, SPACE),
)
"""The keys that each kind of widget needs while it has the focus."""


class ShortcutFilter(QObject):
    """Lets focused widgets keep the keys they need, before shortcuts get them.

    Buttons, combo boxes and sliders accept focus from Tab alone: after a click on one,
    Space still starts training and → still makes an update.
    """

    def watch(self, window: QWidget) -> None:
        """Filter the events of all widgets in a window that need keys."""
        for widget in window.findChildren(QWidget):
            if _keys_of(widget) or isinstance(widget, QLabel):
                widget.installEventFilter(self)
            if isinstance(widget, (QAbstractButton, QComboBox, QSlider)) and (
                widget.focusPolicy() != Qt.FocusPolicy.NoFocus
            ):
                widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Claim a widget's key before it triggers a shortcut."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and (event.key() in _keys_of(watched) or _copies(watched, event))
        ):
            event.accept()
            return True
        if (
            event is not None
            and event.type() == QEvent.Type.Wheel
            and isinstance(watched, QComboBox)
            and not watched.hasFocus()
        ):
            event.ignore()  # scrolling past a combo box must not change it
            return True
        return super().eventFilter(watched, event)


def _keys_of(widget: QObject | None) -> frozenset[Qt.Key]:
    for kind, keys in WIDGET_KEYS:
        if isinstance(widget, kind):
            return keys
    return frozenset()


def _copies(widget: QObject | None, event: QKeyEvent) -> bool:
    """Return whether Ctrl+C copies what is selected, and not the settings."""
    if not event.matches(QKeySequence.StandardKey.Copy):
        return False
    if isinstance(widget, QLabel):
        return widget.hasSelectedText()
    selection = (
        widget.selectionModel() if isinstance(widget, QAbstractItemView) else None
    )
    return selection is not None and selection.hasSelection()
