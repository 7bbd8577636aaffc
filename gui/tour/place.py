"""Where a card stands beside the control that it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QPoint, QRect

if TYPE_CHECKING:
    from PyQt6.QtCore import QSize

GAP: Final = 12
"""Pixels between the card and the control, and to the edges of the window."""

TOP: Final = 0.2
"""The share of the window's height that menus and buttons are in."""


def place_beside(size: QSize, target: QRect | None, bounds: QRect) -> QPoint:
    """Return the corner of a card that covers no part of its control, if it can.

    Parameters
    ----------
    size : QSize
        Of the card.
    target : QRect or None
        The control; None if there is none to be seen.
    bounds : QRect
        The area of the window.

    Returns
    -------
    QPoint
        Right of it, below, above or left of it, the first of these with room; else in
        the lower right corner. Below first if it is near the top, where menus are.
    """
    free = bounds.adjusted(GAP, GAP, -GAP, -GAP)
    corner = QPoint(
        max(free.right() - size.width() + 1, free.left()),
        max(free.bottom() - size.height() + 1, free.top()),
    )
    if target is None:
        return corner
    middle = target.center().y() - size.height() // 2
    below, above = target.bottom() + 1 + GAP, target.top() - GAP - size.height()
    places = [
        (target.right() + 1 + GAP, middle),
        (target.left(), below),
        (target.left(), above),
        (target.left() - GAP - size.width(), middle),
    ]
    if target.bottom() < bounds.height() * TOP:
        places.insert(0, places.pop(1))
    for x, y in places:
        inside = QPoint(
            max(min(x, corner.x()), free.left()), max(min(y, corner.y()), free.top())
        )
        if not QRect(inside, size).intersects(target):
            return inside
    return corner
