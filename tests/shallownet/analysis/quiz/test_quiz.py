"""Questions about an update: the right answer, and the mistakes that are known."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import ACTIVATIONS, OPTIMIZERS, Dataset, Trainer, TrainingConfig
from shallownet.analysis.quiz import ORDER, Phase, Question, Score, ask
from shallownet.nn.gradient_rules import RULES
from tests.examples import examples

M = 30
SAMPLES = range(6)


def trainer_of(steps: int = 0, scale: float = 1.0, **changes: Any) -> Trainer:
    generator = np.random.default_rng(3)
    X = generator.normal(size=(2, M))
    data = Dataset(X, 2.0 * X[:1] * X[1:] + 2.0)
    given: dict[str, Any] = {
        "hidden_units": (3, 3),
        "learning_rate": 0.05,
        "initialization": "uniform",
    } | changes
    trainer = Trainer(TrainingConfig(**given), data)
    trainer.network.theta *= scale
    trainer.run(steps)
    return trainer


def questions(trainer: Trainer, phase: Phase, count: int = 60) -> list[Question]:
    """Return different questions of a phase."""
    snapshot = trainer.snapshot()
    asked = (ask(snapshot, phase, SAMPLES, seed) for seed in range(count))
    return list({q.place: q for q in asked if q is not None}.values())


RECIPES = st.fixed_dictionaries(
    {
        "hidden_units": st.sampled_from([(), (1,), (4,), (3, 3), (2, 4)]),
        "activation": st.sampled_from(list(ACTIVATIONS)),
        "output_activation": st.sampled_from(["identity", "sigmoid"]),
        "optimizer": st.sampled_from(list(OPTIMIZERS)),
        "batch_size": st.sampled_from([None, 1, 7]),
        "l1": st.sampled_from([0.0, 0.0, 0.01]),
        "l2": st.sampled_from([0.0, 0.02]),
        "clip_norm": st.sampled_from([None, None, 0.3]),
        "gradient": st.sampled_from(["exact", "exact", *RULES]),
        "standardize_inputs": st.booleans(),
        "schedule": st.sampled_from(["constant", "cosine"]),
        "seed": st.integers(0, 50),
    }
)


def evaluated(question: Question) -> float:
    """Compute the filled-in formula as a person would: as it is written."""
    text = question.filled.replace("−", "-").replace("·", "*").replace("²", "**2")
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text).replace("ln(", "log(")
    known = {name: getattr(math, name) for name in ("exp", "tanh", "sin", "log")}
    known["S"] = lambda w, t: math.copysign(max(abs(w) - t, 0.0), w)
    return float(eval(text, {"__builtins__": {"max": max}}, known))


def typed(value: float, digits: int) -> str:
    """Write a number as a person would type it."""
    return f"{value:.{digits}g}"


@examples(160)
@given(RECIPES, st.sampled_from(ORDER), st.integers(0, 9), st.integers(0, 12))
def test_what_is_printed_gives_the_answer_and_mistakes_are_known(
    recipe, phase, seed, steps
):
    question = ask(trainer_of(steps, **recipe).snapshot(), phase, SAMPLES, seed)
    if question is None:
        return
    assert evaluated(question) == pytest.approx(
        question.answer, rel=0, abs=question.tolerance
    )
    assert question.judge(question.shown.replace(",", "")).kind == "right"
    if question.is_sign:
        return
    for slip in question.mistakes:
        verdict = question.judge(typed(slip.value, question.digits + 1))
        assert verdict.kind == "mistake"
        assert verdict.slip == slip
        assert slip.title in verdict.text
    others = [slip.value for slip in question.mistakes]
    far = 3.0 * max(map(abs, (*others, question.answer))) + 1.0
    assert question.judge(f"{far:.6g}").kind == "wrong"


@examples(80)
@given(RECIPES, st.integers(0, 9), st.integers(0, 5))
def test_the_new_parameters_are_those_of_the_update(recipe, seed, steps):
    trainer = trainer_of(steps, **recipe)
    question = ask(trainer.snapshot(), Phase.UPDATE, SAMPLES, seed)
    if question is None:
        return
    parameter, before = question.place.parameter, trainer.network.theta.copy()
    trainer.step()
    after = trainer.network.theta[parameter]
    if question.is_sign:
        assert (question.answer > 0.0) == (after > before[parameter])
    else:
        assert question.answer == after


# Independent arithmetic: the exact gradient of a network, in plain NumPy


def by_hand(trainer: Trainer) -> dict[str, np.ndarray]:
    """Compute every array of an update of a tanh network with a linear output."""
    W, X, y = trainer.network.parameters, trainer.data.X, trainer.data.y
    Z1 = W["W1"] @ X + W["b1"]
    A1 = np.tanh(Z1)
    Z2 = W["W2"] @ A1 + W["b2"]
    A2 = np.tanh(Z2)
    Z3 = W["W3"] @ A2 + W["b3"]
    dZ3 = Z3 - y
    dZ2 = (W["W3"].T @ dZ3) * (1 - A2**2)
    dZ1 = (W["W2"].T @ dZ2) * (1 - A1**2)
    arrays = {"Z1": Z1, "Z2": Z2, "Z3": Z3, "A1": A1, "A2": A2, "error": dZ3}
    arrays |= {"squared": dZ3**2, "dZ1": dZ1, "dZ2": dZ2, "dZ3": dZ3}
    for n, (dZ, A) in enumerate(((dZ1, X), (dZ2, A1), (dZ3, A2)), 1):
        arrays[f"dW{n}"] = dZ @ A.T / M
        arrays[f"db{n}"] = dZ.mean(axis=1, keepdims=True)
    return arrays


@pytest.fixture(scope="module")
def lesson() -> Trainer:
    """Return a network with two equal hidden layers, in which all mistakes can be."""
    return trainer_of(20, activation="tanh")


@pytest.mark.parametrize("phase", [Phase.FORWARD, Phase.LOSS, Phase.BACKWARD])
def test_answers_are_what_plain_arithmetic_gives(lesson, phase):
    arrays = by_hand(lesson)
    seen = set()
    for question in questions(lesson, phase):
        place = question.place
        if place.array == "J":
            expected = (arrays["error"] ** 2).sum() / (2 * M)
        elif place.array == "mean error":
            expected = arrays["error"].mean()
        else:
            expected = arrays[place.array][place.row, place.column]
        assert question.answer == pytest.approx(expected, rel=1e-9)
        seen.add(place.array[:2])
    assert len(seen) > 1


def slips_of(trainer: Trainer, phase: Phase, array: str) -> list[tuple[Any, dict]]:
    return [
        (q, {title: s.value for s in q.mistakes for title in s.title.split(", or ")})
        for q in questions(trainer, phase)
        if q.place.array == array and not q.is_sign
    ]


def test_the_mistakes_in_db1_are_those_of_the_bug_lab(lesson):
    arrays, found = by_hand(lesson), slips_of(lesson, Phase.BACKWARD, "db1")
    for question, slips in found:
        row = question.place.row
        assert slips["1/m left out"] == pytest.approx(arrays["dZ1"][row].sum())
        assert slips["db as published"] == pytest.approx(arrays["dZ1"].sum() / M)
        assert slips["sign of dZ2 reversed"] == pytest.approx(-question.answer)
        assert slips["db computed like dW"] == pytest.approx(arrays["dW1"][row, 0])
        assert slips["biases never updated"] == 0.0
    assert found


def test_the_mistakes_in_dZ1_are_those_of_the_bug_lab(lesson):
    arrays, found = by_hand(lesson), slips_of(lesson, Phase.BACKWARD, "dZ1")
    W2 = lesson.network.parameters["W2"]
    for question, slips in found:
        at = question.place.row, question.place.column
        slope = 1 - arrays["A1"][at] ** 2
        # The mistake is made in every layer, so the error that comes down has it too.
        dZ2_plain = lesson.network.parameters["W3"].T @ arrays["dZ3"]
        no_slope = (W2.T @ dZ2_plain)[at]
        turned = (W2 @ arrays["dZ2"])[at] * slope
        title = "derivative of the activation left out"
        assert slips[title] == pytest.approx(no_slope)
        assert slips["W2 not transposed"] == pytest.approx(turned)
        assert slips["sign of dZ2 reversed"] == pytest.approx(-question.answer)
    assert found


def test_the_mistakes_in_an_update(lesson):
    arrays, eta = by_hand(lesson), lesson.settings.learning_rate
    found = slips_of(lesson, Phase.UPDATE, "b1 after")
    for question, slips in found:
        row = question.place.row
        old = lesson.network.parameters["b1"][row, 0]
        d = arrays["db1"][row, 0]
        assert slips["plus instead of minus"] == pytest.approx(old + eta * d)
        assert slips["η left out"] == pytest.approx(old - d)
        assert slips["1/m left out"] == pytest.approx(old - eta * M * d)
        published = arrays["dZ1"].sum() / M
        assert slips["db as published"] == pytest.approx(old - eta * published)
    assert found


def test_the_mistakes_in_the_loss(lesson):
    error = by_hand(lesson)["error"]
    ((question, slips),) = slips_of(lesson, Phase.LOSS, "J")
    assert slips["½ left out"] == pytest.approx((error**2).mean())
    assert slips["1/m left out"] == pytest.approx((error**2).sum() / 2)
    assert slips["the mean error"] == pytest.approx(error.mean())
    assert question.judge(f"{question.answer:.12g}").kind == "right"


def test_the_right_size_with_the_wrong_sign_is_said(lesson):
    for question in questions(lesson, Phase.FORWARD):
        if question.place.array.startswith("Z"):
            assert question.judge(typed(-question.answer, 9)).kind == "sign"


def test_mistakes_that_give_the_same_number_are_named_together():
    # With one sample, forgetting 1/m changes nothing; and with a plain step, the wrong
    # sign of dZ2 is a plus in the update.
    trainer = trainer_of(5, batch_size=1)
    for question in questions(trainer, Phase.BACKWARD):
        assert all("1/m" not in slip.title for slip in question.mistakes)
    joint = [
        slip.title
        for question in questions(trainer_of(5), Phase.UPDATE)
        for slip in question.mistakes
        if "sign of dZ2 reversed" in slip.title
    ]
    assert joint
    assert all("plus instead of minus" in title for title in joint)


def test_a_sign_is_typed_in_many_ways(lesson):
    asked = [q for q in questions(lesson, Phase.UPDATE) if q.is_sign]
    assert asked
    for question in asked:
        right, wrong = ("+", "down") if question.answer > 0.0 else ("−", "up")
        assert question.judge(right).kind == "right"
        verdict = question.judge(wrong)
        assert verdict.kind == "mistake"
        assert "plus instead of minus" in verdict.text
        with pytest.raises(ValueError, match="type \\+ or −"):
            question.judge("sideways")


def test_what_is_no_number_is_refused_with_a_sentence(lesson):
    question = ask(lesson.snapshot(), Phase.LOSS, SAMPLES, 0)
    with pytest.raises(ValueError, match="is not a number"):
        question.judge("about three")


# What is not asked


def test_frozen_parameters_are_not_asked_for():
    trainer = trainer_of(3)
    for name in ("W1[0, 0]", "b1[0]", "W2[1, 1]"):
        trainer.freeze(name)
    frozen = set(np.flatnonzero(trainer.snapshot().frozen).tolist())
    assert len(frozen) == 3
    places = {q.place.parameter for q in questions(trainer, Phase.UPDATE, 100)}
    assert not places & frozen


def test_a_rate_of_zero_changes_nothing_to_ask_for():
    trainer = trainer_of(3, schedule="cosine", iterations=3)
    assert trainer.snapshot().learning_rate == 0.0
    assert ask(trainer.snapshot(), Phase.UPDATE, SAMPLES, 0) is None


@pytest.mark.parametrize("rule", [name for name in RULES if name != "exact"])
def test_no_line_with_the_runs_own_mistake_is_asked_for(rule):
    trainer = trainer_of(3, gradient=rule, activation="tanh")
    arrays = by_hand(trainer)
    for question in questions(trainer, Phase.BACKWARD, 30):
        place = question.place
        expected = arrays[place.array][place.row, place.column]
        assert question.answer == pytest.approx(expected, rel=1e-9)


def test_a_long_sum_of_products_is_not_asked_for():
    trainer = trainer_of(hidden_units=(60,))
    asked = questions(trainer, Phase.FORWARD, 80)
    assert all(q.place.array != "Z2" for q in asked)
    assert asked


def test_the_same_seed_asks_the_same(lesson):
    snapshot = lesson.snapshot()
    for phase in ORDER:
        one, other = (ask(snapshot, phase, SAMPLES, 7) for _ in range(2))
        assert one == other


def test_asking_leaves_the_objective_as_it_was(lesson):
    objective, theta = lesson.objective, lesson.network.theta.copy()
    snapshot = lesson.snapshot()
    for phase in ORDER:
        assert ask(snapshot, phase, SAMPLES, 1, objective) is not None
    assert objective.rule == "exact"
    assert np.array_equal(lesson.network.theta, theta)


def test_what_is_visible_elsewhere_is_not_asked_for(lesson):
    snapshot, besides = lesson.snapshot(), frozenset({"J", "mean error", "error"})
    for seed in range(20):
        question = ask(snapshot, Phase.LOSS, SAMPLES, seed, besides=besides)
        assert question.place.array == "squared"
    everything = besides | {"squared"}
    assert ask(snapshot, Phase.LOSS, SAMPLES, 0, besides=everything) is None


def test_the_last_step_fades_first():
    score = Score()
    asked = [score.first_phase]
    assert score.text == ""
    while len(asked) < 12:
        phase = asked[-1]
        score.add(phase, True)
        asked.append(score.phase_after(phase))
    assert asked[:9] == [
        *(Phase.UPDATE, Phase.UPDATE, Phase.BACKWARD, Phase.BACKWARD),
        *(Phase.LOSS, Phase.LOSS, Phase.FORWARD, Phase.FORWARD, Phase.FORWARD),
    ]
    assert score.text.startswith("11 of 11 right (Update 2/2, Backward 2/2, Loss 2/2")


def test_a_wrong_answer_keeps_the_phase():
    score = Score()
    for right in (True, False, True):
        score.add(Phase.BACKWARD, right)
    assert score.phase_after(Phase.BACKWARD) is Phase.BACKWARD
    assert score.first_phase is Phase.UPDATE
