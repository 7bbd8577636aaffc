"""Buttons, labels and layouts with their properties, in one call each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QBoxLayout, QLabel, QLayout, QPushButton, QWidget

from gui.style.theme import number_font
from gui.text.number_format import wrapped

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtCore import pyqtBoundSignal

Item = QWidget | QLayout | None


def push_button(
    text: str,
    accessible_name: str,
    tip: str,
    slot: Callable[[], None] | pyqtBoundSignal,
    object_name: str = "",
) -> QPushButton:
    """Return a button with all its texts."""
    button = QPushButton(text)
    button.setObjectName(object_name)
    button.setAccessibleName(accessible_name)
    button.setToolTip(wrapped(tip))
    button.clicked.connect(slot)
    return button


def plain_label(object_name: str = "", about: str = "") -> QLabel:
    """Return a label for plain text of several lines, and say what it is about."""
    label = QLabel()
    label.setObjectName(object_name)
    label.setAccessibleDescription(about)  # a name would hide its text
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def number_label(object_name: str = "") -> QLabel:
    """Return a label for several lines of numbers and names, which can be copied."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setObjectName(object_name)
    label.setWordWrap(True)
    label.setFont(number_font(label.font()))
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
    return label


def fill(
    layout: QBoxLayout,
    *items: Item | tuple[Item, int],
    spacing: int | None = None,
    margins: tuple[int, int, int, int] | None = None,
) -> QBoxLayout:
    """Add widgets and layouts, in a tuple with their stretch; None is empty stretch."""
    if spacing is not None:
        layout.setSpacing(spacing)
    if margins is not None:
        layout.setContentsMargins(*margins)
    for item in items:
        part, stretch = item if isinstance(item, tuple) else (item, 0)
        if isinstance(part, QWidget):
            layout.addWidget(part, stretch)
        elif part is not None:
            layout.addLayout(part, stretch)
        else:
            layout.addStretch(stretch)
    return layout


def set_beside(layout: QBoxLayout, beside: bool) -> None:
    """Lay parts out side by side or, in a narrow window, one below the other."""
    directions = QBoxLayout.Direction
    layout.setDirection(directions.LeftToRight if beside else directions.TopToBottom)


def show_busy(start: QPushButton, cancel: QPushButton, busy: bool) -> None:
    """Show the start button or, while a task runs, the cancel button in its place."""
    had_focus = start.hasFocus() or cancel.hasFocus()
    start.setEnabled(not busy)  # an action may click a hidden button
    cancel.setVisible(busy)
    start.setVisible(not busy)
    if had_focus:  # Qt would give it to any other widget
        (cancel if busy else start).setFocus()
