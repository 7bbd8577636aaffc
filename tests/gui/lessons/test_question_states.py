"""What is said of answers: a sentence, whose symbols keep their case."""

from __future__ import annotations

import pytest

from gui.lessons.question_states import states_of
from shallownet.lessons.answers import Judgement
from shallownet.lessons.progress import LessonProgress
from shallownet.lessons.reader import parse_lesson
from tests.gui.lessons.conftest import LESSON


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("your line ends too high.", "Your line ends too high."),
        ("half-way there.", "Half-way there."),
        ("η is too large.", "η is too large."),
        ("w is no bias.", "w is no bias."),
        ("ŷ is what the network says.", "ŷ is what the network says."),
        ("y\u0302 with a mark of its own.", "y\u0302 with a mark of its own."),
        ("x1 is an input.", "x1 is an input."),
        ("dW is a gradient.", "dW is a gradient."),
        ("b_1, not b_2.", "b_1, not b_2."),
        ("f(x) is the output.", "f(x) is the output."),
        ("3 is too large.", "3 is too large."),
        ("λ", "λ"),
        ("", ""),
    ],
)
def test_a_reason_begins_large_unless_with_a_symbol(reason, said):
    lesson = parse_lesson(LESSON, "small")
    progress = LessonProgress.begin(lesson).with_answer("twice", "3", False)
    verdicts = {"twice": Judgement(False, reason, "2")}
    assert states_of(lesson, progress, verdicts, {})["twice"].comment == said
