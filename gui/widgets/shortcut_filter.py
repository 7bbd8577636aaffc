"""Decides whether a key goes to the focused widget or to an action's shortcut."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, QObject, Qt, QTimer
from PyQt6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QListView,
    QRadioButton,
    QSlider,
    QTabBar,
    QToolButton,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Callable

SPACE: Final = frozenset({Qt.Key.Key_Space})
LEFT_AND_RIGHT: Final = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right})
UP_AND_DOWN: Final = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down})
ARROWS: Final = UP_AND_DOWN | LEFT_AND_RIGHT

WIDGET_KEYS: Final[tuple[tuple[type[QWidget], frozenset[Qt.Key]], ...]] = (
    (QSlider, ARROWS),
    (QAbstractItemView, ARROWS | SPACE),
    (QAbstractSpinBox, UP_AND_DOWN),
    (QComboBox, UP_AND_DOWN | SPACE),
    (QRadioButton, ARROWS | SPACE),
    (QAbstractButton, SPACE),
    (QTabBar, LEFT_AND_RIGHT),
)
"""The keys that each kind of widget needs while it has the focus."""

SEARCHED: Final = (QComboBox, QListView)
"""Widgets that choose the entry whose first letters are typed."""

BY_TAB: Final = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)

MODIFIERS: Final = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
"""Modifiers with which a letter is a command and no text."""


class ShortcutFilter(QObject):
    """Lets the focused widget keep the keys it needs, before shortcuts get them.

    Buttons, combo boxes and sliders accept focus from Tab alone: after a click on one,
    Space still starts training and → still makes an update. A box or a menu hands the
    focus back to ``home`` once its list is closed, unless the box was reached by Tab:
    then Tab goes on from it. The focus goes ``home`` as well from a button that its own
    press has disabled: Qt would give the focus to whatever stands next to it.

    Attributes
    ----------
    wants_escape : callable
        Whether the window itself has something for Escape to close. Qt lets no widget
        have a key whose shortcut is disabled, so it is claimed.
    """

    def __init__(self, home: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._home = home
        self.wants_escape: Callable[[], bool] = lambda: False
        self._popup_closed: QWidget | None = None
        self._reached_by_tab: QWidget | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._leave_spent_button)

    def watch(self, part: QWidget) -> None:
        """Filter the keys of a window, or of a part of it that was made later."""
        # A key that the focused widget does not claim itself comes up to its window.
        window = part.window()
        assert window is not None
        window.installEventFilter(self)
        for widget in part.findChildren(QWidget):
            if isinstance(widget, QComboBox):
                widget.installEventFilter(self)
                widget.activated.connect(partial(self._end_choice, widget))
            if isinstance(widget, (QAbstractButton, QComboBox, QSlider)) and (
                widget.focusPolicy() != Qt.FocusPolicy.NoFocus
            ):
                widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Claim the focused widget's key before it triggers a shortcut."""
        if isinstance(event, QKeyEvent):
            self._popup_closed = None  # left without a choice, if a key comes here
            focused = QApplication.focusWidget()
            if event.type() == QEvent.Type.ShortcutOverride:
                if _needs(focused, event):
                    self._expect_choice(focused)
                    event.accept()
                    return True
                if event.key() == Qt.Key.Key_Escape and self.wants_escape():
                    event.accept()
                    return True
        elif isinstance(watched, QComboBox) and event is not None:
            if event.type() == QEvent.Type.Wheel and not watched.hasFocus():
                event.ignore()  # scrolling past a combo box must not change it
                return True
            if isinstance(event, QFocusEvent):
                reason = event.reason()
                closed = reason == Qt.FocusReason.PopupFocusReason
                self._popup_closed = watched if event.gotFocus() and closed else None
                if self._popup_closed is not None:  # a choice follows at once
                    QTimer.singleShot(0, partial(self._end_choice, watched, 0))
                if event.gotFocus() and not closed:
                    self._reached_by_tab = watched if reason in BY_TAB else None
        return super().eventFilter(watched, event)

    def _expect_choice(self, widget: QWidget | None) -> None:
        """Take the focus back from a button when an entry of its menu is chosen."""
        name = "_handsFocusBack"
        if isinstance(widget, QToolButton) and not widget.property(name):
            widget.setProperty(name, True)
            widget.triggered.connect(lambda _: self._take_back(widget))

    def _end_choice(self, box: QComboBox, _: int) -> None:
        """Take the focus back once the list is closed, not after each arrow key."""
        if self._popup_closed is box:
            self._popup_closed = None
            if self._reached_by_tab is not box:
                self._take_back(box)

    def _leave_spent_button(self, old: QWidget | None, new: QWidget | None) -> None:
        if isinstance(old, QAbstractButton) and new is not None:
            spent = old.isHidden() or not old.isEnabled()
            if spent and new.window() is old.window():
                self._take_back(old)

    def _take_back(self, widget: QWidget) -> None:
        if widget.window() is self._home.window():
            self._home.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            widget.clearFocus()


def _needs(widget: QWidget | None, event: QKeyEvent) -> bool:
    """Return whether a key is one of those that a focused widget needs."""
    is_text = event.text().isprintable() and not event.modifiers() & MODIFIERS
    if event.text() and is_text and isinstance(widget, SEARCHED):
        return True
    if event.matches(QKeySequence.StandardKey.Copy):
        return _has_selection(widget)
    for kind, keys in WIDGET_KEYS:
        if isinstance(widget, kind):
            return event.key() in keys
    return False


def _has_selection(widget: QWidget | None) -> bool:
    """Return whether Ctrl+C copies what is selected, and not the settings."""
    if isinstance(widget, QLabel):
        return widget.hasSelectedText()
    model = widget.selectionModel() if isinstance(widget, QAbstractItemView) else None
    return model is not None and model.hasSelection()
