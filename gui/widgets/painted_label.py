"""A line of coloured text that changes at every frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PyQt6.QtCore import QPointF, QSize
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter
from PyQt6.QtWidgets import QLabel

from gui.widgets.spoken_text import SpokenText

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PyQt6.QtGui import QPaintEvent

GAP = "  "
"""Separates two parts unless the second one is joined to the first."""


class Part(NamedTuple):
    """A piece of text; an empty colour stands for the label's own."""

    text: str
    colour: str = ""
    joined: bool = False


class PaintedLabel(QLabel):
    """A label of one line that paints its text itself, without a layout.

    A QLabel requests a new layout of the window for every text, and parses rich text as
    a document: both took longer than drawing the curve below it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.parts: tuple[Part, ...] = ()
        self._spoken = SpokenText(self)

    def set_parts(self, parts: Sequence[Part]) -> None:
        """Show some parts, one after the other."""
        if tuple(parts) != self.parts:
            self.parts = tuple(parts)
            self.update()
            self._spoken.set(self.text())

    def set_longest(self, texts: Iterable[Sequence[Part]]) -> None:
        """Show the first of some texts that fits, or the last."""
        parts: Sequence[Part] = ()
        for parts in texts:
            if self.width_of(parts) <= self.width():
                break
        self.set_parts(parts)

    def text(self) -> str:
        """Return the text of all parts."""
        return "".join(
            (GAP if at and not part.joined else "") + part.text
            for at, part in enumerate(self.parts)
        )

    def width_of(self, parts: Sequence[Part]) -> float:
        """Return the width of some parts in pixels."""
        metrics = QFontMetricsF(self.font())
        return sum(
            metrics.horizontalAdvance(part.text)
            + (0 if part.joined or not at else metrics.horizontalAdvance(GAP))
            for at, part in enumerate(parts)
        )

    def sizeHint(self) -> QSize:
        """Return the height of a line; the width does not matter."""
        return QSize(10, self.fontMetrics().lineSpacing())

    def minimumSizeHint(self) -> QSize:
        """Return the smallest readable size."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the parts from left to right."""
        painter = QPainter(self)
        metrics = QFontMetricsF(self.font())
        plain = self.palette().color(self.foregroundRole())
        x, y = 0.0, metrics.ascent()
        for at, part in enumerate(self.parts):
            if at and not part.joined:
                x += metrics.horizontalAdvance(GAP)
            painter.setPen(QColor(part.colour) if part.colour else plain)
            painter.drawText(QPointF(x, y), part.text)
            x += metrics.horizontalAdvance(part.text)
