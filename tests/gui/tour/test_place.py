"""Where a card stands: inside the window, and beside its control where it can."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import QRect, QSize

from gui.tour.place import GAP, place_beside

WINDOW = QRect(0, 0, 1366, 768)
CARD = QSize(330, 180)


@pytest.mark.parametrize(
    "target",
    [
        QRect(8, 30, 90, 40),  # a button of the toolbar
        QRect(120, 235, 140, 24),  # a field of the form
        QRect(304, 86, 630, 590),  # the graph
        QRect(830, 690, 92, 24),  # a button below the graph
        QRect(100, 740, 1100, 20),  # the timeline
    ],
)
def test_it_covers_no_part_of_its_control(target):
    card = QRect(place_beside(CARD, target, WINDOW), CARD)
    assert WINDOW.contains(card)
    assert not card.intersects(target)


def test_below_a_button_of_the_toolbar_it_covers_no_other_one():
    card = QRect(place_beside(CARD, QRect(8, 30, 90, 40), WINDOW), CARD)
    assert card.top() >= 70 + GAP


def test_without_a_control_it_stands_in_the_lower_right_corner():
    card = QRect(place_beside(CARD, None, WINDOW), CARD)
    assert (card.right(), card.bottom()) == (1365 - GAP, 767 - GAP)


@given(st.integers(-50, 1400), st.integers(-50, 800), st.integers(1, 1400))
def test_wherever_the_control_is_the_card_stays_in_the_window(x, y, side):
    card = QRect(place_beside(CARD, QRect(x, y, side, side), WINDOW), CARD)
    assert WINDOW.contains(card)
