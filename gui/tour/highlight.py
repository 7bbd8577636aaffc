"""A frame around a control of the window, which follows it wherever it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QColor, QPainter, QPen, QRegion
from PyQt6.QtWidgets import QWidget

from gui.style import theme as themes
from gui.widgets.visibility import is_in_view

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent

    from gui.style.theme import Theme

LINE: Final = 3.0
HALO: Final = 3.0
REACH: Final = 6
"""Pixels of the frame's line, of the pale line around it, and that both extend beyond
the control."""

MOVES: Final = frozenset(
    {
        QEvent.Type.Move,
        QEvent.Type.Resize,
        QEvent.Type.Show,
        QEvent.Type.Hide,
        QEvent.Type.ParentChange,
    }
)
"""Events after which a control may be elsewhere."""


class Highlight(QWidget):
    """Frames a control, and lets the mouse through.

    It is a mask of its border alone: what is inside is painted as if it were not there.

    Signals
    -------
    moved()
        The control is elsewhere, or can no longer be seen.
    """

    moved = pyqtSignal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("highlight")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._theme = themes.LIGHT
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        # A layout moves many widgets one after the other: follow once they stand.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._follow)
        self.hide()

    @property
    def target(self) -> QWidget | None:
        """The control that is framed."""
        return self._target

    @property
    def area(self) -> QRect | None:
        """Where the control is in the window; None if it cannot be seen there."""
        target, window = self._target, self.parentWidget()
        if target is None or window is None or target.window() is not window.window():
            return None
        if not is_in_view(target):
            return None
        return QRect(target.mapTo(window, QPoint(0, 0)), target.size())

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self._theme = theme
        self.update()

    def set_target(self, target: QWidget | None) -> None:
        """Frame another control, or none."""
        if target is self._target:
            return
        for widget in self._watched:
            widget.removeEventFilter(self)
        self._target, self._watched = target, []
        window = self.parentWidget()
        while target is not None:
            target.installEventFilter(self)
            self._watched.append(target)
            target = None if target is window else target.parentWidget()
        if self._target is not None:
            self._target.destroyed.connect(self._forget)
        self._follow()

    def _forget(self) -> None:
        self._target, self._watched = None, []
        self.hide()
        self.moved.emit()

    def _follow(self) -> None:
        area = self.area
        if area is not None:
            frame = area.adjusted(-REACH, -REACH, REACH, REACH)
            self.setGeometry(frame)
            inner = round(LINE + HALO)
            hole = self.rect().adjusted(inner, inner, -inner, -inner)
            self.setMask(QRegion(self.rect()).subtracted(QRegion(hole)))
            self.raise_()
        self.setVisible(area is not None)
        self.moved.emit()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Follow the control, and all that it is in."""
        if event is not None and event.type() in MOVES:
            self._later.start()
        return False

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        halo = QColor(self._theme.accent)
        halo.setAlphaF(0.35)
        whole = QRectF(self.rect())
        for colour, width, inset in (
            (halo, HALO, HALO / 2),
            (QColor(self._theme.accent), LINE, HALO + LINE / 2),
        ):
            painter.setPen(QPen(colour, width))
            area = whole.adjusted(inset, inset, -inset, -inset)
            painter.drawRoundedRect(area, 7 - inset / 2, 7 - inset / 2)
        painter.end()
