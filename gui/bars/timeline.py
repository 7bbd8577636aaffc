"""The timeline of a run: a slider over its completed updates."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, QPointF, QRectF, QSignalBlocker, QSize, Qt, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QWheelEvent,
)
from PyQt6.QtWidgets import QAbstractSlider, QSizePolicy, QToolTip, QWidget

from gui.style import theme as themes
from gui.style.polish import set_opaque_paint
from gui.text.event_text import EventMark, event_marks
from gui.text.number_format import wrapped
from shallownet.wording import counted

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent

    from gui.style.theme import Theme
    from shallownet.settings.events import Event
    from shallownet.training.snapshot import Snapshot

TRACK_HEIGHT: Final = 6.0
SNAP_DISTANCE: Final = 4.0
"""Pixels from a mark within which the pointer selects its update."""

MARGIN: Final = 12.0
GAP: Final = 12.0
"""Pixels between the track and the numbers at its ends; the knob needs most of them."""

BELOW_MIDDLE: Final = 4
"""Pixels from the middle of the widget down to that of the track, which leaves room for
labels above the marks."""

LATEST: Final = 2**31 - 1
"""Stands for the last update: a running run has made more than are shown."""

PAGE: Final = 100
"""By how many updates Page Up and Down move; the arrow keys are the window's."""


class Timeline(QAbstractSlider):
    """A slider over the completed updates, with marks of changes and of the end.

    Its value is the update that is shown or, until that is done, the one requested.

    Signals
    -------
    update_requested(int)
        The state after an update, or after the `LATEST` one, is to be shown.
    """

    update_requested = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self.setAccessibleName("Timeline of the run")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(
            wrapped(
                "Drag to look back at any update made; marks are changes during the run"
            )
        )
        set_opaque_paint(self)
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setRange(0, 0)
        self.setPageStep(PAGE)
        self.valueChanged.connect(self.update_requested)
        self.actionTriggered.connect(self._go_to_end)
        self._theme = themes.LIGHT
        self._iterations = 1
        self._events: tuple[Event, ...] = ()
        self._diverged = False
        self._marks: list[EventMark] = []
        self._end: EventMark | None = None

    def set_theme(self, theme: Theme) -> None:
        """Apply the colours of a theme."""
        self._theme = theme
        self.update()

    def set_progress(self, snapshot: Snapshot, completed: int | None = None) -> None:
        """Show the progress of a run.

        Parameters
        ----------
        snapshot : Snapshot
            The state that is shown.
        completed : int, optional
            The number of completed updates, if the state is of an earlier one.
        """
        completed = snapshot.step if completed is None else completed
        with QSignalBlocker(self):
            self.setMaximum(completed)
            if not self.isSliderDown():
                self.setValue(snapshot.step)
        if snapshot.step >= completed:  # the past knows no later event
            self._iterations = snapshot.iterations
            self._diverged = snapshot.divergence is not None
            if snapshot.events != self._events:
                self._events = snapshot.events
                self._marks = event_marks(snapshot.events)
            self._end = _end_mark(snapshot)
        self.setAccessibleDescription(f"{counted(self._iterations, 'update')} planned")
        self.update()

    # Geometry

    @property
    def _last(self) -> int:
        """The update at the right end."""
        return max(self._iterations, self.maximum(), 1)

    def _track(self) -> QRectF:
        metrics = QFontMetricsF(themes.number_font(self.font()))
        left = MARGIN + metrics.horizontalAdvance("0") + GAP
        end = metrics.horizontalAdvance(f"{self._last:,}")
        right = self.width() - MARGIN - end - GAP
        top = self.height() / 2 + BELOW_MIDDLE - TRACK_HEIGHT / 2
        return QRectF(left, top, right - left, TRACK_HEIGHT)

    def x_of(self, update: int) -> float:
        """Return the x of an update, in pixels."""
        track = self._track()
        return track.left() + track.width() * min(update / self._last, 1.0)

    def update_at(self, x: float) -> int:
        """Return the completed update at an x, or that of a mark nearby."""
        track = self._track()
        share = (x - track.left()) / track.width()
        update = min(max(round(share * self._last), 0), self.maximum())
        mark = self.mark_at(x)
        return update if mark is None or mark.step > self.maximum() else mark.step

    def mark_at(self, x: float) -> EventMark | None:
        """Return the mark nearest to an x, within `SNAP_DISTANCE`."""
        marks = self._marks if self._end is None else [*self._marks, self._end]
        distances = [abs(self.x_of(mark.step) - x) for mark in marks]
        nearest = min(distances, default=math.inf)
        if nearest > SNAP_DISTANCE:
            return None
        return marks[distances.index(nearest)]

    # Qt overrides

    def sizeHint(self) -> QSize:
        """Return the preferred size."""
        return QSize(400, 40)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Request the update that was pressed, and all others until the release."""
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            if self.update_at(event.position().x()) == self.value():
                self.update_requested.emit(self.value())  # a running run stays there
            self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Request updates while the knob is dragged."""
        if event is not None and self.isSliderDown():
            self._drag(event)

    def _drag(self, event: QMouseEvent) -> None:
        """Request the update at the pointer, with a tool tip if it has a mark."""
        x = event.position().x()
        self.setValue(self.update_at(x))
        mark = self.mark_at(x)
        QToolTip.showText(
            event.globalPosition().toPoint(), mark.description if mark else "", self
        )

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """End dragging."""
        self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Stay where it is: a wheel that turns by accident must not stop a run."""
        if event is not None:
            event.ignore()

    def event(self, event: QEvent | None) -> bool:
        """Show a tool tip that describes the mark under the pointer."""
        if isinstance(event, QHelpEvent):
            mark = self.mark_at(event.pos().x())
            text = mark.description if mark is not None else self.toolTip()
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def go_by(self, updates: int) -> None:
        """Request the update so many updates after the one at the knob."""
        self.setValue(self.value() + updates)

    def _go_to_end(self, action: int) -> None:
        """Request the latest update: a running run has made more than are shown."""
        if QAbstractSlider.SliderAction(action) is self.SliderAction.SliderToMaximum:
            self.setSliderPosition(self.value())  # Qt's choice: the last one shown
            self.update_requested.emit(LATEST)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the track, its completed part, the marks and the knob."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().window())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(themes.number_font(self.font()))
        metrics, theme = QFontMetricsF(painter.font()), self._theme
        track = self._track()
        y, right = track.center().y(), track.right()
        painter.setPen(QColor(theme.muted))
        baseline = y + metrics.ascent() / 2 - 1
        painter.drawText(QPointF(MARGIN, baseline), "0")
        painter.drawText(QPointF(right + GAP, baseline), f"{self._last:,}")

        colour = QColor(theme.error if self._diverged else theme.accent)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = TRACK_HEIGHT / 2
        for end, fill in (
            (self._last, QColor(theme.border)),
            (self.maximum(), colour),
        ):
            part = QRectF(track)
            part.setRight(max(self.x_of(end), track.left() + TRACK_HEIGHT))
            painter.setBrush(fill)
            painter.drawRoundedRect(part, radius, radius)
        self._paint_marks(painter, metrics, track)
        self._paint_knob(painter, colour, y)

    def _paint_marks(
        self, painter: QPainter, metrics: QFontMetricsF, track: QRectF
    ) -> None:
        y, free_from, free_to = track.center().y(), track.left(), math.inf
        # The end comes first: its label matters more than those of changes.
        for mark in (*filter(None, [self._end]), *self._marks):
            x = track.left() + track.width() * min(mark.step / self._last, 1.0)
            painter.setPen(QPen(QColor(self._theme.text), 2))
            painter.drawLine(QPointF(x, y - 6), QPointF(x, y + 8))
            width = metrics.horizontalAdvance(mark.label)
            start = min(max(x - width / 2, track.left()), track.right() - width)
            if start < free_from or start + width > free_to:
                continue  # the label would overlap another one
            painter.setPen(QColor(self._theme.muted))
            painter.drawText(QPointF(start, y - 12), mark.label)
            if mark is self._end:
                free_to = start - 8
            else:
                free_from = start + width + 8

    def _paint_knob(self, painter: QPainter, colour: QColor, y: float) -> None:
        """Draw the knob at the shown update, hollow if later ones are completed."""
        centre, past = (
            QPointF(self.x_of(self.value()), y),
            self.value() < self.maximum(),
        )
        painter.setPen(QPen(colour, 2.5) if past else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.surface) if past else colour)
        painter.drawEllipse(centre, 6, 6)
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.text), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, 9, 9)


def _end_mark(snapshot: Snapshot) -> EventMark | None:
    """Return the mark of a run's end, if it has ended."""
    if snapshot.divergence is not None:
        text = f"diverged: {snapshot.divergence}"
        return EventMark(snapshot.step, "diverged", text)
    if snapshot.step >= snapshot.iterations:
        text = f"finished: {counted(snapshot.iterations, 'update')}, as planned"
        return EventMark(snapshot.step, "finished", text)
    return None
