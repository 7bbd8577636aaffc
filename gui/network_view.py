"""The network as a graph: every parameter an edge, every unit its response."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PyQt6.QtWidgets import QWidget

from gui import theme as themes
from gui.edge_style import EdgeScale, pens
from gui.graph_legend import HEIGHT, colour_table, paint_legend
from gui.network_layout import Layout, Node, lay_out
from gui.probe import GRID
from gui.value_card import describe_node, describe_parameter, paint_card
from shallownet.scaling import Scaling

if TYPE_CHECKING:
    from gui.probe import ResponseMaps
    from gui.theme import Theme
    from shallownet.snapshot import Run, Snapshot

FADED: Final = 0.10


class NetworkView(QWidget):
    """Draws the newest state of a network; hovering tells the numbers.

    Edges show the parameters by colour, dash and width (see `edge_style`). Inside each
    unit stands its activation over the plane of the two inputs.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("networkView")
        self.setAccessibleName("Network graph")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._theme = themes.LIGHT
        self._pens = pens(self._theme)
        self._colours = colour_table(self._theme)
        self._run: Run | None = None
        self._snapshot: Snapshot | None = None
        self._maps: ResponseMaps | None = None
        self._layout: Layout | None = None
        self._scale = EdgeScale()
        self._pointer: QPointF | None = None
        self._inputs: Scaling | None = None

    # Data in

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self._pens = pens(theme)
        self._colours = colour_table(theme)
        self.update()

    def set_state(self, snapshot: Snapshot, maps: ResponseMaps | None) -> None:
        """Show a state; a new run starts with a new scale."""
        if snapshot.run is not self._run:
            self._run = snapshot.run
            self._scale = EdgeScale()
            self._inputs = None
            self._lay_out()
            sizes = "-".join(str(n) for n in snapshot.run.model.network.layer_sizes)
            self.setAccessibleDescription(
                f"A {sizes} network; edges show its {snapshot.theta.size} parameters"
            )
        self._snapshot = snapshot
        self._maps = maps
        self._scale.grow(snapshot.theta)
        self.update()

    # What is drawn, for tests and for whoever wants to know

    @property
    def scale_maximum(self) -> float:
        """The parameter size that the thickest edge stands for."""
        return self._scale.maximum

    @property
    def graph(self) -> Layout | None:
        """Where nodes and edges stand, in pixels of this widget."""
        return self._layout

    def edge_pen(self, parameter: int) -> QPen:
        """Return the pen that draws the edge of that entry of ``theta``."""
        if self._snapshot is None:
            raise LookupError("no network is shown yet")
        value = self._snapshot.theta[parameter : parameter + 1]
        return self._pens[int(self._scale.levels(value)[0])]

    def description_at(self, x: float, y: float) -> list[str]:
        """Return what hovering at a point tells, line by line; empty where nothing is.

        The first line is the name, the others are values of the newest state.
        """
        layout, snapshot = self._layout, self._snapshot
        if layout is None or snapshot is None:
            return []
        node = layout.node_at(x, y)
        if node is not None:
            if self._inputs is None:
                self._inputs = Scaling.standard(snapshot.run.data.X)
            return describe_node(snapshot, layout.nodes[node], self._inputs)
        edge = layout.edge_at(x, y)
        return [] if edge is None else describe_parameter(snapshot, edge)

    # Painting

    def _lay_out(self) -> None:
        if self._run is not None:
            self._layout = lay_out(
                self._run.model.network.layer_sizes,
                float(self.width()),
                float(self.height() - HEIGHT),
            )

    def _paint_edges(self, painter: QPainter, faint: np.ndarray | None) -> None:
        assert self._layout is not None and self._snapshot is not None
        levels = self._scale.levels(self._snapshot.theta)
        broken = ~np.isfinite(self._snapshot.theta)
        lines = [QLineF(*line) for line in self._layout.lines.tolist()]
        # Thin edges first, so that strong ones lie on top; one call for each pen.
        for level in sorted(set(levels.tolist()), key=abs):
            members = np.flatnonzero(levels == level)
            for chosen, opacity in _split(members, faint):
                if chosen.size:
                    painter.setOpacity(opacity)
                    painter.setPen(self._pens[level])
                    painter.drawLines(*(lines[i] for i in chosen))
        painter.setOpacity(1.0)
        if broken.any():
            painter.setPen(QPen(QColor(self._theme.error), 2, Qt.PenStyle.DotLine))
            painter.drawLines(*(lines[i] for i in np.flatnonzero(broken)))

    def _paint_nodes(self, painter: QPainter, lit: set[int] | None) -> None:
        assert self._layout is not None and self._run is not None
        names = self._run.data.input_names
        last = len(self._run.model.network.layers)
        frame = QPen(QColor(self._theme.muted), 1.4)
        plain = painter.font()
        small = themes.number_font(plain)
        small.setPixelSize(9)
        for number, node in enumerate(self._layout.nodes):
            painter.setOpacity(1.0 if lit is None or number in lit else 0.25)
            half = node.size / 2
            box = QRectF(node.x - half, node.y - half, node.size, node.size)
            image = self._response(node)
            painter.setPen(frame)
            painter.setBrush(QColor(self._theme.raised))
            radius = half if node.index is None else min(7.0, half / 2)
            painter.drawRoundedRect(box, radius, radius)
            if image is not None:
                # Between whole pixels it takes 107 µs instead of 9.
                painter.drawImage(box.adjusted(2, 2, -2, -2).toAlignedRect(), image)
                painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(self._theme.text))
            if node.index is None:
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "1")
            elif node.layer == 0:
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, names[node.index])
            elif node.layer == last:
                name = (
                    "ŷ"
                    if self._run.model.network.layer_sizes[-1] == 1
                    else str(node.index)
                )
                painter.drawText(
                    box.translated(node.size + 8, 0),
                    Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                    name,
                )
            elif node.size >= 24:
                # On a tag of its own: the response behind it has any colour.
                tag = QRectF(node.x - half + 1.5, node.y - half + 1.5, 11, 11)
                painter.fillRect(tag, QColor(self._theme.raised))
                painter.setFont(small)
                painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, str(node.index))
                painter.setFont(plain)
        painter.setOpacity(1.0)

    def _response(self, node: Node) -> QImage | None:
        if self._maps is None or node.index is None or node.layer == 0:
            return None
        levels = self._maps.layers[node.layer - 1][node.index]
        return QImage(
            self._colours[levels].tobytes(),
            GRID,
            GRID,
            4 * GRID,
            QImage.Format.Format_RGB32,
        )

    # Qt overrides

    def sizeHint(self) -> QSize:
        """Return the size it likes best."""
        return QSize(560, 520)

    def minimumSizeHint(self) -> QSize:
        """Return the size below which nothing can be told apart."""
        return QSize(300, 260)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Place the graph anew."""
        self._lay_out()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Follow the pointer."""
        if event is not None:
            self._pointer = event.position()
            self.update()

    def leaveEvent(self, event: QEvent | None) -> None:
        """Forget the pointer."""
        self._pointer = None
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw edges, nodes, legend and what is under the pointer."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._layout is None or self._snapshot is None:
            return
        painter.setFont(themes.number_font(self.font()))
        pointer, layout = self._pointer, self._layout
        node = edge = None
        if pointer is not None:
            node = layout.node_at(pointer.x(), pointer.y())
            if node is None:
                edge = layout.edge_at(pointer.x(), pointer.y())
        faint: np.ndarray | None = None
        lit: set[int] | None = None
        if node is not None:
            connected = layout.edges_of(node)
            faint = ~connected
            ends = (layout.sources[connected], layout.targets[connected])
            lit = {node, *np.concatenate(ends).tolist()}
        self._paint_edges(painter, faint)
        if edge is not None:
            pen = QPen(self.edge_pen(edge))
            pen.setWidthF(pen.widthF() + 2.5)
            painter.setPen(pen)
            painter.drawLine(QLineF(*layout.lines[edge].tolist()))
        self._paint_nodes(painter, lit)
        legend = QRectF(0, self.height() - HEIGHT, self.width(), HEIGHT)
        paint_legend(
            painter,
            legend,
            self._theme,
            self._pens,
            self._scale.maximum,
            self._colours,
            self._maps.limits[0] if self._maps is not None else None,
        )
        if pointer is not None and (node is not None or edge is not None):
            lines = self.description_at(pointer.x(), pointer.y())
            paint_card(painter, lines, pointer, QRectF(self.rect()), self._theme)


def _split(
    members: np.ndarray, faint: np.ndarray | None
) -> list[tuple[np.ndarray, float]]:
    """Split edges into those drawn faintly and those drawn in full, with opacities."""
    if faint is None:
        return [(members, 1.0)]
    return [(members[faint[members]], FADED), (members[~faint[members]], 1.0)]
