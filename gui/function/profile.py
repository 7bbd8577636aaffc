"""A small plot of the mean prediction over one input: its partial dependence."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF
from PyQt6.QtWidgets import QSizePolicy, QWidget

from gui.style import theme as themes
from gui.style.polish import set_pixels
from shallownet.wording import digits_within, figure, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PyQt6.QtCore import QEvent
    from PyQt6.QtGui import QMouseEvent, QPaintEvent

    from gui.style.theme import Theme
    from shallownet.arrays import Array

HEIGHT: Final = 46

INSET: Final = 7
"""Pixels at each side: the knob of the slider below is over the same place."""

FONT_PIXELS: Final = 11
"""Pixels of the letters, which a presentation has larger."""


class Profile(QWidget):
    """The mean prediction over the range of an input, and the input's present value.

    Attributes
    ----------
    values, means : ndarray, shape (k,)
        The values of the input, and the mean prediction at each; empty at first.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        font = themes.number_font(self.font())
        font.setPixelSize(FONT_PIXELS)
        self.setFont(font)
        self._theme = themes.LIGHT
        self._range = 0.0, 1.0
        self._limits = 0.0, 1.0
        self._value = 0.0
        self._pointer: float | None = None
        self._choices: tuple[str, ...] = ()
        self._write: Callable[[float], str] | None = None
        self.values: Array = np.empty(0)
        self.means: Array = np.empty(0)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours, and the size of letters."""
        self._theme = theme
        set_pixels(self, FONT_PIXELS * theme.scale)
        self.update()

    def set_range(self, low: float, high: float) -> None:
        """Set the range of the input, and forget the profile."""
        self._range = low, high
        self.values = self.means = np.empty(0)
        self.update()

    def set_choices(self, names: Sequence[str]) -> None:
        """Let the places be categories: bars that are read by their names."""
        self._choices = tuple(names)
        self.set_range(-0.5, len(names) - 0.5)

    def tell_by(self, write: Callable[[float], str]) -> None:
        """Write places by a function: dates are not read as seconds."""
        self._write = write

    def set_value(self, value: float) -> None:
        """Mark the value that the input has."""
        if value != self._value:
            self._value = value
            self.update()

    def set_means(
        self, values: Array, means: Array, limits: tuple[float, float]
    ) -> None:
        """Show mean predictions (k,) at values (k,), on a scale between two limits."""
        self.values, self.means, self._limits = values, means, limits
        self.update()

    def mean_at(self, value: float) -> float:
        """Return the mean prediction at a value of the input; NaN if not known."""
        if not self.values.size:
            return float("nan")
        if self._choices:
            value = round(min(max(value, 0.0), len(self._choices) - 1.0))
        return float(np.interp(value, self.values, self.means))

    # Qt overrides

    def sizeHint(self) -> QSize:
        """Return the preferred size."""
        return QSize(160, HEIGHT)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Read the profile under the pointer."""
        if event is not None:
            self._pointer = event.position().x()
            self.update()

    def leaveEvent(self, event: QEvent | None) -> None:
        """Stop reading."""
        self._pointer = None
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the profile, the value, and the readout."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(INSET, 1, -INSET, -1)
        theme = self._theme
        painter.fillRect(area, QColor(theme.raised))
        painter.setPen(QPen(QColor(theme.muted), 1, Qt.PenStyle.DotLine))
        x = self._x_of(self._value, area)
        if isfinite(x):
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        if self.values.size:
            self._paint_curve(painter, area)
            at = self._value
            if self._pointer is not None:
                low, high = self._range
                share = (self._pointer - area.left()) / area.width()
                at = low + min(max(share, 0.0), 1.0) * (high - low)
            self._paint_readout(painter, area, at)

    def _x_of(self, value: float, area: QRectF) -> float:
        low, high = self._range
        return area.left() + area.width() * (value - low) / (high - low)

    def _y_of(self, mean: float, area: QRectF) -> float:
        low, high = self._limits
        inner = area.adjusted(0, 4, 0, -4)
        return inner.bottom() - inner.height() * (mean - low) / (high - low)

    def _paint_curve(self, painter: QPainter, area: QRectF) -> None:
        points = [
            QPointF(self._x_of(value, area), self._y_of(mean, area))
            for value, mean in zip(
                self.values.tolist(), self.means.tolist(), strict=True
            )
            if isfinite(mean)
        ]
        painter.save()
        painter.setClipRect(area)
        painter.setPen(QPen(QColor(self._theme.loss), 1.8))
        if self._choices:  # a curve would lead from one category to the next
            half = max(0.35 * area.width() / len(self._choices), 2.0)
            for point in points:
                left, right = QPointF(-half, 0.0), QPointF(half, 0.0)
                painter.drawLine(point + left, point + right)
        else:
            painter.drawPolyline(QPolygonF(points))
        painter.restore()

    def _paint_readout(self, painter: QPainter, area: QRectF, at: float) -> None:
        if not isfinite(at):
            return
        mean = self.mean_at(at)
        if self._choices:
            at = float(round(min(max(at, 0.0), len(self._choices) - 1.0)))
        x, y = self._x_of(at, area), self._y_of(mean, area)
        if isfinite(y) and area.contains(QPointF(x, y)):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.loss))
            painter.drawEllipse(QPointF(x, y), 3.0, 3.0)
        if self._pointer is None:
            return
        place = figure(at, digits_within(*self._range))
        if self._choices:
            place = shortened(self._choices[int(at)], 24)
        elif self._write is not None:
            place = self._write(at)
        text, metrics = f"{place}: {figure(mean)}", QFontMetricsF(self.font())
        width = metrics.horizontalAdvance(text)
        left = x + 6 if x + 6 + width < area.right() else x - 6 - width
        # In the half that the curve is not in.
        base = area.bottom() - 4 if y < area.center().y() else area.top() + 11
        painter.setPen(QColor(self._theme.text))
        painter.drawText(QPointF(left, base), text)
