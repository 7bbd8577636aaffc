"""Tells which key is pressed and what is clicked, so that a class can follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QKeySequence, QMouseEvent
from PyQt6.QtWidgets import QApplication, QWidget

from gui.graph.network_view import NetworkView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PyQt6.QtGui import QAction

MODIFIERS = frozenset(
    {Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta}
)


class InputTeller(QObject):
    """Follows the keys and clicks of a window while it is on.

    It sees every event of the program, so it is on in a presentation only.

    Signals
    -------
    told(str)
        What was pressed or clicked, with what that does: "Space: Start".
    """

    told = pyqtSignal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._last = (0, QEvent.Type.None_)

    def set_on(self, on: bool) -> None:
        """Follow, or follow no longer."""
        app = QApplication.instance()
        assert app is not None
        app.removeEventFilter(self)
        if on:
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Tell a key or a click, and leave it to what it is for."""
        if event is None:
            return False
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            self._tell(event, self._key_text(event))
        elif kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            if isinstance(watched, QWidget) and self._owns(watched):
                self._tell(event, self._click_text(watched, event))
        return False

    def _tell(self, event: QKeyEvent | QMouseEvent, text: str) -> None:
        """Tell an event once: those that nobody takes come up from widget to widget."""
        this = event.timestamp(), event.type()
        if text and (this != self._last or not this[0]):
            self._last = this
            self.told.emit(text)

    def _owns(self, widget: QWidget) -> bool:
        return widget.window() is self._window

    def _key_text(self, event: QKeyEvent) -> str:
        if event.isAutoRepeat() or event.key() in MODIFIERS:
            return ""
        keys = QKeySequence(event.keyCombination())
        name = keys.toString(QKeySequence.SequenceFormat.NativeText)
        does = _action_of(keys, self._window.actions())
        return f"{name}: {does}" if does else name

    def _click_text(self, widget: QWidget, event: QMouseEvent) -> str:
        at = event.position()
        if isinstance(widget, NetworkView):
            lines = widget.description_at(at.x(), at.y())
            if lines:
                return f"Click: {lines[0]}"
        named: QWidget | None = widget
        while named is not None and not named.accessibleName():
            named = named.parentWidget()
        return "" if named is None else f"Click: {named.accessibleName()}"


def _action_of(keys: QKeySequence, actions: Iterable[QAction]) -> str:
    """Return what a key does now, in the words of the menu; empty if nothing."""
    for action in actions:
        if action.isEnabled() and keys in action.shortcuts():
            return action.text().replace("&", "").removesuffix(" …")
    return ""
