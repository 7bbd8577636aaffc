"""The scatter as one image: points at their coordinates, denser where they overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtGui import QColor, QImage
from PyQt6.QtWidgets import QMainWindow

from gui.plots.point_cloud import PointCloud, disc, triangle

if TYPE_CHECKING:
    from collections.abc import Iterator

COLOUR = QColor(0, 100, 200, 150)


@pytest.fixture
def plot(qtbot) -> Iterator[pg.PlotWidget]:
    window = QMainWindow()  # a PlotWidget cannot be closed twice
    qtbot.addWidget(window)
    widget = pg.PlotWidget()
    window.setCentralWidget(widget)
    window.resize(300, 300)
    widget.hideAxis("left")
    widget.hideAxis("bottom")
    widget.setBackground("w")
    widget.setRange(xRange=(0, 1), yRange=(0, 1), padding=0)
    widget.cloud = PointCloud(disc(4.0))
    widget.cloud.set_colour(COLOUR)
    widget.addItem(widget.cloud, ignoreBounds=True)
    window.show()
    yield widget  # yield keeps the window alive


def numbers(values) -> np.ndarray:
    return np.arange(len(values))


def shown(widget, x, y) -> QImage:
    x, y = np.array(x, dtype=float), np.array(y, dtype=float)
    widget.cloud.setData(x, y, numbers(x))
    return widget.grab().toImage()


def darkness(image: QImage) -> np.ndarray:
    """Return how far each pixel is from white, from 0 to 1."""
    grey = [
        [1.0 - image.pixelColor(x, y).redF() for x in range(image.width())]
        for y in range(image.height())
    ]
    return np.array(grey)


def test_a_point_is_a_disc_of_its_colour_at_its_coordinates(plot):
    dark = darkness(shown(plot, [0.25], [0.75]))
    rows, columns = np.nonzero(dark)
    box = plot.getViewBox().sceneBoundingRect()
    assert columns.mean() + 0.5 == pytest.approx(box.left() + 0.25 * box.width(), abs=1)
    assert rows.mean() + 0.5 == pytest.approx(box.top() + 0.25 * box.height(), abs=1)
    np.testing.assert_allclose(
        dark[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1],
        1 - (1 - 150 / 255) ** disc(4.0),
        atol=0.03,
    )


def test_overlapping_points_are_denser_and_never_overflow(plot):
    one = darkness(shown(plot, [0.5], [0.5])).max()
    two = darkness(shown(plot, [0.5] * 2, [0.5] * 2)).max()
    many = darkness(shown(plot, [0.5] * 1_000, [0.5] * 1_000)).max()
    assert one == pytest.approx(150 / 255, abs=0.02)
    assert two == pytest.approx(1 - (1 - 150 / 255) ** 2, abs=0.02)
    assert many == pytest.approx(1.0, abs=0.02)


def test_points_out_of_view_are_not_drawn(plot):
    assert darkness(shown(plot, [-3.0, 7.0, 0.5], [0.5, 0.5, 99.0])).max() == 0.0


def test_nothing_is_drawn_without_points(plot):
    assert darkness(shown(plot, [], [])).max() == 0.0


def test_the_image_follows_the_size_of_the_plot(plot):
    shown(plot, [0.5], [0.5])
    plot.window().resize(200, 180)
    assert np.count_nonzero(darkness(shown(plot, [0.5], [0.5]))) == 16


@given(
    x=st.lists(st.floats(-5, 45), min_size=1, max_size=30), seed=st.integers(0, 2**32)
)
def test_every_point_inside_adds_its_whole_coverage(x, seed, qapp):
    cloud = PointCloud(triangle(6.0))
    cloud.set_colour(COLOUR)
    x = np.array(x)
    y = np.random.default_rng(seed).uniform(-5, 45, len(x))
    cloud._render(x, y, 40, 40)
    inside = (x >= 0) & (x < 40) & (y >= 0) & (y < 40)
    whole = np.round(triangle(6.0) * 16).sum()
    assert cloud._coverage.sum() == whole * inside.sum()
