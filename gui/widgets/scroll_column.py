"""A column that scrolls vertically where it is too high for its window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QScrollArea

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget


def scrolled(content: QWidget, name: str) -> QScrollArea:
    """Return an area that scrolls its content up and down, never sideways.

    Its name is for screen readers: it takes the focus, to scroll by keys.
    """
    area = QScrollArea()
    area.setAccessibleName(name)
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    return area
