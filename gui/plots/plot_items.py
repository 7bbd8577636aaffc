"""Parts of plots that are drawn at every frame, quicker than pyqtgraph has them."""

from __future__ import annotations

from math import ceil, floor, log10
from typing import Any, Final

import pyqtgraph as pg
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter, QPixmap

from gui.text.number_format import round_up_125

CLOSE: Final = 0.7
"""In powers of ten: a range so short may have none of 1, 2 and 5 in it, or but one."""


class Axis(pg.AxisItem):
    """An axis with grouped thousands, which in log mode runs over log10(values).

    There every power of ten is labelled; with few of them in view 2 and 5 are too, and
    within one of them round numbers at even distances, as on a linear axis. It is kept
    as a picture: to draw it takes 0.13 ms, and a frame has three of them.

    Its label says the unit as it is, without a prefix that follows the range. So it is
    laid out when it changes, and not whenever something else does: at a start the
    labels of two plots were laid out 112 times, in 10 ms.
    """

    picture: Any

    def __init__(self, orientation: str) -> None:
        self._labelled: str | None = None
        super().__init__(orientation)
        self.autoSIPrefix = False
        self._kept = QPixmap()
        self._shows: tuple[object, ...] = ()

    def updateAutoSIPrefix(self) -> None:
        """Leave the unit as it is."""
        self.picture = None
        self.update()

    def _updateLabel(self) -> None:
        """Lay out the label, if it says something else."""
        label = self.labelString()
        if label != self._labelled:
            self._labelled = label
            super()._updateLabel()
        else:
            self._adjustSize()
            self.updateAutoSIPrefix()

    def paint(self, painter: QPainter, option: Any, widget: Any) -> None:
        """Draw the axis, anew only when it has changed."""
        device, place = painter.device(), painter.worldTransform()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        # At whole pixels of the screen, with room around it for what pens paint beyond.
        where = place.mapRect(self.boundingRect().adjusted(-1, -1, 1, 1))
        left, top = floor(where.left() * ratio), floor(where.top() * ratio)
        width = ceil(where.right() * ratio) + 1 - left
        height = ceil(where.bottom() * ratio) + 1 - top
        shows = (self.picture, left, top, width, height, place, ratio)
        corner = QPointF(left / ratio, top / ratio)
        # pyqtgraph draws into a picture of its own, and drops it when that is stale.
        if self.picture is None or self._shows != shows:
            self._kept = QPixmap(width, height)
            self._kept.setDevicePixelRatio(ratio)
            self._kept.fill(Qt.GlobalColor.transparent)
            own = QPainter(self._kept)
            own.setRenderHints(painter.renderHints())
            own.setFont(painter.font())
            own.translate(-corner)
            own.setWorldTransform(place, combine=True)
            try:
                super().paint(own, option, widget)
            finally:
                own.end()
            self._shows = (self.picture, *shows[1:])
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(corner, self._kept)
        painter.restore()

    def tickValues(
        self, minVal: float, maxVal: float, size: float
    ) -> list[tuple[float | None, list[float]]]:
        """Return (spacing, places) of labelled and of bare ticks."""
        low, high = floor(minVal), ceil(maxVal)
        if high - low > 300 or not self.logMode:
            return super().tickValues(minVal, maxVal, size)  # type: ignore[no-any-return]
        if maxVal - minVal < CLOSE and -300 < minVal and maxVal < 300:
            return self._close_ticks(minVal, maxVal, size)
        every = max(1, ceil((maxVal - minVal) / max(size / 34, 1)))
        factors = (1, 2, 5) if high - low <= 2 else (1,)
        labelled = [
            power + log10(factor)
            for power in range(low if every == 1 else ceil(minVal), high + 1, every)
            for factor in factors
        ]
        bare = [
            power + log10(factor)
            for power in range(low, high)
            for factor in range(2, 10)
            if high - low <= 8 and factor not in factors
        ]
        return [
            (1.0, [v for v in labelled if minVal <= v <= maxVal]),
            (None, [v for v in bare if minVal <= v <= maxVal]),
        ]

    def _close_ticks(
        self, minVal: float, maxVal: float, size: float
    ) -> list[tuple[float | None, list[float]]]:
        """Return labelled ticks at round numbers within less than a power of ten."""
        low, high = 10.0**minVal, 10.0**maxVal
        # A fifth, rounded up, is a half at most: so there are two or more.
        step = round_up_125((high - low) / max(size / 40, 5))
        first, last = ceil(low / step), floor(high / step)
        return [(1.0, [log10(n * step) for n in range(max(first, 1), last + 1)])]

    def tickStrings(
        self, values: list[float], scale: float, spacing: float | None
    ) -> list[str]:
        """Return the labels of some ticks."""
        if not self.logMode:
            return [f"{v * scale:,.6g}".replace("-", "−") for v in values]
        if spacing is None:
            return [""] * len(values)
        return [_power(v) for v in values]


def _power(exponent: float) -> str:
    """Return ten to a power as a label: 1,000 or 2e8."""
    if -4 < exponent < 7:
        return f"{10**exponent:,.10g}"
    whole = floor(exponent + 1e-9)
    return f"{10 ** (exponent - whole):.10g}e{whole}".replace("-", "−")


def axes() -> dict[str, Axis]:
    """Return axes for all sides of a plot, which has those at the top and right hidden.

    Those that are not given to a plot it makes itself, of pyqtgraph's own kind.
    """
    return {side: Axis(side) for side in ("left", "bottom", "right", "top")}


class CurveItem(pg.PlotCurveItem):
    """A curve in a view whose range is set: it is the view that bounds what is drawn.

    Left to itself the curve looks for the extremes of its values each time it is given
    some, 0.2 ms a frame, so that a view can be fitted to them.
    """

    def boundingRect(self) -> QRectF:
        """Return what is in view, if there is a curve."""
        if self.xData is None or not len(self.xData):
            return QRectF()
        return QRectF(self.viewRect() or QRectF())

    def viewTransformChanged(self) -> None:
        """Follow the view, which a curve of pyqtgraph's does not."""
        pg.GraphicsObject.viewTransformChanged(self)
        super().viewTransformChanged()
