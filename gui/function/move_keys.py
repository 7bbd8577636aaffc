"""The keys that move a place in the plot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt

if TYPE_CHECKING:
    from PyQt6.QtGui import QKeyEvent

    from gui.function.surface import Range

STEP: Final = 1.0 / 50.0
"""Share of the view that a key moves a place by."""

ARROWS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


def move_of(event: QKeyEvent, view: tuple[Range, Range]) -> tuple[float, float] | None:
    """Return how far Shift and an arrow key move a place across and up, else None."""
    by = ARROWS.get(Qt.Key(event.key()))
    if by is None or not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
        return None
    across, up = (STEP * (limits.high - limits.low) for limits in view)
    return by[0] * across, by[1] * up
