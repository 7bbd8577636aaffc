"""The panel of the errors in the window: computed when seen, and selecting for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from gui.analysis.state_analysis import StateAnalysis
from gui.analysis.tasks import ComputeResiduals
from gui.graph.display_mode import UnitMode
from gui.training.commands import Change
from gui.training.status import RunState
from shallownet.analysis.residuals import residuals

if TYPE_CHECKING:
    from gui.residuals.residual_plot import ResidualPlot


@pytest.fixture
def plot(qtbot, window) -> ResidualPlot:
    plot = window.panels.bring_into_view("residuals")
    qtbot.waitUntil(lambda: len(plot.points.getData()[0]) == 200)
    return plot


def errors_now(window) -> np.ndarray:
    snapshot = window.shown.snapshot
    predicted = window.presenter.probe.predict(snapshot, np.arange(200))
    return predicted - snapshot.run.data.y[0]


def test_a_bar_selects_its_samples_everywhere(qtbot, window, plot):
    errors, bars = errors_now(window), plot.bars
    result = residuals(window.shown.snapshot)
    number = int(np.argmax(result.train.counts))
    bars.bin_chosen.emit(number)
    selection = window.microscope.selection
    assert bars.selected_bin == number
    low, high = result.edges[number : number + 2]
    inside = np.flatnonzero((errors >= low) & (errors < high))
    assert len(inside) > 1 and selection.samples.tolist() == inside.tolist()
    sample = selection.sample
    assert window.microscope.modes.units is UnitMode.SAMPLE
    title = window.microscope.modes.display.units.title
    assert title == f"sample {sample}"
    window.panels.bring_into_view("fit")
    true = window.shown.snapshot.run.data.y[0]
    group = window.fit_plot.group
    qtbot.waitUntil(lambda: sorted(group.getData()[0]) == sorted(true[inside]))
    x, _ = window.fit_plot.selected.getData()
    assert x.tolist() == [true[sample]]
    window.panels.bring_into_view("residuals")
    bars.bin_chosen.emit(number)  # again: none
    assert selection.sample is None and bars.selected_bin is None


def test_a_point_chosen_elsewhere_is_marked_when_the_panel_is_seen(qtbot, window, plot):
    window.panels.bring_into_view("fit")
    qtbot.waitUntil(lambda: not window.actions_["residuals_panel"].isChecked())
    window.microscope.select_sample(17)
    window.panels.bring_into_view("residuals")
    error = errors_now(window)[17]
    qtbot.waitUntil(
        lambda: plot.selected.getData()[1].tolist() == [pytest.approx(error)]
    )
    plot.sample_chosen.emit(17)
    assert window.microscope.selection.sample is None


def test_it_follows_the_run_the_axis_and_new_data(qtbot, window, plot):
    plot.against.setCurrentIndex(2)
    plot.against.activated.emit(2)
    x2 = window.shown.snapshot.run.data.X[1]
    qtbot.waitUntil(lambda: np.array_equal(plot.points.getData()[0], x2))
    window.run.start(30)
    qtbot.waitUntil(
        lambda: (
            window.shown.snapshot.step == 30
            and window.shown.state is RunState.PAUSED
            and np.allclose(plot.points.getData()[1], errors_now(window))
        )
    )
    window.microscope.select_sample(150)  # which the next run does not have
    qtbot.waitUntil(lambda: len(plot.selected.getData()[0]) == 1)
    window.training.post(Change({"samples": 60}))
    qtbot.waitUntil(lambda: len(plot.points.getData()[0]) == 60)
    assert plot.against.currentIndex() == 2
    assert not len(plot.selected.getData()[0])


def test_out_of_view_nothing_is_computed(qtbot, window, plot, monkeypatch):
    requests: list[object] = []
    request = StateAnalysis.request

    def count(analysis, task, **more):
        requests.append(task)
        request(analysis, task, **more)

    monkeypatch.setattr(StateAnalysis, "request", count)
    window.panels.bring_into_view("fit")
    requests.clear()
    step = window.shown.snapshot.step
    window.run.start(step + 20)
    qtbot.waitUntil(lambda: window.shown.snapshot.step == step + 20)
    window.what_if.set_off(window.what_if.off)
    window.microscope.select_sample(3)
    assert requests == []
    window.panels.bring_into_view("residuals")
    qtbot.waitUntil(lambda: any(isinstance(t, ComputeResiduals) for t in requests))
