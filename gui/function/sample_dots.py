"""Samples on a map, each in the colour of its value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QColor, QImage, QPainter, QPen
from PyQt6.sip import voidptr

from gui.plots.point_cloud import PointCloud, disc

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shallownet.arrays import Array, Indices

FILL: Final = 4.4
RIM: Final = 6.4
"""Pixels across the coloured disc and across the rim around it."""


class SampleDots(PointCloud):
    """Discs with a rim, each of a colour of its own; later ones cover earlier ones."""

    def __init__(self) -> None:
        super().__init__(disc(RIM))
        rim, fill = disc(RIM), np.zeros_like(disc(RIM))
        inner = disc(FILL)
        inset = (len(rim) - len(inner)) // 2
        fill[inset : inset + len(inner), inset : inset + len(inner)] = inner
        rows, columns = np.nonzero(rim)
        self._dot_rows, self._dot_columns = (
            rows - len(rim) // 2,
            columns - len(rim) // 2,
        )
        self._fill = fill[rows, columns]
        self._rim = rim[rows, columns] * (1.0 - self._fill)
        self._rim_colour = QColor(255, 255, 255, 200)
        self._dot_colours: NDArray[np.uint32] = np.empty(0, dtype=np.uint32)
        self._argb: NDArray[np.uint32] = np.empty((0, 0), dtype=np.uint32)

    def set_rim(self, colour: QColor) -> None:
        """Set the colour of the rims."""
        if colour == self._rim_colour:
            return
        self._rim_colour, self._argb = colour, np.empty((0, 0), dtype=np.uint32)
        self.update()

    def set_points(
        self, x: Array, y: Array, numbers: Indices, colours: NDArray[np.uint32]
    ) -> None:
        """Show points at (x, y) in colours, 0xffrrggbb, one for each."""
        if not np.array_equal(colours, self._dot_colours):
            self._dot_colours = colours
            self._argb = np.empty((0, 0), dtype=np.uint32)
        self.setData(x, y, numbers)

    @property
    def colours(self) -> NDArray[np.uint32]:
        """The colour of each point, 0xffrrggbb."""
        return self._dot_colours

    def _pixels_of_dots(self) -> NDArray[np.uint32]:
        """Return the pixels of each dot, premultiplied, (points, pixels of one)."""
        if self._argb.shape[:1] == self._dot_colours.shape and self._argb.size:
            return self._argb
        rim = self._rim * self._rim_colour.alphaF()
        parts = [255.0 * (rim + self._fill)[np.newaxis]]
        for shift, edge in (
            (16, self._rim_colour.red()),
            (8, self._rim_colour.green()),
            (0, self._rim_colour.blue()),
        ):
            channel = (self._dot_colours >> shift & 255)[:, np.newaxis]
            parts.append(rim * edge + self._fill * channel)
        a, r, g, b = (np.rint(part).astype(np.uint32) for part in parts)
        self._argb = np.bitwise_or(a << 24 | r << 16, g << 8 | b, dtype=np.uint32)
        return self._argb

    def _paint_shapes(self, painter: QPainter, area: QRectF) -> None:
        transform = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._rim_colour, (RIM - FILL) / 2))
        for x, y, colour in zip(
            self._x.tolist(), self._y.tolist(), self._dot_colours.tolist(), strict=True
        ):
            at = transform.map(QPointF(x, y))
            if area.contains(at):
                painter.setBrush(QColor(colour))
                painter.drawEllipse(at, FILL / 2, FILL / 2)
        painter.restore()

    def _render(self, x: Array, y: Array, width: int, height: int) -> QImage:
        margin = int(self._margin.x())
        wide, high = width + 2 * margin, height + 2 * margin
        if self._pixels.shape != (high, wide):
            self._pixels = np.zeros((high, wide), dtype=np.uint32)
        inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
        column = np.rint(x[inside]).astype(np.intp) + margin
        row = np.rint(y[inside]).astype(np.intp) + margin
        centres = (row * wide + column)[:, np.newaxis]
        self._pixels.fill(0)
        at = centres + (self._dot_rows * wide + self._dot_columns)
        self._pixels.reshape(-1)[at] = self._pixels_of_dots()[inside]
        # PyQt's stubs allow only bytes, which would be a copy.
        return QImage(  # type: ignore[call-overload, no-any-return]
            voidptr(self._pixels.data),
            wide,
            high,
            4 * wide,
            QImage.Format.Format_ARGB32_Premultiplied,
        )


def colours_of(
    values: Array, colours: NDArray[np.uint32], limits: tuple[float, float]
) -> NDArray[np.uint32]:
    """Return the colour of each value on a scale; of NaN that of its lower end."""
    low, high = limits
    with np.errstate(over="ignore", invalid="ignore"):
        shares = np.nan_to_num((values - low) * (255.0 / (high - low)))
    result: NDArray[np.uint32] = colours[np.clip(shares, 0.0, 255.0).astype(np.intp)]
    return result
