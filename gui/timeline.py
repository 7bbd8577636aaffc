"""The run from its first planned update to its last, with what was changed when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PyQt6.QtWidgets import QSizePolicy, QWidget

from gui import theme as themes
from gui.event_text import marks

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent

    from gui.theme import Theme
    from shallownet.regime import Event
    from shallownet.snapshot import Snapshot

TRACK: Final = 6.0


class Timeline(QWidget):
    """Shows the updates made of those planned, and marks what was changed when."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self.setAccessibleName("Timeline of the run")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip("Updates made of those planned; marks are changes on the way")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = themes.LIGHT
        self._step, self._iterations = 0, 1
        self._events: tuple[Event, ...] = ()
        self._diverged = False

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.update()

    def set_progress(self, snapshot: Snapshot) -> None:
        """Show how far a run has come."""
        self._step, self._iterations = snapshot.step, snapshot.iterations
        self._events = snapshot.events
        self._diverged = snapshot.divergence is not None
        self.update()

    @property
    def share(self) -> float:
        """The share of the planned updates that is made."""
        return min(self._step / self._iterations, 1.0)

    def sizeHint(self) -> QSize:
        """Return the size it likes best."""
        return QSize(400, 40)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the track, the part that is done, and the marks."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().window())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(themes.number_font(self.font()))
        metrics = QFontMetricsF(painter.font())
        theme = self._theme
        end = f"{self._iterations:,}"
        left = 14.0 + metrics.horizontalAdvance("0") + 8
        right = self.width() - 14.0 - metrics.horizontalAdvance(end) - 8
        y = self.height() / 2 + 3
        painter.setPen(QColor(theme.muted))
        baseline = y + metrics.ascent() / 2 - 1
        painter.drawText(QPointF(14.0, baseline), "0")
        painter.drawText(QPointF(right + 8, baseline), end)

        painter.setPen(Qt.PenStyle.NoPen)
        track = QRectF(left, y - TRACK / 2, right - left, TRACK)
        painter.setBrush(QColor(theme.border))
        painter.drawRoundedRect(track, TRACK / 2, TRACK / 2)
        colour = QColor(theme.error if self._diverged else theme.accent)
        painter.setBrush(colour)
        done = QRectF(track)
        done.setWidth(max(track.width() * self.share, TRACK))
        painter.drawRoundedRect(done, TRACK / 2, TRACK / 2)
        painter.drawEllipse(QPointF(left + track.width() * self.share, y), 6, 6)

        free_from = left
        for step, text, _ in marks(self._events):
            x = left + track.width() * min(step / self._iterations, 1.0)
            painter.setPen(QPen(QColor(theme.text), 2))
            painter.drawLine(QPointF(x, y - 8), QPointF(x, y + 8))
            width = metrics.horizontalAdvance(text)
            at = min(max(x - width / 2, left), right - width)
            if at >= free_from:  # a label that would lie on another is left out
                painter.setPen(QColor(theme.muted))
                painter.drawText(QPointF(at, y - 10), text)
                free_from = at + width + 8
