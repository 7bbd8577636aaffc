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


def test_every_update_the_past_a_unit_and_the_network_without_it_are_shown(
    qtbot, opened
):
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
    window.network_view.pointed.emit(Unit(1, 4))
    assert view.bar.title == "activation of unit 4"
    window.network_view.pointed.emit(None)
    assert view.bar.title == "prediction ŷ"
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


def test_samples_and_asked_inputs_are_those_of_the_whole_window(opened):
    window, view = opened
    view.ask(window.shown.snapshot.run.data.X[:, 5], 5)
    assert window.microscope.selection.sample == 5
    assert len(view.marks.selected.getData()[0]) == 1
    window.microscope.select_sample(9)
    x, y = view.marks.selected.getData()
    np.testing.assert_array_equal([x, y], window.shown.snapshot.run.data.X[:, [9]])
    point = np.array([1.5, 11.0])
    view.ask(point)
    modes, network = window.microscope.modes, window.shown.snapshot.run.model.network
    parameters = network.named(window.shown.snapshot.theta)
    z = parameters["W1"] @ point + parameters["b1"][:, 0]
    units = modes.display.units
    assert units.title == "the asked input"
    np.testing.assert_allclose(units.layers[0], point)
    np.testing.assert_allclose(units.layers[1], 1.0 / (1.0 + np.exp(-z)))
    assert units.texts(2, 0)[0].startswith("ŷ ") and "y 0" not in units.texts(2, 0)[0]
    view.withdraw()
    assert modes.display.units is None
    view.ask(point)
    window.microscope.select_sample(3)
    assert window.microscope.modes.display.units.title == "sample 3"
    assert not view.marks.asked.isVisible() and "x1" not in view.reading.text()
    window.microscope.select_sample(None)
    assert window.microscope.modes.display.units is None


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
    assert len(view.marks.selected.getData()[0]) == 1


def test_another_run_is_shown_in_its_own_units(qtbot, opened):
    window, view = opened
    window.run.load(Recipe.of(target="saddle", distribution="uniform", samples=50))
    qtbot.waitUntil(lambda: "saddle" in window.shown.recipe.data.target)
    qtbot.waitUntil(lambda: view.surface.run is window.shown.snapshot.run)
    x, y = inputs(view)
    truth = view.surface.true_values()
    np.testing.assert_allclose(truth.ravel(), x**2 - y**2)


def test_the_list_of_inputs_follows_the_run_and_keeps_its_keys(qtbot, opened):
    window, view = opened
    view.inputs_button.click()
    rows = view.panes.inputs.rows
    qtbot.waitUntil(lambda: rows[1].profile.means.size > 0)
    for step in (0, 1):
        if step:
            qtbot.keyClick(window, Qt.Key.Key_Right)
            qtbot.waitUntil(lambda: window.shown.snapshot.step == 1)
        snapshot = window.shown.snapshot
        model = snapshot.run.model.copy()
        model.network.theta[:] = snapshot.theta
        X = snapshot.run.data.X
        values = view.surface.profile_places[1]
        expected = [
            model.predict(np.vstack([X[0], np.full(len(X[0]), v)])).mean()
            for v in values
        ]
        qtbot.waitUntil(
            lambda e=expected: np.allclose(rows[1].profile.means, e, rtol=1e-9)
        )
    slider = view.panes.inputs.rows[0].slider
    slider.setFocus()
    before = slider.value()
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert slider.value() == before + 1
    assert window.shown.snapshot.step == 1  # the key was the slider's


def test_a_list_that_opens_by_itself_is_of_the_new_run(qtbot, opened, caplog):
    window, view = opened
    window.resize(1_600, 1_200)
    view.inputs_button.setChecked(False)
    qtbot.waitUntil(lambda: view.is_roomy)
    recipe = Recipe.of(target="formula", formula="x1*x3", inputs=3, samples=50)
    window.run.load(recipe)
    qtbot.waitUntil(lambda: view.lists_inputs)
    rows = view.panes.inputs.rows
    qtbot.waitUntil(lambda: all(row.profile.means.size for row in rows))
    assert len(rows) == 3
    assert "met an error" not in caplog.text
