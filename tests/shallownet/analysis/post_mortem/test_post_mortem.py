"""Post-mortem: what it measures before a divergence, and whether its remedies cure."""

from __future__ import annotations

import math
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import Dataset, DivergedError, Trainer, TrainingConfig
from shallownet.analysis.post_mortem import (
    PostMortem,
    ReplayedState,
    examine,
    post_mortem,
)
from shallownet.analysis.post_mortem.trial_runs import one_digit_below, stable_rate
from shallownet.curvature.lanczos import sharpness
from shallownet.curvature.stability import stable_below
from shallownet.data import datasets
from shallownet.errors import Cancelled
from tests.shallownet.analysis.post_mortem.broken_runs import (
    DATA,
    diverged,
    examined,
    examined_whole,
    run_until_it_breaks,
)
from tests.shallownet.curvature.whole_hessian import hessian


def replayed(trainer: Trainer, step: int) -> Trainer:
    """Return the same run after so many updates."""
    again = Trainer(trainer.config, trainer.data)
    again.run(step)
    return again


def test_it_tells_of_the_update_and_of_the_states_before_it():
    trainer, found = examined()
    broke = trainer.divergence
    assert found.divergence == broke
    assert found.headline.startswith(f"Update {broke.step} made the loss inf")
    theta = trainer.network.theta
    name, value = found.largest
    assert value == theta[trainer.network.parameter_index(name)]
    assert abs(value) == np.abs(theta).max()
    assert f"{name} = " in found.headline
    steps = [before.step for before in found.before]
    assert steps == list(range(broke.step - len(steps), broke.step))
    assert steps[-1] == broke.step - 1


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"batch_size": 64},
        {"optimizer": "momentum"},
        {"standardize_target": True, "learning_rate": 1.0},
        {"test_share": 0.25},
        {"l2": 0.1},
    ],
)
def test_what_it_measures_is_what_the_run_had(changes):
    trainer, found = examined(**changes)
    for before in found.before[:3]:
        run = replayed(trainer, before.step)
        assert before.finite
        assert before.loss == pytest.approx(trainer.history.loss[before.step])
        now = run.evaluate()
        assert before.loss == pytest.approx(now.loss * run.problem.unit**2)
        gradient = run.network.gradient
        index = int(np.argmax(np.abs(gradient)))
        assert before.gradient_name == run.network.parameter_name(index)
        assert before.gradient_value == pytest.approx(gradient[index])
        assert before.sharpness == pytest.approx(sharpness(run.objective))
        assert before.learning_rate == run.learning_rate
        assert before.bound == stable_below(run.settings.optimizer, run.learning_rate)


def test_lambda_max_is_that_of_the_whole_hessian_and_beyond_its_bound():
    trainer, found = examined()
    first = found.before[0]
    run = replayed(trainer, first.step)
    largest = np.linalg.eigvalsh(hessian(run.objective))[-1]
    assert first.sharpness == pytest.approx(largest, rel=1e-6)
    assert first.overshoots
    assert first.verdict == "will overshoot"
    assert "will overshoot" in first.sentence
    assert first.gradient_name in first.sentence
    assert "so each step overshot" in found.cause


def test_settings_changed_on_the_way_hold_from_their_update_on():
    trainer = Trainer(TrainingConfig(activation="identity"), DATA)
    states = []
    for _ in range(3):
        states.append(trainer.network.theta.copy())
        trainer.step()
    trainer.change("learning_rate", 1.0)
    trainer.change("optimizer", "nesterov")
    with pytest.raises(DivergedError):
        while True:
            theta = trainer.network.theta.copy()
            trainer.step()
            states.append(theta)
    steps = range(len(states))
    found = post_mortem(trainer.snapshot(), states, steps)
    rates = [before.learning_rate for before in found.before]
    assert rates == [0.001] * 3 + [1.0] * (len(states) - 3)
    assert found.before[2].bound == 2_000.0
    assert found.before[3].bound == pytest.approx(3.8 / 2.8)
    given = post_mortem(trainer.snapshot(), states, steps, [0.5] * len(states))
    assert [before.learning_rate for before in given.before] == [0.5] * len(states)


@pytest.mark.parametrize(
    ("name", "value"),
    [("gradient", "wrong_sign"), ("learning_rate", 0.001), ("batch_size", 8)],
)
def test_what_is_changed_on_a_diverged_run_is_not_blamed_for_it(name, value):
    trainer, states = diverged(activation="leaky_relu", learning_rate=0.5)
    found = post_mortem(trainer.snapshot(), states)
    trainer.change(name, value)
    trainer.freeze("b2[0]")
    trainer.evaluate()  # a loss of other samples, or followed otherwise, is taken anew
    assert trainer.divergence == found.divergence
    later = post_mortem(trainer.snapshot(), states)
    assert later.before == found.before
    assert later.blow_up == found.blow_up
    assert later.cause == found.cause
    assert later.remedies == found.remedies != ()
    assert later.settings == found.settings == trainer.config


def test_what_was_changed_before_the_update_that_broke_it_is_its_own():
    trainer = Trainer(TrainingConfig(activation="leaky_relu"), DATA)
    trainer.run(3)
    trainer.change("gradient", "wrong_sign")
    trainer.change("learning_rate", 5.0)
    with pytest.raises(DivergedError):
        trainer.run(5_000)
    settings = trainer.settings
    trainer.change("gradient", "exact")
    found = examined_whole(trainer)
    assert found.settings == settings
    assert "uphill" in found.cause


def test_a_schedule_gives_each_state_its_own_rate():
    _, found = examined(schedule="step", decay=0.9, decay_every=1, learning_rate=0.2)
    for before in found.before:
        assert before.learning_rate == pytest.approx(0.2 * 0.9**before.step)


# What may be missing


def test_states_that_are_not_finite_are_said_to_be_so():
    trainer, states = diverged()
    states[-1] = np.full_like(states[-1], math.nan)
    found = post_mortem(trainer.snapshot(), states)
    last = found.before[-1]
    assert not last.finite
    assert math.isnan(last.loss)
    assert math.isnan(last.sharpness)
    assert last.sentence.endswith("not finite, so nothing can be measured.")


def test_numbers_too_large_for_lambda_max_are_no_error():
    trainer, states = diverged()
    for size in (1e60, 1e100, 1e200, 1e300):
        found = post_mortem(trainer.snapshot(), [states[0] * size], [1])
        (before,) = found.before
        assert math.isnan(before.sharpness) or abs(before.sharpness) < 1e150
        if math.isnan(before.sharpness):
            assert "cannot be found" in before.sentence


def test_without_states_the_start_still_gives_remedies():
    trainer, _ = diverged()
    found = post_mortem(trainer.snapshot(), [])
    assert found.before == ()
    assert found.remedies
    assert "No state" in found.cause


def test_a_start_that_is_not_finite_has_no_state_before_it():
    big = Dataset(np.full((2, 5), 1e200) * [[1, 2, 3, 4, 5]], np.ones((1, 5)))
    trainer = Trainer(TrainingConfig(activation="identity"), big)
    trainer.evaluate()
    found = post_mortem(trainer.snapshot(), [])
    assert found.divergence.step == 0
    assert "loss" in found.headline


def test_a_run_that_has_not_diverged_has_no_post_mortem():
    trainer = Trainer(TrainingConfig(), DATA)
    with pytest.raises(ValueError, match="has not diverged"):
        post_mortem(trainer.snapshot(), [])


def test_there_must_be_a_step_and_a_rate_for_each_state():
    trainer, states = diverged()
    with pytest.raises(ValueError, match="1 steps for"):
        post_mortem(trainer.snapshot(), states, [1])
    with pytest.raises(ValueError, match="1 rates for"):
        post_mortem(trainer.snapshot(), states, rates=[0.1])


def test_frozen_parameters_count_for_nothing():
    trainer = Trainer(TrainingConfig(activation="identity", learning_rate=0.05), DATA)
    gradient = np.abs(trainer.preview().arrays["dW2"][0])
    for unit in np.flatnonzero(gradient > 0.5 * gradient.max()):
        trainer.freeze(f"W2[0, {unit}]")
    states = []
    with pytest.raises(DivergedError):
        while True:
            theta = trainer.network.theta.copy()
            trainer.step()
            states.append(theta)
    frozen = trainer.run_settings.frozen
    found = post_mortem(trainer.snapshot(), states)
    for before in found.before:
        assert not frozen[trainer.network.parameter_index(before.gradient_name)]
    start = Trainer(trainer.config, DATA)
    assert found.before[0].sharpness == pytest.approx(
        sharpness(start.objective, ~frozen)
    )


# The whole


def test_it_leaves_the_run_alone_and_can_be_asked_from_another_thread():
    trainer, states = diverged()
    snapshot, theta = trainer.snapshot(), trainer.network.theta.copy()
    found: list[PostMortem] = []
    thread = threading.Thread(
        target=lambda: found.append(post_mortem(snapshot, states))
    )
    thread.start()
    trainer.reset()
    trainer.change("learning_rate", 1e-4)
    trainer.run(50)
    thread.join()
    np.testing.assert_array_equal(snapshot.theta, theta)
    assert found[0].before == post_mortem(snapshot, states).before
    assert found[0].remedies == post_mortem(snapshot, states).remedies


@pytest.mark.parametrize("after", [0, 3, 30, 150])
def test_it_stops_when_asked_to(after):
    trainer, states = diverged()
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > after

    with pytest.raises(Cancelled):
        post_mortem(trainer.snapshot(), states, cancelled=cancelled)
    assert asked == after + 1


def test_large_data_is_looked_at_in_part_where_that_saves_time():
    config = TrainingConfig(activation="identity", learning_rate=0.05)
    trainer, states = run_until_it_breaks(config, datasets.notebook(9_000))
    found = post_mortem(trainer.snapshot(), states)
    assert found.samples < found.of == 9_000
    for before in found.before:  # the loss is that of all the same
        assert before.loss == pytest.approx(trainer.history.loss[before.step])


def test_states_can_be_examined_by_themselves():
    trainer = Trainer(TrainingConfig(hidden_units=(3,), activation="tanh"), DATA)
    states = []
    for step in range(3):
        theta = trainer.network.theta.copy()
        states.append(ReplayedState(step, theta, trainer.settings, 0.01))
        trainer.step()
    other = Trainer(trainer.config, DATA)
    found = examine(other.objective, states)
    assert [before.step for before in found] == [0, 1, 2]
    assert [b.loss for b in found] == pytest.approx(list(trainer.history.loss))
    assert all(before.bound == pytest.approx(200.0) for before in found)


@given(st.floats(1e-300, 1e300))
def test_a_number_of_one_digit_lies_closely_below(value):
    found = one_digit_below(value)
    assert found < value <= 2.0 * found * (1.0 + 1e-12)
    assert float(f"{found:.0e}") == found


@pytest.mark.parametrize(
    ("value", "below"), [(0.0606, 0.06), (0.06, 0.05), (1.0, 0.9), (0.1, 0.09), (7, 6)]
)
def test_it_is_below_even_where_the_value_has_one_digit_itself(value, below):
    assert one_digit_below(value) == below


def test_a_stable_rate_stays_within_what_a_run_may_have():
    config = TrainingConfig()
    assert stable_rate(config, 33.0) == 0.06
    assert stable_rate(config, 1e-9) == 100.0
    for nothing in (1e12, 0.0, -3.0, math.nan, math.inf):
        assert math.isnan(stable_rate(config, nothing))


def test_where_nothing_was_seen_to_learn_the_stable_rate_is_offered_and_says_so():
    config = TrainingConfig(
        hidden_units=(64,) * 6, initialization="xavier", learning_rate=50.0
    )
    trainer, states = run_until_it_breaks(config)
    found = post_mortem(trainer.snapshot(), states)
    assert found.remedies
    for remedy in found.remedies:
        assert remedy.trial is not None
        assert math.isfinite(remedy.trial.after)
        assert remedy.trial.works or "not seen to learn" in remedy.sentence
