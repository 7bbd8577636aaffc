"""The faint curves of parent runs and of later updates."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gui.plots.branch_layer import BranchLayer
from gui.plots.loss_plot import LossPlot
from gui.plots.update_axis import UpdateAxis
from shallownet.runs.branch_curve import BranchCurve


@pytest.fixture
def plot(qtbot) -> LossPlot:
    plot = LossPlot()
    qtbot.addWidget(plot)
    plot.show()
    return plot


@pytest.fixture
def layer(plot) -> BranchLayer:
    return BranchLayer(plot.item, UpdateAxis())


def curve(start: int, *, later: bool = False) -> BranchCurve:
    return BranchCurve(start, np.arange(start, start + 3.0), np.array([4, 1, 9]), later)


def test_curves_are_drawn_on_the_loss_axis_with_a_dot_at_their_start(layer):
    assert layer.set_curves((curve(5), curve(8, later=True)), np.sqrt)
    assert [item.isVisible() for item in layer.curves[:3]] == [True, True, False]
    assert layer.curves[0].getData()[1].tolist() == [2.0, 1.0, 3.0]
    assert (layer.dots[0].pos().x(), layer.dots[0].pos().y()) == (5.0, 2.0)
    assert not layer.dots[1].isVisible()
    assert layer.set_curves((), np.sqrt)
    assert not any(item.isVisible() for item in (*layer.curves, *layer.dots))


def test_the_same_curves_are_not_drawn_again(layer):
    curves = (curve(5),)
    assert layer.set_curves(curves, np.sqrt)
    assert not layer.set_curves(curves, np.sqrt)
    layer.set_curves((), np.sqrt)
    assert not layer.set_curves((), np.sqrt)


def test_the_axes_have_room_for_all_but_the_peaks_of_parent_runs(layer):
    layer.set_curves((curve(5), curve(8, later=True)), np.sqrt)
    assert layer.loss_ranges == [(1.0, -math.inf), (1.0, 9.0)]
    assert layer.last_update == 10


def test_a_note_describes_the_curves(layer):
    for curves, text in (
        ((), ""),
        ((curve(5),), "faint: parent run"),
        ((curve(5), curve(6)), "faint: 2 parent runs"),
        ((curve(5), curve(8, later=True)), "faint: later"),
    ):
        layer.set_curves(curves, np.sqrt)
        assert layer.describe()[0] == text
        assert bool(layer.describe()[1]) == bool(text)
