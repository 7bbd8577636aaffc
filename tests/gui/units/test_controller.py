"""The units' panel in the window: it lights a unit, and turns units off in pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from gui.analysis.state_analysis import StateAnalysis
from gui.graph.hover_target import Unit
from gui.plots.fit_plot import WHAT_IF
from gui.training.commands import Change

if TYPE_CHECKING:
    from gui.units.units_panel import UnitsPanel


@pytest.fixture
def panel(qtbot, window) -> UnitsPanel:
    panel = window.panels.bring_into_view("units")
    qtbot.waitUntil(lambda: panel.table.units.rowCount() == 10)
    return panel


def test_a_selected_row_lights_its_unit_until_the_graph_is_clicked(
    qtbot, window, panel
):
    graph = window.network_view
    dark = graph.grab().toImage()
    panel.table.select(Unit(1, 3))
    assert graph.marked.lit == Unit(1, 3)
    assert graph.grab().toImage() != dark
    window.training.post(Change({"samples": 100}))  # a new run lights it again
    qtbot.waitUntil(lambda: window.shown.snapshot.run.data.samples == 100)
    qtbot.waitUntil(lambda: graph.marked.lit == Unit(1, 3))
    graph.background_clicked.emit()
    assert graph.marked.lit is None and panel.table.selected is None


def test_a_unit_is_off_in_the_pictures_and_the_run_is_untouched(qtbot, window, panel):
    before = window.shown
    snapshot, probe = before.snapshot, window.presenter.probe
    whole = probe.predictions(snapshot)
    panel.switched.emit(Unit(1, 3), False)
    qtbot.waitUntil(lambda: panel.what_if.text().startswith("Without unit 3, R² is"))
    p = snapshot.run.model.network.named(snapshot.theta)
    A1 = 1.0 / (1.0 + np.exp(-(p["W1"] @ snapshot.run.data.X + p["b1"])))
    without = whole - p["W2"][0, 3] * A1[3]
    assert window.network_view.marked.off == {Unit(1, 3)}
    window.panels.bring_into_view("fit")
    qtbot.waitUntil(lambda: np.allclose(window.fit_plot.points.getData()[1], without))
    assert window.fit_plot.reading.text() == WHAT_IF
    residuals = window.panels.bring_into_view("residuals")
    y = snapshot.run.data.y[0]
    qtbot.waitUntil(
        lambda: (
            np.allclose(residuals.points.getData()[1], without - y)
            if len(residuals.points.getData()[1])
            else False
        )
    )
    after = window.shown
    assert after.undo == before.undo and after.snapshot.events == ()
    np.testing.assert_array_equal(after.snapshot.theta, snapshot.theta)
    assert after.snapshot.loss == snapshot.loss
    window.panels.bring_into_view("units")
    panel.all_on_requested.emit()
    assert window.network_view.marked.off == frozenset()
    window.panels.bring_into_view("fit")
    qtbot.waitUntil(lambda: np.allclose(window.fit_plot.points.getData()[1], whole))
    assert window.fit_plot.reading.text().startswith("R²")


def test_the_next_update_is_that_of_the_run_whatever_is_off(qtbot, window, panel):
    upcoming = window.shown.snapshot.upcoming
    window.what_if.set_off({Unit(1, 0), Unit(1, 1)})
    step = window.shown.snapshot.step
    window.actions_["step"].trigger()
    qtbot.waitUntil(lambda: window.shown.snapshot.step == step + 1)
    np.testing.assert_array_equal(window.shown.snapshot.theta, upcoming)
    window.training.post(Change({"hidden_units": (1,)}))
    qtbot.waitUntil(lambda: panel.table.units.rowCount() == 1)
    assert window.what_if.off == {Unit(1, 0)}


def test_out_of_view_nothing_is_computed(qtbot, window, panel, monkeypatch):
    requests: list[object] = []
    monkeypatch.setattr(
        StateAnalysis, "request", lambda _, task, **__: requests.append(task)
    )
    window.panels.bring_into_view("fit")
    requests.clear()
    step = window.shown.snapshot.step
    window.run.start(step + 20)
    qtbot.waitUntil(lambda: window.shown.snapshot.step == step + 20)
    window.what_if.set_off({Unit(1, 3)})
    assert requests == []
