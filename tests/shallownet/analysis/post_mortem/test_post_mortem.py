"""Post-mortem: the states before a divergence, its cause, and missing information."""

from __future__ import annotations

import math
import threading

import numpy as np
import pytest

from shallownet import Dataset, DivergedError, Trainer, TrainingConfig
from shallownet.analysis.post_mortem import PostMortem, post_mortem
from shallownet.analysis.post_mortem.reconstruction import Reconstruction
from shallownet.curvature.lanczos import sharpness
from shallownet.curvature.stability import stable_below
from shallownet.data import datasets
from shallownet.errors import Cancelled
from tests.shallownet.analysis.post_mortem.diverged_runs import (
    DATA,
    diverged,
    examined,
    fully_examined,
    run_until_diverged,
)
from tests.shallownet.curvature.whole_hessian import hessian


def replayed(trainer: Trainer, step: int) -> Trainer:
    """Return the same run after so many updates."""
    replay = Trainer(trainer.config, trainer.data)
    replay.run(step)
    return replay


def test_it_has_the_divergence_and_the_states_before_it():
    trainer, found = examined()
    divergence = trainer.divergence
    assert found.divergence == divergence
    assert found.headline.startswith(f"Update {divergence.step} made the loss inf")
    theta = trainer.network.theta
    name, value = found.largest
    assert value == theta[trainer.network.parameter_index(name)]
    assert abs(value) == np.abs(theta).max()
    assert f"{name} = " in found.headline
    steps = [state.step for state in found.states]
    assert steps == list(range(divergence.step - len(steps), divergence.step))
    assert steps[-1] == divergence.step - 1


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
def test_the_measurements_are_those_of_the_run(changes):
    trainer, found = examined(**changes)
    for state in found.states[:3]:
        run = replayed(trainer, state.step)
        assert state.finite
        assert state.loss == pytest.approx(trainer.history.loss[state.step])
        now = run.evaluate()
        assert state.loss == pytest.approx(now.loss * run.problem.unit**2)
        gradient = run.network.gradient
        index = int(np.argmax(np.abs(gradient)))
        assert state.gradient_name == run.network.parameter_name(index)
        assert state.gradient_value == pytest.approx(gradient[index])
        assert state.sharpness == pytest.approx(sharpness(run.objective))
        assert state.learning_rate == run.learning_rate
        assert state.bound == stable_below(run.settings.optimizer, run.learning_rate)


def test_lambda_max_is_that_of_the_hessian_and_above_its_bound():
    trainer, found = examined()
    first = found.states[0]
    run = replayed(trainer, first.step)
    largest = np.linalg.eigvalsh(hessian(run.objective))[-1]
    assert first.sharpness == pytest.approx(largest, rel=1e-6)
    assert first.overshoots
    assert first.verdict == "will overshoot"
    assert "so each step overshot" in found.cause


def test_settings_changed_during_the_run_hold_from_their_update_on():
    trainer = Trainer(TrainingConfig(activation="identity"), DATA)
    thetas = {}
    for step in range(3):
        thetas[step] = trainer.network.theta.copy()
        trainer.step()
    trainer.change("learning_rate", 1.0)
    trainer.change("optimizer", "nesterov")
    with pytest.raises(DivergedError):
        for _ in range(5_000):
            step, theta = trainer.updates, trainer.network.theta.copy()
            trainer.step()
            thetas[step] = theta
    found = post_mortem(trainer.snapshot(), thetas)
    rates = [state.learning_rate for state in found.states]
    assert rates == [0.001] * 3 + [1.0] * (len(thetas) - 3)
    assert found.states[2].bound == 2_000.0
    assert found.states[3].bound == pytest.approx(3.8 / 2.8)


@pytest.mark.parametrize(
    ("name", "value"),
    [("gradient", "wrong_sign"), ("learning_rate", 0.001), ("batch_size", 8)],
)
def test_changes_after_the_divergence_have_no_effect(name, value):
    trainer, states = diverged(activation="leaky_relu", learning_rate=0.5)
    found = post_mortem(trainer.snapshot(), states)
    trainer.change(name, value)
    trainer.freeze("b2[0]")
    trainer.evaluate()
    assert trainer.divergence == found.divergence
    later = post_mortem(trainer.snapshot(), states)
    assert later.states == found.states
    assert later.blow_up == found.blow_up
    assert later.cause == found.cause
    assert later.remedies == found.remedies != ()
    assert later.settings == found.settings == trainer.config


def test_changes_before_the_diverging_update_count():
    trainer = Trainer(TrainingConfig(activation="leaky_relu"), DATA)
    trainer.run(3)
    trainer.change("gradient", "wrong_sign")
    trainer.change("learning_rate", 5.0)
    with pytest.raises(DivergedError):
        trainer.run(5_000)
    settings = trainer.settings
    trainer.change("gradient", "exact")
    found = fully_examined(trainer)
    assert found.settings == settings
    assert "uphill" in found.cause


def test_each_state_has_the_rate_of_the_schedule():
    _, found = examined(schedule="step", decay=0.9, decay_every=1, learning_rate=0.2)
    for state in found.states:
        assert state.learning_rate == pytest.approx(0.2 * 0.9**state.step)


# Missing information


def test_states_that_are_not_finite_are_not_measured():
    trainer, states = diverged()
    step, theta = states.popitem()
    states[step] = np.full_like(theta, math.nan)
    found = post_mortem(trainer.snapshot(), states)
    last = found.states[-1]
    assert not last.finite
    assert last.gradient_name == ""
    assert math.isnan(last.loss)
    assert math.isnan(last.sharpness)


def test_very_large_parameters_are_no_error():
    trainer, states = diverged()
    for size in (1e60, 1e100, 1e200, 1e300):
        found = post_mortem(trainer.snapshot(), {1: states[0] * size})
        (state,) = found.states
        assert math.isnan(state.sharpness) or abs(state.sharpness) < 1e150
        assert bool(state.verdict) == math.isfinite(state.sharpness)


def test_without_states_the_start_still_gives_remedies():
    trainer, _ = diverged()
    found = post_mortem(trainer.snapshot(), {})
    assert found.states == ()
    assert found.remedies
    assert "No state" in found.cause


def test_a_start_that_is_not_finite_has_no_state_before_it():
    big = Dataset(np.full((2, 5), 1e200) * [[1, 2, 3, 4, 5]], np.ones((1, 5)))
    trainer = Trainer(TrainingConfig(activation="identity"), big)
    trainer.evaluate()
    found = post_mortem(trainer.snapshot(), {})
    assert found.divergence.step == 0
    assert "loss" in found.headline


def test_a_run_that_has_not_diverged_has_no_post_mortem():
    trainer = Trainer(TrainingConfig(), DATA)
    with pytest.raises(ValueError, match="has not diverged"):
        post_mortem(trainer.snapshot(), {})


def test_frozen_parameters_are_ignored():
    trainer = Trainer(TrainingConfig(activation="identity", learning_rate=0.05), DATA)
    gradient = np.abs(trainer.preview().arrays["dW2"][0])
    for unit in np.flatnonzero(gradient > 0.5 * gradient.max()):
        trainer.freeze(f"W2[0, {unit}]")
    thetas = {}
    with pytest.raises(DivergedError):
        for _ in range(5_000):
            step, theta = trainer.updates, trainer.network.theta.copy()
            trainer.step()
            thetas[step] = theta
    frozen = trainer.run_settings.frozen
    found = post_mortem(trainer.snapshot(), thetas)
    for state in found.states:
        assert not frozen[trainer.network.parameter_index(state.gradient_name)]
    start = Trainer(trainer.config, DATA)
    assert found.states[0].sharpness == pytest.approx(
        sharpness(start.objective, ~frozen)
    )


# As a whole


def test_it_runs_in_another_thread_while_the_run_changes():
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
    assert found[0].states == post_mortem(snapshot, states).states
    assert found[0].remedies == post_mortem(snapshot, states).remedies


@pytest.mark.parametrize("after", [0, 3, 30, 150])
def test_it_can_be_cancelled(after):
    trainer, states = diverged()
    calls = 0

    def cancelled() -> bool:
        nonlocal calls
        calls += 1
        return calls > after

    with pytest.raises(Cancelled):
        post_mortem(trainer.snapshot(), states, cancelled=cancelled)
    assert calls == after + 1


def test_of_much_data_a_subset_is_used_but_not_for_the_loss():
    config = TrainingConfig(activation="identity", learning_rate=0.05)
    trainer, states = run_until_diverged(config, datasets.notebook(9_000))
    snapshot = trainer.snapshot()
    assert Reconstruction(snapshot).subset.samples < 9_000
    for state in post_mortem(snapshot, states).states:
        assert state.loss == pytest.approx(trainer.history.loss[state.step])
