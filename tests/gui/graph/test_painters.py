"""Painting the graph: labels, tags, faded layers, and what is out of view."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PyQt6.QtCore import QEvent, QLineF, QObject, QPointF, QRectF
from PyQt6.QtGui import QColor, QImage, QPainter

from gui.graph.display_mode import DisplayModes, EdgeMode, GraphDisplay, UnitMode
from gui.graph.edge_painter import LABEL_AT, EdgePainter
from gui.graph.edge_style import EdgeScale, GraphStyle
from gui.graph.hover_target import Unit
from gui.graph.network_layout import Layout, lay_out
from gui.graph.network_view import NetworkView
from gui.graph.pixmap_cache import PixmapCache
from gui.graph.probe import Probe, ResponseMaps
from gui.graph.sample_selection import SampleSelection
from gui.graph.scene import Marks, Scene
from gui.graph.unit_painter import UnitPainter
from gui.graph.zoom import MAX_FACTOR, Zoom
from gui.style import theme as themes
from shallownet import Trainer, TrainingConfig
from shallownet.analysis.equations import Phase
from shallownet.data import datasets
from tests.examples import examples

SIZE = (600, 500)
WHOLE = QRectF(0, 0, *SIZE)
THEME = themes.LIGHT
STYLE = GraphStyle.of(THEME)


class Recorder(QPainter):
    """Records texts, and counts lines."""

    def __init__(self, device: QImage) -> None:
        super().__init__(device)
        self.image = device  # must outlive its painter
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setFont(themes.number_font(self.font()))
        self.written: list[tuple[QRectF, str, float]] = []
        self.lines = 0

    def drawText(self, *args) -> None:
        if isinstance(args[0], QRectF):
            self.written.append((QRectF(args[0]), args[-1], self.opacity()))
        super().drawText(*args)

    def drawLines(self, *lines) -> None:
        self.lines += len(lines)
        super().drawLines(*lines)


def canvas() -> QImage:
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    image.fill(QColor(THEME.surface))
    return image


def snapshot_of(hidden=(4,), steps=5, **more: Any):
    config = TrainingConfig(hidden_units=hidden, learning_rate=0.01, **more)
    trainer = Trainer(config, datasets.notebook(40))
    trainer.run(steps)
    return trainer.snapshot()


def layout_of(snapshot) -> Layout:
    return lay_out(snapshot.run.model.network.layer_sizes, *SIZE)


def paint(snapshot, display: GraphDisplay, layout: Layout | None = None, **more):
    """Return the image of a graph, and its painter."""
    scale, view = EdgeScale(), more.get("view", WHOLE)
    scale.fit(display.values)
    maps = maps_of(snapshot)
    painter = Recorder(canvas())
    painter.setClipRect(more.get("clip", view))
    look = (layout or layout_of(snapshot), STYLE, scale, PixmapCache())
    scene = Scene(view, *look, snapshot, maps, display, Marks())
    EdgePainter(painter, scene).paint()
    units = UnitPainter(painter, scene)
    units.paint_boxes()
    units.paint_responses()
    painter.end()
    return painter.image, painter


def maps_of(snapshot) -> ResponseMaps:
    probe = Probe(snapshot.run)
    probe.update_maps(snapshot)
    return probe.maps


def display_of(modes: DisplayModes, snapshot, phase=None, stage: int = 0):
    modes.set_state(snapshot, Probe(snapshot.run), phase, stage)
    assert modes.display is not None
    return modes.display


def in_phase(snapshot, phase: Phase, stage: int = 9, sample: int | None = None):
    return display_of(
        DisplayModes(selection=SampleSelection(sample)), snapshot, phase, stage
    )


def show(view: NetworkView, snapshot, maps=None, *, fresh=None) -> None:
    """Show the parameters of a snapshot, and the units' responses."""
    maps = maps or maps_of(snapshot)
    display = GraphDisplay(EdgeMode.WEIGHT, snapshot.theta)
    view.set_state(snapshot, maps, display, fresh=fresh)


def pixels(image: QImage) -> np.ndarray:
    memory = image.constBits().asstring(image.sizeInBytes())
    return np.frombuffer(memory, np.uint32).reshape(image.height(), image.width())


def around(node) -> QRectF:
    half = node.size / 2
    return QRectF(node.x - half, node.y - half, node.size, node.size)


def overlaps(boxes: list[QRectF]) -> list[tuple[QRectF, QRectF]]:
    return [(a, b) for i, a in enumerate(boxes) for b in boxes[:i] if a.intersects(b)]


@pytest.mark.parametrize("hidden", [(), (4,), (10,), (8, 8), (3,) * 6, (64, 64)])
def test_labels_are_on_their_lines_and_never_overlap(qapp, hidden):
    snapshot = snapshot_of(hidden, initialization="xavier")
    display, layout = in_phase(snapshot, Phase.UPDATE), layout_of(snapshot)
    _, painter = paint(snapshot, display)
    labels = {text: box for box, text, _ in painter.written if "→" in text}
    boxes, nodes = list(labels.values()), [around(node) for node in layout.nodes]
    assert boxes and not overlaps(boxes)
    assert not [1 for box in boxes for node in nodes if box.intersects(node)]
    line_of = {display.label(int(k)): layout.lines[k] for k in layout.drawn}
    for text, box in labels.items():
        x1, y1, x2, y2 = line_of[text]
        share = (box.center().x() - x1) / (x2 - x1)
        assert 0.0 < share < 1.0
        assert box.center().y() == pytest.approx(y1 + share * (y2 - y1), abs=0.5)
    largest = layout.drawn[np.argmax(np.abs(display.values[layout.drawn]))]
    assert display.label(int(largest)) in labels


@given(st.randoms(use_true_random=False))
@examples(20)
def test_earlier_labels_take_the_room(qapp, random):
    snapshot = snapshot_of((10,), 0)
    layout, scale = layout_of(snapshot), EdgeScale()
    scale.fit(snapshot.theta)
    painter, size = Recorder(canvas()), snapshot.theta.size
    order = random.sample(range(size), size)
    maps = maps_of(snapshot)
    display = GraphDisplay(EdgeMode.WEIGHT, snapshot.theta)
    look = (layout, STYLE, scale, PixmapCache())
    scene = Scene(WHOLE, *look, snapshot, maps, display, Marks())
    EdgePainter(painter, scene).label(lambda k: f"parameter {k:02}", order)
    painter.end()
    placed = {int(text.split()[1]): box for box, text, _ in painter.written}
    taken = [around(node) for node in layout.nodes]
    assert 5 < len(placed) < size
    for k in order:
        if k not in placed:  # at every possible place it would overlap
            line = QLineF(*layout.lines[k])
            box = QRectF(placed[order[0]])
            for share in LABEL_AT:
                box.moveCenter(line.pointAt(share))
                assert any(box.adjusted(-2, 0, 2, 0).intersects(t) for t in taken)
        else:
            taken.append(placed[k])


def texts(units, layers) -> set[str]:
    """Return all texts that may be written for the units of some layers."""
    known = {n: units.layers[n] for n in layers if units.layers[n] is not None}
    return {
        t
        for n, some in known.items()
        for k in range(len(some))
        for t in units.texts(n, k)
    }


def tags(painter: Recorder, units) -> list[tuple[QRectF, str, float]]:
    """Return the texts of the units' values, with place and opacity."""
    known = texts(units, range(len(units.layers)))
    # A bare "1" is more likely the bias's node than a value.
    return [e for e in painter.written if e[1] in known and not e[1].isdigit()]


@pytest.mark.parametrize("unit", [UnitMode.SAMPLE, UnitMode.MEAN, UnitMode.SATURATION])
@pytest.mark.parametrize("hidden", [(4,), (40,), (5, 5), (4,) * 6])
def test_units_are_tagged_with_their_values_as_far_as_there_is_room(qapp, hidden, unit):
    snapshot = snapshot_of(hidden)
    display = display_of(
        DisplayModes(units=unit, selection=SampleSelection(7)), snapshot
    )
    _, painter = paint(snapshot, display)
    found = tags(painter, display.units)
    boxes = [box for box, _, _ in found]
    nodes = [n for n in layout_of(snapshot).nodes if n.index is not None]
    assert boxes and not overlaps(boxes)
    assert not [b for b in boxes for n in nodes if b.intersects(around(n))]
    assert {opacity for _, _, opacity in found} == {1.0}
    if hidden == (4,):  # there is room for all, in full
        shown = [n for n in nodes if display.units.layers[n.layer] is not None]
        full = [display.units.texts(n.layer, n.index)[0] for n in shown]
        assert [text for _, text, _ in found] == full


@pytest.mark.parametrize("stage", range(4))
def test_only_highlighted_layers_are_tagged(qapp, stage):
    snapshot = snapshot_of((3, 2))
    for phase in (Phase.FORWARD, Phase.BACKWARD):
        display = in_phase(snapshot, phase, stage, sample=3)
        _, painter = paint(snapshot, display)
        found = tags(painter, display.units)
        assert found and {t for _, t, _ in found} <= texts(
            display.units, display.highlighted
        )
        assert {opacity for _, _, opacity in found} == {1.0}


def test_a_phase_fades_the_layers_it_does_not_highlight(qapp):
    snapshot = snapshot_of((3, 2))
    layout = layout_of(snapshot)
    plain = in_phase(snapshot, Phase.FORWARD)._replace(units=None, highlighted=None)
    for highlighted in (range(1), range(2), range(2, 4), range(4)):
        full = pixels(paint(snapshot, plain)[0]) & 0xFF
        faded = (
            pixels(paint(snapshot, plain._replace(highlighted=highlighted))[0]) & 0xFF
        )
        back = QColor(THEME.surface).blue()
        for k, (x1, y1, x2, y2) in enumerate(layout.lines):
            layer = layout.nodes[layout.targets[k]].layer
            x, y = round(x1 + 0.8 * (x2 - x1)), round(y1 + 0.8 * (y2 - y1))
            strong, now = (
                np.abs(seen[y - 3 : y + 4, x].astype(int) - back).max()
                for seen in (full, faded)
            )
            assert (now > 0.8 * strong) == (layer in highlighted), (k, highlighted)


def test_a_matrix_fades_with_its_layer_and_is_not_drawn_as_lines(qapp):
    snapshot = snapshot_of((10,) * 6, initialization="xavier")
    layout = layout_of(snapshot)
    (matrix,) = layout.matrices
    layer = layout.nodes[layout.targets[matrix.start]].layer
    part = snapshot.theta[matrix.start :][: matrix.rows * matrix.columns]
    x, y, w, h = matrix.cell(matrix.start + int(np.argmax(part)))
    plain = in_phase(snapshot, Phase.FORWARD)._replace(units=None)
    colours = []
    for highlighted in (None, range(layer, layer + 2), range(layer)):
        image, painter = paint(snapshot, plain._replace(highlighted=highlighted))
        colours.append(image.pixel(round(x + w / 2), round(y + h / 2)))
        assert painter.lines == layout.drawn.size
    assert colours[0] == colours[1] != colours[2]


SHAPES, SHARE = st.sampled_from([(4,), (3, 3), (40, 40)]), st.floats(0.0, 1.0)


@examples(20)
@given(hidden=SHAPES, zoom=st.floats(1.0, MAX_FACTOR), right=SHARE, down=SHARE)
@example(hidden=(3, 3), zoom=3.29296875, right=0.5, down=0.222162)  # lines at the edge
@example(hidden=(40, 40), zoom=2.0, right=0.0, down=0.0)  # a unit's frame at the edge
def test_skipping_what_is_out_of_view_changes_no_pixel(qapp, hidden, zoom, right, down):
    snapshot = snapshot_of(hidden, initialization="xavier")
    snapshot = replace(snapshot, frozen=np.arange(snapshot.theta.size) % 5 == 0)
    width, height = SIZE[0] * zoom, SIZE[1] * zoom
    sizes = snapshot.run.model.network.layer_sizes
    layout = lay_out(sizes, width, height).moved(
        -right * (width - SIZE[0]), -down * (height - SIZE[1])
    )
    display = GraphDisplay(EdgeMode.WEIGHT, snapshot.theta)
    view = QRectF(40, 30, 500, 400)  # a part of the image
    part, few = paint(snapshot, display, layout, view=view)
    huge = view.adjusted(-1e6, -1e6, 1e6, 1e6)
    full, many = paint(snapshot, display, layout, view=huge, clip=view)
    assert np.array_equal(pixels(part), pixels(full))
    assert few.lines <= many.lines


TURN = st.tuples(
    st.floats(0.2, 5.0), st.floats(0, 600), st.floats(0, 500), st.booleans()
)


@given(st.lists(TURN, min_size=1, max_size=8))
def test_the_part_in_view_stays_within_bounds(turns):
    zoom = Zoom()
    for factor, x, y, moves in turns:
        before, offset = zoom.factor, QPointF(zoom.offset)
        if moves:
            zoom.move(QPointF(3 * (x - 300), 3 * (y - 250)))
        else:
            zoom.magnify(factor, QPointF(x, y))
        width, height = zoom.fit(WHOLE)
        assert 1.0 <= zoom.factor <= MAX_FACTOR
        assert (width, height) == (
            600 * zoom.factor,
            500 * zoom.factor,
        )
        assert 0.0 <= zoom.offset.x() <= width - 600
        assert 0.0 <= zoom.offset.y() <= height - 500
        if not moves:  # the point under the pointer stays, away from the borders
            wanted = (offset.x() + x) / before * zoom.factor - x
            inside = min(max(wanted, 0.0), width - 600)
            assert zoom.offset.x() == pytest.approx(inside, abs=1e-6)


@pytest.mark.parametrize("what", [Unit(1, 2), Unit(0, 1), 7])
def test_only_the_highlighted_target_changes(qtbot, what):
    view = NetworkView()
    qtbot.addWidget(view)
    view.resize(*SIZE)
    snapshot = snapshot_of()
    show(view, snapshot)
    before = pixels(view.grab().toImage())
    view.set_highlighted(what)
    changed = np.argwhere(pixels(view.grab().toImage()) != before)[:, ::-1]
    assert len(changed) > 20
    if isinstance(what, Unit):
        node = next(n for n in view.graph.nodes if Unit(n.layer, n.index) == what)
        assert (np.abs(changed - (node.x, node.y)) <= node.size / 2 + 4).all()
    else:
        x1, y1, x2, y2 = view.graph.lines[what]
        across = np.array([y1 - y2, x2 - x1]) / np.hypot(y2 - y1, x2 - x1)
        assert np.abs((changed - (x1, y1)) @ across).max() < 8
    view.set_highlighted(None)
    assert np.array_equal(pixels(view.grab().toImage()), before)


def test_during_a_run_edges_are_redrawn_only_when_fresh(qtbot):
    view = NetworkView()
    qtbot.addWidget(view)
    view.resize(*SIZE)
    view.show()  # a hidden widget is laid out again for every grab
    trainer = Trainer(TrainingConfig(), datasets.notebook(100))

    def shown(fresh: bool | None) -> np.ndarray:
        snapshot = trainer.snapshot()
        probe.update_maps(snapshot, [False, False])  # only edges
        show(view, snapshot, probe.maps, fresh=fresh)
        # Without the legend, whose scale is always up to date.
        return pixels(view.grab(view.canvas.toAlignedRect()).toImage())

    probe = Probe(trainer.snapshot().run)
    start = shown(None)
    assert np.array_equal(shown(True), start)
    trainer.network.theta[:] *= -1.0
    assert np.array_equal(shown(False), start)
    turned = shown(True)
    assert (turned != start).sum() > 1_000
    trainer.network.theta[:] *= -1.0
    assert np.array_equal(shown(False), turned)
    assert np.array_equal(shown(None), start)  # at rest edges are always up to date


def test_during_a_run_a_target_is_highlighted_at_once(qtbot):
    view = NetworkView()
    qtbot.addWidget(view)
    view.resize(*SIZE)
    view.show()  # a hidden widget is laid out again for every grab
    snapshot = snapshot_of()
    maps = maps_of(snapshot)
    show(view, snapshot, maps, fresh=True)
    before = pixels(view.grab().toImage())
    show(view, snapshot, maps, fresh=False)
    view.set_highlighted(7)
    assert (pixels(view.grab().toImage()) != before).any()


def test_a_new_state_repaints_only_the_canvas(qtbot):
    view = NetworkView()
    qtbot.addWidget(view)
    view.resize(*SIZE)
    view.show()
    snapshot = snapshot_of()
    maps = maps_of(snapshot)
    show(view, snapshot, maps)
    qtbot.wait(30)
    painted = []

    class Watch(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint:
                painted.append(event.region().boundingRect())
            return False

    watch = Watch()
    view.installEventFilter(watch)
    show(view, snapshot, maps)
    qtbot.waitUntil(lambda: bool(painted))
    assert QRectF(painted[0]) == view.canvas  # neither controls, nor chips, nor legend
    painted.clear()
    loud = replace(snapshot, theta=1e3 * snapshot.theta)  # the scale changes
    show(view, loud, maps)
    qtbot.waitUntil(lambda: bool(painted))
    assert painted[0].bottom() == view.rect().bottom()
