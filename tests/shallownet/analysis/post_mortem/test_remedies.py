"""Remedies for a run that diverged: each is tried, and helps."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from shallownet import Dataset, DivergedError, Trainer, TrainingConfig
from shallownet.analysis.post_mortem import post_mortem
from shallownet.analysis.post_mortem.trial_runs import TrialRun, stable_rate
from shallownet.curvature.lanczos import sharpness
from shallownet.data import datasets
from shallownet.runs.rewind import Rewind
from shallownet.wording import figure
from tests.shallownet.analysis.post_mortem.broken_runs import (
    DATA,
    diverged,
    examined,
    examined_whole,
    run_until_it_breaks,
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
def test_a_fresh_start_with_what_is_proposed_learns(changes):
    trainer, found = examined(**changes)
    fresh = [remedy for remedy in found.remedies if remedy.step == 0]
    assert fresh
    for remedy in fresh:
        config = replace(trainer.config, **dict(remedy.changes))
        run = Trainer(config, DATA)
        before = run.objective.measure().loss
        run.run(100)
        assert run.objective.measure().loss < before, remedy.sentence


def test_standardised_inputs_are_held_against_raw_ones():
    trainer, found = examined()
    emitted = found.standardising
    assert emitted.helps
    raw = Trainer(trainer.config, DATA)
    scaled = Trainer(replace(trainer.config, standardize_inputs=True), DATA)
    assert emitted.raw == pytest.approx(sharpness(raw.objective))
    assert emitted.standardised == pytest.approx(sharpness(scaled.objective))
    assert f"from {emitted.raw:,.0f} to {emitted.standardised:.4g}" in emitted.sentence
    remedy = next(
        r for r in found.remedies if ("standardize_inputs", True) in r.changes
    )
    assert remedy.sentence == emitted.sentence


def test_standardised_inputs_are_no_remedy_where_they_are_there_or_worse():
    _, found = examined(standardize_inputs=True, learning_rate=5.0)
    assert "already" in found.standardising.sentence
    assert not found.standardising.helps
    # Small inputs: their scale is what keeps the curvature low.
    generator = np.random.default_rng(0)
    X = 1e-3 * generator.normal(size=(2, 100))
    small = Dataset(X, 1e3 * (X[:1] + X[1:]))
    config = TrainingConfig(
        activation="identity", initialization="uniform", learning_rate=5.0
    )
    trainer, states = run_until_it_breaks(config, small)
    found = post_mortem(trainer.snapshot(), states)
    assert "would not help" in found.standardising.sentence
    assert not any("standardize_inputs" in dict(r.changes) for r in found.remedies)


def variance(data: Dataset) -> float:
    return float(data.y.var())


@pytest.mark.parametrize(
    "changes",
    [{"learning_rate": 10.0}, {"learning_rate": 0.05, "activation": "leaky_relu"}],
)
def test_the_exact_gradient_is_no_remedy_by_itself_if_it_diverges_as_well(changes):
    config = TrainingConfig(gradient="missing_mean", **changes)
    trainer, states = run_until_it_breaks(config, datasets.notebook(300))
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
def test_what_is_proposed_learns_more_than_the_mean_and_goes_on_doing_so(
    samples, changes
):
    config, data = TrainingConfig(**changes), datasets.notebook(samples)
    trainer, states = run_until_it_breaks(config, data)
    for remedy in post_mortem(trainer.snapshot(), states).remedies:
        run = Trainer(replace(config, **dict(remedy.changes)), data)
        run.run(400)
        emitted = remedy.trial
        assert run.objective.measure(None).loss == pytest.approx(emitted.after)
        assert emitted.after < 0.9 * variance(data) / 2.0
        assert "400 updates" in remedy.sentence


def test_a_run_that_ends_at_the_mean_has_not_learned():
    # Six saturating layers: every rate ends at the loss of the mean.
    config = TrainingConfig(hidden_units=(20,) * 6, learning_rate=50.0)
    trainer, states = run_until_it_breaks(config)
    found = post_mortem(trainer.snapshot(), states)
    (only,) = found.remedies  # it is stable, and no more is said of it
    assert not only.trial.works
    assert "not seen to learn" in only.sentence
    mean = figure(variance(DATA) / 2.0)
    assert (
        f"where always predicting the mean has {mean}" in found.standardising.sentence
    )


@pytest.mark.parametrize(
    ("before", "after", "mean", "works", "holds"),
    [
        (900.0, 740.0, 750.0, False, False),
        (900.0, 600.0, 750.0, True, True),
        (500.0, 400.0, 750.0, True, True),
        (500.0, 500.0, 750.0, False, True),
        (500.0, 600.0, 750.0, False, False),
        (900.0, 899.0, math.inf, True, True),
        (900.0, math.nan, 750.0, False, False),
    ],
)
def test_a_trial_is_held_against_its_start_and_the_mean(
    before, after, mean, works, holds
):
    trial = TrialRun(before, after, 400, mean)
    assert (trial.works, trial.holds) == (works, holds)


def test_a_rate_for_batches_keeps_clear_of_the_bound_of_all_samples():
    assert stable_rate(TrainingConfig(), 10.0) == 0.1
    assert stable_rate(TrainingConfig(batch_size=8), 10.0) == 0.09


def test_what_was_frozen_stays_so_in_a_trial_from_a_later_state():
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
    found = examined_whole(trainer)
    remedy = next(remedy for remedy in found.remedies if remedy.step)
    branch = Rewind(trainer).branch(remedy.step)
    for change in remedy.changes:
        branch.change(*change)
    before = branch.objective.measure(None).loss
    branch.run(remedy.trial.updates)
    assert branch.objective.measure(None).loss == pytest.approx(remedy.trial.after)
    assert remedy.trial.after < before
    assert remedy.changes == (("learning_rate", 1.0),)


def test_a_mistake_in_the_gradient_is_named_before_all():
    _, found = examined(gradient="wrong_sign", activation="sigmoid")
    assert found.remedies[0].changes == (("gradient", "exact"),)
    assert "uphill" in found.cause
    # 2/η is the exact gradient's bound: it says nothing of this one.
    assert all(math.isnan(before.bound) for before in found.before)


def test_adam_has_no_bound_and_says_so_by_saying_nothing():
    trainer, states = diverged()
    snapshot = trainer.snapshot()
    settings = replace(snapshot.settings, optimizer="adam")
    run = replace(snapshot.run, config=settings)
    found = post_mortem(replace(snapshot, settings=settings, run=run), states)
    assert all(math.isnan(before.bound) for before in found.before)
    assert not any(before.verdict for before in found.before)
    assert "times as large" not in found.standardising.sentence
    assert "has a bound" in found.cause
