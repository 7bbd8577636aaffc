"""A ring around the widget that has the keyboard focus, where its style shows none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, QObject, QRectF, Qt
from PyQt6.QtGui import QPainter, QPalette, QPen
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QSlider,
    QTextEdit,
    QWidget,
)

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent

WIDTH: Final = 2.0
RINGED: Final = (
    *(QAbstractButton, QComboBox, QSlider, QLabel),
    *(QScrollArea, QAbstractItemView, QTextEdit, QPlainTextEdit),
)
"""Kinds of widget whose style shows the focus faintly, or in some states not at all."""


def paint_ring(painter: QPainter, widget: QWidget) -> None:
    """Draw a ring just inside the edges of a widget."""
    colour = widget.palette().color(QPalette.ColorRole.Highlight)
    inset = WIDTH / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, WIDTH))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    area = QRectF(widget.rect()).adjusted(inset, inset, -inset, -inset)
    painter.drawRoundedRect(area, 4, 4)


class FocusRing(QObject):
    """Puts a ring on the focused widget of a window and of its dialogs."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._ring: _Ring | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)

    def _follow(self, _: QWidget | None, focused: QWidget | None) -> None:
        if self._ring is not None:
            self._ring.destroyed.disconnect(self._forget)
            self._ring.deleteLater()
            self._ring.hide()
            self._ring = None
        if isinstance(focused, RINGED) and self._belongs(focused):
            self._ring = _Ring(focused)
            self._ring.destroyed.connect(self._forget)  # with the widget it is on

    def _forget(self) -> None:
        self._ring = None

    def _belongs(self, widget: QWidget | None) -> bool:
        if widget is not None and widget.window() is QApplication.activePopupWidget():
            return False  # the list of a box, which marks its entries
        while widget is not None and widget is not self._window:
            widget = widget.parentWidget()
        return widget is not None


class _Ring(QWidget):
    """Covers a widget, and lets everything through but the ring."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.setObjectName("focusRing")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(widget.rect())
        widget.installEventFilter(self)
        self.show()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Stay as large as the widget."""
        if event is not None and event.type() == QEvent.Type.Resize:
            if isinstance(watched, QWidget):
                self.setGeometry(watched.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the ring."""
        painter = QPainter(self)
        paint_ring(painter, self)
        painter.end()
