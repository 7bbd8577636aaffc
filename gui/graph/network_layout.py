"""The places of a network's nodes and edges in a rectangle.

Each layer is a column. At the foot of each column except the last stands a small node
"1", whose edges are the biases of the next layer: ``[W b] [A; 1]``. So every parameter
is an edge.

Between two large layers there would be thousands of lines, too many to tell apart or to
draw in time. Their parameters are shown as a matrix instead, as in the equations: a row
beside each unit of the next layer, a column for each input and one for the bias.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from gui.graph.hover_target import Unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shallownet.arrays import Array, Indices

MARGIN_X: Final = 66.0
MARGIN_Y: Final = 9.0
MAX_SIZE: Final = 44.0
MAX_PITCH: Final = 92.0
MAX_ONE: Final = 22.0
"""Largest side of a unit, distance between two, and side of a bias's node, in pixels of
a rectangle of `USUAL` size; they grow with it, up to `MAX_GROWTH` times."""

USUAL: Final = (600.0, 480.0)
MAX_GROWTH: Final = 4.0

NAME_HEIGHT: Final = 18.0
NAME_GAP: Final = 6.0
"""Pixels of a name below its box, and between a box and a name to its left."""
ROOM_BELOW: Final = 2 * MARGIN_X - 8
"""Pixels of width of a name below its box."""
MAX_NAME_SHARE: Final = 0.25
"""The share of the width that names to the left of the inputs take at most."""

MAX_LINES: Final = 500
"""Lines that are drawn in total: they cost about 6 ms a frame, 21,000 cost 340 ms."""


@dataclass(frozen=True)
class Node:
    """A node: ``layer`` 0 is the inputs; ``index`` is None for the bias's node "1"."""

    layer: int
    index: int | None
    x: float
    y: float
    size: float

    @property
    def unit(self) -> Unit | None:
        """The input or unit that this is; None for the bias's node."""
        return None if self.index is None else Unit(self.layer, self.index)


class Matrix(NamedTuple):
    """The rectangle of a layer's ``[W b]``, which begins at entry ``start`` of theta.

    A row for each unit of the layer; a column for each input, and one for the bias.
    """

    left: float
    top: float
    width: float
    height: float
    start: int
    rows: int
    columns: int

    @property
    def entries(self) -> slice:
        """The matrix's part of theta."""
        return slice(self.start, self.start + self.rows * self.columns)

    def cell_at(self, x: float, y: float) -> int | None:
        """Return the entry of theta at a point."""
        across, down = (x - self.left) / self.width, (y - self.top) / self.height
        if not (0.0 <= across < 1.0 and 0.0 <= down < 1.0):
            return None
        row, column = int(down * self.rows), int(across * self.columns)
        return self.start + row * self.columns + column

    def cell(self, index: int) -> tuple[float, float, float, float]:
        """Return left, top, width and height of the cell of an entry of theta."""
        row, column = divmod(index - self.start, self.columns)
        width, height = self.width / self.columns, self.height / self.rows
        return self.left + column * width, self.top + row * height, width, height


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
    matrices : tuple of Matrix
        The layers that are shown as a matrix rather than as lines.
    drawn : ndarray of int
        The parameters that are shown as lines.
    name_room : float
        Pixels for the names of the inputs to the left of them; 0 where names stand in
        or below their boxes.
    """

    nodes: list[Node]
    lines: Array
    sources: Indices
    targets: Indices
    matrices: tuple[Matrix, ...]
    drawn: Indices
    name_room: float = 0.0

    @property
    def pitch(self) -> float:
        """The distance between two inputs, or between the input and the bias."""
        return self.nodes[1].y - self.nodes[0].y

    def moved(self, dx: float, dy: float) -> Layout:
        """Return the layout moved by so many pixels."""
        return replace(
            self,
            nodes=[replace(n, x=n.x + dx, y=n.y + dy) for n in self.nodes],
            lines=self.lines + np.array([dx, dy, dx, dy]),
            matrices=tuple(
                m._replace(left=m.left + dx, top=m.top + dy) for m in self.matrices
            ),
        )

    def node_at(self, x: float, y: float) -> int | None:
        """Return the node at a point."""
        distances = [max(abs(n.x - x), abs(n.y - y)) for n in self.nodes]
        nearest = min(range(len(self.nodes)), key=distances.__getitem__)
        reach = self.nodes[nearest].size / 2 + 3
        return nearest if distances[nearest] <= reach else None

    def edge_at(self, x: float, y: float, reach: float = 6.0) -> int | None:
        """Return the parameter at a point: a cell, or the nearest line within reach."""
        for matrix in self.matrices:
            cell = matrix.cell_at(x, y)
            if cell is not None:
                return cell
        if not self.drawn.size:
            return None
        lines = self.lines[self.drawn]
        start, end = lines[:, :2], lines[:, 2:]
        along = end - start
        point = np.array([x, y]) - start
        share = np.clip(
            (point * along).sum(axis=1) / np.maximum((along**2).sum(axis=1), 1e-9), 0, 1
        )
        distances = np.hypot(*(point - share[:, np.newaxis] * along).T)
        nearest = int(np.argmin(distances))
        return int(self.drawn[nearest]) if distances[nearest] <= reach else None

    def matrix_of(self, parameter: int) -> Matrix | None:
        """Return the matrix that shows a parameter; None if it is a line."""
        holding = (m for m in self.matrices if m.entries.start <= parameter)
        return next((m for m in holding if parameter < m.entries.stop), None)

    def place_of(self, parameter: int) -> tuple[float, float]:
        """Return the middle of a parameter's line or cell."""
        matrix = self.matrix_of(parameter)
        if matrix is not None:
            left, top, width, height = matrix.cell(parameter)
            return left + width / 2, top + height / 2
        x1, y1, x2, y2 = self.lines[parameter].tolist()
        return (x1 + x2) / 2, (y1 + y2) / 2

    def edges_of(self, node: int) -> NDArray[np.bool_]:
        """Return which edges begin or end at a node."""
        touching: NDArray[np.bool_] = (self.sources == node) | (self.targets == node)
        return touching


def lay_out_with_names(
    layer_sizes: tuple[int, ...], width: float, height: float, longest: float
) -> Layout:
    """Place a network, with room for the names of the inputs.

    A name that is wider than its box stands below it, or to its left if the next box is
    too near, or if it would be elided below.

    Parameters
    ----------
    layer_sizes : tuple of int
    width, height : float
        The size of the rectangle in pixels.
    longest : float
        The width of the longest name.
    """
    plain = lay_out(layer_sizes, width, height)
    size = plain.nodes[0].size
    # The font of the graph is a little wider than that of the window.
    fits = 1.1 * longest <= ROOM_BELOW
    if longest <= size - 4 or (fits and plain.pitch >= size + NAME_HEIGHT + NAME_GAP):
        return plain
    room = min(1.1 * longest, MAX_NAME_SHARE * width)
    return replace(
        lay_out(layer_sizes, width, height, room + NAME_GAP + size / 2 + 4),
        name_room=room,
    )


def lay_out(
    layer_sizes: tuple[int, ...], width: float, height: float, left: float = 0.0
) -> Layout:
    """Place a network with these layers in a rectangle of a size in pixels.

    The inputs are at least ``left`` pixels from the left edge.
    """
    growth = min(width / USUAL[0], height / USUAL[1])
    growth = min(max(growth, 1.0), MAX_GROWTH)
    margin = growth * MARGIN_X
    left = max(margin, left)
    places = np.linspace(left, width - margin, len(layer_sizes))
    gap = (width - left - margin) / (len(layer_sizes) - 1)
    columns: list[list[Node]] = []
    for layer, (units, place) in enumerate(zip(layer_sizes, places, strict=True)):
        has_bias = layer < len(layer_sizes) - 1
        slots = units + has_bias
        pitch = min((height - 2 * MARGIN_Y) / slots, growth * MAX_PITCH)
        # Whole and even pixels: frames are sharp, and images inside them fast.
        side = min(pitch * 0.8, growth * MAX_SIZE, 0.6 * gap)
        size = max(2.0 * (side // 2), 4.0)
        top = (height - pitch * slots) / 2 + pitch / 2
        x = round(float(place))
        column = [
            Node(layer, index, x, round(top + index * pitch), size)
            for index in range(units)
        ]
        if has_bias:
            y = round(top + units * pitch)
            one = 2.0 * (growth * MAX_ONE // 2)
            column.append(Node(layer, None, x, y, min(size, one)))
        columns.append(column)
    return _connect(columns)


def _connect(columns: list[list[Node]]) -> Layout:
    """Connect each node of a column to each unit of the next."""
    pairs = list(itertools.pairwise(columns))
    shapes = [
        (sum(node.index is not None for node in right), len(left))
        for left, right in pairs
    ]
    lines, sources, targets = [], [], []
    matrices, drawn = [], [np.empty(0, dtype=np.intp)]
    start = first = 0
    for (left, right), (rows, cols), as_lines in zip(
        pairs, shapes, _drawn_as_lines(shapes), strict=True
    ):
        begin = np.array([(n.x + n.size / 2, n.y) for n in left])
        end = np.array([(n.x - n.size / 2, n.y) for n in right[:rows]])
        # The rows of [W b], one after the other; its columns end with the bias.
        lines.append(np.hstack([np.tile(begin, (rows, 1)), np.repeat(end, cols, 0)]))
        sources.append(np.tile(np.arange(first, first + cols), rows))
        first += cols
        targets.append(np.repeat(np.arange(first, first + rows), cols))
        if as_lines:
            drawn.append(np.arange(start, start + rows * cols))
        else:
            matrices.append(_place_matrix(left, right, rows, cols, start))
        start += rows * cols
    return Layout(
        [node for column in columns for node in column],
        np.vstack(lines),
        np.concatenate(sources),
        np.concatenate(targets),
        tuple(matrices),
        np.concatenate(drawn),
    )


def _drawn_as_lines(shapes: list[tuple[int, int]]) -> list[bool]:
    """Return for each layer whether there is room for lines, the smallest first."""
    result = [False] * len(shapes)
    room = MAX_LINES
    for layer in sorted(range(len(shapes)), key=lambda k: math.prod(shapes[k])):
        room -= math.prod(shapes[layer])
        result[layer] = room >= 0
    return result


def _place_matrix(
    left: list[Node], right: list[Node], rows: int, columns: int, start: int
) -> Matrix:
    """Place a matrix in the gap between two columns, its rows beside their units."""
    x1 = left[0].x + left[0].size / 2 + 4
    x2 = right[0].x - right[0].size / 2 - 3
    first, last = right[0].y, right[rows - 1].y
    height = (last - first) * rows / (rows - 1) if rows > 1 else right[0].size
    top = (first + last) / 2 - height / 2
    return Matrix(x1, top, max(x2 - x1, 1.0), height, start, rows, columns)
