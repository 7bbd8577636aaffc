"""Findings about the history of a run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from shallownet import DivergedError, Trainer, TrainingConfig
from shallownet.analysis.diagnosis import Severity, diagnose
from shallownet.data import datasets
from tests.shallownet.analysis.diagnosis.faulty_runs import (
    LESSON,
    data,
    findings_of,
    of_kind,
    one,
    trainer_of,
    with_history,
)


def test_a_rising_loss_is_an_alarm_that_names_the_mistake():
    trainer = trainer_of(4, gradient="wrong_sign", learning_rate=0.05)
    trainer.run(60)
    first, *_ = findings_of(trainer)
    assert (first.kind, first.severity) == ("rising", Severity.ALARM)
    assert "over the last 60 updates" in first.sentence
    assert "sign of dZ2 reversed" in first.sentence


def test_too_large_a_rate_is_found_before_the_run_diverges():
    trainer = Trainer(
        TrainingConfig(
            hidden_units=(4,),
            activation="identity",
            initialization="xavier",
            learning_rate=0.045,
        ),
        LESSON,
    )
    seen = set()
    with pytest.raises(DivergedError):
        for _ in range(2_000):
            trainer.step()
            seen |= {finding.kind for finding in findings_of(trainer)}
    assert "rising" in seen or "exploding" in seen
    assert not of_kind(findings_of(trainer), "rising")  # that is for the post-mortem


def test_the_last_lambda_max_determines_the_remedy():
    trainer = trainer_of(4, learning_rate=0.1)
    curve = (np.array([90.0]), np.array([40.0]))
    snapshot = with_history(trainer, np.linspace(1.0, 2.0, 101), sharpness=curve)
    sentence = one(diagnose(snapshot), "rising").sentence
    assert "λmax was 40 after update 90, above 20" in sentence
    assert "below 0.05" in sentence


@pytest.mark.parametrize(
    ("losses", "rising"),
    [
        (np.linspace(1.0, 2.0, 200), True),
        (np.linspace(1.0, 1.005, 200), False),  # too little
        (np.linspace(2.0, 1.0, 200), False),
        (np.linspace(1.0, 2.0, 8), False),  # too few
        (np.r_[np.linspace(2, 1, 100), np.linspace(3, 2, 100)], False),  # one jump
        (1.0 + 0.5 * (-1.0) ** np.arange(301), False),  # jitter
        (1.02 ** np.arange(200) * (1.0 + 0.2 * (-1.0) ** np.arange(200)), True),
        (np.r_[np.linspace(9, 1, 500), np.linspace(1, 2, 301)], True),
        # It rose, and has been constant since except for rounding.
        (np.r_[4.0 ** np.arange(10), 4.0**10 + 1e-6 * np.arange(51)], False),
        (np.r_[np.linspace(1, 2, 225), np.full(76, 2.0)], False),
    ],
)
def test_a_loss_is_rising_only_if_it_rises_throughout_the_window(losses, rising):
    snapshot = with_history(trainer_of(4), losses)
    assert bool(of_kind(diagnose(snapshot), "rising")) is rising


def test_a_loss_that_saturated_units_keep_constant_is_not_rising():
    trainer = Trainer(TrainingConfig(learning_rate=1.0), datasets.notebook(500))
    trainer.run(60)
    losses = trainer.history.loss
    assert losses[10] > 1e5 * losses[0]
    assert losses[-1] == pytest.approx(losses[11], rel=1e-6)
    assert not of_kind(findings_of(trainer), "rising")


def test_a_trend_of_batches_must_exceed_their_scatter():
    trainer = trainer_of(4, batch_size=10)
    noise = np.random.default_rng(0).normal(size=301)
    for slope, rising in ((0.0, False), (0.2, False), (5.0, True)):
        losses = 10.0 + noise + slope * np.linspace(0.0, 1.0, 301)
        snapshot = with_history(trainer, losses)
        assert bool(of_kind(diagnose(snapshot), "rising")) is rising


def test_a_rising_test_loss_with_a_falling_loss_is_overfitting():
    trainer = trainer_of(4, test_share=0.3)
    falling = np.linspace(2.0, 1.0, 201)
    for held_out_loss, overfits in ((falling[::-1], True), (falling, False)):
        snapshot = with_history(
            trainer,
            falling,
            history_held_out_loss=held_out_loss[:-1],
            held_out_loss=float(held_out_loss[-1]),
        )
        assert bool(of_kind(diagnose(snapshot), "overfitting")) is overfits


def test_a_small_mean_error_with_a_large_loss_is_noted():
    trainer = Trainer(TrainingConfig(), datasets.notebook(10_000))
    trainer.run(100)
    snapshot = trainer.snapshot()
    sentence = one(diagnose(snapshot), "mean_error").sentence
    assert f"{snapshot.rmse:.4g}" in sentence
    assert "cancel" in sentence
    good_fit = replace(snapshot, loss=snapshot.run.train_target.variance / 20)
    assert not of_kind(diagnose(good_fit), "mean_error")
    biased = replace(snapshot, mean_error=snapshot.rmse / 2)
    assert not of_kind(diagnose(biased), "mean_error")


def test_a_gradient_much_larger_than_in_the_history_is_an_alarm():
    trainer = trainer_of(4)
    trainer.run(20)
    snapshot = trainer.snapshot()
    assert not of_kind(diagnose(snapshot), "exploding")
    wild = replace(snapshot, gradient=snapshot.gradient * 1e4)
    found = one(diagnose(wild), "exploding")
    assert (found.layer, found.severity) == (None, Severity.ALARM)


def test_a_gradient_that_grows_after_a_plateau_does_not_explode():
    trainer = trainer_of(4)
    snapshot = trainer.snapshot()
    now = float(np.linalg.norm(snapshot.gradient))
    norms = np.r_[np.full(20, 2.0 * now), np.full(400, now / 1e3)]
    snapshot = replace(snapshot, history_gradient_norm=norms)
    assert not of_kind(diagnose(snapshot), "exploding")


def test_a_linear_model_in_its_minimum_gets_a_note():
    trainer = Trainer(
        TrainingConfig(hidden_units=(), initialization="xavier", learning_rate=0.5),
        data(),
    )
    trainer.run(500)
    found = one(findings_of(trainer), "plateau")
    assert found.severity is Severity.NOTE
    assert "its minimum" in found.sentence
