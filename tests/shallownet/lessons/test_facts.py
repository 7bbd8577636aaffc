"""The facts of a run are those that the window and the core show elsewhere."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

import shallownet as sn
from shallownet.analysis.microscope import Microscope
from shallownet.lessons.conditions import Expression
from shallownet.lessons.facts import Facts
from shallownet.lessons.lesson import State
from shallownet.lessons.quantities import QUANTITIES
from shallownet.lessons.state_run import run_at, trainer_at
from shallownet.runs.replay import replay
from shallownet.runs.rewind import Rewind

SMALL = {"samples": 50}


def facts_of(state: State, **known) -> Facts:
    data = run_at(state).recipe.data
    return Facts.of(trainer_at(state), data, state=state, **known)


def test_losses_are_those_of_the_trainer():
    state = State(settings=SMALL, update=20)
    trainer, facts = trainer_at(state), facts_of(state)
    predicted, y = trainer.predict(trainer.data.X), trainer.data.y
    loss = 0.5 * float(np.mean((predicted - y) ** 2))
    assert facts.J == facts.loss == pytest.approx(loss, rel=1e-12)
    assert facts.r2 == pytest.approx(1 - 2 * loss / y.var(), rel=1e-12)
    assert facts.mean_error == pytest.approx(float(np.mean(predicted - y)), rel=1e-9)
    assert facts.loss_at(7) == trainer.history.loss[7]
    assert facts.loss_at(20) == facts.J
    assert math.isnan(facts.loss_at(21))
    assert facts.network.prediction(3) == pytest.approx(predicted[0, 3], rel=1e-12)
    assert (facts.network.x(2, 4), facts.network.y(4)) == (
        trainer.data.X[1, 4],
        trainer.data.y[0, 4],
    )


def test_parameters_and_passes_are_those_of_the_preview():
    state = State(settings={**SMALL, "standardize_inputs": True}, update=5)
    trainer, facts = trainer_at(state), facts_of(state)
    trace = trainer.preview()
    assert facts.network.value("W1[3, 1]") == trace.before["W1"][3, 1]
    assert facts.network.next_value("W2[0, 2]") == trace.after["W2"][0, 2]
    assert facts.network.gradient("b1[4]") == trace.arrays["db1"][4, 0]
    for name, symbol in (("z", "Z1"), ("a", "A1"), ("dz", "dZ1")):
        given = f"{name}(1, 2, 7)"
        assert Expression.parse(given).number(facts) == pytest.approx(
            trace.arrays[symbol][2, 7], rel=1e-12
        )
    assert facts.network.a(2, 0, 7) == pytest.approx(
        trace.arrays["A2"][0, 7], rel=1e-12
    )


def test_lambda_max_and_saturation_are_measured():
    state = State(settings={**SMALL, "learning_rate": 0.3}, update=10)
    trainer, facts = trainer_at(state), facts_of(state)
    snapshot = trainer.snapshot()
    assert facts.lambda_max == Microscope(snapshot.run).sharpness(snapshot)
    a = trainer.preview().arrays["A1"]
    assert facts.saturated == pytest.approx(float(np.mean(a * (1 - a) < 0.01)))
    linear = State(preset="linear-model", settings=SMALL)
    assert math.isnan(facts_of(linear).saturated)


def test_test_samples_stay_sealed_until_they_are_looked_at():
    shares = {**SMALL, "test_share": 0.2, "validation_share": 0.2}
    trainer = trainer_at(State(settings=shares, update=3))
    facts = Facts.of(trainer)
    assert math.isnan(facts.test_loss)
    assert math.isnan(facts.test_r2)
    assert facts.looks == 0
    assert facts.validation_loss == trainer.snapshot().held_out_loss
    loss = trainer.look_at_test()
    facts = Facts.of(trainer)
    assert (facts.test_loss, facts.looks) == (loss, 1)
    assert facts.test_r2 == trainer.snapshot().seen_test_r2
    open_run = trainer_at(State(settings={**SMALL, "test_share": 0.2}, update=3))
    assert Facts.of(open_run).test_loss == open_run.snapshot().held_out_loss
    assert math.isnan(Facts.of(open_run).validation_r2)


def test_edits_and_changes_of_a_person_are_told_from_those_of_the_state():
    state = State(settings=SMALL, parameters={"W1[0, 0]": 0.5, "b2[0]": 1.0}, update=2)
    trainer = trainer_at(state)
    facts = facts_of(state)
    assert (facts.edits, facts.changes, facts.from_lesson) == (0, 0, True)
    trainer.edit("W1[0, 0]", 2.0)
    trainer.change("learning_rate", 3.0)
    trainer.change("learning_rate", 0.01)
    facts = Facts.of(trainer, run_at(state).recipe.data, state=state)
    assert (facts.edits, facts.changes) == (1, 2)
    assert facts.set_value("W1[0,0]")
    assert not facts.set_value("b2[0]")
    assert not facts.set_value("W7[0, 0]")
    for rate, expected in ((0.001, True), (3.0, True), (0.01, True), (0.5, False)):
        assert facts.was("learning_rate", rate) is expected
    assert facts.was("samples", 50.0)
    assert facts.was("hidden_units", "10")
    assert not facts.was("batch_size", 10.0)


def test_stopping_early_edits_nothing():
    config = sn.TrainingConfig(
        validation_share=0.4, patience=3, optimizer="adam", learning_rate=1.0
    )
    trainer = sn.Trainer(config, sn.datasets.notebook(m=50))
    assert trainer.train(5_000)
    assert Facts.of(trainer).edits == 0


def test_from_lesson_is_false_for_other_settings_and_other_samples():
    state = State(settings=SMALL)
    own = State(samples=((1.0, 2.0, 3.0), (2.0, 0.5, 1.0)))
    for begun, told, expected in (
        (state, state, True),
        (State(settings={"samples": 50, "seed": 1}), state, False),
        (State(settings={"samples": 60}), state, False),
        (State(settings={"samples": 50, "iterations": 7}), state, True),
        (own, own, True),
        (own, State(samples=((1.0, 2.0, 3.0), (2.0, 0.5, 2.0))), False),
    ):
        start = run_at(begun)
        data = None if start.data is not None else start.recipe.data
        facts = Facts.of(trainer_at(begun), data, state=told)
        assert facts.from_lesson is expected
    assert not Facts.of(trainer_at(state)).from_lesson


def test_a_diverged_run_has_facts():
    trainer = trainer_at(State(settings={**SMALL, "learning_rate": 100.0}))
    trainer.change("l2", 1000.0)
    with pytest.raises(sn.DivergedError):
        trainer.run(2_000)
    facts = Facts.of(trainer)
    assert facts.diverged
    assert Expression.parse("diverged and updates > 0").holds(facts)
    for name in QUANTITIES:
        facts.quantity(name)


@pytest.mark.parametrize("shown", [0, 4, 9])
def test_a_replayed_run_and_the_one_looked_at_have_the_same_facts(shown: int):
    """The window shows a past update of a run; the grader replays it from its file."""
    state = State(settings={**SMALL, "batch_size": 10, "test_share": 0.2}, update=4)
    data = run_at(state).recipe.data
    seen = trainer_at(state)
    seen.edit("W2[0, 0]", 0.5)
    seen.run(3)
    seen.change("learning_rate", 0.02)
    seen.run(5)
    window = Facts(Rewind(seen).snapshot_at(shown), data, 12, state=state)
    again = replay(seen.config, data.make(), seen.events, shown)
    grader = Facts.of(again, data, 12, state=state)
    for name in QUANTITIES:
        first, second = window.quantity(name), grader.quantity(name)
        assert first == second or (first != first and second != second), name
    for text in (
        "loss_at(0)",
        "a(1, 0, 3)",
        "value('W1[0, 0]')",
        "last_change('b1[0]')",
        "set_value('W2[0, 0]')",
        "was('learning_rate', 0.02)",
    ):
        found = Expression.parse(text)
        assert found.value(window) == found.value(grader)


def test_rises_counts_the_updates_that_made_the_loss_larger():
    trainer = trainer_at(State(settings={**SMALL, "learning_rate": 0.3}, update=40))
    facts = Facts.of(trainer)
    losses = [*trainer.history.loss, facts.J]
    rising = [after > before for before, after in itertools.pairwise(losses)]
    assert 0 < sum(rising) < 40
    assert facts.rises(0.0, 40.0) == sum(rising)
    assert facts.rises(5.0, 30.0) == sum(rising[5:30])
    assert facts.rises(3.0, 3.0) == 0.0
    for first, last in ((0.0, 41.0), (-1.0, 3.0), (5.0, 4.0), (0.5, 3.0)):
        assert math.isnan(facts.rises(first, last))
    assert not Expression.parse("rises(0, 41) == 0").holds(facts)
