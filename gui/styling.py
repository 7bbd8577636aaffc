"""Styling a widget anew, once the style sheet asks for something that has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt

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


def _is_styled(widget: QWidget) -> bool:
    return widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished)
