"""A logarithmic axis for the updates."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import QPointF

from gui.plots.loss_plot import LossPlot
from gui.plots.update_axis import UpdateAxis
from shallownet import Trainer, TrainingConfig
from shallownet.data import datasets
from tests.examples import examples


@pytest.fixture
def plot(qtbot) -> LossPlot:
    plot = LossPlot()
    qtbot.addWidget(plot)
    plot.resize(500, 400)
    plot.show()
    return plot


@given(
    start=st.integers(0, 5_000),
    length=st.integers(0, 10**7),
    columns=st.integers(50, 2_000),
    log=st.booleans(),
)
@examples(60)
def test_sections_cover_the_updates_once(start, length, columns, log):
    axis, stop = UpdateAxis(), start + length
    axis.log = log
    parts = list(axis.sections(start, stop, columns))
    first = max(start, 1) if log else start
    covered = [(a, b) for a, b, _ in parts if a < b]
    if stop > first:
        assert covered[0][0] == first and covered[-1][1] == stop
        assert all(one[1] == two[0] for one, two in pairwise(covered))
    assert sum(c for _, _, c in parts) <= columns + 3 * 26


def test_the_curve_lies_at_the_logarithms_of_its_updates(plot):
    trainer = Trainer(TrainingConfig(iterations=2_000), datasets.notebook(50))
    trainer.run(2_000)
    trainer.change("learning_rate", 0.002)
    trainer.run(10)
    plot.set_history(trainer.snapshot())
    plot.log_updates.trigger()
    axis = plot.item.getAxis("bottom")
    assert axis.logMode
    low, high = axis.range
    assert low <= 0.0 < math.log10(2_010) <= high < 4.0
    x, y = plot.curve.getData()
    updates = np.rint(10.0**x).astype(int)
    assert updates[0] == 1 and updates[-1] == 2_010
    np.testing.assert_allclose(
        10.0 ** y[:-1], trainer.history.loss[updates[:-1]], rtol=1e-12
    )
    assert np.diff(x).max() <= math.log10(2.0)  # the first updates each have a point
    box = plot.item.getViewBox()
    mark = box.mapFromView(QPointF(math.log10(2_000), 0.0)).x()
    found = plot.mark_lines.mark_near(mark)
    assert found is not None and found.step == 2_000
    assert plot.mark_lines.x_positions() == [pytest.approx(mark, abs=0.6)]


def test_the_readout_and_the_span_are_in_updates(plot):
    trainer = Trainer(TrainingConfig(iterations=1_000), datasets.notebook(50))
    trainer.run(800)
    plot.set_history(trainer.snapshot())
    plot.log_updates.trigger()
    box = plot.item.getViewBox()
    _, (low, high) = box.viewRange()
    place = box.mapViewToScene(QPointF(math.log10(37.0), (low + high) / 2))
    plot.item.scene().sigMouseMoved.emit(place)
    assert "37:" in plot.reading.text()
    assert plot.span == (0, 800)
    box.setRange(xRange=(1.0, 2.0), padding=0.0)
    assert plot.span == (10, 100)


def test_a_run_at_its_start_has_nothing_on_it(plot):
    trainer = Trainer(TrainingConfig(iterations=1_000), datasets.notebook(50))
    trainer.change("learning_rate", 0.002)
    plot.set_history(trainer.snapshot())
    plot.log_updates.trigger()
    assert not plot.marker.isVisible()
    assert not plot.mark_lines.columns()
    assert not plot.grab().isNull()
    plot.log_updates.trigger()
    assert plot.marker.isVisible()
    assert not plot.item.getAxis("bottom").logMode
