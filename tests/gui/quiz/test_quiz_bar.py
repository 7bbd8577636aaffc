"""The question and its field: by the keyboard alone."""

from __future__ import annotations

from html import escape
from typing import Any

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QWidget

from gui.quiz.quiz_bar import QuizBar
from gui.style.theme import DARK, LIGHT
from shallownet import Trainer, TrainingConfig
from shallownet.analysis.quiz import Phase, Question, ask
from shallownet.data import datasets

K = Qt.Key


@pytest.fixture(scope="module")
def question() -> Question:
    trainer = Trainer(TrainingConfig(), datasets.notebook(50))
    snapshot = trainer.snapshot()
    asked = (ask(snapshot, Phase.BACKWARD, range(4), seed) for seed in range(20))
    return next(q for q in asked if q is not None and not q.is_sign and q.mistakes)


@pytest.fixture
def bar(qtbot, question) -> QuizBar:
    bar = QuizBar()
    qtbot.addWidget(bar)
    bar.set_theme(LIGHT)
    bar.show()
    bar.activateWindow()
    bar.ask(question, "")
    qtbot.waitUntil(bar.field.hasFocus)
    return bar


def visible_texts(bar: QuizBar) -> str:
    labels = bar.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def test_what_is_asked_and_given_is_told_and_the_answer_is_not(bar, question):
    texts = visible_texts(bar)
    assert question.name in texts
    assert question.givens in texts
    assert f"{question.digits} significant digits" in texts
    assert question.shown not in texts
    assert question.line not in texts


def test_enter_answers_once_and_goes_on_from_the_next_button(qtbot, bar, question):
    heard: list[Any] = []
    bar.answered.connect(heard.append)
    bar.next_requested.connect(lambda: heard.append("next"))
    qtbot.keyClicks(bar.field, "0.25")
    qtbot.keyClick(bar.field, K.Key_Return)
    assert heard == ["0.25"]
    bar.reveal(question, question.judge("0.25"), "0 of 1 right")
    qtbot.waitUntil(bar.next_button.hasFocus)
    qtbot.keyClick(bar.next_button, K.Key_Return)
    assert heard == ["0.25", "next"]


def test_a_mistake_is_named_with_both_lines_and_the_filled_in_formula(bar, question):
    slip = question.mistakes[0]
    bar.reveal(question, question.judge(f"{slip.value:.12g}"), "0 of 1 right")
    texts = visible_texts(bar)
    for part in (slip.title, slip.wrong, slip.right, question.filled, question.shown):
        assert part in texts
    assert "0 of 1 right" in texts
    assert not bar.field.isVisible()


def test_right_and_wrong_differ_in_words_and_in_colour(bar, question):
    looks = []
    for theme in (LIGHT, DARK):
        bar.set_theme(theme)
        for text in (question.shown.replace(",", ""), "123456789"):
            bar.reveal(question, question.judge(text), "")
            looks.append((bar.result.text(), bar.result.styleSheet()))
    assert [text[0] for text, _ in looks] == ["✓", "✗", "✓", "✗"]
    assert len({sheet for _, sheet in looks}) == 4


def test_escape_leaves_from_the_field_and_from_a_button(qtbot, bar, question):
    heard: list[bool] = []
    bar.closed.connect(lambda: heard.append(True))
    qtbot.keyClick(bar.field, K.Key_Escape)
    bar.reveal(question, None, "")
    qtbot.keyClick(bar.next_button, K.Key_Escape)
    assert heard == [True, True]
    assert "Given up" in visible_texts(bar)


def test_every_control_has_a_name_and_a_tip(bar):
    buttons = bar.check_button, bar.give_up_button, bar.next_button, bar.close_button
    for control in (bar.field, *buttons):
        assert control.accessibleName()
        assert control.toolTip()


def test_a_low_panel_tells_the_verdict_shortly_and_the_rest_in_tips(
    qtbot, bar, question
):
    panel = QWidget()
    qtbot.addWidget(panel)
    bar.setParent(panel)
    bar.show()
    panel.resize(420, 90)
    bar.setGeometry(0, 0, 420, 60)
    slip = question.mistakes[0]
    panel.show()
    bar.reveal(question, question.judge(f"{slip.value:.12g}"), "")
    assert slip.title in bar.result.text()
    assert slip.right not in visible_texts(bar)
    assert question.shown in bar.solution.text()
    assert escape(slip.right) in bar.result.toolTip().replace("\u200b", "")
    panel.resize(420, 400)
    bar.setGeometry(0, 0, 421, 200)
    qtbot.waitUntil(lambda: slip.right in visible_texts(bar))
