"""Where the nodes and edges of a network stand in a rectangle: plain geometry.

A column for each layer, and at the foot of each column that feeds a layer a small node
"1", whose edges are the biases: ``[W b] [A; 1]``. So every parameter is an edge.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shallownet.arrays import Array, Indices

MARGIN_X: Final = 66.0
MARGIN_TOP: Final = 18.0
LARGEST: Final = 44.0
"""Largest side of a unit, in pixels."""


@dataclass(frozen=True)
class Node:
    """A node: ``layer`` 0 is the inputs; ``index`` is None for the bias's node "1"."""

    layer: int
    index: int | None
    x: float
    y: float
    size: float


@dataclass(frozen=True, eq=False)
class Layout:
    """The places of a network's nodes and edges.

    Attributes
    ----------
    nodes : list of Node
        Layer by layer; in each, the units and then the bias's node.
    lines : ndarray, shape (parameters, 4)
        x1, y1, x2, y2 of each parameter's edge, in the order of ``theta``.
    sources, targets : ndarray of int, shape (parameters,)
        The node (an index into ``nodes``) at either end of each edge.
    """

    nodes: list[Node]
    lines: Array
    sources: Indices
    targets: Indices

    def node_at(self, x: float, y: float) -> int | None:
        """Return the node at a point."""
        distances = [max(abs(n.x - x), abs(n.y - y)) for n in self.nodes]
        nearest = min(range(len(self.nodes)), key=distances.__getitem__)
        reach = self.nodes[nearest].size / 2 + 3
        return nearest if distances[nearest] <= reach else None

    def edge_at(self, x: float, y: float, reach: float = 6.0) -> int | None:
        """Return the edge nearest to a point, if it is within ``reach`` pixels."""
        start, end = self.lines[:, :2], self.lines[:, 2:]
        along = end - start
        point = np.array([x, y]) - start
        share = np.clip(
            (point * along).sum(axis=1) / np.maximum((along**2).sum(axis=1), 1e-9), 0, 1
        )
        distances = np.hypot(*(point - share[:, np.newaxis] * along).T)
        nearest = int(np.argmin(distances))
        return nearest if distances[nearest] <= reach else None

    def edges_of(self, node: int) -> NDArray[np.bool_]:
        """Return which edges begin or end at a node."""
        touching: NDArray[np.bool_] = (self.sources == node) | (self.targets == node)
        return touching


def lay_out(layer_sizes: tuple[int, ...], width: float, height: float) -> Layout:
    """Place a network of these layers in a rectangle, its sides in pixels."""
    columns = np.linspace(MARGIN_X, width - MARGIN_X, len(layer_sizes))
    gap = (width - 2 * MARGIN_X) / (len(layer_sizes) - 1)
    nodes: list[Node] = []
    first: list[int] = []  # the number of each layer's first node
    for layer, (units, x) in enumerate(zip(layer_sizes, columns, strict=True)):
        first.append(len(nodes))
        has_bias = layer < len(layer_sizes) - 1
        slots = units + has_bias
        pitch = min((height - MARGIN_TOP) / slots, 92.0)
        # Whole and even pixels: frames are sharp, and images inside them cheap.
        side = min(pitch * 0.8, LARGEST, 0.6 * gap)
        size = max(2.0 * (side // 2), 4.0)
        top = MARGIN_TOP / 2 + (height - pitch * slots) / 2 + pitch / 2
        nodes.extend(
            Node(layer, index, round(x), round(top + index * pitch), size)
            for index in range(units)
        )
        if has_bias:
            nodes.append(
                Node(layer, None, round(x), round(top + units * pitch), min(size, 22.0))
            )
    sources: list[int] = []
    targets: list[int] = []
    for layer, (inputs, units) in enumerate(itertools.pairwise(layer_sizes)):
        for unit in range(units):
            # The columns of [W b]: the inputs, then the bias's node behind them.
            sources.extend(range(first[layer], first[layer] + inputs + 1))
            targets.extend([first[layer + 1] + unit] * (inputs + 1))
    lines = np.array(
        [
            (
                nodes[s].x + nodes[s].size / 2,
                nodes[s].y,
                nodes[t].x - nodes[t].size / 2,
                nodes[t].y,
            )
            for s, t in zip(sources, targets, strict=True)
        ]
    )
    return Layout(nodes, lines, np.array(sources), np.array(targets))
