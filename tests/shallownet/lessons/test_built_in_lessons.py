"""The lessons that the program brings along: what holds for each of them."""

from __future__ import annotations

import math

import pytest

from shallownet.lessons.lesson import Choice, Number, Sketch, Task
from tests.shallownet.lessons.lesson_text import FILES, built_in, facts_at

LESSONS = [built_in(path.stem) for path in FILES]

every_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda one: one.name)


def test_there_is_one_for_each_idea_in_the_order_to_learn_them():
    assert [lesson.title for lesson in LESSONS] == [
        "Forward by hand",
        "What the loss is",
        "A line of the notebook, refuted",
        "Does every step lower the loss?",
        "The gradient does not point at the minimum",
        "All parameters move at once",
        "Why not begin with zeros?",
        "Saturation, and why inputs are standardized",
        "The edge of stability",
        "Batches and noise",
        "What test data are for",
    ]


@every_lesson
def test_it_is_short_and_ends_with_what_one_can_say_now(lesson):
    assert 5 <= lesson.minutes <= 10
    assert lesson.pages[-1].title == "What you can say now"
    assert (
        lesson.pages[0].state is None
    )  # it says what it is about, and changes nothing
    assert not lesson.hide and not lesson.lock  # free exploring is never blocked


@every_lesson
def test_every_question_has_an_explanation_and_something_is_to_be_done(lesson):
    questions = lesson.questions.values()
    assert len(questions) >= 5
    for question in questions:
        assert question.reveal, question.id
    assert any(isinstance(question, Task) for question in questions)
    for question in questions:
        if isinstance(question, Task):
            assert question.hints, question.id


@every_lesson
def test_what_is_said_of_an_answer_is_a_sentence(lesson):
    for question in lesson.questions.values():
        answers = getattr(question, "answers", getattr(question, "mistakes", ()))
        said = [answer.reason for answer in answers if answer.reason]
        for sentence in (*said, question.reveal):
            assert sentence.endswith((".", "?")), sentence
        # The window writes the first letter large, and a symbol must stay as it is.
        assert not any(sentence[0].islower() for sentence in said), said


@every_lesson
def test_a_prediction_is_asked_for_before_the_first_task(lesson):
    kinds = [type(question) for question in lesson.questions.values()]
    assert kinds.index(Task) > min(
        kinds.index(kind) for kind in (Choice, Number, Sketch) if kind in kinds
    )


@every_lesson
def test_a_choice_has_one_right_answer_that_is_not_always_at_the_same_place(lesson):
    choices = [q for q in lesson.questions.values() if isinstance(q, Choice)]
    assert all(sum(answer.correct for answer in q.answers) == 1 for q in choices)
    places = {[answer.correct for answer in q.answers].index(True) for q in choices}
    assert len(places) > 1


@every_lesson
def test_no_task_is_done_at_the_state_where_it_is_set(lesson):
    for name, question in lesson.questions.items():
        if isinstance(question, Task):
            assert not question.condition.holds(facts_at(lesson.name, name)), name


@every_lesson
def test_numbers_are_known_and_no_mistake_counts_as_right(lesson):
    for name, question in lesson.questions.items():
        if not isinstance(question, Number):
            continue
        facts = facts_at(lesson.name, name)
        right = question.answer.number(facts)
        reach = question.tolerance * (1.0 if question.absolute else abs(right))
        assert math.isfinite(right), name
        wrong = [mistake.answer.number(facts) for mistake in question.mistakes]
        assert all(abs(value - right) > 1.5 * reach for value in wrong), name
        assert len({round(value, 9) for value in wrong}) == len(wrong), name
