"""A caption that appears over a window, and fades: what was pressed or clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEasingCurve, QRectF, Qt, QVariantAnimation
from PyQt6.QtGui import QColor, QFontMetrics, QPainter
from PyQt6.QtWidgets import QWidget

from gui.style import theme as themes

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent

    from gui.style.theme import Theme

SHOWN_MS: Final = 1_600
FADES_AT: Final = 0.7
"""The share of that time after which it begins to fade."""

PIXELS: Final = 17
"""Pixels of its letters, before a presentation makes them larger."""

ABOVE_FOOT: Final = 16
"""Pixels between its lower edge and that of the area it is shown over."""


class FadingCaption(QWidget):
    """A line of text in the middle of a widget's foot, which lets the mouse through."""

    def __init__(self, over: QWidget, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("caption")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._over, self._theme, self._text = over, themes.LIGHT, ""
        self._opacity = 0.0
        self._fading = QVariantAnimation(self)
        self._fading.setDuration(SHOWN_MS)
        self._fading.setKeyValues([(0.0, 1.0), (FADES_AT, 1.0), (1.0, 0.0)])
        self._fading.setEasingCurve(QEasingCurve.Type.Linear)
        self._fading.valueChanged.connect(self._set_opacity)
        self._fading.finished.connect(self.hide)
        self.hide()

    @property
    def text(self) -> str:
        """What was shown last."""
        return self._text

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours and the size of letters of a theme."""
        self._theme = theme
        self.update()

    def show_text(self, text: str) -> None:
        """Show a text, in place of the last one."""
        self._text = text
        self.setAccessibleName(text)
        font = self.font()
        font.setPixelSize(round(PIXELS * self._theme.scale))
        self.setFont(font)
        metrics, window = QFontMetrics(font), self.parentWidget()
        assert window is not None
        area = QRectF(self._over.rect()).toRect()
        area.moveTopLeft(self._over.mapTo(window, area.topLeft()))
        width = min(metrics.horizontalAdvance(text) + metrics.height(), area.width())
        height = round(1.7 * metrics.height())
        self.setGeometry(
            area.center().x() - width // 2,
            area.bottom() - height - ABOVE_FOOT,
            width,
            height,
        )
        self.raise_()
        self.show()
        self._fading.stop()
        self._fading.start()

    def clear(self) -> None:
        """Hide it at once."""
        self._fading.stop()
        self.hide()

    def _set_opacity(self, opacity: float) -> None:
        if opacity != self._opacity:
            self._opacity = opacity
            self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the text on a plate."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(self._opacity)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.text))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        painter.setPen(QColor(self._theme.surface))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
        painter.end()
