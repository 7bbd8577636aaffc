"""The plot of the compared runs: its curves, its axes and its readout."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PyQt6.QtCore import Qt

from gui.compare.curve_readout import PlottedCurve, nearest_point
from gui.compare.curves_plot import CurvesPlot, round_up_axis
from shallownet.runs.run_record import MetricCurve


@pytest.fixture
def plot(qtbot, runs) -> CurvesPlot:
    result = CurvesPlot()
    qtbot.addWidget(result)
    result.resize(700, 400)
    result.show()
    result.set_runs(runs)
    return result


def test_diverged_run_does_not_stretch_the_loss_axis(plot, runs, diverged):
    (_, _), before = plot.box.viewRange()
    plot.set_runs([*runs, diverged])
    (_, _), after = plot.box.viewRange()
    assert np.nanmax(diverged.loss.values) > 1e12
    assert after[1] < before[1] + 1.0  # ten times as high at most


def with_losses(run, losses):
    """Return a run with other losses."""
    values = np.array(losses)
    updates = np.arange(len(values), dtype=float)
    return replace(run, loss=MetricCurve(updates, values, updates / 10))


@pytest.mark.parametrize("log", [True, False])
def test_a_run_that_came_back_does_not_stretch_the_loss_axis(plot, runs, log):
    plot.log_button.setChecked(log)
    (_, _), before = plot.box.viewRange()
    came_back = with_losses(runs[1], [900.0, 1e304, 1e200, 800.0])
    plot.set_runs([runs[0], came_back])
    (_, _), after = plot.box.viewRange()
    assert after[1] < (before[1] + 7.0 if log else 110 * 900.0)
    assert np.abs(plot.item.curves[1].yData).max() < 1e9  # Qt paints 1e12 badly


def test_long_curves_are_drawn_with_a_point_a_pixel_until_they_are_zoomed(plot, runs):
    losses = np.linspace(9.0, 1.0, 4_000)
    losses[1_234] = 70.0
    plot.set_runs([with_losses(runs[0], losses)])
    item = plot.item.curves[0]
    assert len(item.xData) <= plot.width()
    assert item.yData.max() == pytest.approx(math.log10(70.0))
    plot.box.sigRangeChangedManually.emit([True, True])
    assert len(item.xData) == 4_000
    plot.show_all()
    assert len(item.xData) <= plot.width()


def test_losses_of_zero_are_marked_in_a_logarithmic_plot(plot, runs):
    plot.set_runs([with_losses(runs[0], [4.0, 0.0, 2.0, 0.0])])
    assert plot.zeros.positions.tolist() == [1.0, 3.0]
    assert plot.note.text() == "ticks below: exactly 0"
    np.testing.assert_allclose(10.0 ** plot.item.curves[0].yData, [4.0, 2.0])
    assert plot.box.viewRange()[1][0] > 0.0
    plot.log_button.click()
    assert plot.item.curves[0].yData.tolist() == [4.0, 0.0, 2.0, 0.0]
    assert plot.zeros.positions.size == 0
    plot.set_runs([with_losses(runs[0], [0.0, 0.0])])
    plot.log_button.click()
    assert plot.zeros.positions.tolist() == [0.0, 1.0]
    assert np.isfinite(plot.box.viewRange()).all()


def test_test_losses_are_dotted_and_can_be_hidden(plot, runs):
    assert [(d.row, d.test) for d in plot.drawn] == [
        (0, False),
        (1, False),
        (2, False),
        (2, True),
        (3, False),
    ]
    dotted = plot.item.curves[3].opts["pen"]
    assert dotted.style() == Qt.PenStyle.DotLine
    plot.held_out_button.click()
    assert not any(d.test for d in plot.drawn)


def test_hidden_runs_have_no_curve(plot, runs):
    plot.set_runs([runs[0], replace(runs[1], visible=False), *runs[2:]])
    assert 1 not in {d.row for d in plot.drawn}
    for curve in plot.item.curves[len(plot.drawn) :]:
        assert curve.xData is None


def test_time_axis_shows_the_seconds_of_the_updates(plot, runs):
    plot.time_button.click()
    (fast,) = (d for d in plot.drawn if d.row == 3)
    assert fast.x[-1] == pytest.approx(runs[3].seconds)
    assert fast.updates[-1] == 100
    plot.time_button.click()
    (fast,) = (d for d in plot.drawn if d.row == 3)
    assert fast.x[-1] == 100


def test_loss_axis_can_be_linear(plot, runs):
    plot.log_button.click()
    (now,) = (d for d in plot.drawn if d.row == 0)
    assert now.y[0] == runs[0].loss.values[0]


def test_zoom_is_kept_until_show_all(plot, runs):
    plot.box.sigRangeChangedManually.emit([True, True])
    plot.box.setRange(xRange=(0, 5), yRange=(1, 2), padding=0)
    plot.set_runs(runs)
    assert plot.box.viewRange() == [[0, 5], [1, 2]]
    plot.show_all()
    assert plot.box.viewRange()[0][1] > 90


@pytest.mark.parametrize(("last", "far"), [(0, 1), (7, 8), (3000, 3000), (3001, 4000)])
def test_axis_grows_in_steps(last, far):
    assert round_up_axis(last) == pytest.approx(far)


def curve(row: int, y: list[float]) -> PlottedCurve:
    x = np.arange(len(y), dtype=float)
    return PlottedCurve(row, False, x, np.array(y), x, np.array(y))


def test_nearest_point_is_on_the_nearest_curve():
    curves = [curve(0, [1, 1, 1]), curve(1, [3, math.nan, 4])]
    met = nearest_point(curves, 1.9, 3.9, (0.01, 0.1))
    assert (met.row, met.update, met.value) == (1, 2, 4.0)
    assert nearest_point(curves, 0.2, 1.1, (0.01, 0.1)).row == 0
    assert nearest_point(curves, 1.0, 60.0, (0.01, 0.1)) is None
    assert nearest_point([], 0.0, 0.0, (1.0, 1.0)) is None
    assert nearest_point([curve(0, [math.nan])], 0.0, 0.0, (1.0, 1.0)) is None
    assert nearest_point(curves, 2.6, 1.0, (0.01, 0.1)) is None  # beyond its end
