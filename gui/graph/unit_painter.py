"""Paints a network's units: their responses or values, their names and numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QImage, QPainter, QPen

from gui.graph.edge_painter import paint_tag, small_font
from gui.graph.network_layout import MARGIN_X, NAME_GAP, ROOM_BELOW
from gui.graph.probe import GRID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.graph.network_layout import Node
    from gui.graph.scene import Scene

MIN_MAP_SIZE: Final = 12.0
"""Side of a unit, in pixels, from which its response map is drawn inside it."""

FADED: Final = 0.25


@dataclass(frozen=True, eq=False)
class UnitPainter:
    """Paints a network's units at their places."""

    painter: QPainter
    scene: Scene
    _images: dict[int, bytes] = field(default_factory=dict, init=False)

    @cached_property
    def _highlighted(self) -> set[int] | None:
        return self.scene.highlighted_nodes

    @property
    def _scale(self) -> float:
        """The factor of letters."""
        return self.scene.style.theme.scale

    def paint_boxes(self) -> None:
        """Paint every node except for its response."""
        theme, ringed = self.scene.style.theme, self.scene.marks.ringed
        frame, ring = QPen(QColor(theme.muted), 1.4), QPen(QColor(theme.accent), 2.6)
        dots: dict[tuple[float, int], list[QRectF]] = {}
        for number, node in self._in_view():
            if node.size < MIN_MAP_SIZE:
                colour = self._colour(node) or QColor(theme.muted)
                key = (self._opacity(number), colour.rgb())
                dots.setdefault(key, []).append(_box(node))
                continue
            self.painter.setOpacity(self._opacity(number))
            self.painter.setPen(ring if number == ringed else frame)
            self._paint_box(node)
            if not self._is_hidden(node):
                self.painter.setPen(QColor(theme.text))
                self._paint_name(node)
        # Hundreds of small units in a call or two: one by one they cost 15 ms.
        self.painter.setPen(Qt.PenStyle.NoPen)
        for (opacity, rgb), boxes in dots.items():
            self.painter.setBrush(QColor(rgb))
            self.painter.setOpacity(opacity)
            self.painter.drawRects(*boxes)
        self.painter.setOpacity(1.0)

    def paint_responses(self) -> None:
        """Paint the responses into the boxes, and the numbers of units and values."""
        plain = self.painter.font()
        self.painter.setFont(small_font(plain, self._scale))
        for number, node in self._in_view():
            if node.size < MIN_MAP_SIZE:
                continue
            self.painter.setOpacity(self._opacity(number))
            image = self._response(node) if self.scene.display.units is None else None
            if image is not None:
                # Between whole pixels it takes 107 µs instead of 9.
                inside = _box(node).adjusted(2, 2, -2, -2).toAlignedRect()
                self.painter.drawImage(inside, image)
            if self._is_hidden(node):
                self._paint_number(node)
        self.painter.setOpacity(1.0)
        self._paint_crosses()
        self._paint_values()
        self.painter.setFont(plain)

    def _paint_crosses(self) -> None:
        """Cross out the units that are turned off."""
        theme = self.scene.style.theme
        for colour, width in ((theme.raised, 4.0), (theme.text, 1.8)):
            self.painter.setPen(QPen(QColor(colour), width))
            for number in self.scene.marks.off:
                box = _box(self.scene.layout.nodes[number])
                self.painter.drawLine(box.topLeft(), box.bottomRight())
                self.painter.drawLine(box.bottomLeft(), box.topRight())

    def _in_view(self) -> Iterator[tuple[int, Node]]:
        left, top, right, bottom = self.scene.canvas.getCoords()
        for number, node in enumerate(self.scene.layout.nodes):
            reach = node.size / 2 + 2
            across = left < node.x + reach and node.x - reach < right
            if across and top < node.y + reach and node.y - reach < bottom:
                yield number, node

    def _opacity(self, number: int) -> float:
        nodes = self._highlighted
        return 1.0 if nodes is None or number in nodes else FADED

    def _is_hidden(self, node: Node) -> bool:
        output = self.scene.layout.nodes[-1].layer
        return node.index is not None and 0 < node.layer < output

    def _paint_box(self, node: Node) -> None:
        half, pen = node.size / 2, self.painter.pen()
        fill = self._colour(node) or QColor(self.scene.style.theme.raised)
        radius = half if node.index is None else min(7.0, half / 2)

        def paint(painter: QPainter, area: QRectF) -> None:
            painter.setPen(pen)
            painter.setBrush(fill)
            painter.drawRoundedRect(area, radius, radius)

        if self.scene.display.units is None:
            key = ("box", radius, fill.rgba(), pen.color().rgba(), pen.widthF())
            self.scene.pixmaps.draw(self.painter, _box(node), key, paint)
        else:  # the colour of a value differs every time
            paint(self.painter, _box(node))

    def _colour(self, node: Node) -> QColor | None:
        """Return the colour of a unit's value; None without a value."""
        if self.scene.display.units is None or node.index is None:
            return None
        share = self.scene.display.units.share(node.layer, node.index)
        if share is None:
            return None
        return QColor(int(self.scene.style.colours[int(128.0 + 127.0 * share)]))

    def _paint_name(self, node: Node) -> None:
        box, align = _box(node), Qt.AlignmentFlag
        if node.index is None:
            self._paint_one(box)
        elif node.layer == 0:
            name = self.scene.snapshot.run.data.input_names[node.index]
            metrics = self.painter.fontMetrics()
            if self.scene.layout.name_room:
                self._paint_name_beside(node, name)
            elif metrics.horizontalAdvance(name) <= node.size - 4:
                self._paint_plate(node, metrics.horizontalAdvance(name) + 6)
                self.painter.drawText(box, align.AlignCenter, name)
            else:  # a column's name: below the box, elided to fit
                room = ROOM_BELOW
                text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(room))
                top = node.y + node.size / 2 + 1
                below = QRectF(node.x - room / 2, top, room, 18 * self._scale)
                self.painter.drawText(below, align.AlignCenter, text)
        else:
            beside = box.translated(node.size + 8, 0)
            self.painter.drawText(beside, align.AlignVCenter | align.AlignLeft, "ŷ")

    def _paint_name_beside(self, node: Node, name: str) -> None:
        """Paint an input's name to its left, or none where lines are too near."""
        metrics, layout = self.painter.fontMetrics(), self.scene.layout
        every = math.ceil(0.9 * metrics.height() / layout.pitch)
        if node.index is None or node.index % every:
            return
        text = metrics.elidedText(
            name, Qt.TextElideMode.ElideMiddle, math.ceil(layout.name_room)
        )
        right = node.x - node.size / 2 - NAME_GAP
        height = metrics.height()
        area = QRectF(
            right - layout.name_room - 2,
            node.y - height / 2,
            layout.name_room + 2,
            height,
        )
        align = Qt.AlignmentFlag
        self.painter.drawText(area, align.AlignVCenter | align.AlignRight, text)

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
        """Paint a unit's number on a plate: the response behind it has any colour."""
        scale = self._scale
        if node.size < 24 * scale:
            return
        half, text = node.size / 2, str(node.index)
        ground, colour = self.scene.style.theme.raised, self.scene.style.theme.text
        corner = node.x - half + 1.5, node.y - half + 1.5
        plate = QRectF(*corner, 6.0 * len(text) * scale, 11 * scale)

        def paint(painter: QPainter, area: QRectF) -> None:
            painter.fillRect(area, QColor(ground))
            painter.setPen(QColor(colour))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

        key = ("number", text, ground, colour)
        area = plate.adjusted(0, 0, 6 * scale, 0)
        self.scene.pixmaps.draw(self.painter, area, key, paint)

    def _paint_plate(self, node: Node, width: float) -> None:
        """Paint a plain plate under a name whose box shows a value's colour."""
        if self._colour(node) is None:
            return
        pen = self.painter.pen()
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(QColor(self.scene.style.theme.raised))
        height = 16 * self._scale
        plate = QRectF(node.x - width / 2, node.y - height / 2, width, height)
        self.painter.drawRoundedRect(plate, 4, 4)
        self.painter.setPen(pen)

    def _response(self, node: Node) -> QImage | None:
        if node.index is None or node.layer == 0:
            return None
        if node.layer not in self._images:
            layer = self.scene.maps.layers[node.layer - 1]
            # All units of a layer at once: one by one it took half as long again.
            colours = self.scene.style.colours
            self._images[node.layer] = (
                b"" if layer is None else colours[layer].tobytes()
            )
        size, images = 4 * GRID**2, self._images[node.layer]
        if not images:
            return None
        part = images[node.index * size : (node.index + 1) * size]
        return QImage(part, GRID, GRID, 4 * GRID, QImage.Format.Format_RGB32)

    def _paint_values(self) -> None:
        """Write each unit's value beside it, in the longest text that fits the gap."""
        if self.scene.display.units is None:
            return
        metrics, scale = QFontMetricsF(self.painter.font()), self._scale
        first, second, *_ = sorted({node.x for node in self.scene.layout.nodes})
        gap = second - first
        column: float | None = None
        free_from = -math.inf
        for number, node in enumerate(self.scene.layout.nodes):
            if node.index is None or self._opacity(number) < 1.0:
                continue
            if node.x != column:
                column, free_from = node.x, -math.inf
            is_output = node.layer == self.scene.layout.nodes[-1].layer
            top = node.y + node.size / 2 + 3 if is_output else node.y - 6.5 * scale
            if top < free_from:  # no room: hovering the unit shows its value
                continue
            # The output's text stands below its box: the margin is beside it.
            beside = min(0.72 * gap - node.size / 2, gap - node.size - 2)
            room = 2 * MARGIN_X - 6 if is_output else beside
            texts = self.scene.display.units.texts(node.layer, node.index)
            fits = (t for t in texts if metrics.horizontalAdvance(t) + 4 <= room)
            text = next(fits, "")
            if not text:
                continue
            width = metrics.horizontalAdvance(text) + 4
            left = node.x - width / 2 if is_output else node.x + node.size / 2 + 1
            tag = QRectF(left, top, width, 13 * scale)
            free_from = tag.bottom() + 1
            paint_tag(self.painter, self.scene.style.theme, tag, text)


def _box(node: Node) -> QRectF:
    half = node.size / 2
    return QRectF(node.x - half, node.y - half, node.size, node.size)
