"""Whether a widget can be seen: one in a tab behind another cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget


def is_in_view(widget: QWidget) -> bool:
    """Return whether a widget is shown and in view.

    Qt moves what is in a tab behind another out of its window, and still calls it
    visible.
    """
    return widget.isVisible() and not widget.visibleRegion().isEmpty()
