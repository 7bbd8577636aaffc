"""Maps of colours: which pixel has which colour, and where lines and hatching are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
import pytest
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QFrame, QVBoxLayout

from gui.plots.hatching import Hatching
from gui.plots.level_map import LevelMap
from gui.plots.plot_items import Plot
from gui.style.colour_maps import sequential_colours
from gui.style.theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator

AREA = QRectF(0.0, 0.0, 10.0, 20.0)
NO_LEVELS = np.empty(0)


@pytest.fixture
def plot(qtbot) -> Iterator[Plot]:
    card = QFrame()  # a plot of pyqtgraph cannot be closed twice, as tests close it
    qtbot.addWidget(card)
    plot = Plot("a map")
    QVBoxLayout(card).addWidget(plot)
    plot.set_theme(LIGHT)
    card.resize(300, 240)
    plot.getPlotItem().getViewBox().setRange(AREA, padding=0.0)
    card.show()
    yield plot
    card.close()


def pixel(plot: Plot, x: float, y: float) -> tuple[int, int, int]:
    """Return the colour that is drawn at a place of the plot."""
    scene = plot.getPlotItem().getViewBox().mapViewToScene(pg.Point(x, y))
    at = plot.mapFromScene(scene)
    return plot.grab().toImage().pixelColor(at).getRgb()[:3]


def rgb(colour: int) -> tuple[int, int, int]:
    return QColor(int(colour)).getRgb()[:3]


def grid() -> np.ndarray:
    """Return a function that rises by 1 to the right and by 10 upwards."""
    return np.add.outer(10.0 * np.arange(5.0), np.arange(5.0))


def shown(plot: Plot, values, limits=(0.0, 44.0), levels=NO_LEVELS) -> LevelMap:
    item = LevelMap()
    plot.addItem(item)
    item.set_theme_colour(LIGHT.surface)
    item.set_values(values, AREA, sequential_colours(), limits, levels)
    return item


def test_the_map_is_upright_and_its_ends_are_those_of_the_area(plot):
    item = shown(plot, grid())
    colours = sequential_colours()
    for x, y, value in ((5.0, 10.0, 22.0), (2.5, 15.0, 31.0), (7.5, 5.0, 13.0)):
        expected = rgb(colours[int(255 * value / 44.0)])
        assert np.abs(np.subtract(pixel(plot, x, y), expected)).max() <= 4
    assert item.levels[0, 0] == 0 and item.levels[-1, -1] == 255


def test_values_beyond_the_limits_have_the_last_colours(plot):
    item = shown(plot, grid(), limits=(10.0, 20.0))
    assert (item.levels[0] == 0).all() and (item.levels[3] == 255).all()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_place_without_a_value_has_the_background(plot, bad):
    values = grid()
    values[2, 2] = bad
    shown(plot, values)
    assert min(pixel(plot, 5.0, 10.0)) > 240  # as white as the theme's surface
    assert min(pixel(plot, 7.5, 5.0)) < 200


def test_a_line_is_drawn_at_its_level(plot):
    item = shown(plot, grid(), levels=np.array([15.0]))
    assert item.segments > 0
    plain = rgb(sequential_colours()[int(255 * 15.0 / 44.0)])
    # In the middle, where x is 2 of 4, the level is passed at 1.3 rows of 4.
    assert pixel(plot, 5.0, 6.5) != plain
    unmarked = shown(plot, grid())
    assert unmarked.segments == 0


def test_a_function_that_stays_is_not_drawn_again(plot, monkeypatch):
    item, values = LevelMap(), grid()
    plot.addItem(item)
    updates = []
    monkeypatch.setattr(item, "update", lambda: updates.append(0))
    for _ in range(3):
        item.set_values(values, AREA, sequential_colours(), (0.0, 44.0), NO_LEVELS)
    assert len(updates) == 1
    item.set_values(values, AREA, sequential_colours(), (0.0, 50.0), NO_LEVELS)
    item.set_values(grid(), AREA, sequential_colours(), (0.0, 50.0), NO_LEVELS)
    assert len(updates) == 3


def is_hatched(plot: Plot, x: float, y: float) -> bool:
    """Return whether the pixels around a place differ from each other."""
    image = plot.grab().toImage()
    box = plot.getPlotItem().getViewBox()
    at = plot.mapFromScene(box.mapViewToScene(pg.Point(x, y)))
    around = {image.pixelColor(at.x() + n, at.y()).rgb() for n in range(12)}
    return len(around) > 2


def test_what_is_outside_the_polygon_is_hatched(plot):
    hatching = Hatching()
    plot.addItem(hatching)
    hatching.set_theme(LIGHT)
    hatching.set_polygon(np.array([[2.0, 8.0, 8.0, 2.0], [5.0, 5.0, 15.0, 15.0]]))
    assert is_hatched(plot, 4.0, 2.0) and is_hatched(plot, 4.0, 18.0)
    assert not is_hatched(plot, 4.0, 10.0)
    hatching.set_strip(6.0, 9.0)
    assert is_hatched(plot, 4.0, 10.0) and not is_hatched(plot, 7.0, 2.0)
