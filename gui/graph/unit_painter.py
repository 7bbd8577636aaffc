"""Paints a network's units: what they answer, or a value, and what is told of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QImage, QPainter, QPen

from gui.graph.network_layout import MARGIN_X
from gui.graph.probe import GRID
from gui.style import theme as themes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from gui.graph.display_mode import UnitValues
    from gui.graph.network_layout import Layout, Node
    from gui.graph.pixmap_cache import PixmapCache
    from gui.graph.probe import ResponseMaps
    from gui.style.theme import Theme

PICTURED: Final = 12.0
"""Side of a unit, in pixels, from which its response is drawn inside it."""

FAINT: Final = 0.25


@dataclass(frozen=True, eq=False)
class UnitPainter:
    """All that it takes to paint a network's units at their places.

    Attributes
    ----------
    painter : QPainter
    canvas : QRectF
        What lies outside is not painted.
    layout : Layout
    last : int
        The number of the output layer.
    input_names : sequence of str
    maps : ResponseMaps
        The pictures inside the units.
    values : UnitValues or None
        What the units show in place of the pictures.
    colours : ndarray of uint32, shape (256,)
        Colours from negative over zero to positive.
    theme : Theme
    sprites : PixmapCache
    """

    painter: QPainter
    canvas: QRectF
    layout: Layout
    last: int
    input_names: Sequence[str]
    maps: ResponseMaps
    values: UnitValues | None
    colours: NDArray[np.uint32]
    theme: Theme
    sprites: PixmapCache
    _pictures: dict[int, bytes] = field(default_factory=dict, init=False)

    def paint_boxes(self, highlighted: set[int] | None, marked: int | None) -> None:
        """Paint every node but for its response; fade those that are not lit.

        Parameters
        ----------
        lit : set of int or None
            Nodes by their number in the layout; None lights all of them.
        marked : int or None
            The node that is ringed.
        """
        frame = QPen(QColor(self.theme.muted), 1.4)
        ring = QPen(QColor(self.theme.accent), 2.6)
        dots: dict[tuple[float, int], list[QRectF]] = {}
        for number, entry in self._in_view():
            opacity = 1.0 if highlighted is None or number in highlighted else FAINT
            if entry.size < PICTURED:
                colour = self._colour(entry) or QColor(self.theme.muted)
                dots.setdefault((opacity, colour.rgb()), []).append(_box(entry))
                continue
            self.painter.setOpacity(opacity)
            self.painter.setPen(ring if number == marked else frame)
            self._paint_box(entry)
            if not self._is_tagged(entry):
                self.painter.setPen(QColor(self.theme.text))
                self._paint_name(entry)
        # Hundreds of small units, in a call or two: one by one they cost 15 ms.
        self.painter.setPen(Qt.PenStyle.NoPen)
        for (opacity, rgb), boxes in dots.items():
            self.painter.setBrush(QColor(rgb))
            self.painter.setOpacity(opacity)
            self.painter.drawRects(*boxes)
        self.painter.setOpacity(1.0)

    def paint_responses(self, highlighted: set[int] | None) -> None:
        """Paint what the units answer into their boxes, and what is told of them."""
        self._pictures.clear()
        plain = self.painter.font()
        small = themes.number_font(plain)
        small.setPixelSize(9)
        self.painter.setFont(small)
        for number, entry in self._in_view():
            if entry.size < PICTURED:
                continue
            self.painter.setOpacity(
                1.0 if highlighted is None or number in highlighted else FAINT
            )
            image = self._response(entry) if self.values is None else None
            if image is not None:
                # Between whole pixels it takes 107 µs instead of 9.
                inside = _box(entry).adjusted(2, 2, -2, -2).toAlignedRect()
                self.painter.drawImage(inside, image)
            if self._is_tagged(entry):
                self._paint_number(entry)
        self.painter.setOpacity(1.0)
        self._paint_tags(highlighted)
        self.painter.setFont(plain)
        self.painter.setOpacity(1.0)

    def _in_view(self) -> Iterator[tuple[int, Node]]:
        left, top, right, bottom = self.canvas.getCoords()
        for number, entry in enumerate(self.layout.nodes):
            reach = entry.size / 2 + 2
            across = left < entry.x + reach and entry.x - reach < right
            if across and top < entry.y + reach and entry.y - reach < bottom:
                yield number, entry

    def _is_tagged(self, node: Node) -> bool:
        """Whether its number stands on its response."""
        return node.index is not None and self._is_hidden(node)

    def _is_hidden(self, node: Node) -> bool:
        return 0 < node.layer < self.last

    def _paint_box(self, node: Node) -> None:
        half, pen = node.size / 2, self.painter.pen()
        fill = self._colour(node) or QColor(self.theme.raised)
        radius = half if node.index is None else min(7.0, half / 2)

        def paint(painter: QPainter, area: QRectF) -> None:
            painter.setPen(pen)
            painter.setBrush(fill)
            painter.drawRoundedRect(area, radius, radius)

        if self.values is None:
            key = ("box", radius, fill.rgba(), pen.color().rgba(), pen.widthF())
            self.sprites.stamp(self.painter, _box(node), key, paint)
        else:  # filled with a value's colour, which is another every time
            paint(self.painter, _box(node))

    def _colour(self, node: Node) -> QColor | None:
        """Return the colour of a unit's value; None where it has none to show."""
        if self.values is None or node.index is None:
            return None
        share = self.values.share(node.layer, node.index)
        if share is None:
            return None
        return QColor(int(self.colours[int(128.0 + 127.0 * share)]))

    def _paint_name(self, node: Node) -> None:
        half, box = node.size / 2, _box(node)
        centre = Qt.AlignmentFlag.AlignCenter
        middle = Qt.AlignmentFlag.AlignVCenter
        if node.index is None:
            self._paint_one(box)
        elif node.layer == 0:
            name = self.input_names[node.index]
            metrics = self.painter.fontMetrics()
            if metrics.horizontalAdvance(name) <= node.size - 4:
                self._paint_plate(node, metrics.horizontalAdvance(name) + 6)
                self.painter.drawText(box, centre, name)
            else:  # a column's name: below the box, cut to the room there is
                room = 2 * MARGIN_X - 8
                text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(room))
                below = QRectF(node.x - room / 2, node.y + half + 1, room, 18)
                self.painter.drawText(below, centre, text)
        else:
            beside = box.translated(node.size + 8, 0)
            self.painter.drawText(beside, middle | Qt.AlignmentFlag.AlignLeft, "ŷ")

    def _paint_one(self, box: QRectF) -> None:
        """Paint the "1" of a bias's node, no higher than there is room inside it."""
        font = self.painter.font()
        fitting = QFont(font)
        height = QFontInfo(font).pixelSize()
        fitting.setPixelSize(max(min(height, round(0.75 * box.height())), 7))
        self.painter.setFont(fitting)
        self.painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "1")
        self.painter.setFont(font)

    def _paint_number(self, node: Node) -> None:
        """Paint a unit's number on a tag: the response behind it has any colour."""
        if node.size < 24 or node.index is None:
            return
        half, text = node.size / 2, str(node.index)
        ground, colour = self.theme.raised, self.theme.text
        tag = QRectF(node.x - half + 1.5, node.y - half + 1.5, 6.0 * len(text), 11)

        def paint(painter: QPainter, area: QRectF) -> None:
            painter.fillRect(area, QColor(ground))
            painter.setPen(QColor(colour))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

        key = ("number", text, ground, colour)
        self.sprites.stamp(self.painter, tag.adjusted(0, 0, 6, 0), key, paint)

    def _paint_plate(self, node: Node, width: float) -> None:
        """Lay a plain ground under a name whose box shows a value's colour."""
        if self._colour(node) is None:
            return
        pen = self.painter.pen()
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(QColor(self.theme.raised))
        plate = QRectF(node.x - width / 2, node.y - 8, width, 16)
        self.painter.drawRoundedRect(plate, 4, 4)
        self.painter.setPen(pen)

    def _response(self, node: Node) -> QImage | None:
        if node.index is None or node.layer == 0:
            return None
        if node.layer not in self._pictures:
            layer = self.maps.layers[node.layer - 1]
            # All units of a layer at once: one by one it took half as long again.
            self._pictures[node.layer] = (
                b"" if layer is None else self.colours[layer].tobytes()
            )
        pictures, start = self._pictures[node.layer], node.index * 4 * GRID**2
        if not pictures:
            return None
        return QImage(
            pictures[start : start + 4 * GRID**2],
            GRID,
            GRID,
            4 * GRID,
            QImage.Format.Format_RGB32,
        )

    def _paint_tags(self, highlighted: set[int] | None) -> None:
        """Write each unit's numbers beside it, as fully as the gap allows."""
        if self.values is None:
            return
        metrics = QFontMetricsF(self.painter.font())
        columns = sorted({node.x for node in self.layout.nodes})
        gap = columns[1] - columns[0]
        last_column: float | None = None
        lowest = -math.inf
        for number, node in enumerate(self.layout.nodes):
            if node.index is None or (
                highlighted is not None and number not in highlighted
            ):
                continue
            if node.x != last_column:
                last_column, lowest = node.x, -math.inf
            is_output = node.layer == self.last
            top = node.y + node.size / 2 + 3 if is_output else node.y - 6.5
            if top < lowest:  # no room: pointing at the unit tells it
                continue
            # The output's stands under its box: beside it the margin begins.
            beside = min(0.72 * gap - node.size / 2, gap - node.size - 2)
            room = 2 * MARGIN_X - 6 if is_output else beside
            texts = self.values.texts(node.layer, node.index)
            fits = (t for t in texts if metrics.horizontalAdvance(t) + 4 <= room)
            text = next(fits, "")
            if not text:
                continue
            width = metrics.horizontalAdvance(text) + 4
            left = node.x - width / 2 if is_output else node.x + node.size / 2 + 1
            tag = QRectF(left, top, width, 13)
            lowest = tag.bottom() + 1
            ground = QColor(self.theme.surface)
            ground.setAlpha(225)
            self.painter.setPen(Qt.PenStyle.NoPen)
            self.painter.setBrush(ground)
            self.painter.drawRoundedRect(tag, 3, 3)
            self.painter.setPen(QColor(self.theme.text))
            self.painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)


def _box(node: Node) -> QRectF:
    half = node.size / 2
    return QRectF(node.x - half, node.y - half, node.size, node.size)
