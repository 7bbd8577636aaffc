"""Remedies for a run that diverged: they help."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from shallownet import Dataset, DivergedError, Trainer, TrainingConfig
from shallownet.analysis.post_mortem import post_mortem
from shallownet.curvature.lanczos import sharpness
from shallownet.data import datasets
from shallownet.runs.rewind import Rewind
from shallownet.wording import figure
from tests.shallownet.analysis.post_mortem.diverged_runs import (
    DATA,
    diverged,
    examined,
    fully_examined,
    run_until_diverged,
)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"learning_rate": 1.0},
        {"activation": "leaky_relu"},
        {"optimizer": "momentum", "learning_rate": 0.5},
        {"batch_size": 64},
        {"hidden_units": (), "learning_rate": 0.1},
        {"gradient": "missing_mean", "learning_rate": 0.001},
        {"gradient": "wrong_sign", "activation": "sigmoid"},
        {"standardize_inputs": True, "learning_rate": 5.0},
        {"test_share": 0.2},
    ],
)
def test_a_new_run_with_a_remedy_learns(changes):
    trainer, found = examined(**changes)
    from_start = [remedy for remedy in found.remedies if remedy.step == 0]
    assert from_start
    for remedy in from_start:
        config = replace(trainer.config, **dict(remedy.changes))
        run = Trainer(config, DATA)
        initial_loss = run.objective.measure().loss
        run.run(100)
        assert run.objective.measure().loss < initial_loss, remedy.sentence


def test_standardized_inputs_are_compared_with_raw_ones():
    trainer, found = examined()
    raw = Trainer(trainer.config, DATA)
    scaled = Trainer(replace(trainer.config, standardize_inputs=True), DATA)
    before, after = sharpness(raw.objective), sharpness(scaled.objective)
    assert after < before
    (remedy,) = (r for r in found.remedies if ("standardize_inputs", True) in r.changes)
    assert f"from {figure(before)} to {figure(after)}: a learning" in remedy.sentence
    assert f"{figure(before / after)} times as large" in remedy.sentence


def test_standardized_inputs_are_no_remedy_if_the_run_has_them_or_they_are_worse():
    _, found = examined(standardize_inputs=True, learning_rate=5.0)
    assert not any("standardize_inputs" in dict(r.changes) for r in found.remedies)
    # Small inputs: their scale keeps the curvature low.
    generator = np.random.default_rng(0)
    X = 1e-3 * generator.normal(size=(2, 100))
    small = Dataset(X, 1e3 * (X[:1] + X[1:]))
    config = TrainingConfig(
        activation="identity", initialization="uniform", learning_rate=5.0
    )
    trainer, states = run_until_diverged(config, small)
    raw = Trainer(config, small)
    scaled = Trainer(replace(config, standardize_inputs=True), small)
    assert sharpness(scaled.objective) > sharpness(raw.objective)
    found = post_mortem(trainer.snapshot(), states)
    assert found.remedies
    assert not any("standardize_inputs" in dict(r.changes) for r in found.remedies)


def variance(data: Dataset) -> float:
    return float(data.y.var())


@pytest.mark.parametrize(
    "changes",
    [{"learning_rate": 10.0}, {"learning_rate": 0.05, "activation": "leaky_relu"}],
)
def test_the_exact_gradient_alone_is_no_remedy_if_it_diverges_too(changes):
    config = TrainingConfig(gradient="missing_mean", **changes)
    trainer, states = run_until_diverged(config, datasets.notebook(300))
    found = post_mortem(trainer.snapshot(), states)
    with pytest.raises(DivergedError):
        Trainer(replace(config, gradient="exact"), trainer.data).run(1_000)
    assert "m times too large" in found.cause
    changed = [dict(remedy.changes) for remedy in found.remedies]
    assert {"gradient": "exact"} not in changed
    assert {"gradient", "learning_rate"} in [set(change) for change in changed]
    assert all(change["gradient"] == "exact" for change in changed)


@pytest.mark.parametrize(
    ("samples", "changes"),
    [
        (1_000, {"learning_rate": 3.0, "batch_size": 16}),
        (1_000, {"learning_rate": 0.5, "activation": "leaky_relu", "batch_size": 8}),
        (300, {"learning_rate": 0.5, "activation": "leaky_relu", "batch_size": 8}),
        (200, {"learning_rate": 100.0}),
        (200, {"learning_rate": 10.0, "hidden_units": (10, 10)}),
        (200, {"learning_rate": 10.0, "hidden_units": (10, 10), "batch_size": 16}),
    ],
)
def test_a_longer_run_with_a_remedy_learns_more_than_the_mean(samples, changes):
    config, data = TrainingConfig(**changes), datasets.notebook(samples)
    trainer, states = run_until_diverged(config, data)
    for remedy in post_mortem(trainer.snapshot(), states).remedies:
        run = Trainer(replace(config, **dict(remedy.changes)), data)
        run.run(400)
        final_loss = remedy.trial.final_loss
        assert run.objective.measure(None).loss == pytest.approx(final_loss)
        assert final_loss < 0.9 * variance(data) / 2.0
        assert "400 updates" in remedy.sentence


def test_a_run_that_ends_at_the_mean_has_not_learned():
    # Six saturating layers: every rate ends at the loss of the mean.
    config = TrainingConfig(hidden_units=(20,) * 6, learning_rate=50.0)
    trainer, states = run_until_diverged(config)
    found = post_mortem(trainer.snapshot(), states)
    (only,) = found.remedies  # it is stable, but does not learn
    assert not only.trial.learned
    assert "not seen to learn" in only.sentence
    mean = figure(variance(DATA) / 2.0)
    assert only.trial.mean_loss == pytest.approx(variance(DATA) / 2.0)
    assert f"where always predicting the mean has {mean}" in only.sentence


def test_frozen_parameters_stay_frozen_in_a_trial_from_a_later_state():
    config = TrainingConfig(
        activation="identity", initialization="xavier", learning_rate=0.02
    )
    trainer = Trainer(config, DATA)
    for index in range(trainer.network.theta.size - 1):
        trainer.freeze(trainer.network.parameter_name(index))
    trainer.run(100)
    trainer.change("learning_rate", 5.0)
    with pytest.raises(DivergedError):
        trainer.run(5_000)
    found = fully_examined(trainer)
    remedy = next(r for r in found.remedies if r.step and r.changes)
    branch = Rewind(trainer).branch(remedy.step)
    for change in remedy.changes:
        branch.change(*change)
    trial, initial_loss = remedy.trial, branch.objective.measure(None).loss
    branch.run(trial.updates)
    assert branch.objective.measure(None).loss == pytest.approx(trial.final_loss)
    assert trial.final_loss < initial_loss
    assert remedy.changes == (("learning_rate", 1.0),)


def test_the_exact_gradient_is_the_first_remedy_for_a_mistake():
    _, found = examined(gradient="wrong_sign", activation="sigmoid")
    assert found.remedies[0].changes == (("gradient", "exact"),)
    assert "uphill" in found.cause
    # 2/η is the bound of the exact gradient.
    assert all(math.isnan(state.bound) for state in found.states)


def test_adam_has_no_bound():
    trainer, states = diverged()
    snapshot = trainer.snapshot()
    settings = replace(snapshot.settings, optimizer="adam")
    run = replace(snapshot.run, config=settings)
    found = post_mortem(replace(snapshot, settings=settings, run=run), states)
    assert all(math.isnan(state.bound) for state in found.states)
    assert not any(state.verdict for state in found.states)
    assert any("standardize_inputs" in dict(r.changes) for r in found.remedies)
    assert not any("times as large" in remedy.sentence for remedy in found.remedies)
    assert "has a bound" in found.cause


def test_a_stable_rate_that_does_not_learn_is_the_last_resort():
    config = TrainingConfig(
        hidden_units=(16,) * 6, initialization="xavier", learning_rate=50.0
    )
    trainer, states = run_until_diverged(config)
    found = post_mortem(trainer.snapshot(), states)
    assert found.remedies
    for remedy in found.remedies:
        assert remedy.trial is not None
        assert math.isfinite(remedy.trial.final_loss)
        assert remedy.trial.learned or "not seen to learn" in remedy.sentence
