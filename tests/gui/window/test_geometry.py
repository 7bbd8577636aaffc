"""Where windows are put: always inside a screen's free area, whatever was saved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import QRect, QSize

from gui.style.sizes import MIN_WINDOW
from gui.window.geometry import FIRST_SIZE, FRAME, brought_back, first_size

MAIN = QRect(0, 28, 1366, 740)
BESIDE = QRect(1366, 0, 1920, 1080)


@pytest.mark.parametrize(
    ("screen", "scale"),
    [
        (QSize(1920, 1080), 1.0),
        (QSize(1366, 768), 1.0),
        (QSize(1920, 1080), 1.5),
        (QSize(1920, 1080), 2.0),
        (QSize(1024, 600), 1.0),
    ],
)
def test_the_first_window_and_its_frame_fit_beside_a_task_bar(screen, scale):
    logical = screen / scale
    area = QRect(0, 0, logical.width(), logical.height() - 34)
    size = first_size(area)
    assert size.width() <= FIRST_SIZE.width()
    assert size.width() + FRAME.width() <= area.width()
    assert size.height() + FRAME.height() <= area.height()


def test_a_roomy_screen_gives_the_full_size():
    assert first_size(QRect(0, 0, 1920, 1050)) == FIRST_SIZE


numbers = st.integers(-32_767, 32_767)
lengths = st.integers(1, 32_767)


@given(numbers, numbers, lengths, lengths)
def test_any_saved_place_is_brought_into_a_screen(x, y, width, height):
    place = brought_back(QRect(x, y, width, height), [MAIN, BESIDE])
    with_frame = place.adjusted(0, -FRAME.height(), 0, 0)
    assert any(area.contains(with_frame) for area in (MAIN, BESIDE))
    assert place.width() >= MIN_WINDOW[0] and place.height() >= MIN_WINDOW[1]


def test_a_place_that_can_be_reached_is_left_alone():
    place = QRect(1500, 100, 1280, 800)
    assert brought_back(place, [MAIN, BESIDE]) == place


def test_the_screen_that_is_gone_gives_way_to_the_main_one():
    assert MAIN.contains(brought_back(QRect(1500, 100, 1280, 700), [MAIN]))
