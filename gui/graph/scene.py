"""Everything that decides how the graph looks, for its painters."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray
    from PyQt6.QtCore import QRectF

    from gui.graph.display_mode import GraphDisplay
    from gui.graph.edge_style import EdgeScale, GraphStyle
    from gui.graph.network_layout import Layout
    from gui.graph.pixmap_cache import PixmapCache
    from gui.graph.probe import ResponseMaps
    from shallownet.training.snapshot import Snapshot


class Marks(NamedTuple):
    """What stands out: parameters, and nodes by their numbers.

    Nodes and edges that are not connected to the hovered node are faded, and nodes that
    are off are crossed out.
    """

    hovered: int | None = None
    parameters: tuple[int, ...] = ()
    ringed: int | None = None
    off: tuple[int, ...] = ()


class Scene(NamedTuple):
    """One state of a network at its places.

    Nodes and lines outside the canvas are skipped; ``pixmaps`` holds boxes and numbers
    that look the same every time.
    """

    canvas: QRectF
    layout: Layout
    style: GraphStyle
    scale: EdgeScale
    pixmaps: PixmapCache
    snapshot: Snapshot
    maps: ResponseMaps
    display: GraphDisplay
    marks: Marks

    @property
    def settings_key(self) -> Hashable:
        """All that decides how the static layer looks, except for the values."""
        edges, _, units, highlighted, label = self.display
        titles = None if units is None else (units.title, units.scope)
        return self.marks, edges, titles, highlighted, label is None

    @property
    def values_key(self) -> Hashable:
        """The values that the static layer shows; None if every update changes them.

        Values are drawn in levels, so that most updates leave all lines as they are.
        """
        display = self.display
        if self.layout.matrices or display.units or display.label:
            return None
        if not np.isfinite(display.values).all():
            return None
        levels = self.scale.levels(display.values)
        return levels.tobytes(), self.snapshot.frozen.tobytes()

    @property
    def chosen_edges(self) -> NDArray[np.bool_] | None:
        """The edges that are not faded, shape (parameters,); None for all."""
        if self.marks.hovered is not None:
            return self.layout.edges_of(self.marks.hovered)
        if self.display.highlighted is None:
            return None
        # An edge belongs to the layer that it leads to.
        layers = np.array([node.layer for node in self.layout.nodes])
        chosen: NDArray[np.bool_] = np.isin(
            layers[self.layout.targets], list(self.display.highlighted)
        )
        return chosen

    @property
    def highlighted_nodes(self) -> set[int] | None:
        """The nodes that are not faded, by number; None for all."""
        hovered, layers = self.marks.hovered, self.display.highlighted
        if hovered is not None:
            connected = self.layout.edges_of(hovered)
            ends = (self.layout.sources[connected], self.layout.targets[connected])
            return {hovered, *np.concatenate(ends).tolist()}
        if layers is None:
            return None
        # The "1" of the biases belongs to the layer that it leads to.
        return {
            number
            for number, node in enumerate(self.layout.nodes)
            if node.layer in layers or (node.index is None and node.layer + 1 in layers)
        }
