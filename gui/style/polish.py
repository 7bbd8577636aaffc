"""Styling a widget anew where that is needed, and what its ground is painted by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget


def restyle(widget: QWidget) -> None:
    """Style a widget anew: the style sheet asks for a name or property that changed.

    One that has never been shown will be styled when it is. (The first style that is
    handed to Python costs a start 7 ms, for its 250 enumerated names.)
    """
    style = widget.style() if _is_styled(widget) else None
    if style is not None:
        style.unpolish(widget)
        style.polish(widget)


def paints_its_own_ground(widget: QWidget) -> None:
    """Let a widget paint all of itself, so that what lies below need not be painted.

    Where a screen has pixels of which a whole number makes none of the window's, an
    edge may go through one, and what is painted up to it leaves the rest black: there
    the ground is painted first.
    """
    ratios = [screen.devicePixelRatio() for screen in QGuiApplication.screens()]
    whole = all(ratio == round(ratio) for ratio in ratios)
    widget.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, whole)


def _is_styled(widget: QWidget) -> bool:
    return widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished)
