"""Where a window may stand: inside the area that a screen has free."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QRect, QSize

from gui.style.sizes import MIN_WINDOW

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST_SIZE: Final = QSize(1280, 800)
"""The size of the first window where there is room for it."""

FRAME: Final = QSize(8, 36)
"""Pixels that the frame and the title bar take; they are unknown before it is shown."""


def first_size(area: QRect) -> QSize:
    """Return the size of the first window on a screen with this free area."""
    return FIRST_SIZE.boundedTo(area.size() - FRAME).expandedTo(QSize(*MIN_WINDOW))


def brought_back(place: QRect, areas: Sequence[QRect]) -> QRect:
    """Return a window's place, moved and shrunk into the screen it overlaps most.

    Parameters
    ----------
    place : QRect
        Where the window stood, without its frame.
    areas : sequence of QRect
        The free areas of the screens, the main one first: it takes what is on none.
    """

    def overlap(area: QRect) -> int:
        both = place.intersected(area)
        return max(both.width(), 0) * max(both.height(), 0)

    area = max(areas, key=overlap)
    size = place.size().boundedTo(area.size() - FRAME).expandedTo(QSize(*MIN_WINDOW))
    left, top = area.x(), area.y() + FRAME.height()
    right = max(area.x() + area.width() - size.width(), left)
    bottom = max(area.y() + area.height() - size.height(), top)
    x, y = min(max(place.x(), left), right), min(max(place.y(), top), bottom)
    return QRect(x, y, size.width(), size.height())
