"""Pictures that are painted once and stamped from then on.

A line takes Qt 25 us, a box with round corners 30 and a number 20; a network of ten
units is drawn 30 times a second, and most of it looks the same every time.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QPainter, QPixmap

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from PyQt6.QtCore import QRectF, QSize

MOST: Final = 512
"""Pictures that are kept; more come up only while a window is resized."""


class PixmapCache:
    """Pictures by what they show."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, QPixmap] = {}

    def stamp(
        self,
        painter: QPainter,
        area: QRectF,
        key: Hashable,
        paint: Callable[[QPainter, QRectF], None],
    ) -> None:
        """Draw a picture where it belongs, at whole pixels.

        Parameters
        ----------
        painter : QPainter
        area : QRectF
            Where it stands; its size is part of what it shows.
        key : hashable
            What it shows, with everything that decides how.
        paint : callable
            Paints it, with a painter and the place of ``area`` there, if it is new.
        """
        device = painter.device()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        known = (key, area.width(), area.height(), ratio)
        picture = self._kept.get(known)
        if picture is None:
            if len(self._kept) >= MOST:
                self._kept.clear()
            picture = self._kept[known] = self._painted(painter, area, ratio, paint)
        # One pixel of room around it, for what a pen paints beyond the edge.
        left = round(area.left() * ratio) / ratio - 1
        top = round(area.top() * ratio) / ratio - 1
        painter.drawPixmap(QPointF(left, top), picture)

    def _painted(
        self,
        like: QPainter,
        area: QRectF,
        ratio: float,
        paint: Callable[[QPainter, QRectF], None],
    ) -> QPixmap:
        wide, high = (
            math.ceil((side + 2) * ratio) for side in (area.width(), area.height())
        )
        picture = QPixmap(wide, high)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHints(like.renderHints())
        painter.setFont(like.font())
        try:
            paint(painter, area.translated(1 - area.left(), 1 - area.top()))
        finally:  # a picture that is dropped while it is painted takes Qt down
            painter.end()
        return picture


class StaticLayer:
    """A picture as large as a view, painted anew only when what it shows has changed.

    At rest it is kept once it was the same twice: to keep what changes every time
    would cost more than to paint it. In a run it changes nearly every time, and is
    kept for as long as the caller wants to show it.
    """

    def __init__(self) -> None:
        self._seen: Hashable = None
        self._kept = QPixmap()
        self._shows: Hashable = None
        self._about: Hashable = None

    def paint(
        self,
        painter: QPainter,
        size: QSize,
        about: Hashable,
        values: Hashable,
        paint: Callable[[QPainter], None],
        *,
        fresh: bool | None = None,
    ) -> None:
        """Draw the picture.

        Parameters
        ----------
        painter : QPainter
        size : QSize
            Of the view.
        about : hashable
            What the picture shows, but for the values.
        values : hashable
            The values that it shows; None if these are others every time.
        paint : callable
            Paints all of it, ground included.
        fresh : bool or None
            In a run, whether the values are to be up to date, or may be those that
            were shown last. None at rest, where they always are.
        """
        device = painter.device()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        about = (about, size.width(), size.height(), ratio)
        wanted = None if values is None else (about, values)
        again, self._seen = wanted == self._seen, wanted
        kept = not self._kept.isNull() and self._about == about
        if not (kept and (fresh is False or wanted == self._shows is not None)):
            if fresh is None and (wanted is None or not again):
                self._kept = QPixmap()
                paint(painter)
                return
            if not kept:
                width, height = size.width() * ratio, size.height() * ratio
                self._kept = QPixmap(math.ceil(width), math.ceil(height))
                self._kept.setDevicePixelRatio(ratio)
            self._shows = self._about = None  # until it is painted
            still = QPainter(self._kept)
            try:
                paint(still)
            finally:
                still.end()
            self._about, self._shows = about, wanted
        painter.drawPixmap(0, 0, self._kept)
