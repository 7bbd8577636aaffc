"""Drawing over the loss plot, by pointer and by keys."""

from __future__ import annotations

from typing import Any

import pytest
from PyQt6.QtCore import QPoint, Qt

from gui.plots.loss_plot import LossPlot
from gui.quiz.sketch import HANDLES
from gui.quiz.sketch_layer import STEP, SketchLayer
from shallownet import Trainer, TrainingConfig
from shallownet.data import datasets

LEFT, K = Qt.MouseButton.LeftButton, Qt.Key


@pytest.fixture
def plot(qtbot) -> LossPlot:
    plot = LossPlot()
    qtbot.addWidget(plot)
    plot.resize(500, 400)
    trainer = Trainer(TrainingConfig(), datasets.notebook(50))
    trainer.run(100)
    plot.set_history(trainer.snapshot())
    return plot


@pytest.fixture
def layer(plot, qtbot) -> SketchLayer:
    with qtbot.waitExposed(plot):
        plot.show()
    layer = SketchLayer(plot)
    layer.begin(100, 1100, 1000.0)
    return layer


def place(layer: SketchLayer, update: float, height: float) -> QPoint:
    return layer.place_of(update, height).toPoint()


def drag(qtbot, layer: SketchLayer, *points: tuple[float, float]) -> None:
    places = [place(layer, *point) for point in points]
    qtbot.mousePress(layer, LEFT, pos=places[0])
    for at in places[1:]:
        qtbot.mouseMove(layer, at)
    qtbot.mouseRelease(layer, LEFT, pos=places[-1])


@pytest.mark.parametrize("log", [True, False])
@pytest.mark.parametrize("log_updates", [True, False])
def test_what_the_pointer_draws_is_where_it_was(qtbot, plot, layer, log, log_updates):
    plot.log_button.setChecked(log)
    plot.log_updates.setChecked(log_updates)
    layer.begin(100, 1100, 1000.0)
    drag(qtbot, layer, (100, 3.0), (600, 2.5), (1100, 3.3))
    assert layer.sketch.at(600) == pytest.approx(2.5, abs=0.08)
    assert layer.sketch.at(1100) == pytest.approx(3.3, abs=0.08)
    assert layer.sketch.at(100) == 3.0


def test_the_past_cannot_be_drawn_anew(qtbot, layer):
    drag(qtbot, layer, (20, 2.0), (60, 2.0))
    assert not layer.sketch.is_drawn


def test_nothing_is_predicted_before_something_is_drawn(qtbot, layer):
    heard: list[Any] = []
    layer.drawn.connect(heard.append)
    qtbot.keyClick(layer, K.Key_Return)
    assert not heard


def test_by_keys_alone(qtbot, layer):
    heard: list[Any] = []
    layer.drawn.connect(heard.append)
    for _ in range(HANDLES):
        qtbot.keyClick(layer, K.Key_Right)
    assert layer.handle == HANDLES - 1
    for _ in range(3):
        qtbot.keyClick(layer, K.Key_Down)
    qtbot.keyClick(layer, K.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert "update 1,100" in layer.accessibleDescription()
    qtbot.keyClick(layer, K.Key_Return)
    (points,) = heard
    assert points[-1] == (1100.0, pytest.approx(3.0 + STEP))
    # What was predicted stays as it was.
    qtbot.keyClick(layer, K.Key_Down)
    assert layer.sketch.points == points


def test_escape_leaves(qtbot, layer):
    with qtbot.waitSignal(layer.left):
        qtbot.keyClick(layer, K.Key_Escape)


def test_the_plot_has_room_for_the_truth_and_then_for_the_run(plot, layer):
    plot.show_all()
    whole = plot.box.viewRange()
    layer.begin(100, 1100, 1000.0)
    (low, high), _ = plot.box.viewRange()
    assert low < 100 < 1100 < high < 1300
    layer.sketch.move_handle(4, 0.2)
    layer.set_truth(((100.0, 3.0), (1100.0, -4.0)))
    _, (bottom, top) = plot.box.viewRange()
    assert bottom < -4.0
    assert top > 3.2
    layer.end()
    assert not layer.isVisible()
    assert plot.box.viewRange() == whole
