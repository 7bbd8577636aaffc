"""Pixmaps that are painted once and drawn many times.

A line takes Qt 25 µs, a box with round corners 30 and a number 20; a network of ten
units is drawn 30 times a second, and most of it looks the same every time.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QPainter, QPixmap

from gui.style.devices import is_vector, pixel_ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from PyQt6.QtCore import QRectF, QSize

MAX_PIXMAPS: Final = 512
"""Only resizing a window produces more."""


class PixmapCache:
    """Small pixmaps by a key that says what they show."""

    def __init__(self) -> None:
        self._pixmaps: dict[Hashable, QPixmap] = {}

    def draw(
        self,
        painter: QPainter,
        area: QRectF,
        key: Hashable,
        paint: Callable[[QPainter, QRectF], None],
    ) -> None:
        """Draw a pixmap at its place, rounded to whole pixels.

        ``paint(painter, area)`` paints it if it is not in the cache yet. The key says
        all that decides how it looks, except for the size of the area. A vector file
        gets what it paints, not the pixmap.
        """
        if is_vector(painter):
            painter.save()
            paint(painter, area)
            painter.restore()
            return
        ratio = pixel_ratio(painter)
        key = (key, area.width(), area.height(), ratio)
        pixmap = self._pixmaps.get(key)
        # One pixel of room on every side, for what a pen paints beyond the edge.
        if pixmap is None:
            if len(self._pixmaps) >= MAX_PIXMAPS:
                self._pixmaps.clear()
            pixmap = _new_pixmap(area.width() + 2, area.height() + 2, ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            inner = QPainter(pixmap)
            inner.setRenderHints(painter.renderHints())
            inner.setFont(painter.font())
            try:
                paint(inner, area.translated(1 - area.left(), 1 - area.top()))
            finally:  # Qt crashes if a pixmap is freed while a painter is active on it
                inner.end()
            self._pixmaps[key] = pixmap
        left = round(area.left() * ratio) / ratio - 1
        top = round(area.top() * ratio) / ratio - 1
        painter.drawPixmap(QPointF(left, top), pixmap)


class StaticLayer:
    """A pixmap of the size of a view, painted again only when its content has changed.

    At rest it is kept once it was the same twice in a row: to keep what changes every
    time would cost more than painting it directly. During a run it changes with nearly
    every update, and the caller decides for how many frames to keep it.
    """

    def __init__(self) -> None:
        self._pixmap = QPixmap()
        self._last_key: Hashable = None
        self._painted_key: Hashable = None
        self._painted_settings: Hashable = None

    def paint(
        self,
        painter: QPainter,
        size: QSize,
        settings: Hashable,
        values: Hashable,
        paint: Callable[[QPainter], None],
        *,
        fresh: bool | None = None,
    ) -> None:
        """Draw the layer; paint it anew into a vector file.

        Parameters
        ----------
        painter : QPainter
        size : QSize
            Of the view.
        settings, values : hashable
            The values that the layer shows, and all else that decides how it looks.
            None for values that differ every time.
        paint : callable
            ``paint(painter)`` paints the whole layer, background included.
        fresh : bool or None
            During a run, whether the values must be up to date or may be older. None
            at rest, where they are always up to date.
        """
        if is_vector(painter):
            paint(painter)
            return
        ratio = pixel_ratio(painter)
        settings = (settings, size.width(), size.height(), ratio)
        key = None if values is None else (settings, values)
        repeated, self._last_key = key == self._last_key, key
        usable = not self._pixmap.isNull() and self._painted_settings == settings
        if not (usable and (fresh is False or key == self._painted_key is not None)):
            if fresh is None and (key is None or not repeated):
                self._pixmap = QPixmap()
                paint(painter)
                return
            if not usable:
                self._pixmap = _new_pixmap(size.width(), size.height(), ratio)
            self._painted_key = self._painted_settings = None  # if painting fails
            inner = QPainter(self._pixmap)
            try:
                paint(inner)
            finally:
                inner.end()
            self._painted_settings, self._painted_key = settings, key
        painter.drawPixmap(0, 0, self._pixmap)


def _new_pixmap(width: float, height: float, ratio: float) -> QPixmap:
    pixmap = QPixmap(math.ceil(width * ratio), math.ceil(height * ratio))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
