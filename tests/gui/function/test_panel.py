"""The function's panel in the window: with the graph, the past, and out of view."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PyQt6.QtCore import Qt

from gui.function.surface import Surface
from gui.graph.hover_target import Unit
from shallownet import Recipe


@pytest.fixture
def opened(qtbot, window):
    """Return the window with the panel in view."""
    view = window.panels.bring_into_view("function")
    qtbot.waitUntil(lambda: view.image is not None)
    return window, view


def inputs(view) -> np.ndarray:
    plane = view.surface.plane
    x, y = np.meshgrid(plane.across, plane.up)
    return np.array([x.ravel(), y.ravel()])


def predicted(view, snapshot) -> np.ndarray:
    model = snapshot.run.model.copy()
    model.network.theta[:] = snapshot.theta
    return model.predict(inputs(view))[0]


def test_every_update_and_those_of_the_past_are_shown(qtbot, opened):
    window, view = opened
    for key, step in (
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Right, 2),
        (Qt.Key.Key_Left, 1),
    ):
        qtbot.keyClick(window, key)
        qtbot.waitUntil(lambda step=step: window.shown.snapshot.step == step)
        expected = predicted(view, window.shown.snapshot)
        np.testing.assert_allclose(view.image.values.ravel(), expected, rtol=1e-9)


def test_the_unit_under_the_pointer_in_the_graph_is_shown(opened):
    window, view = opened
    window.network_view.pointed.emit(Unit(1, 4))
    assert view.bar.title == "activation of unit 4"
    window.network_view.pointed.emit(None)
    assert view.bar.title == "prediction ŷ"


def test_a_unit_that_is_off_is_left_out(opened):
    window, view = opened
    window.what_if.set_off({Unit(1, 2)})
    assert "without unit 2" in view.note.text()
    snapshot = window.shown.snapshot
    network = snapshot.run.model.network
    theta = snapshot.theta.copy()
    network.matrices(theta)[1][0, 2] = 0.0  # its weight to the output
    without = predicted(view, replace(snapshot, theta=theta))
    np.testing.assert_allclose(view.image.values.ravel(), without, rtol=1e-9)
    window.what_if.set_off(())
    assert "without" not in view.note.text()


def test_a_sample_is_selected_everywhere_and_marked(opened):
    window, view = opened
    view.ask(window.shown.snapshot.run.data.X[:, 5], 5)
    assert window.microscope.selection.sample == 5
    assert len(view.selected.getData()[0]) == 1
    window.microscope.select_sample(9)
    x, y = view.selected.getData()
    np.testing.assert_array_equal([x, y], window.shown.snapshot.run.data.X[:, [9]])


def test_behind_a_tab_it_costs_nothing_and_then_catches_up(qtbot, opened, monkeypatch):
    window, view = opened
    made = []
    compute = Surface.predictions

    def counted(surface, snapshot):
        made.append(snapshot.step)
        return compute(surface, snapshot)

    monkeypatch.setattr(Surface, "predictions", counted)
    window.panels.bring_into_view("fit")
    made.clear()
    for step in (1, 2, 3):
        qtbot.keyClick(window, Qt.Key.Key_Right)
        qtbot.waitUntil(lambda step=step: window.shown.snapshot.step == step)
    window.network_view.pointed.emit(Unit(1, 4))
    window.network_view.pointed.emit(None)
    window.microscope.select_sample(9)
    assert made == []
    window.panels.bring_into_view("function")
    qtbot.waitUntil(lambda: made == [3])
    assert len(view.selected.getData()[0]) == 1


def test_another_run_is_shown_in_its_own_units(qtbot, opened):
    window, view = opened
    window.run.load(Recipe.of(target="saddle", distribution="uniform", samples=50))
    qtbot.waitUntil(lambda: "saddle" in window.shown.recipe.data.target)
    qtbot.waitUntil(lambda: view.surface.run is window.shown.snapshot.run)
    x, y = inputs(view)
    truth = view.surface.true_values()
    np.testing.assert_allclose(truth.ravel(), x**2 - y**2)
