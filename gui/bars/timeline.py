"""The run from its first update to its last planned: a slider over what was made."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
)
from PyQt6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui.style import theme as themes
from gui.style.polish import paints_its_own_ground
from gui.text.event_text import EventMark, marks

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent

    from gui.style.theme import Theme
    from shallownet.settings.events import Event
    from shallownet.training.snapshot import Snapshot

TRACK: Final = 6.0
SNAP: Final = 4.0
"""How near a mark the pointer has to come for its update to be meant, in pixels."""

MARGIN: Final = 14.0
GAP: Final = 8.0

NOW: Final = 2**31 - 1
"""Later than any update: a running run has made more than is shown."""

PAGE: Final = 100
BY: Final = {Qt.Key.Key_PageUp: PAGE, Qt.Key.Key_PageDown: -PAGE}
"""How many updates further each key goes; the arrows are actions of the window."""


class Timeline(QWidget):
    """A slider over the updates made, with marks for what was changed when.

    Its end is marked too, where the run is finished or has diverged.

    Signals
    -------
    go_to(int)
        An update is to be looked back at, or the last one: to go back to now.
    """

    go_to = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self.setAccessibleName("Timeline of the run")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(
            "Drag to look back at any update made; marks are changes on the way"
        )
        paints_its_own_ground(self)
        self._theme = themes.LIGHT
        self._step, self._made, self._iterations = 0, 0, 1
        self._events: tuple[Event, ...] = ()
        self._diverged = False
        self._marks: list[EventMark] = []
        self._end: EventMark | None = None
        self._wanted: int | None = None  # until it is shown
        self._held = False

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.update()

    def set_progress(self, snapshot: Snapshot, made: int | None = None) -> None:
        """Show how far a run has come.

        Parameters
        ----------
        snapshot : Snapshot
            The state that is shown.
        made : int, optional
            The updates made, if it is of an earlier one.
        """
        self._step = snapshot.step
        self._made = snapshot.step if made is None else made
        if not self._held:
            self._wanted = None
        if not self._is_back:
            self._iterations = snapshot.iterations
            self._diverged = snapshot.divergence is not None
            if snapshot.events != self._events:
                self._events = snapshot.events
                self._marks = marks(snapshot.events)
            self._end = _end(snapshot)
        self.setAccessibleDescription(
            f"update {self._step:,} of {self._made:,}; {self._iterations:,} planned"
        )
        self.update()

    @property
    def share(self) -> float:
        """The share of the planned updates that is made."""
        return min(self._made / self._iterations, 1.0)

    @property
    def _is_back(self) -> bool:
        return self._step < self._made

    @property
    def _last(self) -> int:
        """The update at the right end."""
        return max(self._iterations, self._made, 1)

    # Places

    def _track(self) -> QRectF:
        metrics = QFontMetricsF(themes.number_font(self.font()))
        left = MARGIN + metrics.horizontalAdvance("0") + GAP
        end = metrics.horizontalAdvance(f"{self._last:,}")
        right = self.width() - MARGIN - end - GAP
        return QRectF(left, self.height() / 2 + 3 - TRACK / 2, right - left, TRACK)

    def place_of(self, update: int) -> float:
        """Return how far from the left edge an update stands, in pixels."""
        track = self._track()
        return track.left() + track.width() * min(update / self._last, 1.0)

    def update_at(self, x: float) -> int:
        """Return the update that a place means: one with a mark, if that is near."""
        track = self._track()
        share = (x - track.left()) / track.width()
        update = min(max(round(share * self._last), 0), self._made)
        mark = self.mark_at(x)
        return update if mark is None or mark.step > self._made else mark.step

    def mark_at(self, x: float) -> EventMark | None:
        """Return the mark that a place means, if one is near."""
        every = [*self._marks, *([self._end] if self._end is not None else [])]
        nearest = min(
            every, key=lambda mark: abs(self.place_of(mark.step) - x), default=None
        )
        if nearest is None or abs(self.place_of(nearest.step) - x) > SNAP:
            return None
        return nearest

    # Qt overrides

    def sizeHint(self) -> QSize:
        """Return the size it likes best."""
        return QSize(400, 40)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Go where it was pressed."""
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self._held = True
            self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Follow the pointer while the button is down."""
        if event is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event)

    def _drag(self, event: QMouseEvent) -> None:
        """Go to where the pointer is, and say so where that is at a mark."""
        x = event.position().x()
        self._want(self.update_at(x))
        mark = self.mark_at(x)
        QToolTip.showText(
            event.globalPosition().toPoint(), mark.description if mark else "", self
        )

    def event(self, event: QEvent | None) -> bool:
        """Tell what was changed at the mark that is pointed at."""
        if isinstance(event, QHelpEvent):
            mark = self.mark_at(event.pos().x())
            text = mark.description if mark is not None else self.toolTip()
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Let go of the knob."""
        self._held = False
        if self._wanted == self._step:
            self._wanted = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Go by a hundred updates, to the start, or back to now."""
        if event is None:
            return
        key = Qt.Key(event.key())
        if key in BY:
            self.go_by(BY[key])
        elif key == Qt.Key.Key_Home:
            self._want(0)
        elif key == Qt.Key.Key_End:
            self.go_to.emit(NOW)
        else:
            super().keyPressEvent(event)

    def go_by(self, updates: int) -> None:
        """Go on from what is shown, or about to be."""
        at = self._step if self._wanted is None else self._wanted
        self._want(min(max(at + updates, 0), self._made))

    def _want(self, update: int) -> None:
        if update != self._wanted:
            self._wanted = update  # the knob follows at once, the picture may be late
            self.update()
            self.go_to.emit(update)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the track, the part that is done, the marks, and the knob."""
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
        for end, brush in ((self._last, QColor(theme.border)), (self._made, colour)):
            part = QRectF(track)
            part.setRight(max(self.place_of(end), track.left() + TRACK))
            painter.setBrush(brush)
            painter.drawRoundedRect(part, TRACK / 2, TRACK / 2)
        self._paint_marks(painter, metrics, track)
        self._paint_knob(painter, colour, y)

    def _paint_marks(
        self, painter: QPainter, metrics: QFontMetricsF, track: QRectF
    ) -> None:
        y, free_from, free_to = track.center().y(), track.left(), math.inf

        def paint(mark: EventMark) -> None:
            """Draw a mark, and its label unless that would lie on another."""
            nonlocal free_from, free_to
            x = track.left() + track.width() * min(mark.step / self._last, 1.0)
            painter.setPen(QPen(QColor(self._theme.text), 2))
            painter.drawLine(QPointF(x, y - 8), QPointF(x, y + 8))
            width = metrics.horizontalAdvance(mark.label)
            at = min(max(x - width / 2, track.left()), track.right() - width)
            if at < free_from or at + width > free_to:
                return
            painter.setPen(QColor(self._theme.muted))
            painter.drawText(QPointF(at, y - 10), mark.label)
            if mark is self._end:
                free_to = at - 8
            else:
                free_from = at + width + 8

        if self._end is not None:  # first: that it is over counts more than a change
            paint(self._end)
        for mark in self._marks:
            paint(mark)

    def _paint_knob(self, painter: QPainter, colour: QColor, y: float) -> None:
        """Draw where the state that is shown stands: hollow where that is past."""
        shown = self._step if self._wanted is None else self._wanted
        at, past = QPointF(self.place_of(shown), y), shown < self._made
        painter.setPen(QPen(colour, 2.5) if past else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.surface) if past else colour)
        painter.drawEllipse(at, 6, 6)
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.text), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at, 9, 9)


def _end(snapshot: Snapshot) -> EventMark | None:
    """Return the mark of a run's end, if it has come to one."""
    if snapshot.divergence is not None:
        told = f"diverged: {snapshot.divergence}"
        return EventMark(snapshot.step, "diverged", told)
    if snapshot.step >= snapshot.iterations:
        told = f"finished: {snapshot.iterations:,} updates, as planned"
        return EventMark(snapshot.step, "finished", told)
    return None
