"""The key to the colours of a map."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtGui import QColor

from gui.plots.colour_bar import STRIP, ColourBar
from gui.style.colour_maps import sequential_colours

TICKS = np.array([0.0, 50.0, 100.0])


@pytest.fixture
def bar(qtbot) -> ColourBar:
    bar = ColourBar("Colours of a map")
    qtbot.addWidget(bar)
    bar.resize(60, 200)
    bar.set_insets(20, 30)
    bar.set_scale(sequential_colours(), (0.0, 100.0), TICKS, "prediction ŷ")
    bar.show()
    return bar


def test_the_strip_goes_from_the_lower_to_the_upper_limit(bar):
    image = bar.grab().toImage()
    for y, share in ((22, 0.99), (95, 0.5), (168, 0.01)):
        expected = QColor(int(sequential_colours()[round(255 * share)]))
        found = image.pixelColor(STRIP // 2, y)
        difference = np.subtract(found.getRgb(), expected.getRgb())
        assert np.abs(difference).max() <= 12


def test_before_there_is_a_scale_nothing_is_drawn(qtbot):
    bar = ColourBar("Colours of a map")
    qtbot.addWidget(bar)
    bar.resize(60, 200)
    image = bar.grab().toImage()
    colours = {image.pixel(x, y) for x in range(60) for y in range(200)}
    assert len(colours) == 1


def test_it_says_its_range(bar):
    assert bar.accessibleDescription() == "prediction ŷ: from 0 to 100"
    assert "from 0 to 100" in bar.toolTip()


def test_an_arrow_says_that_values_lie_beyond(bar):
    background = bar.grab().toImage().pixelColor(STRIP // 2, 16)
    bar.set_scale(
        sequential_colours(), (0.0, 100.0), TICKS, "prediction ŷ", (False, True)
    )
    image = bar.grab().toImage()
    assert image.pixelColor(STRIP // 2, 17) != background
    assert image.pixelColor(STRIP // 2, 175) == background


def test_a_logarithmic_scale_has_labels_of_its_own(bar):
    limits, ticks = (1.0, 3.0), np.array([2.0])
    bar.set_scale(
        sequential_colours(), limits, ticks, "J", labels=("100",), note="By decades."
    )
    assert bar.accessibleDescription() == "J: from 10 to 1,000"
    assert bar.toolTip() == "J: from 10 to 1,000. By decades."


def test_long_labels_make_room(bar):
    width = bar.sizeHint().width()
    bar.set_scale(sequential_colours(), (0.0, 3e-7), TICKS * 1.2345e-9, "prediction ŷ")
    assert bar.sizeHint().width() > width
