"""A column that is scrolled where it is higher than there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QScrollArea

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget


def scrolled(content: QWidget) -> QScrollArea:
    """Return an area as wide as its content is laid out, to be scrolled up and down."""
    area = QScrollArea()
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    return area
