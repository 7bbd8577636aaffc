"""The colours and strokes by which one run's curve is told from another's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyqtgraph as pg
from PyQt6.QtCore import QLineF, QSize, Qt
from PyQt6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

if TYPE_CHECKING:
    from gui.style.theme import Theme

LIGHT: Final = (
    "#0072b2",
    "#d55e00",
    "#882e9c",
    "#7a6a00",
    "#c2185b",
    "#46535f",
    "#4f7f00",
    "#7d4a3a",
)
DARK: Final = (
    "#4fa8e6",
    "#f28b3c",
    "#c792ea",
    "#d8c64a",
    "#ff7aa8",
    "#b8c4d0",
    "#a5d64c",
    "#d0a48f",
)
NAMES: Final = (
    "Blue",
    "Orange",
    "Purple",
    "Olive",
    "Pink",
    "Grey",
    "Green",
    "Brown",
)
STROKES: Final = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DashDotLine,
)
"""Runs that have to share a colour have different strokes; dots are for test losses."""

COUNT: Final = len(LIGHT) * len(STROKES)
PRESENT: Final = -1
"""The number of the colour of the present run: that of its loss in the main window."""

SAMPLE: Final = QSize(26, 12)


def colour(number: int, theme: Theme) -> str:
    """Return a colour by its number, as ``#rrggbb``."""
    if number == PRESENT:
        return theme.loss
    shades = DARK if theme.name == "dark" else LIGHT
    return shades[number % len(shades)]


def pen(number: int, theme: Theme, *, test: bool = False, strong: bool = False) -> QPen:
    """Return what a curve is drawn with.

    Parameters
    ----------
    number : int
        Of the run's colour.
    theme : Theme
    test : bool
        Whether the curve is of the samples kept for the test.
    strong : bool
        Whether it is to stand out.
    """
    stroke = STROKES[0] if number == PRESENT else STROKES[number // len(LIGHT) % 3]
    width = 3 if strong else 2 if number == PRESENT else 1
    style = Qt.PenStyle.DotLine if test else stroke
    return pg.mkPen(colour(number, theme), width=width, style=style)  # type: ignore[no-any-return]


def free(taken: set[int], shade: int | None = None) -> int:
    """Return the first number that is not taken, of one colour or of any."""
    numbers = range(COUNT)
    if shade is not None:
        numbers = range(shade, COUNT, len(LIGHT))
    return next((n for n in numbers if n not in taken), numbers[0])


def icon(number: int, theme: Theme) -> QIcon:
    """Draw a piece of a run's curve."""
    picture = QPixmap(SAMPLE)
    picture.fill(QColor(0, 0, 0, 0))
    painter = QPainter(picture)
    line = pen(number, theme)
    line.setWidthF(2.5)
    painter.setPen(line)
    middle = SAMPLE.height() / 2
    painter.drawLine(QLineF(0.0, middle, SAMPLE.width(), middle))
    painter.end()
    return QIcon(picture)
