"""Answers are judged by the facts of the page's state, and the reason is said."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet.lessons.answers import (
    judge_choice,
    judge_number,
    judge_sketch,
    loss_curve,
    share_of,
)
from shallownet.lessons.conditions import Expression
from shallownet.lessons.facts import Facts
from shallownet.lessons.lesson import Choice, Number, State
from shallownet.lessons.reader import parse_lesson
from shallownet.lessons.state_run import trainer_at
from tests.shallownet.lessons.texts import LESSON

QUESTIONS = parse_lesson(LESSON, "forward").questions
STATE = parse_lesson(LESSON, "forward").state_of("loss")


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts.of(trainer_at(STATE), state=STATE)


def number_of(answer: str, **more) -> Number:
    expression = Expression.parse(answer, "number")
    return Number(line=1, id="n", question="?", answer=expression, **more)


def test_a_choice_is_right_or_has_a_reason():
    question = QUESTIONS["what-is-j"]
    assert isinstance(question, Choice)
    right, wrong = judge_choice(question, "0"), judge_choice(question, 1)
    assert (right.correct, right.score) == (True, 1.0)
    assert (wrong.correct, wrong.score) == (False, 0.0)
    assert wrong.reason == "That one changes its sign."
    assert wrong.expected == "Half the mean squared error"


@pytest.mark.parametrize("text", ["2", "-1", "", "x", "٣", "9" * 5_000])
def test_what_is_no_answer_is_no_attempt(text: str, facts: Facts):
    question = QUESTIONS["what-is-j"]
    assert isinstance(question, Choice)
    assert not judge_choice(question, text).readable


def test_a_number_is_right_within_its_tolerance(facts: Facts):
    question = QUESTIONS["loss"]
    assert isinstance(question, Number)
    J = facts.J
    for typed, right in ((J, True), (J * 1.009, True), (J * 1.02, False)):
        found = judge_number(question, f"{typed:.8g}", facts)
        assert found.correct is right
        assert found.expected == f"{J:,.6g}"
    assert (
        judge_number(question, f"{2 * J:.8g}", facts).reason == "The half is missing."
    )
    assert "sign is not" in judge_number(question, f"{-J:.8g}", facts).reason
    assert judge_number(question, "1", facts).reason == "1 is too small."
    assert judge_number(question, "1e9", facts).reason.endswith("is too large.")
    assert "wrong sign" in judge_number(question, "-3", facts).reason


def test_what_is_no_number_is_told_how_to_write_one(facts: Facts):
    found = judge_number(number_of("J"), "0,5", facts)
    assert not found.readable
    assert "write 0.5" in found.reason


def test_tolerances_of_zero_and_absolute_ones(facts: Facts):
    exact = number_of("0.1 + 0.2", tolerance=0.0)
    assert judge_number(exact, "0.3", facts).correct
    assert not judge_number(exact, "0.300001", facts).correct
    absolute = number_of("1000", tolerance=0.5, absolute=True)
    assert judge_number(absolute, "1000.4", facts).correct
    assert not judge_number(absolute, "1000.6", facts).correct
    zero = number_of("0", tolerance=0.01)
    assert judge_number(zero, "0.005", facts).correct
    assert "no such number" in judge_number(number_of("test_r2"), "1", facts).reason


@given(st.floats(-1e12, 1e12, allow_subnormal=False))
def test_the_answer_itself_is_right_as_it_is_written(value: float):
    question = number_of(f"0 + {value!r}" if value >= 0 else f"0 - {-value!r}")
    typed = repr(value)
    found = judge_number(question, typed, None)
    assert found.correct or not found.readable


def test_points_fall_with_each_attempt():
    assert [share_of(i) for i in range(4)] == [1.0, 0.5, 0.0, 0.0]


def test_the_curve_of_a_state_is_that_of_its_run():
    curve = loss_curve(STATE, 20)
    trainer = trainer_at(STATE)
    trainer.run(20)
    assert [x for x, _ in curve] == list(range(3, 24))
    losses = [*trainer.history.loss[3:], trainer.snapshot().loss]
    assert [y for _, y in curve] == [math.log10(loss) for loss in losses]


def test_a_sketch_is_judged_by_direction_and_factor():
    curve = [(0.0, 2.0), (50.0, 1.5), (100.0, 1.0)]
    for end, score, said in (
        (1.0, 1.0, "The loss falls, as you drew it; your line ends at it."),
        (1.09, 1.0, "ends at it"),
        (1.5, 0.777, "ends 3.16 times above it"),
        (-0.5, 0.5, "ends 31.6 times below it"),
        (2.5, 0.0, "You drew that the loss rises, and it falls"),
        (2.0, 0.0, "You drew that the loss stays level"),
    ):
        found = judge_sketch([(0.0, 2.0), (100.0, end)], curve)
        assert found.score == pytest.approx(score, abs=1e-3)
        assert said in found.reason
        assert found.expected == "it falls"
    assert not judge_sketch([], curve).readable


def test_a_run_that_diverges_was_foreseen_by_a_line_that_rises():
    state = State(settings={"samples": 50, "learning_rate": 100.0, "l2": 1000.0})
    curve = loss_curve(state, 2_000)
    assert curve[-1][1] == math.inf
    assert len(curve) < 2_001
    assert judge_sketch([(0, 2.0), (9, 5.0)], curve).score == 1.0
    assert judge_sketch([(0, 2.0), (9, 1.0)], curve).score == 0.0


POINTS = st.lists(
    st.tuples(st.floats(0, 1e4), st.floats(-300, 300)), min_size=1, max_size=20
)


@given(POINTS, POINTS)
def test_every_sketch_has_a_score(drawn, curve):
    found = judge_sketch(drawn, sorted(curve))
    assert 0.0 <= found.score <= 1.0
    assert found.reason.endswith(".")
