"""The scale of the window: by the system's letters, and by what there is room for."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QSize
from PyQt6.QtGui import QFont, QFontInfo

from gui.app.font_scale import MAX_UNSCALED, pixels_of, scale_for

ROOMY = QSize(3840, 2160)


@pytest.mark.parametrize("points", [9.0, 12.0, 18.5])
def test_letters_are_as_large_as_qt_says(qapp, points):
    font = QFont()
    font.setPointSizeF(points)
    assert abs(pixels_of(font, qapp.primaryScreen()) - QFontInfo(font).pixelSize()) <= 1
    font.setPixelSize(17)
    assert pixels_of(font, qapp.primaryScreen()) == 17


@pytest.mark.parametrize("letters", [9, 12, MAX_UNSCALED])
def test_letters_that_fit_are_taken_as_they_are(letters):
    assert scale_for(letters, ROOMY) == 1.0


@pytest.mark.parametrize(
    ("letters", "scale"), [(14, 1.0), (15, 1.25), (16, 1.25), (18, 1.5), (24, 2.0)]
)
def test_larger_letters_make_all_larger_in_quarters(letters, scale):
    assert scale_for(letters, ROOMY) == scale


@pytest.mark.parametrize(
    ("screen", "scale"),
    [
        (QSize(1366, 768), 1.5),
        (QSize(1920, 1080), 2.0),
        (QSize(1024, 768), 1.0),
        (QSize(800, 600), 1.0),
    ],
)
def test_a_window_is_not_made_larger_than_the_screen(screen, scale):
    assert scale_for(48, screen) == pytest.approx(scale)
