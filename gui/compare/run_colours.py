"""Colours and pen styles that tell the runs' curves apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyqtgraph as pg
from PyQt6.QtCore import QLineF, QSize, Qt
from PyQt6.QtGui import QIcon, QPainter, QPen, QPixmap

if TYPE_CHECKING:
    from gui.style.theme import Theme

COLOURS: Final = (
    ("Blue", "#0072b2", "#4fa8e6"),
    ("Orange", "#d55e00", "#f28b3c"),
    ("Purple", "#882e9c", "#c792ea"),
    ("Olive", "#7a6a00", "#d8c64a"),
    ("Pink", "#c2185b", "#ff7aa8"),
    ("Grey", "#46535f", "#b8c4d0"),
    ("Green", "#4f7f00", "#a5d64c"),
    ("Brown", "#7d4a3a", "#d0a48f"),
)
"""Name, colour in the light theme, colour in the dark theme."""

PEN_STYLES: Final = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DashDotLine,
)
"""Runs that share a colour differ in style; dotted lines are test losses."""

COUNT: Final = len(COLOURS) * len(PEN_STYLES)
PRESENT: Final = -1
"""The colour number of the present run: the colour of the loss in the main window."""

ICON_SIZE: Final = QSize(26, 12)


def colour(number: int, theme: Theme) -> str:
    """Return a colour by its number, as ``#rrggbb``."""
    if number == PRESENT:
        return theme.loss
    _, light, dark = COLOURS[number % len(COLOURS)]
    return dark if theme.name == "dark" else light


def curve_pen(
    number: int, theme: Theme, *, test: bool = False, highlighted: bool = False
) -> QPen:
    """Return the pen of a run's loss, or of its test loss, by its colour number."""
    present = number == PRESENT
    style = PEN_STYLES[0 if present else number // len(COLOURS) % len(PEN_STYLES)]
    style = Qt.PenStyle.DotLine if test else style
    width = 4 if highlighted else 3 if present else 2
    if style is not Qt.PenStyle.SolidLine:  # a wide one of many points is slow
        width -= 1
    return pg.mkPen(colour(number, theme), width=width, style=style)  # type: ignore[no-any-return]


def free_colour(taken: set[int], shade: int | None = None) -> int:
    """Return the first free colour number, of one shade or of any.

    If none is free, it is the first one of all.
    """
    first, step = (0, 1) if shade is None else (shade, len(COLOURS))
    return next((n for n in range(first, COUNT, step) if n not in taken), first)


def curve_icon(number: int, theme: Theme) -> QIcon:
    """Return a short piece of a run's curve as an icon."""
    pixmap = QPixmap(ICON_SIZE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    pen = curve_pen(number, theme)
    pen.setWidthF(2.5)
    painter.setPen(pen)
    middle = ICON_SIZE.height() / 2
    painter.drawLine(QLineF(0.0, middle, ICON_SIZE.width(), middle))
    painter.end()
    return QIcon(pixmap)
