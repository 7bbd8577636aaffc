"""The widget that draws a network; `NetworkView` adds what a person can do with it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint, QPointF, QRectF, QSize, pyqtSignal
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from gui.graph.areas import legend_area, network_area
from gui.graph.display_mode import EdgeMode, GraphDisplay
from gui.graph.edge_painter import EdgePainter
from gui.graph.edge_style import RETURN_BELOW, SHRINK_BELOW, EdgeScale, GraphStyle
from gui.graph.hover_card import describe_node, describe_parameter, paint_card
from gui.graph.layer_controls import HEIGHT as CONTROLS_HEIGHT
from gui.graph.layer_controls import LayerControls
from gui.graph.legend import Legend
from gui.graph.legend_choices import LegendChoices
from gui.graph.marked_parts import MarkedParts
from gui.graph.network_layout import Layout, lay_out_with_names
from gui.graph.pixmap_cache import PixmapCache, StaticLayer
from gui.graph.scene import Scene
from gui.graph.unit_painter import MIN_MAP_SIZE, UnitPainter
from gui.graph.zoom import Zoom
from gui.style import theme as themes
from gui.style.polish import set_opaque_paint
from shallownet.nn.scaling import Scaling

if TYPE_CHECKING:
    from collections.abc import Hashable

    from gui.graph.hover_target import HoverTarget, Unit
    from gui.graph.probe import ResponseMaps
    from gui.style.theme import Theme
    from shallownet.training.snapshot import Run, Snapshot


class GraphCanvas(QWidget):
    """Draws the newest state of a network.

    Edges show the parameters by colour, dash and width (see `edge_style`). Each unit
    shows its activation over the plane of the first two inputs, or a value.

    Attributes
    ----------
    graph : Layout or None
        Nodes and edges, in pixels of this widget; None before the first run.
    marked : MarkedParts
        What stands out, apart from what is under the pointer.
    maps_missing : signal()
        Units have grown, with room for response maps that the state lacks.
    """

    maps_missing = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("networkView")
        self.setAccessibleName("Network graph")
        self.setMinimumSize(300, 120)
        set_opaque_paint(self)
        self.controls = LayerControls(self)
        self.choices = LegendChoices(self)
        self.graph: Layout | None = None
        self.zoom = Zoom()
        self.marked = MarkedParts()
        self._style = GraphStyle.of(themes.LIGHT)
        self._run: Run | None = None
        self._state: tuple[Snapshot, ResponseMaps, GraphDisplay] | None = None
        self._scales: dict[EdgeMode, EdgeScale] = {}
        self._fresh: bool | None = None
        self._inputs: Scaling | None = None
        self._pointer: QPointF | None = None
        self._pixmaps = PixmapCache()
        self._static_layer = StaticLayer()
        self._legend: Legend | None = None
        self._legend_key: Hashable = None

    # Data in

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self._style = GraphStyle.of(theme)
        # A presentation shows the network, and no buttons that change it.
        self.controls.setVisible(theme.scale == 1.0)
        self.choices.set_scale(theme.scale)
        self._lay_out()

    def set_run(self, run: Run) -> None:
        """Lay out the network of a run, and reset scales and marks."""
        if run is self._run:
            return
        previous, self._run = self._run, run
        sizes = run.model.network.layer_sizes
        if previous is None or previous.model.network.layer_sizes != sizes:
            self.zoom.reset()
        self._scales = {}
        self._state = self._inputs = None
        self.marked = MarkedParts()
        self.controls.set_config(run.config)
        self._lay_out()
        self.setAccessibleDescription(
            f"A {'-'.join(map(str, sizes))} network; edges show its "
            f"{run.model.network.theta.size} parameters"
        )

    def set_state(
        self,
        snapshot: Snapshot,
        maps: ResponseMaps,
        display: GraphDisplay,
        *,
        fresh: bool | None = None,
    ) -> None:
        """Show a state of a run.

        While training runs, ``fresh`` says whether to redraw the edges too.
        """
        self.set_run(snapshot.run)
        self._state, self._fresh = (snapshot, maps, display), fresh
        self.choices.set_display(display)
        scale = self._scales.setdefault(display.edges, EdgeScale())
        # Parameters grow, which a scale that shrinks would hide; gradients and updates
        # fall by powers of ten, and a scale that never shrank would show nothing.
        grows = display.edges is EdgeMode.WEIGHT
        scale.fit(display.values, RETURN_BELOW if grows else SHRINK_BELOW)
        self._update_graph()

    def set_highlighted(self, target: HoverTarget) -> None:
        """Mark a parameter or a unit that the pointer is over in another view."""
        self._mark(replace(self.marked, highlighted=target))

    def set_edited(self, parameter: int | None) -> None:
        """Mark the parameter in the editor."""
        self._mark(replace(self.marked, edited=parameter))

    def set_selected(self, parameter: int | None) -> None:
        """Mark the parameter that the microscope shows."""
        self._mark(replace(self.marked, selected=parameter))

    def set_lit(self, unit: Unit | None) -> None:
        """Ring a unit, and fade what is not connected to it."""
        self._mark(replace(self.marked, lit=unit))

    def set_off(self, units: frozenset[Unit]) -> None:
        """Cross out the units that are turned off in the picture."""
        self._mark(replace(self.marked, off=units))

    def _mark(self, marked: MarkedParts) -> None:
        if marked != self.marked:
            self.marked = marked
            self.update()

    # Data out

    def needed_maps(self, display: GraphDisplay) -> list[bool] | None:
        """For each layer after the inputs, whether its units have room for maps."""
        if self.graph is None:
            return None
        sizes = {node.layer: node.size for node in self.graph.nodes if node.layer}
        # Units that show a value leave no room for their response.
        smallest = MIN_MAP_SIZE if display.units is None else math.inf
        return [size >= smallest for size in sizes.values()]

    def description_at(self, x: float, y: float) -> list[str]:
        """Return what hovering a point shows: a name, then a line for each value."""
        if self.graph is None or self._state is None:
            return []
        snapshot, _, display = self._state
        number, edge = self._hit(QPointF(x, y))
        if number is None:
            return [] if edge is None else describe_parameter(snapshot, edge)
        if self._inputs is None:
            self._inputs = Scaling.standard(snapshot.run.data.X)
        node = self.graph.nodes[number]
        lines = describe_node(snapshot, node, self._inputs)
        if display.units is not None and node.index is not None:
            lines += display.units.texts(node.layer, node.index)[:1]
        return lines

    def place_of(self, parameter: int) -> QPoint:
        """Return the middle of a parameter's line or cell, inside the canvas."""
        if self.graph is None:
            return self.rect().center()
        x, y = self.graph.place_of(parameter)
        area = self.canvas
        x, y = min(x, area.right()), min(max(y, area.top()), area.bottom())
        return QPointF(max(x, area.left()), y).toPoint()

    def _hit(self, at: QPointF) -> tuple[int | None, int | None]:
        """Return the node at a point or, where there is none, the parameter."""
        if self.graph is None or not self.canvas.contains(at):
            return None, None
        node = self.graph.node_at(at.x(), at.y())
        edge = self.graph.edge_at(at.x(), at.y()) if node is None else None
        return node, edge

    @property
    def _hovered(self) -> tuple[int | None, int | None]:
        """The node under the pointer or, where there is none, the parameter."""
        return (None, None) if self._pointer is None else self._hit(self._pointer)

    # Layout

    @property
    def canvas(self) -> QRectF:
        """The area of the graph, between the controls and the chips."""
        return network_area(self.size(), self._style.theme.scale)

    @property
    def legend_area(self) -> QRectF:
        """The area of the legend, at the foot."""
        return legend_area(self.size(), self._style.theme.scale)

    def _lay_out(self) -> None:
        if self._run is None:
            return
        width, height = self.zoom.fit(self.canvas)
        offset = self.zoom.offset
        sizes = self._run.model.network.layer_sizes
        advance = self.fontMetrics().horizontalAdvance
        longest = max(map(advance, self._run.data.input_names))
        layout = lay_out_with_names(sizes, width, height, longest)
        self.graph = layout.moved(-offset.x(), self.canvas.top() - offset.y())
        self._style = GraphStyle.of(self._style.theme, layout.drawn.size)
        self._pixmaps, self._static_layer = PixmapCache(), StaticLayer()
        names, has_matrices = self._run.data.input_names, bool(layout.matrices)
        self._legend = Legend(self.legend_area, self._style, names, has_matrices)
        self._legend_key = None
        self.choices.move(0, round(self.legend_area.top()))
        places = {node.layer: node.x for node in self.graph.nodes}
        gap = places[1] - places[0]
        self.controls.setGeometry(0, 0, self.width(), CONTROLS_HEIGHT)
        self.controls.set_places([places[n] for n in range(len(sizes))], gap)
        self.update()
        if self._state is not None:
            _, maps, display = self._state
            needed = self.needed_maps(display) or ()
            if any(n and m is None for n, m in zip(needed, maps.layers, strict=False)):
                self.maps_missing.emit()

    def magnify(self, factor: float, about: QPointF | None = None) -> None:
        """Magnify the graph about a point, by default its middle."""
        canvas = self.canvas
        self.zoom.magnify(factor, (about or canvas.center()) - canvas.topLeft())
        self._lay_out()

    def move_by(self, right: float, down: float) -> None:
        """Move the part in view, in shares of the canvas."""
        canvas = self.canvas
        self.zoom.move(QPointF(right * canvas.width(), down * canvas.height()))
        self._lay_out()

    def show_all(self) -> None:
        """Show the whole graph again."""
        self.zoom.reset()
        self._lay_out()

    # Qt overrides

    def sizeHint(self) -> QSize:
        """Return the preferred size."""
        return QSize(560, 520)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Lay out the graph again."""
        self._lay_out()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw edges, units, legend and the card at the pointer."""
        painter = QPainter(self)
        try:
            self._paint(painter)
        finally:  # the traceback of an error would keep the painter active
            painter.end()

    # Painting

    def _update_graph(self) -> None:
        """Repaint what a new state changes, but no controls and no unchanged legend."""
        if self._pointer is not None:  # the card may be anywhere
            self.update(0, round(self.canvas.top()), self.width(), self.height())
            return
        self.update(self.canvas.toAlignedRect())
        if self._legend is None or self._state is None:
            return
        _, maps, display = self._state
        key = self._legend.key(display, self._scales[display.edges].maximum, maps)
        if key is None or key != self._legend_key:
            self.update(self._legend.area.toAlignedRect())

    def _paint(self, painter: QPainter) -> None:
        graph, legend = self.graph, self._legend
        if graph is None or legend is None or self._state is None:
            self._fill(painter)
            return
        snapshot, maps, display = self._state
        self._prepare(painter)
        node, edge = self._hovered
        marks = self.marked.marks(graph, node, edge)
        scale = self._scales[display.edges]
        canvas, style, pixmaps = self.canvas, self._style, self._pixmaps
        scene = Scene(
            canvas, graph, style, scale, pixmaps, snapshot, maps, display, marks
        )

        def paint_static(painter: QPainter) -> None:
            self._prepare(painter)
            self._fill(painter)
            painter.setClipRect(canvas)
            EdgePainter(painter, scene).paint()
            UnitPainter(painter, scene).paint_boxes()
            painter.setClipping(False)

        def paint_legend(painter: QPainter, area: QRectF) -> None:
            legend.paint(painter, area, display, scale.maximum, maps)

        self._static_layer.paint(
            painter,
            self.size(),
            scene.settings_key,
            None if self._fresh is False else scene.values_key,
            paint_static,
            fresh=self._fresh,
        )
        painter.setClipRect(canvas)
        UnitPainter(painter, scene).paint_responses()
        painter.setClipping(False)
        self._legend_key = legend.key(display, scale.maximum, maps)
        if self._legend_key is None:
            paint_legend(painter, legend.area)
        else:
            pixmaps.draw(painter, legend.area, self._legend_key, paint_legend)
        if self._pointer is not None and (node is not None or edge is not None):
            lines = self.description_at(self._pointer.x(), self._pointer.y())
            bounds = QRectF(self.rect())
            paint_card(painter, lines, self._pointer, bounds, style.theme)

    def _fill(self, painter: QPainter) -> None:
        """Paint the background, beyond the edge too where it divides a pixel."""
        ground = QColor(self._style.theme.surface)
        painter.fillRect(self.rect().adjusted(0, 0, 1, 1), ground)

    def _prepare(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(themes.number_font(self.font()))
