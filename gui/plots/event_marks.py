"""Events of a run on a plot: lines behind the curves, and labels above the plot."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import QEvent, QLineF, QPointF, QRectF, pyqtSignal
from PyQt6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPen
from PyQt6.QtWidgets import QGraphicsObject, QToolTip, QWidget

from gui.style import theme as themes
from gui.style.polish import set_pixels
from gui.text.event_text import EventMark, event_marks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PyQt6.QtGui import QPaintEvent
    from PyQt6.QtWidgets import QGraphicsItem

    from gui.plots.update_axis import UpdateAxis
    from gui.style.theme import Theme
    from shallownet.settings.events import Event

HOVER_RADIUS: Final = 6.0
"""Pixels between the pointer and a mark that is hovered."""

OUTSIDE: Final = -1e6
"""Pixels left of the plot, where marks are that have no place on its axis."""

STRENGTH: Final = 0.55
"""The share of the colour of muted text in that of a line; the rest is background."""
SPARSE: Final = 12.0
"""Pixels between two lines that have full strength; denser lines are fainter."""


class MarkLines(QGraphicsObject):
    """The lines of all marks as one item of a plot, behind its curves.

    An item for each line and each label would cost 0.4 ms a frame each: too slow for a
    run with many changes.

    Signals
    -------
    changed()
        The marks have changed.
    """

    changed = pyqtSignal()

    def __init__(self, box: Any, plot: QGraphicsItem, axis: UpdateAxis) -> None:
        super().__init__(plot)
        self._box, self._axis = box, axis
        self._theme = themes.LIGHT
        self.marks: list[EventMark] = []
        self.setZValue(box.zValue() - 1)
        box.sigResized.connect(self._update_geometry)
        box.sigXRangeChanged.connect(self.update)

    def set_theme(self, theme: Theme) -> None:
        """Apply the colours of a theme."""
        self._theme = theme
        self.update()

    def _update_geometry(self) -> None:
        self.prepareGeometryChange()
        self.update()

    def set_events(self, events: Iterable[Event]) -> None:
        """Show marks of these events."""
        self.marks = event_marks(events)
        self.update()
        self.changed.emit()

    def x_positions(self) -> list[float]:
        """Return the x of each mark, in pixels from the left edge of the box."""
        low, scale = self._scale()
        # The start has no place on a logarithmic axis: such marks are left of it.
        places = [self._axis.x_of(mark.step) for mark in self.marks]
        return [max(x - low, OUTSIDE / scale) * scale for x in places]

    def columns(self) -> set[int]:
        """Return the pixel columns of the box that have a line."""
        return {round(x) for x in self.x_positions() if 0 <= x <= self._box.width()}

    def _scale(self) -> tuple[float, float]:
        """Return the x at the left edge, and the pixels for each unit of it."""
        (low, high), _ = self._box.viewRange()
        return float(low), float(self._box.width()) / float(high - low)

    def mark_near(self, x: float) -> EventMark | None:
        """Return the mark nearest to an x of the box, within `HOVER_RADIUS`."""
        low, scale = self._scale()
        place, x_of = low + x / max(scale, 1e-12), self._axis.x_of
        index = bisect_left(self.marks, place, key=lambda mark: x_of(mark.step))
        nearest = min(
            self.marks[max(index - 1, 0) : index + 1],
            key=lambda mark: abs(x_of(mark.step) - place),
            default=None,
        )
        if nearest is None or abs(x_of(nearest.step) - place) * scale > HOVER_RADIUS:
            return None
        return nearest

    def boundingRect(self) -> QRectF:
        """Return the box, and what lies between it and the labels above the plot."""
        box = self._box.geometry()
        return QRectF(box.left(), 0.0, box.width(), box.bottom())

    def paint(self, painter: QPainter | None, *_: object) -> None:
        """Draw a line at each mark in view, one per pixel column."""
        assert painter is not None
        rect, columns = self.boundingRect(), self.columns()
        # Dense lines are faint, or they would hide the curves.
        spacing = rect.width() / max(len(columns), 1)
        share = STRENGTH * min(max(spacing / SPARSE, 0.25), 1.0)
        colour = themes.mix(self._theme.surface, self._theme.muted, share)
        top = self._box.geometry().top()
        for pen_colour, start, end in (
            (colour, top, rect.bottom()),
            (QColor(self._theme.muted), rect.top(), top),
        ):
            painter.setPen(QPen(pen_colour, 0))
            lines = [
                QLineF(rect.left() + x, start, rect.left() + x, end) for x in columns
            ]
            if lines:
                painter.drawLines(*lines)


FONT_PIXELS: Final = 11
"""Pixels of the letters, which a presentation has larger."""


class MarkStrip(QWidget):
    """The labels of marks, in a strip above the plot with the lines.

    Labels that would overlap are left out; tool tips describe every change.

    Attributes
    ----------
    label_spans : dict of EventMark to (float, float)
        Left and right end of each label drawn last, in pixels.
    """

    def __init__(self, lines: MarkLines, box: Any, plot: QWidget) -> None:
        super().__init__()
        self.setObjectName("markStrip")
        self.setAccessibleName("What was changed during the run")
        self._lines, self._box, self._plot = lines, box, plot
        self._theme = themes.LIGHT
        self.label_spans: dict[EventMark, tuple[float, float]] = {}
        self._widths: dict[str, float] = {}
        font = themes.number_font(self.font())
        font.setPixelSize(FONT_PIXELS)
        self.setFont(font)
        self.setFixedHeight(self.fontMetrics().height())
        for changed in (lines.changed, box.sigResized, box.sigXRangeChanged):
            changed.connect(lambda: self.update())

    def set_theme(self, theme: Theme) -> None:
        """Apply the colours and the size of letters of a theme."""
        self._theme = theme
        set_pixels(self, FONT_PIXELS * theme.scale)
        self.setFixedHeight(self.fontMetrics().height())
        self._widths.clear()
        self.update()

    @property
    def _left(self) -> float:
        """The left edge of the plot's box, in pixels of this strip."""
        left = self._box.sceneBoundingRect().left()
        return float(left) + self._plot.x() - self.x()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the labels that fit."""
        painter = QPainter(self)
        left, right = self._left, self._left + float(self._box.width())
        positions = [left + x for x in self._lines.x_positions()]
        self.label_spans, free_from = {}, left
        painter.setPen(QColor(self._theme.text))
        baseline = painter.fontMetrics().ascent()
        for mark, x in zip(self._lines.marks, positions, strict=True):
            if not left - 1 <= x <= right + 1:
                continue
            width = self._width_of(mark.label)
            # Centred if possible, otherwise shifted, but never right of its mark.
            start = min(max(x - width / 2, free_from), right - width)
            if free_from <= start <= x:
                painter.drawText(QPointF(start, baseline), mark.label)
                self.label_spans[mark] = start, start + width
                free_from = start + width + 8

    def _width_of(self, label: str) -> float:
        """Return the width of a label; cached, as every frame needs it."""
        if label not in self._widths:
            self._widths[label] = QFontMetricsF(self.font()).horizontalAdvance(label)
        return self._widths[label]

    def event(self, event: QEvent | None) -> bool:
        """Show a tool tip that describes the mark under the pointer."""
        if isinstance(event, QHelpEvent):
            mark = self.mark_at(event.pos().x())
            QToolTip.showText(event.globalPos(), mark.description if mark else "", self)
            return True
        return super().event(event)

    def mark_at(self, x: float) -> EventMark | None:
        """Return the mark whose line or label is at an x of the strip."""
        spans = self.label_spans.items()
        labelled = (mark for mark, (start, end) in spans if start <= x <= end)
        return self._lines.mark_near(x - self._left) or next(labelled, None)
