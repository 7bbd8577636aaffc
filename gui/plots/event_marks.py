"""What was changed on the way, over a plot: lines behind it, and labels above it."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import QEvent, QLineF, QPointF, QRectF, pyqtSignal
from PyQt6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPen
from PyQt6.QtWidgets import QGraphicsObject, QToolTip, QWidget

from gui.style import theme as themes
from gui.text.event_text import EventMark, marks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PyQt6.QtGui import QPaintEvent
    from PyQt6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem

    from gui.style.theme import Theme
    from shallownet.settings.events import Event

NEAR: Final = 6.0
"""Pixels from a mark within which the pointer means it."""

STRENGTH: Final = 0.55
"""How far a line's colour is from the ground's towards that of muted text."""
SPARSE: Final = 12.0
"""Pixels between two lines from which on they have their full strength."""


class _Following(QGraphicsObject):
    """Something that is painted by where a view box is and what it shows."""

    def __init__(self, box: Any, parent: QGraphicsItem) -> None:
        super().__init__(parent)
        self._box = box
        self._theme = themes.LIGHT
        box.sigResized.connect(self._follow)
        box.sigXRangeChanged.connect(self.update)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.update()

    def _follow(self) -> None:
        self.prepareGeometryChange()
        self.update()


class MarkLines(_Following):
    """The lines of all marks as one item of a view box, behind its curves.

    An item for each line and one for its label cost 0.4 ms a frame each: a run that was
    changed often could no longer be watched.

    Signals
    -------
    changed()
        Other marks are shown: whoever paints by them has to do so anew.
    """

    changed = pyqtSignal()

    def __init__(self, box: Any) -> None:
        super().__init__(box, box)
        self.marks: list[EventMark] = []
        self.setZValue(-1)

    def set_events(self, events: Iterable[Event]) -> None:
        """Mark what was changed."""
        self.marks = marks(events)
        self.update()
        self.changed.emit()

    def place_of(self, step: float) -> float:
        """Return where an update stands, in pixels from the left edge of the box."""
        low, scale = self._scale()
        return (step - low) * scale

    def places(self) -> list[float]:
        """Return where the marks stand, in their order."""
        low, scale = self._scale()
        return [(mark.step - low) * scale for mark in self.marks]

    def columns(self) -> set[int]:
        """Return the pixels of the box, from its left edge, that lines stand on."""
        return {round(x) for x in self.places() if 0 <= x <= self._box.width()}

    def _scale(self) -> tuple[float, float]:
        """Return the update at the left edge, and pixels for an update."""
        (low, high), _ = self._box.viewRange()
        return float(low), float(self._box.width()) / float(high - low)

    def near(self, x: float) -> EventMark | None:
        """Return the mark nearest to a place within the box, if it is near."""
        found = min(
            self._around(x),
            key=lambda mark: abs(self.place_of(mark.step) - x),
            default=None,
        )
        if found is None or abs(self.place_of(found.step) - x) > NEAR:
            return None
        return found

    def _around(self, x: float) -> list[EventMark]:
        low, scale = self._scale()
        step = low + x / max(scale, 1e-12)
        at = bisect_left(self.marks, step, key=lambda mark: float(mark.step))
        return self.marks[max(at - 1, 0) : at + 1]

    # Qt overrides

    def boundingRect(self) -> QRectF:
        """Return the whole of the box."""
        return QRectF(self._box.rect())

    def paint(
        self,
        painter: QPainter | None,
        option: QStyleOptionGraphicsItem | None,
        widget: QWidget | None = None,
    ) -> None:
        """Draw a line at each mark in view, one for all that share a pixel."""
        if painter is None or not self.marks:
            return
        rect, columns = self.boundingRect(), self.columns()
        # Where they are dense they are faint, or they would be all there is to see.
        apart = rect.width() / max(len(columns), 1)
        share = STRENGTH * min(max(apart / SPARSE, 0.25), 1.0)
        colour = themes.mix(self._theme.surface, self._theme.muted, share)
        painter.setPen(QPen(colour, 0))
        _draw_lines(painter, columns, rect.top(), rect.bottom())


class MarkTicks(_Following):
    """What leads from a label to its line, through the room over a plot's box."""

    def __init__(self, lines: MarkLines, box: Any, plot: QGraphicsItem) -> None:
        super().__init__(box, plot)
        self._lines = lines
        lines.changed.connect(self.update)

    # Qt overrides

    def boundingRect(self) -> QRectF:
        """Return the room between the top of the plot and its box."""
        box = self._box.geometry()
        return QRectF(box.left(), 0.0, box.width(), box.top())

    def paint(
        self,
        painter: QPainter | None,
        option: QStyleOptionGraphicsItem | None,
        widget: QWidget | None = None,
    ) -> None:
        """Draw a tick over each line."""
        if painter is None or not self._lines.marks:
            return
        rect = self.boundingRect()
        painter.setPen(QPen(QColor(self._theme.muted), 0))
        painter.translate(rect.left(), 0.0)
        _draw_lines(painter, self._lines.columns(), rect.top(), rect.bottom())


class MarkStrip(QWidget):
    """The labels of marks, in a strip above the plot that the lines are in.

    A label that would lie on another is left out; pointing tells all that was changed.
    """

    def __init__(self, lines: MarkLines, box: Any, plot: QWidget) -> None:
        super().__init__()
        self.setObjectName("markStrip")
        self.setAccessibleName("What was changed on the way")
        self._lines, self._box, self._plot = lines, box, plot
        self._theme = themes.LIGHT
        self.shown: dict[EventMark, tuple[float, float]] = {}
        self._widths: dict[str, float] = {}
        font = themes.number_font(self.font())
        font.setPixelSize(11)
        self.setFont(font)
        self.setFixedHeight(self.fontMetrics().height())
        for changed in (lines.changed, box.sigResized, box.sigXRangeChanged):
            changed.connect(lambda: self.update())

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.update()

    @property
    def _left(self) -> float:
        """Where the plot's box begins, in pixels of this strip."""
        inside = self._box.sceneBoundingRect().left()
        return float(inside) + self._plot.x() - self.x()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the labels that there is room for."""
        painter = QPainter(self)
        left, right = self._left, self._left + float(self._box.width())
        places = [left + x for x in self._lines.places()]
        self.shown, free_from = {}, left
        painter.setPen(QColor(self._theme.text))
        base = painter.fontMetrics().ascent()
        for mark, x in zip(self._lines.marks, places, strict=True):
            if not left - 1 <= x <= right + 1:
                continue
            room = self._width_of(mark.label)
            # In the middle, or else where there is room, but not beyond its mark.
            at = min(max(x - room / 2, free_from), right - room)
            if free_from <= at <= x:
                painter.drawText(QPointF(at, base), mark.label)
                self.shown[mark] = at, at + room
                free_from = at + room + 8

    def _width_of(self, label: str) -> float:
        """Return how wide a label is: measured once, as it is asked every frame."""
        if label not in self._widths:
            self._widths[label] = QFontMetricsF(self.font()).horizontalAdvance(label)
        return self._widths[label]

    def event(self, event: QEvent | None) -> bool:
        """Tell what was changed at the mark that is pointed at."""
        if isinstance(event, QHelpEvent):
            mark = self.told_at(event.pos().x())
            QToolTip.showText(event.globalPos(), mark.description if mark else "", self)
            return True
        return super().event(event)

    def told_at(self, x: float) -> EventMark | None:
        """Return the mark whose label or line is at a place of the strip."""
        near = self._lines.near(x - self._left)
        if near is not None:
            return near
        for mark, (start, end) in self.shown.items():
            if start <= x <= end:
                return mark
        return None


def _draw_lines(
    painter: QPainter, columns: Iterable[int], top: float, bottom: float
) -> None:
    lines = [QLineF(x, top, x, bottom) for x in columns]
    if lines:
        painter.drawLines(*lines)
