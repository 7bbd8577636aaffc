"""Conditions: what they can say, and that nothing else is ever evaluated."""

from __future__ import annotations

import math
import re
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

import shallownet as sn
from shallownet.lessons.conditions import Expression
from shallownet.lessons.expression_syntax import ExpressionError
from shallownet.lessons.facts import Facts
from shallownet.lessons.quantities import ARITHMETIC, FUNCTIONS, QUANTITIES
from tests.shallownet.test_sentences import check_sentence


@pytest.fixture(scope="module")
def facts() -> Facts:
    trainer = sn.Trainer(sn.TrainingConfig(), sn.datasets.notebook(m=50))
    trainer.run(3)
    return Facts.of(trainer, visited=frozenset([2]))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("updates", 3.0),
        ("updates >= 3 and rule == 'exact'", True),
        ('updates >= 3 and rule == "published"', False),
        ("not diverged or updates / 0 > 1", True),
        ("1 < updates < 4 > 2", True),
        ("1 < updates < 3", False),
        ("2 + 3 * 4 ** 2 - -1", 51.0),
        ("-2 ** 2", -4.0),
        ("(2 + 3) * 4", 20.0),
        ("min(3, 1, 2) + max(1, 2)", 3.0),
        ("round(2.345, 1) + round(0.4)", 2.3),
        ("sqrt(16) + abs(-1) + log10(100) + exp(0)", 8.0),
        ("standardized == False", True),
        ("diverged != standardized", False),
        ("visited(2) and visited(3)", True),
        ("visited(1)", False),
        ("2**2**2**2**2**2**2", math.inf),
        ("9**9**9**9**9", math.inf),
    ],
)
def test_an_expression_has_its_value(facts: Facts, text: str, value):
    found = Expression.parse(text).value(facts)
    assert found == pytest.approx(value)
    assert isinstance(found, type(value))


@pytest.mark.parametrize(
    "text",
    ["1 / 0", "0 ** -1", "sqrt(-1)", "log10(0)", "min(1, 1/0)", "(-8) ** 0.5",
     "round(1/0)", "10**999 - 10**999", "test_r2", "value('W9[0, 0]')", "loss_at(0.5)",
     "loss_at(99)", "z(3, 0, 0)", "a(1, 0, 50)", "prediction(-1)"],
)  # fmt: skip
def test_what_cannot_be_computed_is_nan_and_compares_as_false(facts: Facts, text: str):
    assert math.isnan(Expression.parse(text).number(facts))
    for sign in ("<", "<=", ">", ">=", "==", "!="):
        assert not Expression.parse(f"{text} {sign} 0").holds(facts)
        assert not Expression.parse(f"{text} {sign} {text}").holds(facts)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "r2 > 0.95"),
        ("r2 >", "at character 4"),
        ("r2 = 1", "write =="),
        ("R2 > 1", "did you mean r2?"),
        ("R² > 1", "no quantity"),
        ("r² > 1", "no quantity"),
        ("r2 > 0,95", "decimal sign is a point"),
        ("r2 ≥ 1", "write >="),
        ("r2 > 0.95 & diverged", "write and"),
        ("r2 > 0.95 and rule", "where true or false must be"),
        ("rule == 'exakt'", "did you mean exact?"),
        ("'sgd' == optimizer", "is one of"),
        ("rule > 'a'", "== or != alone"),
        ("r2 == 'a'", "compared with a number"),
        ("value(W1[0, 0])", "no quantity"),
        ("value(J)", "in quotes"),
        ("value('w1')", "W1[0, 0]"),
        ("was('lerning_rate', 1)", "did you mean learning_rate?"),
        ("was('learning_rate', 'a')", "is a number"),
        ("visited", "write visited(n)"),
        ("visited(1, 2)", "it is written visited(n)"),
        ("min(1)", "it is written min(v, w)"),
        ("J(1)", "takes no brackets"),
        ("(J)(1)", "only numbers"),
        ("J J", "an operator before it"),
        ("'a' 'b' == rule", "an operator before it"),
        ("1e999 > 0", "too large"),
        ("9" * 400 + " > 0", "too large"),
        ("J > 0" + " " * 500, "500 characters"),
        ("not " * 61 + "diverged", "more than 60 operations"),
        ("(" * 61 + "J" + ")" * 61, "more than 60 operations"),
        ("[J]", "“[”"),
        ("J.real > 0", "a point stands only in a number"),
        ("lambda: 1", "“lambda”"),
        ("J if diverged else 1", "“if”"),
        ("abs(*J)", "only numbers"),
        ("f'{J}'", "no quantity"),
        ("J is J", "“is”"),
        ("(J := 1)", "“:”"),
        ("rule == 'ex\\x61ct'", "quotation mark"),
        ("__import__('os')", "is no function"),
        ("True and 1", "a number where"),
    ],
)  # fmt: skip
def test_a_wrong_expression_is_refused_with_its_place(text: str, said: str):
    with pytest.raises(ExpressionError) as caught:
        Expression.parse(text)
    check_sentence(caught.value)
    assert said in str(caught.value)


def test_a_value_must_be_of_the_kind_that_is_asked_for():
    with pytest.raises(ExpressionError, match="it must be true or false, as in r2"):
        Expression.parse("2 * J", "truth")
    with pytest.raises(ExpressionError, match="it must be a number, as in 2"):
        Expression.parse("J > 1", "number")


def test_an_expression_knows_its_names_and_its_cost():
    plain = Expression.parse("r2 > 0.9 and was('seed', 1)")
    assert plain.names == {"r2", "was"}
    assert not plain.is_costly
    assert Expression.parse("lambda_max > 2 / learning_rate").is_costly


WORDS = st.sampled_from(
    [*QUANTITIES, *FUNCTIONS, "and", "or", "not", "(", ")", ",", "==", "<", "+", "**",
     "/", "-", "1", "0.5", "'exact'", "'W1[0, 0]'", "'l2'", "True", "[", "lambda"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=12).map(" ".join)))
def test_any_text_is_an_expression_or_refused(text: str):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            expression = Expression.parse(text)
        except ExpressionError as error:
            assert str(error).isprintable()
        else:
            assert Expression.parse(expression.text) == expression


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3), st.sampled_from("+-*"))
def test_arithmetic_is_that_of_floats(a: float, b: float, sign: str):
    value = {"+": a + b, "-": a - b, "*": a * b}[sign]
    assert Expression.parse(f"({a!r}) {sign} ({b!r})").value(None) == value


def test_every_name_has_a_value(facts: Facts):
    kinds = {"number": float, "text": str, "truth": bool}
    for name, quantity in QUANTITIES.items():
        value = Expression.parse(name).value(facts)
        assert isinstance(value, kinds[quantity.kind]), name
        assert not quantity.choices or value in quantity.choices
    for name, function in FUNCTIONS.items():
        head, _, arguments = function.usage.partition("(")
        if name in (*ARITHMETIC, "visited", "loss_at"):
            arguments = re.sub("[nvw]", "1", arguments)
        value = Expression.parse(f"{head}({arguments}").value(facts)
        assert isinstance(value, kinds[function.gives or "number"]), name
