"""A scatter of many points that is drawn at every frame, as one image.

A thousand points cost 3 ms a frame in a pyqtgraph scatter plot, half of it to pass them
to Qt. Counting in an array how often each pixel is covered takes a fifth of that, and
shows more: the colour is denser where points overlap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QImage, QPainter, QPainterPath
from PyQt6.sip import voidptr

from gui.style.devices import pixel_ratio

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shallownet.arrays import Array, Indices

LEVELS: Final = 16
"""The coverage of a pixel by one point: the steps of its antialiased edge."""

MAX_COVERAGE: Final = 255
"""The largest coverage with a colour of its own: 16 points on each other."""

CLICK_RADIUS: Final = 6.0
"""How far a click may be from a point, in pixels."""


def disc(size: float) -> NDArray[np.float64]:
    """Return the share of each pixel around its centre that a disc covers."""
    return _coverage(size, lambda x, y: np.hypot(x, y) <= size / 2)


def triangle(size: float) -> NDArray[np.float64]:
    """Return the share of each pixel that a triangle pointing upwards covers."""
    half = size / 2
    return _coverage(size, lambda x, y: (y <= half) & (np.abs(x) <= (y + half) / 2))


def triangle_outline(size: float) -> QPainterPath:
    """Return the outline of `triangle`."""
    half, path = size / 2, QPainterPath()
    path.moveTo(0.0, -half)
    path.lineTo(half, half)
    path.lineTo(-half, half)
    path.closeSubpath()
    return path


def _coverage(size: float, inside: Any) -> NDArray[np.float64]:
    """Sample a shape at 8 x 8 points per pixel."""
    half = int(np.ceil(size / 2))
    fine = (np.arange(2 * half * 8) + 0.5) / 8 - half
    x, y = np.meshgrid(fine, fine)
    covered = inside(x, y).reshape(2 * half, 8, 2 * half, 8)
    mask: NDArray[np.float64] = covered.mean(axis=(1, 3))
    return mask


class PointCloud(pg.GraphicsObject):
    """Points of one shape and colour.

    Parameters
    ----------
    mask : ndarray, shape (2 n, 2 n)
        The shape, as `disc` and `triangle` return it.
    outline : QPainterPath, optional
        The shape around (0, 0) for exported pictures; a disc of that size if not given.

    Signals
    -------
    clicked(int)
        A point was clicked; its number, as given to `setData`.
    """

    clicked = pyqtSignal(int)

    def __init__(
        self, mask: NDArray[np.float64], outline: QPainterPath | None = None
    ) -> None:
        super().__init__()
        self._colour = QColor()
        self._x = self._y = np.empty(0)
        self._numbers: Indices = np.empty(0, dtype=np.intp)
        self._coverage = np.empty((0, 0), dtype=np.intp)
        self._pixels = np.empty((0, 0), dtype=np.uint32)
        self._added = np.empty(0, dtype=np.intp)
        self._colours = np.zeros(MAX_COVERAGE + 1, dtype=np.uint32)
        self.set_shape(mask, outline)

    def set_shape(
        self, mask: NDArray[np.float64], outline: QPainterPath | None = None
    ) -> None:
        """Show points of another shape or size; the parameters are the class's."""
        half = len(mask) / 2
        self._outline = outline or QPainterPath()
        if outline is None:
            self._outline.addEllipse(QPointF(), half, half)
        rows, columns = np.nonzero(np.round(mask * LEVELS))
        self._weights = np.round(mask * LEVELS)[rows, columns].astype(np.intp)
        self._rows, self._columns = rows - len(mask) // 2, columns - len(mask) // 2
        self._margin = QPointF(len(mask) // 2 + 1, len(mask) // 2 + 1)
        self._indices = np.empty((0, len(self._weights)), dtype=np.intp)
        self.update()

    def set_colour(self, colour: QColor) -> None:
        """Set the colour; its alpha is that of a single point."""
        self._colour = colour
        points = np.arange(MAX_COVERAGE + 1) / LEVELS
        alpha = 1.0 - (1.0 - colour.alphaF()) ** points
        parts = [colour.redF(), colour.greenF(), colour.blueF()]
        argb = np.stack([alpha, *(alpha * part for part in parts)])
        a, r, g, b = np.round(255.0 * argb).astype(np.uint32)
        self._colours = a << 24 | r << 16 | g << 8 | b
        self.update()

    def setData(self, x: Array, y: Array, numbers: Indices) -> None:
        """Show points at (x, y); `clicked` reports their numbers."""
        self._x, self._y, self._numbers = x, y, numbers
        self.update()

    def getData(self) -> tuple[Array, Array]:
        """Return the coordinates of the points."""
        return self._x, self._y

    # pyqtgraph overrides

    def boundingRect(self) -> QRectF:
        """Return the view's rectangle: points outside are not drawn."""
        return QRectF(self.viewRect() or QRectF())

    def viewTransformChanged(self) -> None:
        """Follow the view, which is the bounding rectangle."""
        self.prepareGeometryChange()
        super().viewTransformChanged()

    def paint(self, painter: QPainter, option: Any, widget: Any) -> None:
        """Draw all points as one image; into an exported picture one by one."""
        if not self._x.size:
            return
        transform = painter.worldTransform()
        area = transform.mapRect(self.boundingRect()).toAlignedRect()
        if self._exportOpts is not False:
            self._paint_shapes(painter, QRectF(area))
            return
        ratio = pixel_ratio(painter)
        width, height = round(area.width() * ratio), round(area.height() * ratio)
        if width <= 0 or height <= 0:
            return
        x = (transform.m11() * self._x + transform.m31() - area.left()) * ratio
        y = (transform.m22() * self._y + transform.m32() - area.top()) * ratio
        image = self._render(x, y, width, height)
        image.setDevicePixelRatio(ratio)
        painter.save()
        painter.resetTransform()
        painter.drawImage(QPointF(area.topLeft()) - self._margin / ratio, image)
        painter.restore()

    def _paint_shapes(self, painter: QPainter, area: QRectF) -> None:
        transform = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour)
        for x, y in zip(self._x.tolist(), self._y.tolist(), strict=True):
            at = transform.map(QPointF(x, y))
            if area.contains(at):
                painter.drawPath(self._outline.translated(at))
        painter.restore()

    def _render(self, x: Array, y: Array, width: int, height: int) -> QImage:
        """Return an image of points given in pixels, with a margin for its edges."""
        margin = int(self._margin.x())
        wide, high = width + 2 * margin, height + 2 * margin
        if self._pixels.shape != (high, wide):
            # Kept between frames: the system maps new arrays of this size page by page,
            # 3 ms a frame, ten times the computation (0.4 ms for the indices).
            self._coverage = np.zeros((high, wide), dtype=np.intp)
            self._pixels = np.empty((high, wide), dtype=np.uint32)
        inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
        column = np.rint(x[inside]).astype(np.intp) + margin
        row = np.rint(y[inside]).astype(np.intp) + margin
        if len(self._indices) < len(row):
            self._indices = np.empty((len(row), len(self._weights)), dtype=np.intp)
            # Tiled: np.add.at of NumPy 2.4 reads past the end of values it broadcasts.
            self._added = np.tile(self._weights, len(row))
        centres = (row * wide + column)[:, np.newaxis]
        offsets = self._rows * wide + self._columns
        indices = np.add(centres, offsets, out=self._indices[: len(row)]).reshape(-1)
        self._coverage.fill(0)
        np.add.at(self._coverage.reshape(-1), indices, self._added[: len(indices)])
        # "clip" gives a larger coverage the last colour.
        np.take(self._colours, self._coverage, out=self._pixels, mode="clip")
        # PyQt's stubs allow only bytes, which would be a copy.
        return QImage(  # type: ignore[call-overload, no-any-return]
            voidptr(self._pixels.data),
            wide,
            high,
            4 * wide,
            QImage.Format.Format_ARGB32_Premultiplied,
        )

    def number_at(self, at: QPointF) -> int | None:
        """Return the number of the point at a place in the view; None if none is."""
        width, height = self.pixelWidth(), self.pixelHeight()
        if not self._x.size or not width or not height:
            return None
        distance = np.hypot((self._x - at.x()) / width, (self._y - at.y()) / height)
        nearest = int(np.argmin(distance))
        near = distance[nearest] <= CLICK_RADIUS
        return int(self._numbers[nearest]) if near else None

    def mouseClickEvent(self, event: Any) -> None:
        """Report which point was clicked, and pass other clicks on."""
        number = self.number_at(event.pos())
        if number is None:
            event.ignore()
        else:
            event.accept()
            self.clicked.emit(number)
