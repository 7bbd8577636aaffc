"""A question on a page, without a window: answered by keys, and told of aloud."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QRadioButton,
    QWidget,
)

from gui.lessons.panel import LessonPanel
from gui.lessons.question_state import QuestionState
from gui.widgets.shortcut_filter import ShortcutFilter
from shallownet.lessons.reader import parse_lesson
from tests.gui.lessons.conftest import LESSON


@pytest.fixture
def panel(qtbot):
    """Return the panel with the page of the questions, nothing answered."""
    panel = LessonPanel()
    qtbot.addWidget(panel)
    lesson = parse_lesson(LESSON, "small")
    panel.resize(340, 700)
    panel.set_page(lesson, 1)
    show(panel)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    yield panel
    panel.shut_down()


def show(panel, **states: QuestionState) -> None:
    known = {name: states.get(name, QuestionState()) for name in panel.page.questions}
    panel.set_states(known, 0.0, 7.0)


def test_everything_has_a_name(panel):
    for widget in panel.findChildren(QWidget):
        if isinstance(widget, (QAbstractButton, QLineEdit)) and widget.isVisible():
            assert widget.accessibleName(), widget
    choices = panel.page.questions["sign"].findChildren(QRadioButton)
    assert [one.accessibleName() for one in choices] == ["down", "up", "nowhere"]


def test_a_choice_by_arrow_keys(qtbot, panel):
    keys = ShortcutFilter(panel, panel)
    keys.watch(panel)
    frame = panel.page.questions["sign"]
    assert not frame.check.isEnabled()
    frame.focus_first()
    qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_Space)
    qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_Down)
    frame.check.setFocus()
    with qtbot.waitSignal(panel.answered) as given:
        qtbot.keyClick(frame.check, Qt.Key.Key_Space)
    assert given.args == ["sign", "1"]


def test_a_click_on_its_text_chooses_an_answer(qtbot, panel):
    frame = panel.page.questions["sign"]
    text = frame.findChildren(QWidget, "lessonText")
    third = next(one for one in text if one.accessibleName() == "Answer 3")
    qtbot.mouseClick(third.viewport(), Qt.MouseButton.LeftButton)
    assert frame.findChildren(QRadioButton)[2].isChecked()


def test_enter_hands_a_number_in_and_the_focus_goes_on(qtbot, panel):
    frame = panel.page.questions["twice"]
    frame.focus_first()
    line = panel.focusWidget()
    qtbot.keyClicks(line, "-3e-4")
    with qtbot.waitSignal(panel.answered) as given:
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert given.args == ["twice", "-3e-4"]
    show(panel, twice=QuestionState(("-3e-4",), solved=True))
    assert line.isReadOnly() and not frame.check.isVisible()
    focused = panel.focusWidget()
    assert focused is not None
    assert panel.page.questions["next"].isAncestorOf(focused)


def test_what_is_typed_stays_when_something_else_is_answered(qtbot, panel):
    line = panel.page.questions["twice"].findChild(QLineEdit)
    qtbot.keyClicks(line, "12")
    show(panel, sign=QuestionState(("1",)))
    assert line.text() == "12"


def test_answers_that_were_tried_are_marked(panel):
    show(panel, sign=QuestionState(("1", "0"), solved=True, comment="So it is."))
    frame = panel.page.questions["sign"]
    told = [one.accessibleDescription() for one in frame.findChildren(QRadioButton)]
    assert told == ["right", "wrong", ""]
    assert not any(one.isEnabled() for one in frame.findChildren(QRadioButton))
    assert frame.verdict.text() == "✓ Right"


def test_hints_come_one_by_one(qtbot, panel):
    frame = panel.page.questions["sign"]
    show(panel, sign=QuestionState(more_hints=2))
    assert frame.hint.text() == "Hint" and not frame.hints.isVisible()
    with qtbot.waitSignal(panel.hint_requested):
        frame.hint.click()
    show(panel, sign=QuestionState(hints=("a",), more_hints=1))
    assert frame.hint.text() == "Next hint"
    show(panel, sign=QuestionState(hints=("a", "b")))
    assert frame.hint.isHidden()
    assert frame.hints.plain_text == "Hint 1. a\nHint 2. b"


def test_a_lesson_sets_the_size_of_letters(panel):
    text = panel.page.questions["sign"].text
    high = text.height()
    lesson = parse_lesson(
        LESSON.replace("minutes = 5", "minutes = 5\ntext_size = 24"), ""
    )
    panel.set_page(lesson, 1)
    assert panel.page.questions["sign"].text.font().pointSizeF() == 24.0
    show(panel)
    assert panel.page.questions["sign"].text.sizeHint().height() >= high
    panel.set_page(parse_lesson(LESSON, ""), 1)
    assert panel.page.questions["sign"].text.font() == panel.font()
    larger = panel.font()
    larger.setPixelSize(30)
    panel.setFont(larger)  # as the window's letters become larger
    assert panel.page.questions["sign"].text.font().pixelSize() == 30


def test_a_text_leaves_the_wheel_to_the_page(panel):
    text = panel.page.questions["sign"].text
    place = QPointF(text.viewport().rect().center())
    event = QWheelEvent(
        place,
        text.viewport().mapToGlobal(place),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(text.viewport(), event)
    assert not event.isAccepted()


def test_pages_are_turned_by_keys(qtbot, panel):
    panel.next_button.setFocus()
    with qtbot.waitSignal(panel.page_requested) as turned:
        qtbot.keyClick(panel.next_button, Qt.Key.Key_Space)
    assert turned.args == [2]
    assert panel.focusWidget() is panel.page_area
    assert panel.where.text() == "2 of 4" and panel.hand_in_button.isHidden()


def test_a_name_is_asked_for_before_anything_is_handed_in(qtbot, panel):
    panel.set_page(parse_lesson(LESSON, ""), 3)
    panel.hand_in_button.click()
    form = panel.hand_in
    assert panel.focusWidget() is form.name and not form.save.isEnabled()
    qtbot.keyClick(form.name, Qt.Key.Key_Escape)
    assert form.isHidden()
    panel.hand_in_button.click()
    qtbot.keyClicks(form.name, "  ")
    assert not form.save.isEnabled()
    qtbot.keyClicks(form.name, "Ada")
    with qtbot.waitSignal(panel.hand_in_requested) as given:
        form.save.click()
    assert given.args == ["Ada"] and form.isHidden()
