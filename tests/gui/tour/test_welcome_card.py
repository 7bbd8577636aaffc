"""The card of the first start: when it comes, what it offers, and how it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QPushButton

from gui.training.status import RunState
from gui.window.main_window import MainWindow
from shallownet import Recipe
from tests.gui.hands import press

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.window.settings_file import SettingsFile

KEY = Qt.Key


@pytest.fixture
def greeted(qtbot, settings) -> Iterator[MainWindow]:
    """Return a window as the application makes it at the first start."""
    window = MainWindow(settings, Recipe.of(samples=50))
    qtbot.addWidget(window)
    window.tour.greet()
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    assert window.tour.cards == []  # not before the first frame
    qtbot.waitUntil(lambda: window.tour.cards != [])
    yield window
    window.end()


def again(qtbot, settings: SettingsFile) -> MainWindow:
    window = MainWindow(settings, Recipe.of(samples=50))
    qtbot.addWidget(window)
    window.tour.greet()
    window.show()
    qtbot.waitUntil(lambda: window.shown is not None)
    qtbot.wait(500)  # longer than the card takes
    return window


def choose(qtbot, window: MainWindow, text: str) -> None:
    buttons = window.tour.cards[0].findChildren(QPushButton)
    button = next(b for b in buttons if b.text().replace("&", "") == text)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_watch_it_learn_starts_the_run(qtbot, greeted, settings):
    choose(qtbot, greeted, "Watch it learn")
    qtbot.waitUntil(lambda: greeted.shown.state is RunState.RUNNING)
    assert greeted.tour.cards == []
    assert settings.read()["tour"] == "0"


def test_take_the_tour_begins_it(qtbot, greeted):
    choose(qtbot, greeted, "Take the tour")
    assert greeted.tour.cards[0].accessibleName().startswith("Tour, step 1 of 5")


def test_open_a_table_asks_for_a_file(qtbot, greeted, monkeypatch):
    asked = []
    monkeypatch.setattr(greeted.documents, "open", lambda *_: asked.append(1))
    greeted.actions_["open"].triggered.disconnect()
    greeted.actions_["open"].triggered.connect(lambda: greeted.documents.open())
    choose(qtbot, greeted, "Open a table")
    assert asked == [1]


def test_after_a_choice_it_never_comes_again(qtbot, greeted, settings):
    choose(qtbot, greeted, "Just look")
    assert greeted.tour.cards == []
    greeted.end()
    other = again(qtbot, settings)
    assert other.tour.cards == []
    other.end()


def test_without_a_choice_it_comes_again(qtbot, greeted, settings):
    greeted.end()
    other = again(qtbot, settings)
    qtbot.waitUntil(lambda: other.tour.cards != [])
    other.end()


def test_keys_go_on_to_the_window_and_escape_closes_the_card(qtbot, greeted):
    assert greeted.network_view.hasFocus()
    press(qtbot, greeted, KEY.Key_Right)
    qtbot.waitUntil(lambda: greeted.shown.snapshot.step == 1)
    assert greeted.tour.cards
    press(qtbot, greeted, KEY.Key_Escape)
    assert greeted.tour.cards == []
    assert greeted.tour_progress.offered


def test_it_is_reached_by_tab(qtbot, greeted):
    for _ in range(100):
        qtbot.keyClick(QApplication.focusWidget(), KEY.Key_Tab)
        if QApplication.focusWidget().accessibleName() == "Just look":
            break
    qtbot.keyClick(QApplication.focusWidget(), KEY.Key_Space)
    assert greeted.tour.cards == []
    assert greeted.network_view.hasFocus()


def test_it_stays_inside_the_window(qtbot, greeted):
    for size in ((900, 468), (1600, 900)):
        greeted.resize(*size)
        card = greeted.tour.cards[0]
        qtbot.waitUntil(lambda card=card: greeted.rect().contains(card.geometry()))


def test_no_window_offers_it_by_itself(qtbot, same_window):
    qtbot.wait(500)
    assert same_window.tour.cards == []
    assert not same_window.tour_progress.offered
