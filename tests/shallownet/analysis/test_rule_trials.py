"""Trials of a gradient rule: a check, and a run with it from the start."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from shallownet import Dataset, DivergedError, Trainer, TrainingConfig
from shallownet.analysis.microscope import TRIAL_UPDATES, Microscope
from shallownet.data import datasets
from shallownet.nn.gradient_rules import RULES, touched

DATA = datasets.notebook(60)
TAME: dict[str, Any] = {"standardize_inputs": True, "standardize_target": True}


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_trial_trains_with_the_rule_from_the_start(rule):
    config = TrainingConfig(
        hidden_units=(4, 4),
        activation="tanh",
        initialization="xavier",
        learning_rate=0.01,
        **TAME,
    )
    trainer = Trainer(config, DATA)
    trainer.run(7)
    snapshot = trainer.snapshot()
    trial = Microscope(snapshot.run).try_rule(snapshot, rule)
    assert (trial.rule, trial.impossible) == (rule, "")
    assert trial.check.rule == rule
    assert trial.check.wrong == touched(trainer.network, rule)
    alone = Trainer(replace(config, gradient=rule), DATA)
    expected = [alone.snapshot().loss]
    for _ in range(TRIAL_UPDATES):
        alone.step()
        expected.append(alone.snapshot().loss)
    np.testing.assert_array_equal(trial.losses, expected)


def test_a_trial_uses_the_current_settings():
    trainer = Trainer(TrainingConfig(), DATA)
    trainer.run(5)
    trainer.change("learning_rate", 0.002)
    trainer.change("l2", 0.1)
    snapshot = trainer.snapshot()
    trial = Microscope(snapshot.run).try_rule(snapshot, "published")
    alone = Trainer(
        TrainingConfig(learning_rate=0.002, l2=0.1, gradient="published"), DATA
    )
    alone.run(TRIAL_UPDATES)
    np.testing.assert_array_equal(trial.losses[:-1], alone.history.loss)


def test_the_check_of_a_trial_is_at_the_snapshot():
    trainer = Trainer(TrainingConfig(batch_size=25), DATA)
    microscope = Microscope(trainer.run_info)
    first = microscope.try_rule(trainer.snapshot(), "published").check
    trainer.run(40)
    snapshot = trainer.snapshot()
    later = microscope.try_rule(snapshot, "published").check
    assert not np.allclose(first.exact["W1"], later.exact["W1"])
    exact = trainer.network.named(snapshot.gradient)
    for name, values in exact.items():
        np.testing.assert_array_equal(later.exact[name], values)
    total = np.full((10, 1), exact["b1"].sum())
    np.testing.assert_allclose(later.analytic["b1"], total, rtol=1e-9)


@pytest.mark.parametrize(
    ("units", "activation", "rule"),
    [
        ((10,), "sigmoid", "untransposed"),
        ((), "sigmoid", "published"),
        ((), "sigmoid", "no_derivative"),
        ((1,), "sigmoid", "published"),
        ((5,), "identity", "no_derivative"),
    ],
)
def test_a_trial_of_an_impossible_mistake_has_the_reason(units, activation, rule):
    config = TrainingConfig(hidden_units=units, activation=activation)
    trainer = Trainer(config, DATA)
    snapshot = trainer.snapshot()
    trial = Microscope(snapshot.run).try_rule(snapshot, rule)
    assert trial.rule == rule
    assert len(trial.impossible.split()) > 5
    assert trial.check is None
    assert trial.losses.size == 0


@pytest.mark.parametrize("batch_size", [None, 12])
def test_a_trial_that_diverges_ends_there(batch_size):
    config = TrainingConfig(
        activation="identity", learning_rate=0.002, batch_size=batch_size
    )
    trainer = Trainer(config, DATA)
    snapshot = trainer.snapshot()
    trial = Microscope(snapshot.run).try_rule(snapshot, "missing_mean")
    assert 1 <= len(trial.losses) < TRIAL_UPDATES
    assert np.isfinite(trial.losses).all()
    assert trial.losses.max() > 1e100
    assert trial.losses[0] == trainer.step().loss  # the same start
    assert trial.check.wrong == ("W1", "b1", "W2", "b2")
    alone = Trainer(replace(config, gradient="missing_mean"), DATA)
    with pytest.raises(DivergedError):
        alone.run(TRIAL_UPDATES)
    np.testing.assert_array_equal(trial.losses, alone.history.loss)


def test_a_trial_whose_last_update_diverges_ends_before_it():
    # J = (w + b)^2 / 2, and each update multiplies w + b by 1 - 2 η: after the last one
    # it is 1e154.3, and its square overflows.
    data = Dataset(np.array([[1.0]]), np.array([[0.0]]))
    ratio = 10.0 ** (154.3 / TRIAL_UPDATES)
    config = TrainingConfig(hidden_units=(), learning_rate=(1.0 + ratio) / 2.0)
    trainer = Trainer(config, data)
    size = float(trainer.network.theta.sum())
    trainer.change("learning_rate", (1.0 + ratio / size ** (1 / TRIAL_UPDATES)) / 2.0)
    snapshot = trainer.snapshot()
    trial = Microscope(snapshot.run).try_rule(snapshot, "exact")
    assert len(trial.losses) == TRIAL_UPDATES
    assert np.isfinite(trial.losses).all()


def test_a_harmful_mistake_shows_in_the_loss():
    config = TrainingConfig(learning_rate=0.01, **TAME)
    snapshot = Trainer(config, DATA).snapshot()
    microscope = Microscope(snapshot.run)
    exact, uphill = (
        microscope.try_rule(snapshot, rule).losses for rule in ("exact", "wrong_sign")
    )
    assert exact[0] == uphill[0]
    assert exact[-1] < exact[0]
    assert uphill[-1] > uphill[0]
    np.testing.assert_array_equal(exact, np.sort(exact)[::-1])
