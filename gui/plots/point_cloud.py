"""A scatter of many points that is drawn at every frame, as one picture.

A thousand points cost 3 ms a frame as items of a scatter plot, half of it to hand them
over. Counting in an array how often each pixel is covered takes a fifth of that, and
says more: where points lie on each other the colour is denser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, QRectF, pyqtSignal
from PyQt6.QtGui import QColor, QImage, QPainter
from PyQt6.sip import voidptr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shallownet.arrays import Array, Indices

LEVELS: Final = 16
"""Steps in which a point covers a pixel of its edge."""

MOST: Final = 255
"""Steps that are told apart where points lie on each other: 16 points."""

NEAR: Final = 6.0
"""How far a click may miss a point, in pixels."""


def disc(size: float) -> NDArray[np.float64]:
    """Return how far a disc covers the pixels around its middle, from 0 to 1."""
    return _covered(size, lambda x, y: np.hypot(x, y) <= size / 2)


def triangle(size: float) -> NDArray[np.float64]:
    """Return the same for a triangle that points upwards."""
    half = size / 2
    return _covered(size, lambda x, y: (y <= half) & (np.abs(x) <= (y + half) / 2))


def _covered(size: float, inside: Any) -> NDArray[np.float64]:
    reach = int(np.ceil(size / 2))
    fine = (np.arange(2 * reach * 8) + 0.5) / 8 - reach
    x, y = np.meshgrid(fine, fine)
    covered = inside(x, y).reshape(2 * reach, 8, 2 * reach, 8)
    mask: NDArray[np.float64] = covered.mean(axis=(1, 3))
    return mask


class PointCloud(pg.GraphicsObject):
    """Points of one shape and colour.

    Parameters
    ----------
    mask : ndarray, shape (2 n, 2 n)
        The shape: see `disc` and `triangle`.

    Signals
    -------
    clicked(int)
        A point was clicked: its number, as given to `setData`.
    """

    clicked = pyqtSignal(int)

    def __init__(self, mask: NDArray[np.float64]) -> None:
        super().__init__()
        self._x = self._y = np.empty(0)
        self._numbers: Indices = np.empty(0, dtype=np.intp)
        rows, columns = np.nonzero(np.round(mask * LEVELS))
        self._weights = np.round(mask * LEVELS)[rows, columns].astype(np.intp)
        self._rows, self._columns = rows - len(mask) // 2, columns - len(mask) // 2
        self._margin = QPointF(len(mask) // 2 + 1, len(mask) // 2 + 1)
        self._cover = np.empty((0, 0), dtype=np.intp)
        self._pixels = np.empty((0, 0), dtype=np.uint32)
        self._stamps = np.empty((0, len(self._weights)), dtype=np.intp)
        self._stamped = np.empty(0, dtype=np.intp)
        self._colours = np.zeros(MOST + 1, dtype=np.uint32)

    def set_colour(self, colour: QColor) -> None:
        """Take on a colour; its alpha is that of a single point."""
        cover = np.arange(MOST + 1) / LEVELS
        alpha = 1.0 - (1.0 - colour.alphaF()) ** cover
        parts = [colour.redF(), colour.greenF(), colour.blueF()]
        argb = np.stack([alpha, *(alpha * part for part in parts)])
        a, r, g, b = np.round(255.0 * argb).astype(np.uint32)
        self._colours = a << 24 | r << 16 | g << 8 | b
        self.update()

    def setData(self, x: Array, y: Array, numbers: Indices) -> None:
        """Show points at (x, y), which a click tells by their numbers."""
        self._x, self._y, self._numbers = x, y, numbers
        self.update()

    def getData(self) -> tuple[Array, Array]:
        """Return the places of the points."""
        return self._x, self._y

    # pyqtgraph overrides

    def boundingRect(self) -> QRectF:
        """Return what is in view: points outside are not drawn."""
        return QRectF(self.viewRect() or QRectF())

    def viewTransformChanged(self) -> None:
        """Follow the view, which bounds what is drawn."""
        self.prepareGeometryChange()
        super().viewTransformChanged()

    def paint(self, painter: QPainter, option: Any, widget: Any) -> None:
        """Draw the points as a picture of the view."""
        if not self._x.size:
            return
        place = painter.worldTransform()
        area = place.mapRect(self.boundingRect()).toAlignedRect()
        device = painter.device()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        width, height = round(area.width() * ratio), round(area.height() * ratio)
        if width <= 0 or height <= 0:
            return
        x = (place.m11() * self._x + place.m31() - area.left()) * ratio
        y = (place.m22() * self._y + place.m32() - area.top()) * ratio
        image = self._picture(x, y, width, height)
        image.setDevicePixelRatio(ratio)
        painter.save()
        painter.resetTransform()
        painter.drawImage(QPointF(area.topLeft()) - self._margin / ratio, image)
        painter.restore()

    def _picture(self, x: Array, y: Array, width: int, height: int) -> QImage:
        """Return points, given in pixels, as a picture with a margin around it."""
        # It catches what a point at the edge covers outside.
        margin = int(self._margin.x())
        wide, high = width + 2 * margin, height + 2 * margin
        if self._pixels.shape != (high, wide):
            # Arrays of this size made anew are memory that the system hands out page
            # by page: 3 ms a frame, ten times what is computed. (The stamps: 0.4.)
            self._cover = np.zeros((high, wide), dtype=np.intp)
            self._pixels = np.empty((high, wide), dtype=np.uint32)
        inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
        column = np.rint(x[inside]).astype(np.intp) + margin
        row = np.rint(y[inside]).astype(np.intp) + margin
        if len(self._stamps) < len(row):
            size = len(self._weights)
            self._stamps = np.empty((len(row), size), dtype=np.intp)
            # In one row: NumPy 2.4 reads past the end of weights that it has to repeat.
            self._stamped = np.tile(self._weights, len(row))
        at = (row * wide + column)[:, np.newaxis]
        around = self._rows * wide + self._columns
        stamps = np.add(at, around, out=self._stamps[: len(row)]).reshape(-1)
        self._cover.fill(0)
        np.add.at(self._cover.reshape(-1), stamps, self._stamped[: len(stamps)])
        # "clip" takes what is covered more often than that for the last colour.
        np.take(self._colours, self._cover, out=self._pixels, mode="clip")
        # The stubs know of bytes alone, which would have to be copied.
        return QImage(  # type: ignore[call-overload, no-any-return]
            voidptr(self._pixels.data),
            wide,
            high,
            4 * wide,
            QImage.Format.Format_ARGB32_Premultiplied,
        )

    def mouseClickEvent(self, event: Any) -> None:
        """Say which point was clicked; let clicks beside them through."""
        event.ignore()
        across, down = self.pixelWidth(), self.pixelHeight()
        if not self._x.size or not across or not down:
            return
        away = np.hypot(
            (self._x - event.pos().x()) / across, (self._y - event.pos().y()) / down
        )
        nearest = int(np.argmin(away))
        if away[nearest] <= NEAR:
            event.accept()
            self.clicked.emit(int(self._numbers[nearest]))
