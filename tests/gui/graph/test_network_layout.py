"""The layout of nodes and edges: inside, apart, and found by hit tests."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gui.graph.network_layout import (
    MAX_LINES,
    NAME_HEIGHT,
    ROOM_BELOW,
    Layout,
    lay_out,
    lay_out_with_names,
)
from shallownet.nn.network import Network

SIZES = st.lists(st.integers(1, 24), min_size=2, max_size=5).map(tuple)
WIDTHS = st.integers(420, 1600)
HEIGHTS = st.integers(380, 1200)
PARAMETER = re.compile(r"(W|b)(\d+)\[(\d+)(?:, (\d+))?\]")


def parameter_names(sizes: tuple[int, ...]) -> list[str]:
    network = Network(sizes, ("identity",) * (len(sizes) - 1))
    return [network.parameter_name(k) for k in range(network.theta.size)]


def point_on(layout: Layout, edge: int, share: float) -> tuple[float, float]:
    x1, y1, x2, y2 = layout.lines[edge]
    return x1 + share * (x2 - x1), y1 + share * (y2 - y1)


def distance(layout: Layout, edge: int, x: float, y: float) -> float:
    """Return how far a point is from an edge, sampled along it."""
    shares = np.linspace(0.0, 1.0, 2_001)
    x1, y1, x2, y2 = layout.lines[edge]
    return float(
        np.hypot(x1 + shares * (x2 - x1) - x, y1 + shares * (y2 - y1) - y).min()
    )


@given(SIZES, WIDTHS, HEIGHTS)
def test_nodes_are_inside_and_apart(sizes, width, height):
    nodes = lay_out(sizes, width, height).nodes
    for node in nodes:
        assert node.size > 0
        assert node.size / 2 <= node.x <= width - node.size / 2
        assert node.size / 2 <= node.y <= height - node.size / 2
    for a, b in itertools.combinations(nodes, 2):
        reach = (a.size + b.size) / 2
        assert abs(a.x - b.x) >= reach or abs(a.y - b.y) >= reach


@given(SIZES, WIDTHS, HEIGHTS, st.floats(1.0, 3.0))
def test_units_and_gaps_grow_with_the_space(sizes, width, height, factor):
    small = lay_out(sizes, width, height).nodes
    large = lay_out(sizes, factor * width, factor * height).nodes
    for before, after in zip(small, large, strict=True):
        assert after.size >= before.size


def test_units_fill_a_large_screen():
    """On 1920x1080 the graph of the lesson has about 950 x 750 pixels."""
    sizes = [n.size for n in lay_out((2, 10, 1), 950, 750).nodes if n.layer == 1]
    assert sizes[0] >= 52.0
    assert lay_out((2, 3, 1), 950, 750).nodes[0].size >= 66.0


@given(SIZES, WIDTHS, HEIGHTS)
def test_layers_go_from_left_to_right_and_units_from_top_to_bottom(
    sizes, width, height
):
    nodes = lay_out(sizes, width, height).nodes
    expected = [
        (layer, index)
        for layer, units in enumerate(sizes)
        for index in [*range(units), None][: units + (layer < len(sizes) - 1)]
    ]
    assert [(node.layer, node.index) for node in nodes] == expected
    for a, b in itertools.pairwise(nodes):
        assert (a.x < b.x) if a.layer < b.layer else (a.x == b.x and a.y < b.y)


@given(SIZES, WIDTHS, HEIGHTS)
def test_each_parameter_has_a_line_in_the_order_of_theta(sizes, width, height):
    layout = lay_out(sizes, width, height)
    names = parameter_names(sizes)
    assert layout.lines.shape == (len(names), 4)
    for k, name in enumerate(names):
        kind, number, unit, column = PARAMETER.fullmatch(name).groups()
        source = layout.nodes[layout.sources[k]]
        target = layout.nodes[layout.targets[k]]
        assert (target.layer, target.index) == (int(number), int(unit))
        assert source.layer == int(number) - 1
        assert source.index == (None if kind == "b" else int(column))
        x1, y1, x2, y2 = layout.lines[k]
        assert (x1, y1) == (source.x + source.size / 2, source.y)
        assert (x2, y2) == (target.x - target.size / 2, target.y)
        assert x1 < x2


@given(SIZES, WIDTHS, HEIGHTS)
def test_a_node_is_found_at_its_centre(sizes, width, height):
    layout = lay_out(sizes, width, height)
    for number, node in enumerate(layout.nodes):
        assert layout.node_at(node.x, node.y) == number


@given(SIZES, WIDTHS, HEIGHTS, st.floats(0.05, 0.95), st.data())
def test_an_edge_is_found_along_its_line(sizes, width, height, share, data):
    layout = lay_out(sizes, width, height)
    assume(layout.drawn.size)
    edge = data.draw(st.sampled_from(layout.drawn.tolist()))
    point = point_on(layout, edge, share)
    assume(all(matrix.cell_at(*point) is None for matrix in layout.matrices))
    found = layout.edge_at(*point)
    # Where edges cross, another one is as near.
    assert found is not None
    assert distance(layout, found, *point) < 1.0


@given(st.floats(0, 600), st.floats(0, 500))
def test_the_nearest_edge_is_found_and_only_within_reach(x, y):
    layout = lay_out((2, 4, 1), 600, 500)
    distances = [distance(layout, k, x, y) for k in range(len(layout.lines))]
    nearest = min(distances)
    found = layout.edge_at(x, y, reach=6.0)
    if nearest > 6.2:
        assert found is None
    elif nearest < 5.8:
        assert found is not None
        assert distances[found] < nearest + 0.2


def test_nothing_is_found_away_from_nodes_and_edges():
    layout = lay_out((2, 10, 1), 600, 600)
    assert layout.node_at(2, 2) is None
    assert layout.edge_at(2, 2) is None
    node = layout.nodes[0]
    assert layout.node_at(node.x + node.size, node.y) is None


@given(SIZES)
def test_edges_of_a_node_begin_or_end_there(sizes):
    layout = lay_out(sizes, 800, 800)
    for number, node in enumerate(layout.nodes):
        outgoing = sizes[node.layer + 1] if node.layer < len(sizes) - 1 else 0
        fed = node.layer > 0 and node.index is not None
        incoming = sizes[node.layer - 1] + 1 if fed else 0
        touching = np.flatnonzero(layout.edges_of(number))
        assert len(touching) == incoming + outgoing
        assert all(number in (layout.sources[k], layout.targets[k]) for k in touching)


@pytest.mark.parametrize("size", [(430, 380), (610, 600), (1100, 950)])
def test_the_lessons_network(size):
    layout = lay_out((2, 10, 1), *size)
    assert len(layout.nodes) == 2 + 10 + 1 + 2  # and a "1" for each layer of weights
    assert len(layout.lines) == 41
    units = [
        node for node in layout.nodes if node.layer == 1 and node.index is not None
    ]
    assert len({node.size for node in units}) == 1
    assert units[0].size >= 20  # room for the response map
    gaps = np.diff([node.y for node in units])
    assert gaps.max() - gaps.min() <= 1  # even, but for whole pixels
    output = layout.nodes[-1]
    assert (output.layer, output.index) == (2, 0)


def test_of_close_nodes_the_nearest_is_found():
    layout = lay_out((2, 64, 1), 600, 400)
    found = [layout.node_at(node.x, node.y) for node in layout.nodes]
    assert found == list(range(len(layout.nodes)))


def test_edges_of_deep_networks_run_from_left_to_right():
    lines = lay_out((2, 3, 3, 3, 3, 3, 3, 1), 430, 600).lines
    assert (lines[:, 0] < lines[:, 2]).all()


@given(st.lists(st.integers(1, 64), max_size=6).map(lambda h: (2, *h, 1)))
def test_every_parameter_is_a_line_or_a_cell(sizes):
    layout = lay_out(sizes, 620, 480)
    shown = layout.drawn.tolist()
    for matrix in layout.matrices:
        shown += range(matrix.start, matrix.start + matrix.rows * matrix.columns)
    assert sorted(shown) == list(range(len(layout.lines)))
    assert len(layout.drawn) <= MAX_LINES


@pytest.mark.parametrize("zoom", [1, 4])
def test_the_rows_of_a_matrix_are_beside_their_units(zoom):
    sizes = (2, 64, 40, 64, 1)
    layout = lay_out(sizes, 620 * zoom, 480 * zoom).moved(-3.0, 5.0)
    names = parameter_names(sizes)
    assert [(m.rows, m.columns) for m in layout.matrices] == [(40, 65), (64, 41)]
    for matrix in layout.matrices:
        for row in range(matrix.rows):
            for column in (0, 7, matrix.columns - 1):
                index = matrix.start + row * matrix.columns + column
                left, top, width, height = matrix.cell(index)
                assert layout.edge_at(left + width / 2, top + height / 2) == index
                unit = layout.nodes[layout.targets[index]]
                assert top - 1 <= unit.y <= top + height + 1
                name = names[index]
                assert name.startswith("b") == (column == matrix.columns - 1)
        before = layout.nodes[layout.sources[matrix.start]]
        behind = layout.nodes[layout.targets[matrix.start]]
        assert before.x + before.size / 2 < matrix.left
        assert matrix.left + matrix.width < behind.x - behind.size / 2


def test_moving_a_layout_moves_everything():
    layout = lay_out((2, 40, 40, 1), 620, 480)
    there = layout.moved(30.0, -7.0)
    np.testing.assert_array_equal(
        there.lines, layout.lines + np.array([30, -7, 30, -7])
    )
    for before, after in zip(layout.nodes, there.nodes, strict=True):
        assert (after.x, after.y) == (before.x + 30, before.y - 7)
    cell = layout.matrices[0]
    assert there.edge_at(cell.left + 32, cell.top - 5) == layout.edge_at(
        cell.left + 2, cell.top + 2
    )


@given(
    inputs=st.integers(1, 64),
    units=st.integers(1, 20),
    width=st.floats(400, 1600),
    height=st.floats(300, 1000),
    longest=st.floats(0, 400),
)
def test_names_of_inputs_have_room(inputs, units, width, height, longest):
    layout = lay_out_with_names((inputs, units, 1), width, height, longest)
    first, second = layout.nodes[:2]
    if layout.name_room:  # beside the boxes, within the picture
        assert layout.name_room < first.x - first.size / 2
        assert layout.name_room >= min(longest, 0.25 * width)
    elif longest > first.size - 4:  # below them
        assert second.y - first.y > first.size + NAME_HEIGHT + 2
        assert longest <= ROOM_BELOW  # not elided
    assert first.x < layout.nodes[inputs + 1].x
