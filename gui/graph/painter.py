"""Paints the graph of a network as a whole: edges, what is marked, units, labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gui.graph.edge_painter import EdgePainter
from gui.graph.unit_painter import UnitPainter
from gui.style import theme as themes

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from numpy.typing import NDArray
    from PyQt6.QtCore import QRectF
    from PyQt6.QtGui import QPainter, QPen

    from gui.graph.display_mode import GraphDisplay
    from gui.graph.edge_style import EdgeScale
    from gui.graph.network_layout import Layout
    from gui.graph.pixmap_cache import PixmapCache
    from gui.graph.probe import ResponseMaps
    from gui.style.theme import Theme
    from shallownet.training.snapshot import Snapshot


class GraphPainter(NamedTuple):
    """All that it takes to paint a state of a network at its places.

    Attributes
    ----------
    canvas : QRectF
        What lies outside is not painted.
    layout : Layout
    snapshot : Snapshot
    maps : ResponseMaps
        The pictures inside the units.
    face : GraphDisplay
        What the edges and the units show.
    scale : EdgeScale
    pens : mapping
        The pen of every step of the scale.
    colours : ndarray of uint32, shape (256,)
        Colours from negative over zero to positive.
    theme : Theme
    sprites : PixmapCache
        Boxes and numbers that are the same every time.
    """

    canvas: QRectF
    layout: Layout
    snapshot: Snapshot
    maps: ResponseMaps
    face: GraphDisplay
    scale: EdgeScale
    pens: Mapping[int, QPen]
    colours: NDArray[np.uint32]
    theme: Theme
    sprites: PixmapCache

    @property
    def key(self) -> Hashable:
        """What decides, for this layout and theme, how `paint_static` paints.

        None if that is another at every update. Values are drawn in steps of the
        scale, so that most updates leave all lines as they are.
        """
        if self.layout.matrices or self.face.units or self.face.label:
            return None
        levels = self.scale.levels(self.face.values)
        if not np.isfinite(self.face.values).all():
            return None
        highlighted = (
            None if self.face.highlighted is None else frozenset(self.face.highlighted)
        )
        return levels.tobytes(), self.snapshot.frozen.tobytes(), highlighted

    def paint_static(
        self,
        painter: QPainter,
        node: int | None,
        marked: Iterable[int],
        ringed: int | None,
    ) -> None:
        """Paint the edges, and the boxes of the units.

        Parameters
        ----------
        painter : QPainter
        node : int or None
            The node under the pointer: what it is not connected to is faded.
        marked : iterable of int
            Parameters that stand out.
        ringed : int or None
            A node that stands out.
        """
        edges = EdgePainter(
            painter,
            self.canvas,
            self.layout,
            self.face.values,
            self.snapshot.frozen,
            self.scale,
            self.pens,
            self.colours,
            self.theme,
        )
        edges.paint(self._chosen(node), whole_layers=node is None)
        for parameter in marked:
            edges.mark(parameter)
        if self.face.label is not None:
            plain = painter.font()
            small = themes.number_font(plain)
            small.setPixelSize(9)
            painter.setFont(small)
            # Those that change most are labelled first: not all have room.
            drawn = self.layout.drawn
            sizes = np.abs(np.nan_to_num(self.face.values[drawn]))
            edges.label(self.face.label, drawn[np.argsort(-sizes)].tolist())
            painter.setFont(plain)
        self._units(painter).paint_boxes(self._lit(node), ringed)

    def paint_dynamic(self, painter: QPainter, node: int | None) -> None:
        """Paint what the units answer, over what `paint_static` painted."""
        self._units(painter).paint_responses(self._lit(node))

    def _units(self, painter: QPainter) -> UnitPainter:
        return UnitPainter(
            painter,
            self.canvas,
            self.layout,
            len(self.snapshot.run.model.network.layers),
            self.snapshot.run.data.input_names,
            self.maps,
            self.face.units,
            self.colours,
            self.theme,
            self.sprites,
        )

    def _chosen(self, node: int | None) -> NDArray[np.bool_] | None:
        """Return the edges that are not faded; None if none is."""
        if node is not None:
            return self.layout.edges_of(node)
        if self.face.highlighted is None:
            return None
        # An edge belongs to the layer that it leads to.
        layers = np.array([entry.layer for entry in self.layout.nodes])
        chosen: NDArray[np.bool_] = np.isin(
            layers[self.layout.targets], list(self.face.highlighted)
        )
        return chosen

    def _lit(self, node: int | None) -> set[int] | None:
        """Return the nodes that are not faded; None if none is."""
        if node is not None:
            connected = self.layout.edges_of(node)
            ends = (self.layout.sources[connected], self.layout.targets[connected])
            return {node, *np.concatenate(ends).tolist()}
        highlighted = self.face.highlighted
        if highlighted is None:
            return None
        return {
            number
            for number, entry in enumerate(self.layout.nodes)
            # A bias's "1" goes with the layer that it leads to.
            if entry.layer in highlighted
            or (entry.index is None and entry.layer + 1 in highlighted)
        }
