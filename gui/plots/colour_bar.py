"""A bar that says which colour is which value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen, QPolygonF
from PyQt6.QtWidgets import QSizePolicy, QWidget

from gui.style import theme as themes
from gui.style.colour_maps import sequential_colours
from gui.style.polish import set_pixels
from gui.text.number_format import wrapped
from shallownet.wording import figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PyQt6.QtGui import QPaintEvent

    from gui.style.theme import Theme
    from shallownet.arrays import Array

STRIP: Final = 12
"""Pixels across the strip of colours."""

ARROW: Final = 7
"""Pixels along the arrow at an end beyond which there are values."""

LONGEST: Final = "−8,888"
"""The bar always has room for this label, so that its width seldom changes."""


GROWING: Final = (
    "The scale stays while values fit, and then grows by 1, 2, 5, 10 …; an arrow says "
    "that values lie beyond it, where there are no samples."
)

FONT_PIXELS: Final = 11
"""Pixels of the letters, which a presentation has larger."""


class ColourBar(QWidget):
    """A strip of colours with the values at its ticks, the largest at the top.

    Parameters
    ----------
    name : str
        What it is the key to, for a screen reader.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("colourBar")
        self._name = name
        self.setAccessibleName(name)
        self._theme = themes.LIGHT
        self._colours = sequential_colours()
        self.limits = 0.0, 1.0
        self.ticks: tuple[float, ...] = ()
        self.beyond = False, False
        self._labels: tuple[str, ...] = ()
        self._title = ""
        self._insets = 8, 8
        font = themes.number_font(self.font())
        font.setPixelSize(FONT_PIXELS)
        self.setFont(font)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours and the size of labels."""
        self._theme = theme
        set_pixels(self, FONT_PIXELS * theme.scale)
        self.update()

    def set_insets(self, top: int, bottom: int) -> None:
        """Set where the strip begins and ends, in pixels from the widget's ends."""
        self._insets = top, bottom
        self.update()

    def set_scale(
        self,
        colours: NDArray[np.uint32],
        limits: tuple[float, float],
        ticks: Array,
        title: str,
        beyond: tuple[bool, bool] = (False, False),
        *,
        labels: Sequence[str] = (),
        note: str = GROWING,
    ) -> None:
        """Show a scale.

        Parameters
        ----------
        colours : ndarray of uint32, shape (256,)
        limits : tuple of float
            The values of the first and the last colour.
        ticks : ndarray, shape (k,)
            The values to label.
        title : str
            What the values are.
        beyond : tuple of bool
            Whether there are values below the lower and above the upper limit.
        labels : sequence of str
            Texts for the ticks, if limits and ticks are logarithms to base ten;
            otherwise the ticks are labelled by themselves.
        note : str
            How the scale follows the values.
        """
        texts = tuple(labels) or tuple(map(figure, ticks))
        state = (limits, tuple(ticks.tolist()), texts, title, beyond)
        if colours is self._colours and state == self._state:
            return
        self._colours = colours
        self.limits, self.ticks, self._labels, self._title, self.beyond = state
        low, high = (figure(10.0**end if labels else end) for end in limits)
        text = f"{title}: from {low} to {high}"
        self.setToolTip(wrapped(f"{text}. {note}"))
        self.setAccessibleDescription(text)
        self.updateGeometry()
        self.update()

    @property
    def _state(self) -> tuple[object, ...]:
        return self.limits, self.ticks, self._labels, self._title, self.beyond

    @property
    def title(self) -> str:
        """What the values are."""
        return self._title

    # Qt overrides

    def sizeHint(self) -> QSize:
        """Return the width that the longest label needs."""
        metrics = QFontMetricsF(self.font())
        labels = [LONGEST, *self._labels]
        widest = max(map(metrics.horizontalAdvance, labels))
        return QSize(round(STRIP + 6 + widest), 80)

    def minimumSizeHint(self) -> QSize:
        """Return the smallest readable size."""
        return QSize(self.sizeHint().width(), 40)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw strip, ticks and labels; nothing before there is a scale."""
        if not self._title:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top, bottom = self._insets[0], self.height() - self._insets[1]
        strip = QRectF(0.5, top, STRIP, max(bottom - top, 1))
        column = np.ascontiguousarray(self._colours[::-1])
        image = QImage(column.tobytes(), 1, 256, 4, QImage.Format.Format_RGB32)
        painter.drawImage(strip, image)
        painter.setPen(QPen(QColor(self._theme.muted), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(strip)
        for is_beyond, edge, way in zip(
            self.beyond, (strip.bottom(), strip.top()), (1.0, -1.0), strict=True
        ):
            if is_beyond:
                colour = self._colours[0 if way > 0 else -1]
                painter.setBrush(QColor(int(colour)))
                painter.drawPolygon(
                    QPolygonF(
                        [
                            QPointF(strip.left(), edge),
                            QPointF(strip.center().x(), edge + way * ARROW),
                            QPointF(strip.right(), edge),
                        ]
                    )
                )
        self._paint_labels(painter, strip)

    def _paint_labels(self, painter: QPainter, strip: QRectF) -> None:
        low, high = self.limits
        metrics = QFontMetricsF(self.font())
        free_below = strip.bottom() + metrics.height()
        for tick, label in zip(self.ticks, self._labels, strict=True):
            share = (tick - low) / (high - low)
            if not 0.0 <= share <= 1.0:
                continue
            y = strip.bottom() - share * strip.height()
            painter.setPen(QPen(QColor(self._theme.muted), 1))
            painter.drawLine(QPointF(strip.right(), y), QPointF(strip.right() + 3, y))
            if y > free_below - metrics.height():
                continue
            free_below = y
            painter.setPen(QColor(self._theme.text))
            painter.drawText(
                QPointF(strip.right() + 5, y + metrics.ascent() / 2 - 1.5),
                label,
            )
