"""The graph draws the numbers of the newest state, and describes them on hovering."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QColor, QPainter, QPen

from gui.graph.display_mode import EdgeMode, GraphDisplay
from gui.graph.hover_target import Unit
from gui.graph.network_view import NetworkView
from gui.graph.probe import Probe
from gui.style import theme as themes
from shallownet import Trainer, TrainingConfig
from shallownet.data import datasets


@pytest.fixture
def trainer() -> Trainer:
    trainer = Trainer(TrainingConfig(), datasets.notebook(200))
    trainer.run(300)
    return trainer


class RecordedView(NetworkView):
    """A view that records the pen of each line, by its ends, and all texts."""

    def __init__(self) -> None:
        super().__init__()
        self.pens: dict[tuple[float, ...], QPen] = {}
        self.texts: list[str] = []


@pytest.fixture
def view(qtbot, trainer, monkeypatch) -> RecordedView:
    view = RecordedView()
    draw_lines, draw_text = QPainter.drawLines, QPainter.drawText

    def note_lines(painter, *lines) -> None:
        for line in lines:
            ends = line.x1(), line.y1(), line.x2(), line.y2()
            view.pens[ends] = QPen(painter.pen())
        draw_lines(painter, *lines)

    def note_text(painter, *args) -> None:
        view.texts.append(args[-1])
        draw_text(painter, *args)

    monkeypatch.setattr(QPainter, "drawLines", note_lines)
    monkeypatch.setattr(QPainter, "drawText", note_text)
    qtbot.addWidget(view)
    view.resize(600, 600)
    view.show()
    show(view, trainer)
    return view


def show(view: NetworkView, trainer: Trainer) -> None:
    snapshot = trainer.snapshot()
    probe = Probe(snapshot.run)
    probe.update_maps(snapshot)
    display = GraphDisplay(EdgeMode.WEIGHT, snapshot.theta)
    view.set_state(snapshot, probe.maps, display)


def pen_of(view: RecordedView, parameter: int) -> QPen:
    """Return the pen with which a parameter's edge was drawn last."""
    view.grab()
    return view.pens[tuple(view.graph.lines[parameter].tolist())]


def printed_scale(view: RecordedView) -> float:
    """Return the value in the legend at the end of the edges' scale."""
    view.set_theme(themes.LIGHT)  # so that the legend is painted again
    view.texts.clear()
    view.grab()
    ends = [text for text in view.texts if text[0] in "−+"]
    assert ends[0][1:] == ends[1][1:]  # the edges' row comes first
    return float(ends[1])


def middle(view: NetworkView, parameter: int) -> tuple[float, float]:
    """Return a point on an edge, near its right end, where edges are apart."""
    x1, y1, x2, y2 = view.graph.lines[parameter]
    return x1 + 0.9 * (x2 - x1), y1 + 0.9 * (y2 - y1)


def index_of(trainer: Trainer, name: str) -> int:
    size = trainer.network.theta.size
    return [trainer.network.parameter_name(k) for k in range(size)].index(name)


def test_every_parameter_has_an_edge(view, trainer):
    assert len(view.graph.lines) == trainer.network.theta.size == 41


def test_colour_and_dash_show_the_sign(view, trainer):
    theta = trainer.network.theta
    assert (theta < 0).any() and (theta > 0).any()
    for k, value in enumerate(theta):
        pen = pen_of(view, k)
        hue = pen.color().hue()
        like = themes.LIGHT.positive if value > 0 else themes.LIGHT.negative
        assert abs(hue - QColor(like).hue()) <= 2
        dashed = pen.style() == Qt.PenStyle.CustomDashLine
        assert dashed == (value < 0)


def test_width_grows_with_size(view, trainer):
    order = np.argsort(np.abs(trainer.network.theta))
    widths = [pen_of(view, int(k)).widthF() for k in order]
    assert widths == sorted(widths)
    assert widths[-1] > 2 * widths[0]


def test_pens_follow_the_weights(view, trainer):
    k = int(np.argmax(trainer.network.theta))
    before = pen_of(view, k).widthF()
    assert pen_of(view, k).style() == Qt.PenStyle.SolidLine
    trainer.network.theta[k] = -0.1
    show(view, trainer)
    assert pen_of(view, k).widthF() < before
    assert pen_of(view, k).style() == Qt.PenStyle.CustomDashLine


def test_the_scale_grows_in_steps_and_never_shrinks(view, trainer):
    scales = [printed_scale(view)]
    for size in (7.0, 30.0, 3.0):
        trainer.network.theta[0] = size
        show(view, trainer)
        scales.append(printed_scale(view))
    assert scales == sorted(scales)
    assert scales[-1] == 50.0
    trainer.reset()
    restarted = Trainer(trainer.config, trainer.data)
    show(view, restarted)
    assert printed_scale(view) == 1.0


def test_an_edge_is_painted_in_its_pen(view, trainer):
    # The strongest positive edge lies on top of all others.
    k = int(np.argmax(trainer.network.theta))
    x, y = middle(view, k)
    picture = view.grab().toImage()
    colours = {
        picture.pixelColor(round(x), round(y) + dy).name() for dy in range(-2, 3)
    }
    assert pen_of(view, k).color().name() in colours


@pytest.mark.parametrize("name", ["W1[3, 1]", "b1[4]", "W2[0, 7]", "b2[0]"])
def test_hovering_an_edge_shows_its_newest_numbers(view, trainer, name):
    k = index_of(trainer, name)
    point = middle(view, k)
    for _ in range(2):
        title, value, gradient, hint = view.description_at(*point)
        assert hint == "click to edit, right-click to freeze"
        assert title == name
        assert f"{trainer.network.theta[k]:+.4f}".replace("-", "−") in value
        slope = trainer.snapshot().gradient[k]
        assert float(gradient.split()[-1].replace("−", "-")) == pytest.approx(
            slope, abs=1e-4, rel=1e-3
        )
        trainer.run(25)
        show(view, trainer)


def test_hovering_an_edge_of_a_standardized_model_shows_the_units_of_the_data(view):
    config = TrainingConfig(standardize_inputs=True, standardize_target=True)
    trainer = Trainer(config, datasets.notebook(200))
    trainer.run(20)
    show(view, trainer)
    for name in ("W1[3, 1]", "b2[0]"):
        k = index_of(trainer, name)
        unscaled = trainer.snapshot().theta_in_data_units[k]
        line = view.description_at(*middle(view, k))[2]
        assert line == f"unscaled  {unscaled:+.4f}".replace("-", "−")


def test_the_pointer_and_the_card_tell_what_a_click_does(qtbot, view, trainer):
    k = index_of(trainer, "W2[0, 7]")
    x, y = middle(view, k)
    hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
    qtbot.mouseMove(view, QPoint(2, 2))
    assert view.cursor().shape() is arrow
    qtbot.mouseMove(view, QPoint(round(x), round(y)))
    assert view.cursor().shape() is hand
    view.set_selecting(True)
    assert view.description_at(x, y)[-1] == (
        "click to choose, double-click to edit, right-click to freeze"
    )
    view.set_selecting(False)
    trainer.freeze("W2[0, 7]")
    show(view, trainer)
    assert view.description_at(x, y)[-1] == "click to edit, right-click to unfreeze"
    node = next(n for n in view.graph.nodes if (n.layer, n.index) == (1, 3))
    qtbot.mouseMove(view, QPoint(round(node.x), round(node.y)))
    assert view.cursor().shape() is arrow  # a click on a unit does nothing
    assert view.description_at(node.x, node.y)[-1] == "right-click to freeze its lines"


def test_hovering_a_node_describes_it(view, trainer):
    nodes = {(node.layer, node.index): node for node in view.graph.nodes}

    def lines(layer: int, index: int | None) -> list[str]:
        node = nodes[layer, index]
        return view.description_at(node.x, node.y)

    assert lines(0, 0)[0] == "x1"
    assert f"{trainer.data.X[0].mean():+.4f}".replace("-", "−") in lines(0, 0)[1]
    bias = trainer.network.parameters["b1"][6, 0]
    assert f"{bias:+.4f}".replace("-", "−") in "".join(lines(1, 6))
    assert "ŷ" in lines(2, 0)[0]
    assert "b2" in lines(1, None)[0]
    assert view.description_at(1.0, 1.0) == []


def test_hovering_a_node_fades_all_that_is_not_connected(qtbot, view, trainer):
    unit = next(n for n in view.graph.nodes if (n.layer, n.index) == (1, 0))
    other = index_of(trainer, "W2[0, 8]")
    own = index_of(trainer, "W2[0, 0]")

    def strength(k: int) -> float:
        """Return how far the pixels about an edge are from the background."""
        picture = view.grab().toImage()
        x, y = middle(view, k)
        back = QColor(themes.LIGHT.surface).lightnessF()
        return max(
            abs(picture.pixelColor(round(x), round(y) + d).lightnessF() - back)
            for d in range(-3, 4)
        )

    # If the pointer were there already, there would be no event.
    qtbot.mouseMove(view, QPoint(1, 1))
    before = strength(other), strength(own)
    qtbot.mouseMove(view, QPoint(round(unit.x), round(unit.y)))
    assert strength(other) < 0.4 * before[0]
    assert strength(own) > 0.8 * before[1]


def test_a_theme_changes_the_colours(view, trainer):
    k = int(np.argmax(trainer.network.theta))
    light = pen_of(view, k).color()
    view.set_theme(themes.DARK)
    assert pen_of(view, k).color() != light
    picture = view.grab().toImage()
    assert picture.pixelColor(300, 300).isValid()


def test_values_that_are_not_finite_are_drawn_and_described(view, trainer):
    trainer.network.theta[3] = np.nan
    trainer.network.theta[4] = np.inf
    show(view, trainer)
    assert not view.grab().isNull()
    assert "nan" in "".join(view.description_at(*middle(view, 3)))


@pytest.mark.parametrize("hidden", [(), (1,), (3, 5), (64, 64)])
def test_other_shapes_are_drawn_too(qtbot, hidden):
    config = TrainingConfig(hidden_units=hidden, initialization="xavier")
    trainer = Trainer(config, datasets.notebook(50))
    view = NetworkView()
    qtbot.addWidget(view)
    view.resize(600, 600)
    show(view, trainer)
    assert len(view.graph.lines) == trainer.network.theta.size
    assert not view.grab().isNull()


def node_of(view: NetworkView, unit: Unit) -> int:
    return [node.unit for node in view.graph.nodes].index(unit)


def test_a_lit_unit_fades_all_that_is_not_connected_until_another_is_hovered(
    qtbot, view, trainer
):
    plain = view.grab().toImage()
    view.set_lit(Unit(1, 3))
    lit, node = view.grab().toImage(), view.graph.nodes[node_of(view, Unit(1, 3))]
    other = view.graph.nodes[node_of(view, Unit(1, 6))]
    corner = QPoint(int(node.x), int(node.y - node.size / 2))
    assert lit.pixelColor(corner).name() == themes.LIGHT.accent
    beside = QPoint(int(other.x), int(other.y - other.size / 2))
    assert lit.pixelColor(beside) != plain.pixelColor(beside)
    view.set_lit(None)
    assert view.grab().toImage() == plain


def test_a_unit_that_is_off_is_crossed_out_and_says_so(view, trainer):
    node = view.graph.nodes[node_of(view, Unit(1, 3))]
    middle = QPoint(int(node.x), int(node.y))
    view.set_off(frozenset({Unit(1, 3), Unit(7, 0)}))  # the second is of another shape
    assert view.grab().toImage().pixelColor(middle).name() == themes.LIGHT.text
    assert "off in the picture" in view.description_at(node.x, node.y)[-1]
    view.set_off(frozenset())
    assert "off in the picture" not in view.description_at(node.x, node.y)[-1]


def test_units_that_grow_ask_for_their_maps(qtbot, view, trainer):
    view.resize(600, 240)
    show(view, trainer)
    snapshot, probe = trainer.snapshot(), Probe(trainer.problem.run)
    display = GraphDisplay(EdgeMode.WEIGHT, snapshot.theta)
    probe.update_maps(snapshot, view.needed_maps(display))
    view.set_state(snapshot, probe.maps, display)
    assert not all(view.needed_maps(display))
    with qtbot.waitSignal(view.maps_missing):
        view.resize(600, 600)
    probe.update_maps(snapshot, view.needed_maps(display))
    view.set_state(snapshot, probe.maps, display)
    with qtbot.assertNotEmitted(view.maps_missing):
        view.resize(640, 640)
