"""The tour at the real window: by keys, by the mouse, left and taken up again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from gui.style.theme import DARK
from gui.tour import controller
from gui.tour.highlight import REACH
from gui.tour.steps import STEPS
from gui.training.status import RunState
from shallownet import Recipe
from tests.gui.hands import at_rest, press, train

if TYPE_CHECKING:
    from gui.window.main_window import MainWindow

KEY = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def short_ticks(monkeypatch):
    monkeypatch.setattr(controller, "TICK_MS", 1)


@pytest.fixture
def again(same_window) -> MainWindow:
    """Return the window that these tests share, with the tour at its start."""
    same_window.tour_progress.step = 0
    return same_window


def card(window: MainWindow) -> QWidget:
    return window.tour.cards[0]


def texts(window: MainWindow) -> list[str]:
    """Return what the card shows."""
    labels = card(window).findChildren(QLabel)
    return [label.text() for label in labels if label.isVisible()]


def now(window: MainWindow) -> str:
    """Return what the card asks for now."""
    return next((t[3:] for t in texts(window) if t.startswith("▸")), "")


def at_step(window: MainWindow, number: int) -> bool:
    return window.tour_progress.step == number - 1


def click(qtbot, window: MainWindow, text: str) -> None:
    buttons = card(window).findChildren(QPushButton)
    button = next(b for b in buttons if b.text().replace("&", "") == text)
    qtbot.mouseClick(button, LEFT)


def frame(window: MainWindow) -> QWidget:
    return window.findChild(QWidget, "highlight")


def framed(window: MainWindow, control: QWidget) -> bool:
    """Return whether the frame is around a control."""
    area = QRect(control.mapTo(window, QPoint(0, 0)), control.size())
    around = area.adjusted(-REACH, -REACH, REACH, REACH)
    return frame(window).isVisible() and frame(window).geometry() == around


def point_at_a_line(qtbot, window: MainWindow) -> None:
    view = window.network_view
    x1, y1, x2, y2 = view.graph.lines[5]
    qtbot.mouseMove(view, QPoint(3, 3))
    at = QPoint(round(x1 + 0.7 * (x2 - x1)), round(y1 + 0.7 * (y2 - y1)))
    qtbot.mouseMove(view, at)


def test_it_is_taken_with_keys_alone(qtbot, window, settings):
    qtbot.keyClick(window, KEY.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert now(window) == "Start the run (Space)"
    assert framed(window, window.toolbar.button("start"))
    assert window.network_view.hasFocus()  # the card takes no key
    press(qtbot, window, KEY.Key_Space)
    qtbot.waitUntil(lambda: at_step(window, 2))
    press(qtbot, window, KEY.Key_Space)
    qtbot.waitUntil(lambda: now(window).startswith("Make exactly one"))
    assert framed(window, window.toolbar.button("step"))
    press(qtbot, window, KEY.Key_Right)
    qtbot.waitUntil(lambda: at_step(window, 3))
    press(qtbot, window, KEY.Key_W)
    qtbot.waitUntil(lambda: at_step(window, 4))
    qtbot.keyClick(QApplication.focusWidget(), KEY.Key_Escape)
    assert not window.editing.editor.isVisible()
    assert window.tour.cards  # Escape has closed the editor alone
    made = window.shown.made
    for _ in range(5):
        press(qtbot, window, KEY.Key_Down)
    qtbot.waitUntil(lambda: at_step(window, 5))
    assert window.shown.made == made + 1
    press(qtbot, window, KEY.Key_L)
    qtbot.keyClicks(QApplication.focusWidget(), "3")
    qtbot.keyClick(QApplication.focusWidget(), KEY.Key_Return)
    qtbot.waitUntil(lambda: now(window).startswith("Start, and see"))
    window.network_view.setFocus()
    window.speed.set_full_speed(True)
    press(qtbot, window, KEY.Key_Space)
    qtbot.waitUntil(lambda: "B" in now(window), timeout=20_000)
    assert window.shown.state is RunState.DIVERGED
    press(qtbot, window, KEY.Key_B)
    qtbot.waitUntil(lambda: now(window).startswith("Drag the timeline back"))
    assert framed(window, window.timeline)
    window.timeline.setFocus()
    qtbot.keyClick(window.timeline, KEY.Key_Home)
    qtbot.waitUntil(lambda: window.tour_progress.is_finished)
    assert window.shown.snapshot.settings.learning_rate < 3
    assert "That was the tour" in texts(window)
    assert not frame(window).isVisible()
    press(qtbot, window, KEY.Key_Escape)
    assert window.tour.cards == []
    assert settings.read()["tour"] == "5"


def test_it_is_taken_with_the_mouse_alone(qtbot, window):
    window.actions_["tour"].trigger()
    button = window.toolbar.button
    qtbot.mouseClick(button("start"), LEFT)
    qtbot.waitUntil(lambda: at_step(window, 2))
    qtbot.mouseClick(button("pause"), LEFT)
    qtbot.waitUntil(lambda: now(window).startswith("Make exactly one"))
    qtbot.mouseClick(button("step"), LEFT)
    qtbot.waitUntil(lambda: at_step(window, 3))
    assert framed(window, window.network_view)
    point_at_a_line(qtbot, window)
    qtbot.waitUntil(lambda: at_step(window, 4))
    opens = window.step_panel.findChild(QPushButton, "actionMicroscopeButton")
    assert framed(window, opens)
    qtbot.mouseClick(opens, LEFT)
    further = window.microscope.panel.update_tab.next_button
    qtbot.waitUntil(lambda: framed(window, further))
    for _ in range(5):
        qtbot.mouseClick(further, LEFT)
    qtbot.waitUntil(lambda: at_step(window, 5))
    field = window.parameter_panel.form.fields["learning_rate"]
    assert framed(window, field)
    click(qtbot, window, "Skip")
    assert window.tour_progress.is_finished
    click(qtbot, window, "Close")
    assert window.tour.cards == []


def test_nothing_but_the_task_ticks_it(qtbot, window):
    train(qtbot, window, 30)
    window.actions_["tour"].trigger()
    click(qtbot, window, "Skip")
    # Paused with updates made: the first task is done already.
    qtbot.waitUntil(lambda: now(window).startswith("Make exactly one"))
    train(qtbot, window, 30)  # thirty updates are not one
    window.actions_["one_back"].trigger()
    qtbot.waitUntil(lambda: window.shown.is_past)
    window.actions_["now"].trigger()
    qtbot.waitUntil(lambda: not window.shown.is_past)
    assert now(window).startswith("Make exactly one")
    window.actions_["step"].trigger()
    qtbot.waitUntil(lambda: at_step(window, 3))
    qtbot.mouseMove(window.network_view, QPoint(4, 4))  # there is no line
    assert at_step(window, 3) and now(window)


def test_a_run_that_has_ended_is_begun_again_first(qtbot, make_window):
    window = make_window(Recipe.of(samples=50, iterations=3))
    train(qtbot, window, 3)
    assert at_rest(window, 3, RunState.FINISHED)
    window.actions_["tour"].trigger()
    assert now(window).startswith("This run has ended")
    assert framed(window, window.toolbar.button("reset"))
    press(qtbot, window, KEY.Key_R)
    qtbot.waitUntil(lambda: now(window) == "Start the run (Space)")
    press(qtbot, window, KEY.Key_Escape)


def test_it_goes_on_where_it_was_left_also_after_another_start(
    qtbot, make_window, settings
):
    window = make_window(Recipe.of(samples=50))
    window.actions_["tour"].trigger()
    click(qtbot, window, "Skip")
    click(qtbot, window, "Skip")
    press(qtbot, window, KEY.Key_Escape)
    assert window.tour.cards == [] and not frame(window).isVisible()
    window.actions_["tour"].trigger()
    assert STEPS[2].title in texts(window)
    click(qtbot, window, "Leave")
    other = make_window(Recipe.of(samples=50))
    assert other.tour_progress.step == 2
    other.actions_["tour"].trigger()
    assert STEPS[2].title in texts(other)
    for _ in range(3):
        click(qtbot, other, "Skip")
    click(qtbot, other, "Close")
    other.actions_["tour"].trigger()  # finished: it begins anew
    assert STEPS[0].title in texts(other)
    press(qtbot, other, KEY.Key_Escape)


def test_the_frame_follows_its_control_and_the_theme(qtbot, again):
    window = again
    window.actions_["tour"].trigger()
    for _ in range(4):
        click(qtbot, window, "Skip")
    field = window.parameter_panel.form.fields["learning_rate"]
    assert framed(window, field)
    window.resize(1100, 700)
    qtbot.waitUntil(lambda: framed(window, field))
    window.columns.setSizes([380, 500])
    qtbot.waitUntil(lambda: framed(window, field))
    assert window.rect().contains(card(window).geometry())
    assert not card(window).geometry().intersects(frame(window).geometry())
    window.set_theme_choice("dark")
    picture = frame(window).grab().toImage()
    assert picture.pixelColor(40, REACH - 2).name() == DARK.accent
    window.columns.setSizes([0, 900])  # the form is folded away
    qtbot.waitUntil(lambda: not frame(window).isVisible())
    assert card(window).isVisible()
    window.resize(950, 600)  # and so is the card kept inside without it
    qtbot.waitUntil(lambda: window.rect().contains(card(window).geometry()))
    window.columns.setSizes([288, 592])
    window.set_theme_choice("light")
    press(qtbot, window, KEY.Key_Escape)


def test_in_a_presentation_the_card_has_room_for_its_larger_letters(qtbot, again):
    window = again
    window.actions_["tour"].trigger()
    for _ in range(4):
        click(qtbot, window, "Skip")
    labels = [part for part in card(window).findChildren(QLabel) if part.isVisible()]
    widths = [label.fontInfo().pixelSize() for label in labels]
    window.presentation.set_on(True)
    assert all(
        label.fontInfo().pixelSize() > before
        for label, before in zip(labels, widths, strict=True)
    )
    for label in labels:
        qtbot.waitUntil(
            lambda label=label: (
                label.height() >= label.heightForWidth(label.width())
                if label.wordWrap()
                else label.width() >= label.sizeHint().width()
            )
        )
    window.presentation.set_on(False)
    window.resize(1280, 800)
    press(qtbot, window, KEY.Key_Escape)


def test_the_frame_lets_the_mouse_through(qtbot, again):
    window = again
    window.actions_["tour"].trigger()
    start = window.toolbar.button("start")
    edge = start.mapTo(window, QPoint(1, start.height() // 2))
    assert frame(window).geometry().contains(edge)
    assert window.childAt(edge) is start
    press(qtbot, window, KEY.Key_Escape)


def test_the_card_is_reached_by_tab_and_by_its_key(qtbot, again):
    window = again
    window.actions_["tour"].trigger()
    seen = set()
    for _ in range(200):
        qtbot.keyClick(QApplication.focusWidget(), KEY.Key_Tab)
        seen.add(QApplication.focusWidget().accessibleName())
        if "Leave the tour" in seen:
            break
    assert {"Skip this step", "Leave the tour"} <= seen
    window.network_view.setFocus()
    window.actions_["tour"].trigger()
    assert QApplication.focusWidget().accessibleName() == "Leave the tour"
    qtbot.keyClick(QApplication.focusWidget(), KEY.Key_Space)
    assert window.tour.cards == []
    assert window.network_view.hasFocus()


def test_once_it_is_left_the_tour_hears_nothing_of_the_run(qtbot, again, monkeypatch):
    window = again
    window.actions_["tour"].trigger()
    press(qtbot, window, KEY.Key_Escape)
    heard = []
    monkeypatch.setattr(
        controller.TourController, "set_status", lambda *_: heard.append(1)
    )
    train(qtbot, window, 5)
    assert heard == [] and window.tour_progress.step == 0
