"""Axis and curve draw the same pixels as those of pyqtgraph."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QImage, QPainter
from PyQt6.QtWidgets import QApplication, QLineEdit

from gui.plots.curve_items import CurveItem
from gui.plots.fit_plot import FitPlot
from gui.plots.loss_plot import LossPlot
from gui.plots.plot_items import Axis
from gui.style.theme import DARK, LIGHT, palette

SIZE = (317, 203)


@pytest.fixture(params=[1.0, 1.25, 1.5, 2.0])
def ratio(request) -> float:
    return request.param


def plot_with(qtbot, axes: dict, curve: pg.PlotCurveItem) -> pg.PlotWidget:
    plot = pg.PlotWidget(axisItems=axes, enableMenu=False)
    qtbot.addWidget(plot)
    plot.resize(*SIZE)
    item = plot.getPlotItem()
    item.hideButtons()
    item.disableAutoRange()
    item.addItem(curve)
    for side in ("left", "bottom"):
        item.getAxis(side).setLabel("words", color="#334455")
    plot.show()
    return plot


def pixels(plot: pg.PlotWidget, ratio: float = 1.0) -> np.ndarray:
    image = QImage(
        round(SIZE[0] * ratio), round(SIZE[1] * ratio), QImage.Format.Format_RGB32
    )
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    plot.render(painter, QRectF(0, 0, *SIZE))
    painter.end()
    return np.frombuffer(image.constBits().asstring(image.sizeInBytes()), np.uint32)


class Plain(Axis):
    """An axis with the same labels but without a cache."""

    paint = pg.AxisItem.paint


def pair(qtbot) -> list[pg.PlotWidget]:
    x = np.linspace(0.0, 10.0, 200)
    plots = []
    for axis, curve in ((Axis, CurveItem()), (Plain, pg.PlotCurveItem())):
        curve.setData(x, np.sin(x))
        axes = {side: axis(side) for side in ("left", "bottom")}
        plots.append(plot_with(qtbot, axes, curve))
    return plots


@pytest.mark.parametrize(
    "ranges",
    [((0.0, 10.0), (-1.0, 1.0)), ((3.3, 4.1), (-0.2, 0.7)), ((0, 1e6), (-1e9, 1e9))],
)
def test_axis_and_curve_look_like_those_of_pyqtgraph(qtbot, ratio, ranges):
    plots = pair(qtbot)
    for plot in plots:
        plot.getPlotItem().getViewBox().setRange(
            xRange=ranges[0], yRange=ranges[1], padding=0.0
        )
    qtbot.wait(20)
    ours, theirs = (pixels(plot, ratio) for plot in plots)
    assert len(np.unique(ours)) > 5
    # A tick that falls right between two pixels may take the other one: at 1.5, and
    # where the labels at the left are so wide that the plot begins within a pixel.
    allowed = 40 if ratio == 1.5 or ranges[1][1] == 1e9 else 0
    assert np.count_nonzero(ours != theirs) <= allowed
    # Once more, from the cache.
    assert np.array_equal(pixels(plots[0], ratio), ours)


def test_axis_and_curve_follow_the_range_of_the_view(qtbot):
    plots = pair(qtbot)
    shown = []
    for low in (0.0, 4.0, 8.0):
        for plot in plots:
            box = plot.getPlotItem().getViewBox()
            box.setRange(xRange=(low, low + 2), yRange=(-1.2, 1.2), padding=0.0)
        qtbot.wait(20)
        ours, theirs = (pixels(plot) for plot in plots)
        assert np.array_equal(ours, theirs)
        shown.append(ours)
    assert not np.array_equal(shown[0], shown[1])


def test_a_new_colour_updates_the_cached_axis(qtbot):
    plot, _ = pair(qtbot)
    before = pixels(plot)
    plot.getPlotItem().getAxis("left").setTextPen(pg.mkPen("#ff0000"))
    assert not np.array_equal(pixels(plot), before)


@given(
    low=st.floats(-12.0, 12.0),
    span=st.floats(1e-6, 6.0),
    size=st.floats(100.0, 900.0),
)
def test_a_logarithmic_axis_always_has_labels(qapp, low, span, size):
    axis = Axis("left")
    axis.setLogMode(x=False, y=True)
    spacing, places = axis.tickValues(low, low + span, size)[0]
    assert 2 <= len(places) <= 4 + size / 20
    labels = axis.tickStrings(places, 1.0, spacing)
    assert len(set(labels)) == len(labels)
    for place, label in zip(places, labels, strict=True):
        assert low - 1e-9 <= place <= low + span + 1e-9
        value = float(label.replace(",", "").replace("−", "-"))
        assert math.log10(value) == pytest.approx(place, abs=1e-9)


@pytest.mark.parametrize(
    ("low", "span"), [(1e6, 8e-3), (-2e6, 1.0), (123456.78, 0.05), (0.0, 3.0)]
)
def test_labels_of_a_short_range_around_a_large_number_differ(qapp, low, span):
    axis = Axis("left")
    spacing, places = axis.tickValues(low, low + span, 300.0)[0]
    labels = axis.tickStrings(places, 1.0, spacing)
    assert len(set(labels)) == len(labels) >= 2
    for place, label in zip(places, labels, strict=True):
        value = float(label.replace(",", "").replace("−", "-"))
        assert value == pytest.approx(place, abs=1e-3 * spacing)


@pytest.mark.parametrize("place", [-1e4, -307.9, 307.9, 1e4])
def test_a_logarithmic_axis_survives_ranges_beyond_floats(qapp, place):
    axis = Axis("left")
    axis.setLogMode(x=False, y=True)
    for spacing, places in axis.tickValues(place, place + 0.2, 300.0):
        axis.tickStrings(places, 1.0, spacing)


def test_a_curve_without_points_has_an_empty_rectangle():
    assert CurveItem().boundingRect().isEmpty()


@pytest.mark.parametrize("card", [LossPlot, FitPlot])
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_plot_with_the_keyboard_focus_has_a_ring(qtbot, card, theme, request):
    before = QApplication.palette()
    request.addfinalizer(lambda: QApplication.setPalette(before))
    QApplication.setPalette(palette(theme))
    plot = card()
    other = QLineEdit(plot)
    qtbot.addWidget(plot)
    plot.set_theme(theme)
    plot.resize(400, 300)
    plot.show()
    plot.activateWindow()

    def rim() -> set[str]:
        image = plot.plot.grab().toImage()
        right, bottom = image.width() - 1, image.height() - 1
        middle = (image.width() // 2, image.height() // 2)
        places = ((0, middle[1]), (right, middle[1]), (middle[0], bottom))
        return {image.pixelColor(*place).name() for place in places}

    plot.plot.setFocus()
    qtbot.waitUntil(plot.plot.hasFocus)
    assert rim() == {theme.accent}
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    assert theme.accent not in rim()
