"""The shape of the mouse pointer: a hand over what a click chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

HAND: Final = Qt.CursorShape.PointingHandCursor


def show_hand(
    widget: QWidget,
    is_clickable: bool,
    otherwise: Qt.CursorShape = Qt.CursorShape.ArrowCursor,
) -> None:
    """Show a hand over a widget while what is under the pointer can be clicked."""
    shape = HAND if is_clickable else otherwise
    if widget.cursor().shape() != shape:  # another one is a request to the system
        widget.setCursor(shape)
