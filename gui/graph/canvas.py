"""The network as it is drawn: where its parts stand, and how they are painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF, QRectF, QSize
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PyQt6.QtWidgets import QWidget

from gui.graph.cached_legend import CachedLegend
from gui.graph.display_mode import EdgeMode, GraphDisplay
from gui.graph.edge_style import EdgeScale, pens, thickest
from gui.graph.hover_card import describe_node, describe_parameter, paint_card
from gui.graph.hover_target import HoverTarget, Unit
from gui.graph.layer_controls import HEIGHT as HEADER
from gui.graph.layer_controls import LayerControls
from gui.graph.legend import HEIGHT as LEGEND
from gui.graph.legend import MARKS, colour_table
from gui.graph.network_layout import MARGIN_X, Layout, lay_out
from gui.graph.painter import GraphPainter
from gui.graph.pixmap_cache import PixmapCache, StaticLayer
from gui.graph.unit_painter import PICTURED
from gui.graph.zoom import Zoom
from gui.style import theme as themes
from gui.style.polish import paints_its_own_ground
from shallownet.nn.scaling import Scaling

if TYPE_CHECKING:
    from gui.graph.probe import ResponseMaps
    from gui.style.theme import Theme
    from shallownet.training.snapshot import Run, Snapshot


class GraphCanvas(QWidget):
    """Draws the newest state of a network.

    Edges show the parameters by colour, dash and width (see `edge_style`). Inside each
    unit stands its activation over the plane of the two inputs.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("networkView")
        self.setAccessibleName("Network graph")
        # It paints its own ground: what lies below need not be painted every time.
        paints_its_own_ground(self)
        self.controls = LayerControls(self)
        self._theme = themes.LIGHT
        self._pens = pens(self._theme)
        self._colours = colour_table(self._theme)
        self._run: Run | None = None
        self._snapshot: Snapshot | None = None
        self._maps: ResponseMaps | None = None
        self._layout: Layout | None = None
        self._scales: dict[EdgeMode, EdgeScale] = {}
        self._face: GraphDisplay | None = None
        self._lit: HoverTarget = None
        self._inputs: Scaling | None = None
        self._pointer: QPointF | None = None
        self._magnifier = Zoom()
        self._sprites = PixmapCache()
        self._still = StaticLayer()
        self._fresh: bool | None = None
        self._legend: CachedLegend | None = None
        self.selected: int | None = None
        self._pinned: int | None = None

    # Data in

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self._colours = colour_table(theme)
        self._lay_out()

    def set_run(self, run: Run) -> None:
        """Make a place for everything a run's network has, with a scale of its own."""
        if run is self._run:
            return
        before, self._run = self._run, run
        network = run.model.network
        if before is None or before.model.network.layer_sizes != network.layer_sizes:
            self._magnifier.reset()
        self._scales = {}
        self._inputs = self._snapshot = self.selected = self._face = None
        self._pinned = None
        self._lit = None
        self.controls.set_config(run.config)
        self._lay_out()
        shape = "-".join(str(n) for n in network.layer_sizes)
        self.setAccessibleDescription(
            f"A {shape} network; edges show its {network.theta.size} parameters"
        )

    def set_state(
        self,
        snapshot: Snapshot,
        maps: ResponseMaps,
        face: GraphDisplay | None = None,
        *,
        fresh: bool | None = None,
    ) -> None:
        """Show a state of a run.

        Parameters
        ----------
        snapshot : Snapshot
        maps : ResponseMaps
            The pictures inside the units.
        face : GraphDisplay, optional
            What edges and units show; the parameters if not given.
        fresh : bool, optional
            While training runs, whether the lines are to follow too; None at rest.
        """
        self.set_run(snapshot.run)
        self._snapshot = snapshot
        self._maps, self._fresh = maps, fresh
        self._face = face or GraphDisplay(EdgeMode.WEIGHT, snapshot.theta)
        scale = self._scales.setdefault(self._face.edges, EdgeScale())
        # Parameters grow, which a scale that shrinks would hide; gradients and updates
        # fall by powers of ten, and one that never shrank would show nothing.
        scale.grow(self._face.values, shrinks=self._face.edges is not EdgeMode.WEIGHT)
        self._repaint_graph()

    def light(self, what: HoverTarget) -> None:
        """Mark a parameter or a unit that is pointed at elsewhere."""
        if what != self._lit:
            self._lit = what
            self.update()

    def select(self, parameter: int | None) -> None:
        """Mark a parameter, while it is being edited."""
        self.selected = parameter
        self.update()

    def pin(self, parameter: int | None) -> None:
        """Mark the parameter that is looked at, wherever the pointer goes."""
        if parameter != self._pinned:
            self._pinned = parameter
            self.update()

    # What is drawn, for those who draw and for tests

    @property
    def needed_maps(self) -> list[bool] | None:
        """The layers behind the inputs whose units have room for their response."""
        if self._layout is None or self._run is None:
            return None
        wanted = [False] * len(self._run.model.network.layers)
        for node in self._layout.nodes:
            if node.layer and node.size >= PICTURED:
                wanted[node.layer - 1] = True
        return wanted

    @property
    def no_maps(self) -> list[bool]:
        """No layer, where units show something else than their response."""
        return [False] * (len(self._run.model.network.layers) if self._run else 0)

    @property
    def scale_maximum(self) -> float:
        """The size that the thickest edge stands for."""
        return self._scale.maximum

    @property
    def _scale(self) -> EdgeScale:
        edges = EdgeMode.WEIGHT if self._face is None else self._face.edges
        return self._scales.setdefault(edges, EdgeScale())

    @property
    def graph(self) -> Layout | None:
        """Where nodes and edges stand, in pixels of this widget."""
        return self._layout

    @property
    def zoom(self) -> float:
        """How far the graph is magnified."""
        return self._magnifier.zoom

    def edge_pen(self, parameter: int) -> QPen:
        """Return the pen that draws the edge of that entry of ``theta``."""
        if self._face is None:
            raise LookupError("no network is shown yet")
        value = self._face.values[parameter : parameter + 1]
        return self._pens[int(self._scale.levels(value)[0])]

    def description_at(self, x: float, y: float) -> list[str]:
        """Return what hovering at a point tells, line by line; empty where nothing is.

        The first line is the name, the others are values of the newest state.
        """
        layout, snapshot = self._layout, self._snapshot
        if layout is None or snapshot is None or self._face is None:
            return []
        node, edge = self._hit(QPointF(x, y))
        if node is not None:
            if self._inputs is None:
                self._inputs = Scaling.standard(snapshot.run.data.X)
            told = describe_node(snapshot, layout.nodes[node], self._inputs)
            entry = layout.nodes[node]
            if self._face.units is not None and entry.index is not None:
                told += self._face.units.texts(entry.layer, entry.index)[:1]
            return told
        return [] if edge is None else describe_parameter(snapshot, edge)

    def _hit(self, at: QPointF) -> tuple[int | None, int | None]:
        """Return the node at a point or, where there is none, the parameter."""
        if self._layout is None or not self._canvas.contains(at):
            return None, None
        node = self._layout.node_at(at.x(), at.y())
        if node is not None:
            return node, None
        return None, self._layout.edge_at(at.x(), at.y())

    @property
    def _meant(self) -> tuple[int | None, int | None]:
        """The node under the pointer or, where there is none, the parameter."""
        return (None, None) if self._pointer is None else self._hit(self._pointer)

    def _repaint_graph(self) -> None:
        """Paint anew what changes with the run: not what controls and marks lie on."""
        if self._pointer is not None:  # what is told there may lie anywhere
            self.update(0, HEADER, self.width(), self.height() - HEADER)
            return
        self.update(self._canvas.toAlignedRect())
        face, maps, legend = self._face, self._maps, self._legend
        if face is None or maps is None or legend is None:
            return
        if legend.is_stale(face, self._scale.maximum, maps):
            self.update(legend.area.toAlignedRect())

    # Placing

    @property
    def _canvas(self) -> QRectF:
        below = LEGEND + MARKS
        return QRectF(0, HEADER, self.width(), max(self.height() - HEADER - below, 1))

    def _lay_out(self) -> None:
        if self._run is None:
            return
        width, height = self._magnifier.size(self._canvas)
        sizes = self._run.model.network.layer_sizes
        layout = lay_out(sizes, width, height)
        offset = self._magnifier.offset
        self._sprites, self._still = PixmapCache(), StaticLayer()
        self._layout = layout.moved(-offset.x(), HEADER - offset.y())
        self._pens = pens(self._theme, thickest(layout.drawn.size))
        self._legend = CachedLegend(
            self.rect(),
            self._run.data.input_names,
            self._theme,
            self._pens,
            self._colours,
            self._sprites,
            matrices=bool(self._layout.matrices),
        )
        places = {node.layer: node.x for node in self._layout.nodes}
        gap = (width - 2 * MARGIN_X) / (len(sizes) - 1)
        self.controls.setGeometry(0, 0, self.width(), HEADER)
        self.controls.set_places([places[n] for n in range(len(sizes))], gap)
        self.update()

    def magnify(self, factor: float, about: QPointF | None = None) -> None:
        """Magnify the graph, keeping a point of it (its middle) where it is."""
        canvas = self._canvas
        self._magnifier.magnify(factor, (about or canvas.center()) - canvas.topLeft())
        self._lay_out()

    def move_by(self, right: float, down: float) -> None:
        """Move what is in view, in shares of the canvas."""
        canvas = self._canvas
        self._magnifier.move(QPointF(right * canvas.width(), down * canvas.height()))
        self._lay_out()

    def show_all(self) -> None:
        """Show the whole graph again."""
        self._magnifier.reset()
        self._lay_out()

    # Qt overrides

    def sizeHint(self) -> QSize:
        """Return the size it likes best."""
        return QSize(560, 520)

    def minimumSizeHint(self) -> QSize:
        """Return the size below which nothing can be told apart."""
        return QSize(300, 250)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Place the graph anew."""
        self._lay_out()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw edges, nodes, legend and what is under the pointer."""
        painter = QPainter(self)
        try:
            self._paint(painter)
        finally:  # an error's traceback would keep it painting
            painter.end()

    def _paint(self, painter: QPainter) -> None:
        layout, snapshot, legend = self._layout, self._snapshot, self._legend
        if layout is None or legend is None or snapshot is None or self._maps is None:
            self._fill(painter)
            return
        self._prepare(painter)
        node, edge = self._meant
        face = self._face
        assert face is not None
        pointed = self._lit if isinstance(self._lit, int) else None
        marks = {edge, pointed, self.selected, self._pinned}
        marked = sorted(p for p in marks if p is not None)
        graph = GraphPainter(
            self._canvas,
            layout,
            snapshot,
            self._maps,
            face,
            self._scale,
            self._pens,
            self._colours,
            self._theme,
            self._sprites,
        )
        ringed = self._node_of(self._lit)

        def paint_static(painter: QPainter) -> None:
            self._prepare(painter)
            self._fill(painter)
            painter.setClipRect(self._canvas)
            graph.paint_static(painter, node, marked, ringed)
            painter.setClipping(False)

        values = None if self._fresh is False else graph.key
        # All that decides how it looks but for the values, which may be a little old.
        units = None if face.units is None else (face.units.title, face.units.over)
        highlighted = None if face.highlighted is None else frozenset(face.highlighted)
        about = (
            node,
            tuple(marked),
            ringed,
            face.edges,
            units,
            highlighted,
            face.label is None,
        )
        self._still.paint(
            painter, self.size(), about, values, paint_static, fresh=self._fresh
        )
        painter.setClipRect(self._canvas)
        graph.paint_dynamic(painter, node)
        painter.setClipping(False)
        legend.paint(painter, face, self._scale.maximum, self._maps)
        if self._pointer is not None and (node is not None or edge is not None):
            lines = self.description_at(self._pointer.x(), self._pointer.y())
            paint_card(painter, lines, self._pointer, QRectF(self.rect()), self._theme)

    def _fill(self, painter: QPainter) -> None:
        """Paint the ground, the last pixel too where the edge goes through one."""
        painter.fillRect(self.rect().adjusted(0, 0, 1, 1), QColor(self._theme.surface))

    def _prepare(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(themes.number_font(self.font()))

    def _node_of(self, what: HoverTarget) -> int | None:
        if not isinstance(what, Unit) or self._layout is None:
            return None
        for number, entry in enumerate(self._layout.nodes):
            if (entry.layer, entry.index) == (what.layer, what.index):
                return number
        return None
