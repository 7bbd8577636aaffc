"""A lesson by keys alone: into the list, through a page, and out of the panel."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QRadioButton, QWidget

from gui.lessons.lesson_text import LessonText
from shallownet.settings.presets import PRESETS
from tests.gui.lessons.hands import go_to_state, open_lesson, question, turn

TAB, BACK = Qt.Key.Key_Tab, Qt.Key.Key_Backtab


@pytest.fixture
def opened(qtbot, same_window):
    """Return the shared window, with the panel of lessons opened by its key."""
    press_ctrl_l(qtbot, same_window)
    view = same_window.lessons.controller().view
    qtbot.waitUntil(lambda: view.isVisible() and bool(view.list.cards))
    yield same_window
    same_window.lessons.controller().close()
    press_ctrl_l(qtbot, same_window)
    assert not view.isVisible()


def press_ctrl_l(qtbot, window) -> None:
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def key(qtbot, *keys: Qt.Key) -> QWidget:
    """Press keys where the focus is, and return where it is then."""
    for one in keys:
        qtbot.keyClick(QApplication.focusWidget(), one)
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def pixels(widget: QWidget) -> np.ndarray:
    image = widget.grab().toImage()
    memory = image.constBits()
    assert memory is not None
    return np.frombuffer(memory.asstring(image.sizeInBytes()), np.uint32)


def rounds(qtbot) -> list[QWidget]:
    """Press Tab until the focus is where it was, and return where it came."""
    seen: list[QWidget] = []
    while len(seen) < 150:
        focused = key(qtbot, TAB)
        if focused in seen:
            assert focused is seen[0]
            return seen
        seen.append(focused)
    raise AssertionError("it never comes round")


def test_the_key_leads_into_the_list_and_enter_into_a_lesson(qtbot, opened):
    controller = opened.lessons.controller()
    view = controller.view
    qtbot.waitUntil(view.list.cards[0].hasFocus)
    assert key(qtbot, TAB) is view.list.cards[1]
    title = view.list.cards[1].accessibleName()
    key(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: controller.lesson is not None)
    assert controller.lesson.title == title
    qtbot.waitUntil(view.page_area.hasFocus)
    view.next_button.setFocus(Qt.FocusReason.TabFocusReason)
    assert key(qtbot, Qt.Key.Key_Space) is view.page_area
    assert controller.progress.page == 1
    view.all_button.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(controller.lesson_changed):
        key(qtbot, Qt.Key.Key_Space)
    # Where one was, now and when the panel is opened again.
    qtbot.waitUntil(lambda: view.list.cards[1].hasFocus())
    press_ctrl_l(qtbot, opened)
    assert not view.isVisible()
    press_ctrl_l(qtbot, opened)
    qtbot.waitUntil(lambda: view.list.cards[1].hasFocus())


def test_the_key_leads_into_the_page_of_a_lesson_that_is_open(
    qtbot, opened, lesson_file
):
    controller = open_lesson(qtbot, opened, lesson_file)
    qtbot.waitUntil(controller.view.page_area.hasFocus)
    opened.network_view.setFocus()
    press_ctrl_l(qtbot, opened)
    press_ctrl_l(qtbot, opened)
    assert controller.view.page_area.hasFocus()


def test_tab_goes_down_a_lesson_and_out_of_it_and_is_seen(qtbot, opened, lesson_file):
    controller = open_lesson(qtbot, opened, lesson_file)
    view = controller.view
    turn(qtbot, opened)
    sign, twice, drawn = (question(opened, n) for n in ("sign", "twice", "next"))
    qtbot.waitUntil(drawn.isVisible)
    assert view.page_area.hasFocus()
    there = rounds(qtbot)
    end = there.index(view.next_button)
    radio = sign.findChild(QRadioButton)
    assert there[:end] == [
        *(radio, sign.hint, sign.give_up),
        *(twice.findChild(QWidget, "numberLine"), twice.give_up),
        *(drawn.check, drawn.give_up, view.state_button, view.back_button),
    ]
    assert opened.parameter_panel.isAncestorOf(there[end + 1])  # it is left
    assert opened.network_view in there
    assert there[-3] is view.all_button and there[-1] is view.page_area
    unseen = []
    before = opened.theme_choice
    for theme in ("light", "dark"):
        opened.set_theme_choice(theme)
        for widget in [*there[: end + 1], *there[-3:]]:
            opened.setFocus()
            without = pixels(widget)
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            if (pixels(widget) != without).sum() < 40:
                unseen.append(f"{theme}: {widget.accessibleName()}")
    opened.set_theme_choice(before)
    assert not unseen
    there[end + 1].setFocus()
    assert [key(qtbot, BACK) for _ in range(end + 3)] == [
        *there[end::-1],
        *there[:-3:-1],
    ]


def test_a_question_is_answered_and_a_lesson_handed_in_by_keys(
    qtbot, opened, lesson_file
):
    controller = open_lesson(qtbot, opened, lesson_file)
    view = controller.view
    turn(qtbot, opened)
    sign = question(opened, "sign")
    qtbot.waitUntil(sign.isVisible)
    key(qtbot, TAB, Qt.Key.Key_Space, Qt.Key.Key_Down)
    assert key(qtbot, TAB) is sign.check
    assert key(qtbot, Qt.Key.Key_Space) is sign.check  # it was wrong
    assert sign.state.attempts == ("1",)
    key(qtbot, TAB, Qt.Key.Key_Space)
    assert key(qtbot, Qt.Key.Key_Space) is not sign.hint  # there is no other one
    assert sign.state.hints and sign.isAncestorOf(QApplication.focusWidget())
    twice = question(opened, "twice")
    line = twice.findChild(QWidget, "numberLine")
    line.setFocus()
    qtbot.keyClicks(line, "3")
    assert key(qtbot, TAB) is twice.check
    assert key(qtbot, Qt.Key.Key_Space) is line  # while it is judged
    qtbot.waitUntil(lambda: twice.state.attempts == ("3",))
    assert line.hasFocus()
    turn(qtbot, opened)
    turn(qtbot, opened)
    assert view.page_area.hasFocus()
    while not view.hand_in_button.hasFocus():
        assert view.isAncestorOf(key(qtbot, TAB))
    assert key(qtbot, Qt.Key.Key_Space) is view.hand_in.name
    assert key(qtbot, TAB) is view.hand_in.cancel  # nothing is typed yet
    assert key(qtbot, Qt.Key.Key_Space) is view.hand_in_button
    key(qtbot, Qt.Key.Key_Space)
    assert key(qtbot, Qt.Key.Key_Escape) is view.hand_in_button


def test_a_click_leaves_the_keys_to_the_run(qtbot, opened, lesson_file):
    open_lesson(qtbot, opened, lesson_file)
    turn(qtbot, opened)
    sign = question(opened, "sign")
    qtbot.waitUntil(sign.isVisible)
    opened.network_view.setFocus()
    qtbot.mouseClick(sign.hint, Qt.MouseButton.LeftButton)
    assert sign.state.hints and not sign.hint.hasFocus()
    step = opened.shown.snapshot.step
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: opened.shown.snapshot.step == step + 1)


def test_an_introduction_goes_to_the_first_state_of_its_lesson(
    qtbot, opened, lesson_file
):
    controller = open_lesson(qtbot, opened, lesson_file)
    button = controller.view.state_button
    assert controller.progress.page == 0 and button.isVisible()
    assert "first page" in button.toolTip()
    go_to_state(qtbot, opened)
    assert opened.shown.snapshot.step == 20
    assert opened.shown.recipe.settings["samples"] == 50
    turn(qtbot, opened)
    assert not button.isDefault()  # it is there already
    assert "this page" in button.toolTip()
    text = lesson_file.read_text(encoding="utf-8")
    start = text.index("```state")
    end = text.index("```", start + 3) + 3
    bare = lesson_file.with_name("bare.md")
    bare.write_text(text[:start] + text[end:], encoding="utf-8")
    controller.close()
    open_lesson(qtbot, opened, bare)
    assert button.isHidden()


def test_the_heading_stands_off_the_edge_and_is_said_once(qtbot, opened, lesson_file):
    view = open_lesson(qtbot, opened, lesson_file).view
    page = view.page
    heading = page.findChild(LessonText)
    assert heading.plain_text == "A small lesson" and heading.y() >= 6
    assert view.title.text() == ""
    turn(qtbot, opened)
    assert heading.plain_text == "Stand here" and view.title.text() == "A small lesson"


def test_a_locked_hyperparameter_is_kept_from_presets_and_pasted_settings(
    qtbot, opened, lesson_file
):
    open_lesson(qtbot, opened, lesson_file)
    panel, narration = opened.parameter_panel, opened.step_panel.narration
    run, shown = opened.shown.snapshot.run, panel.presets.currentText()
    rates = [preset.recipe.config.learning_rate for preset in PRESETS]
    other = next(n for n, rate in enumerate(rates) if rate != 0.001)

    def refused(attempt) -> None:
        opened.step_panel.notify("")
        attempt()
        assert "The lesson “A small lesson” keeps" in narration.text()
        assert panel.presets.currentText() == shown
        assert opened.shown.snapshot.run is run

    def choose() -> None:
        panel.presets.setCurrentIndex(other)
        panel.presets.activated.emit(other)

    def paste() -> None:
        clipboard = QApplication.clipboard()
        assert clipboard is not None
        clipboard.setText("shallownet --preset notebook --set learning_rate=0.5")
        opened.paste()

    refused(choose)
    refused(paste)
    opened.run.change({"activation": "tanh"})  # the next one: nothing else was sent
    qtbot.waitUntil(lambda: opened.shown.snapshot.run is not run)
    assert opened.shown.recipe.settings["activation"] == "tanh"
    assert opened.shown.recipe.settings["learning_rate"] == 0.001
