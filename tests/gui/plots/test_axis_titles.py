"""The names of a plot's axes: whole, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PyQt6.QtWidgets import QFrame

from gui.plots.plot_items import Plot

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def plot(qtbot) -> Iterator[Plot]:
    frame = QFrame()  # pyqtgraph's plots cannot be closed twice
    qtbot.addWidget(frame)
    plot = Plot("A plot")
    plot.setParent(frame)
    for side, text in (("left", "predicted ŷ"), ("bottom", "true y")):
        plot.getPlotItem().getAxis(side).setLabel(text)
    frame.resize(400, 500)
    frame.show()
    yield plot


def named(plot: Plot) -> list[str]:
    axes = {side: plot.getPlotItem().getAxis(side) for side in ("left", "bottom")}
    return [side for side, axis in axes.items() if axis.label.isVisible()]


@pytest.mark.parametrize(
    ("height", "sides"), [(300, ["left", "bottom"]), (85, ["bottom"]), (60, [])]
)
def test_a_title_that_would_be_clipped_is_left_out(qtbot, plot, height, sides):
    plot.resize(300, 400)
    plot.resize(300, height)
    qtbot.waitUntil(lambda: named(plot) == sides)
    plot.resize(300, 400)
    qtbot.waitUntil(lambda: named(plot) == ["left", "bottom"])


def test_a_title_that_grows_too_long_is_left_out(qtbot, plot):
    plot.resize(300, 140)
    qtbot.waitUntil(lambda: named(plot) == ["left", "bottom"])
    axis = plot.getPlotItem().getAxis("left")
    axis.setLabel("the number of kilograms in the whole of the country")
    assert named(plot) == ["bottom"]
    axis.setLabel("kg")
    assert named(plot) == ["left", "bottom"]


def test_an_axis_without_a_name_shows_none(qtbot, plot):
    plot.getPlotItem().getAxis("left").setLabel("")
    plot.resize(300, 60)
    plot.resize(300, 400)
    qtbot.waitUntil(lambda: named(plot) == ["bottom"])
