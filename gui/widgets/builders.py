"""Labels and named widgets with their properties, in one call each."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PyQt6.QtCore import QLocale, Qt
from PyQt6.QtWidgets import QAbstractButton, QLabel, QProgressBar, QWidget

from gui.text.number_format import as_tip, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable

AnyWidget = TypeVar("AnyWidget", bound=QWidget)


def named(widget: AnyWidget, name: str, tip: str = "") -> AnyWidget:
    """Return a widget with the name that a screen reader says, and with a tool tip."""
    widget.setAccessibleName(name)
    widget.setToolTip(wrapped(tip))
    return widget


def progress_bar(name: str, tip: str = "") -> QProgressBar:
    """Return a bar whose percentage has the digits of all other numbers."""
    bar = named(QProgressBar(), name, tip)
    bar.setLocale(QLocale.c())
    return bar


def set_foreign_tip(widget: QWidget, text: str) -> None:
    """Show text that is not ours in a tool tip, and describe the widget by it."""
    widget.setToolTip(as_tip(text))
    widget.setAccessibleDescription(text)  # else Qt takes the tip, tags and all


def on_switch(
    button: QAbstractButton,
    is_on: Callable[[], bool],
    switch: Callable[[bool], object],
) -> None:
    """Call a function when a button is switched to another state than it should show.

    Assistive technology toggles a checkable button without clicking it.

    Parameters
    ----------
    button : QAbstractButton
        A checkable one.
    is_on : callable
        Returns the state that the button should show.
    switch : callable
        ``switch(on)`` carries out what the user wants.
    """
    button.toggled.connect(lambda on: switch(on) if on != is_on() else None)


def plain_label(text: str = "", object_name: str = "") -> QLabel:
    """Return a label of several lines that shows any text as it is, tags and all."""
    label = QLabel(text)
    label.setObjectName(object_name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
