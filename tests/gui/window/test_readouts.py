"""The readout of curves in the window, against the core's numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import QPointF

from shallownet import Recipe
from shallownet.analysis.kept_states import KeptMeter, KeptStates
from shallownet.wording import figure

if TYPE_CHECKING:
    from gui.window.main_window import MainWindow


@pytest.fixture
def window(make_window, qtbot) -> MainWindow:
    window = make_window(Recipe.of(samples=50, iterations=60))
    window.run.start(50)
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 50)
    return window


def point(plot, x: float, y: float) -> None:
    box = plot.item.getViewBox()
    plot.item.scene().sigMouseMoved.emit(box.mapViewToScene(QPointF(x, y)))


def test_curves_of_layers_read_off_the_norms(window, qtbot):
    plot = window.loss_plot
    plot.extra.choose("layer_gradients")
    column = "‖∇J‖, layer 1"
    qtbot.waitUntil(lambda: None not in plot.columns().get(column, [None]))
    _, (low, high) = plot.box.viewRange()
    point(plot, 31.0, (low + high) / 2)
    states = KeptStates.of(window.training.sessions.trainer)
    norms = KeptMeter(states.run).measure(states, [31]).gradient_norms[:, 0]
    texts = [figure(norm) for norm in norms.tolist()]
    shown = plot.kept_reading.text()
    assert shown == f"‖∇J‖ after update 31:  layer 1 {texts[0]}  layer 2 {texts[1]}"
