"""Paints a network: lines or matrices for its parameters, boxes for its units."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtCore import QLineF, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QImage, QPainter, QPen

from gui import theme as themes
from gui.network_layout import MARGIN_X
from gui.probe import GRID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from gui.edge_style import EdgeScale
    from gui.network_layout import Layout, Matrix, Node
    from gui.probe import ResponseMaps
    from gui.theme import Theme
    from shallownet.snapshot import Snapshot

FADED: Final = 0.10
PICTURED: Final = 12.0
"""Side of a unit, in pixels, from which its response is drawn inside it."""


@dataclass(frozen=True, eq=False)
class GraphPainter:
    """All that it takes to paint a state of a network at its places.

    Attributes
    ----------
    painter : QPainter
    layout : Layout
    snapshot : Snapshot
    maps : ResponseMaps
    scale : EdgeScale
    pens : mapping
        The pen of every step of the scale.
    colours : ndarray of uint32, shape (256,)
        Colours from negative over zero to positive.
    theme : Theme
    """

    painter: QPainter
    layout: Layout
    snapshot: Snapshot
    maps: ResponseMaps
    scale: EdgeScale
    pens: Mapping[int, QPen]
    colours: NDArray[np.uint32]
    theme: Theme

    def paint_edges(self, node: int | None) -> None:
        """Paint every parameter; around a node, fade those that do not touch it."""
        connected = None if node is None else self.layout.edges_of(node)
        self.painter.setOpacity(1.0 if node is None else FADED)
        for matrix in self.layout.matrices:
            self._paint_matrix(matrix)
        self.painter.setOpacity(1.0)
        drawn = self.layout.drawn
        if connected is None:
            self._paint_lines(drawn)
            return
        self.painter.setOpacity(FADED)
        self._paint_lines(drawn[~connected[drawn]])
        self.painter.setOpacity(1.0)
        self._paint_lines(np.flatnonzero(connected))

    def _paint_lines(self, members: NDArray[np.intp]) -> None:
        theta = self.snapshot.theta[members]
        levels = self.scale.levels(theta)
        lines = [QLineF(*line) for line in self.layout.lines[members].tolist()]
        # Thin edges first, so that strong ones lie on top; one call for each pen.
        for level in sorted(set(levels.tolist()), key=abs):
            self.painter.setPen(self.pens[level])
            chosen = np.flatnonzero(levels == level)
            self.painter.drawLines(*(lines[i] for i in chosen))
        broken = np.flatnonzero(~np.isfinite(theta))
        if broken.size:
            pen = QPen(QColor(self.theme.error), 2, Qt.PenStyle.DotLine)
            self.painter.setPen(pen)
            self.painter.drawLines(*(lines[i] for i in broken))
        frozen = np.flatnonzero(self.snapshot.frozen[members])
        if frozen.size:
            self.painter.setPen(QPen(QColor(self.theme.surface), 1.5))
            self.painter.setBrush(QColor(self.theme.text))
            for i in frozen:
                self._paint_pin(lines[i].pointAt(0.5))

    def _paint_pin(self, at: QPointF) -> None:
        self.painter.drawRoundedRect(QRectF(at.x() - 4, at.y() - 4, 8, 8), 2, 2)

    def _paint_matrix(self, matrix: Matrix) -> None:
        count = matrix.rows * matrix.columns
        part = slice(matrix.start, matrix.start + count)
        values, largest = self.snapshot.theta[part], self.scale.maximum
        shares = np.clip(np.nan_to_num(values / largest), -1.0, 1.0)
        # Like an edge's strength, a colour grows with the square root of the size:
        # small parameters can be told from zero.
        shares = np.sign(shares) * np.sqrt(np.abs(shares))
        pixels = self.colours[(128.0 + 127.0 * shares).astype(np.intp)]
        pixels[~np.isfinite(values)] = QColor(self.theme.error).rgb()
        image = QImage(
            pixels.tobytes(),
            matrix.columns,
            matrix.rows,
            4 * matrix.columns,
            QImage.Format.Format_RGB32,
        )
        area = QRectF(matrix.left, matrix.top, matrix.width, matrix.height)
        smooth = QPainter.RenderHint.SmoothPixmapTransform
        self.painter.setRenderHint(smooth, False)
        self.painter.drawImage(area, image)
        self.painter.setRenderHint(smooth, True)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.setPen(QPen(QColor(self.theme.border), 1))
        self.painter.drawRect(area)
        self.painter.setPen(QPen(QColor(self.theme.text), 1))
        for index in np.flatnonzero(self.snapshot.frozen[part]):
            self.painter.drawRect(QRectF(*matrix.cell(matrix.start + int(index))))

    def mark(self, parameter: int) -> None:
        """Make one parameter stand out, such as the one under the pointer."""
        for matrix in self.layout.matrices:
            if matrix.holds(parameter):
                cell = QRectF(*matrix.cell(parameter)).adjusted(-1.5, -1.5, 1.5, 1.5)
                self.painter.setBrush(Qt.BrushStyle.NoBrush)
                self.painter.setPen(QPen(QColor(self.theme.text), 2))
                self.painter.drawRect(cell)
        value = self.snapshot.theta[parameter : parameter + 1]
        pen = QPen(self.pens[int(self.scale.levels(value)[0])])
        pen.setWidthF(pen.widthF() + 2.5)
        self.painter.setPen(pen)
        self.painter.drawLine(QLineF(*self.layout.lines[parameter].tolist()))

    def paint_nodes(self, node: int | None) -> None:
        """Paint every node; around one, fade those that it is not connected to."""
        lit: set[int] | None = None
        if node is not None:
            connected = self.layout.edges_of(node)
            ends = (self.layout.sources[connected], self.layout.targets[connected])
            lit = {node, *np.concatenate(ends).tolist()}
        plain = self.painter.font()
        small = themes.number_font(plain)
        small.setPixelSize(9)
        frame = QPen(QColor(self.theme.muted), 1.4)
        dots: dict[float, list[QRectF]] = {}
        for number, entry in enumerate(self.layout.nodes):
            opacity = 1.0 if lit is None or number in lit else 0.25
            if entry.size < PICTURED:
                dots.setdefault(opacity, []).append(_box(entry))
                continue
            self.painter.setOpacity(opacity)
            self.painter.setPen(frame)
            self._paint_box(entry)
            self.painter.setPen(QColor(self.theme.text))
            tagged = entry.index is not None and self._is_hidden(entry)
            self.painter.setFont(small if tagged else plain)
            self._paint_name(entry)
        # Hundreds of small units, in a call or two: one by one they cost 15 ms.
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(QColor(self.theme.muted))
        for opacity, boxes in dots.items():
            self.painter.setOpacity(opacity)
            self.painter.drawRects(*boxes)
        self.painter.setFont(plain)
        self.painter.setOpacity(1.0)

    def _is_hidden(self, node: Node) -> bool:
        return 0 < node.layer < len(self.snapshot.run.model.network.layers)

    def _paint_box(self, node: Node) -> None:
        half, box = node.size / 2, _box(node)
        image = self._response(node)
        self.painter.setBrush(QColor(self.theme.raised))
        radius = half if node.index is None else min(7.0, half / 2)
        self.painter.drawRoundedRect(box, radius, radius)
        if image is not None:
            # Between whole pixels it takes 107 µs instead of 9.
            self.painter.drawImage(box.adjusted(2, 2, -2, -2).toAlignedRect(), image)

    def _paint_name(self, node: Node) -> None:
        half, box = node.size / 2, _box(node)
        centre = Qt.AlignmentFlag.AlignCenter
        middle = Qt.AlignmentFlag.AlignVCenter
        if node.index is None:
            self.painter.drawText(box, centre, "1")
        elif node.layer == 0:
            name = self.snapshot.run.data.input_names[node.index]
            metrics = self.painter.fontMetrics()
            if metrics.horizontalAdvance(name) <= node.size - 4:
                self.painter.drawText(box, centre, name)
            else:  # a column's name: below the box, cut to the room there is
                room = 2 * MARGIN_X - 8
                text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(room))
                below = QRectF(node.x - room / 2, node.y + half + 1, room, 18)
                self.painter.drawText(below, centre, text)
        elif not self._is_hidden(node):
            beside = box.translated(node.size + 8, 0)
            self.painter.drawText(beside, middle | Qt.AlignmentFlag.AlignLeft, "ŷ")
        elif node.size >= 24:
            # On a tag of its own: the response behind it has any colour.
            width = 6.0 + 6.0 * math.ceil(math.log10(max(node.index, 1) + 1) or 1)
            tag = QRectF(node.x - half + 1.5, node.y - half + 1.5, width, 11)
            self.painter.fillRect(tag, QColor(self.theme.raised))
            self.painter.drawText(tag, centre, str(node.index))

    def _response(self, node: Node) -> QImage | None:
        if node.index is None or node.layer == 0:
            return None
        layer = self.maps.layers[node.layer - 1]
        if layer is None:
            return None
        return QImage(
            self.colours[layer[node.index]].tobytes(),
            GRID,
            GRID,
            4 * GRID,
            QImage.Format.Format_RGB32,
        )


def _box(node: Node) -> QRectF:
    half = node.size / 2
    return QRectF(node.x - half, node.y - half, node.size, node.size)
