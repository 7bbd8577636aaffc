"""Polishing a widget again after a change, and painting it opaquely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget


def repolish(widget: QWidget) -> None:
    """Apply the style sheet again after a name or property that it selects by changed.

    A widget that was never shown is polished when it is. (Wrapping the first QStyle for
    Python takes 7 ms at start-up, for its 250 enumerators.)
    """
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return
    style = widget.style()
    if style is not None:
        style.unpolish(widget)
        style.polish(widget)


def set_pixels(widget: QWidget, pixels: float) -> None:
    """Give a widget letters of another size, unless they are so large already."""
    font = widget.font()
    if font.pixelSize() != round(pixels):
        font.setPixelSize(round(pixels))
        widget.setFont(font)


def set_opaque_paint(widget: QWidget) -> None:
    """Let a widget paint its whole area, so that Qt need not paint what lies below it.

    At a fractional device pixel ratio an edge may split a pixel, and what is painted up
    to it would leave the rest of the pixel black: there Qt paints the background first.
    """
    ratios = [screen.devicePixelRatio() for screen in QGuiApplication.screens()]
    whole = all(ratio == round(ratio) for ratio in ratios)
    widget.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, whole)
