"""Diagnosis: what it says of networks with known faults, and what it leaves unsaid."""

from __future__ import annotations

import math
import threading
from dataclasses import replace

import numpy as np
import pytest

from shallownet import PRESETS, DivergedError, Snapshot, Trainer, TrainingConfig
from shallownet.analysis.diagnosis import Finding, Severity, diagnose, sample_passes_of
from shallownet.analysis.diagnosis.sample_passes import FEWEST_SAMPLES, MOST_CELLS
from shallownet.data import datasets
from shallownet.wording import figure
from tests.shallownet.analysis.diagnosis.patients import (
    after_an_update,
    data,
    findings_of,
    of_kind,
    one,
    trainer_of,
)

LESSON = datasets.notebook(400)


def with_history(trainer: Trainer, losses, **changes) -> Snapshot:
    """Return a snapshot that claims a history, without the updates it would take."""
    losses = np.asarray(losses, dtype=np.float64)
    nothing = np.full(len(losses) - 1, math.nan)
    snapshot = trainer.snapshot()
    return replace(
        snapshot,
        step=len(losses) - 1,
        history_loss=losses[:-1],
        history_test_loss=changes.pop("history_test_loss", nothing),
        loss=float(losses[-1]),
        **changes,
    )


# The lesson's own runs


def test_the_lesson_begins_with_a_single_quiet_mark():
    (found,) = findings_of(Trainer(TrainingConfig(), datasets.notebook(10_000)))
    assert (found.kind, found.units) == ("saturated", (2, 6, 9))
    assert found.severity is Severity.NOTE
    assert "the 4,000 samples looked at (of 10,000)" in found.sentence


def test_six_of_the_lessons_ten_units_are_soon_saturated():
    # The lesson's start over a tenth of its samples; with all of them it is the same
    # six, from before update 2,000 to the end.
    whole = datasets.notebook(10_000)
    trainer = Trainer(TrainingConfig(), whole.take(np.arange(1_000)))
    trainer.network.theta[:] = Trainer(TrainingConfig(), whole).network.theta
    trainer.run(2_000)
    found = one(findings_of(trainer), "saturated")
    assert found.units == (0, 2, 4, 5, 6, 9)
    assert (
        "together they act as one bias, and 4 units do all the work" in found.sentence
    )


def test_six_units_alike_are_fifteen_pairs():
    # As the lesson's published run ends.
    trainer = Trainer(TrainingConfig(initialization="xavier"), LESSON)
    layer = trainer.network.layers[0]
    layer.Wb[:] = np.random.default_rng(3).normal(size=(10, 3))
    layer.b[:] = -10.0 * layer.W[:, 1:]
    for n, unit in enumerate((0, 2, 4, 5, 6, 9)):
        layer.Wb[unit] = 1.0 + 0.01 * n, 0.5, -5.0
    found = one(after_an_update(trainer), "twins")
    assert {0, 2, 4, 5, 6, 9} <= set(found.units)
    assert sum({*pair} <= {0, 2, 4, 5, 6, 9} for pair in found.pairs) == 15
    assert found.title == f"{len(found.pairs)} pairs of twins"


def test_a_rate_that_saturates_all_is_told_as_the_plateau_that_it_leads_to():
    trainer = Trainer(TrainingConfig(learning_rate=0.3), datasets.notebook(10_000))
    trainer.run(900)
    findings = findings_of(trainer)
    assert len(one(findings, "saturated").units) >= 9
    assert one(findings, "plateau").severity is Severity.WARNING
    assert one(findings, "mean_error").severity is Severity.NOTE


# Gradients


def test_a_gradient_vanishes_through_many_narrow_sigmoid_layers():
    recipe = next(p for p in PRESETS if p.name == "deep-and-narrow").recipe
    trainer = Trainer(recipe.config, recipe.make_data())
    found = one(findings_of(trainer), "vanishing")
    assert found.layer == 1
    trace = trainer.preview()
    share = np.sqrt(np.mean(trace["dZ1"] ** 2) / np.mean(trace["dZ7"] ** 2))
    assert f"is {figure(share)} of that at the output" in found.sentence
    assert "Xavier" not in found.sentence  # it begins with that already


def test_a_gradient_explodes_through_large_weights():
    trainer = trainer_of(4, 4, activation="identity")
    trainer.network.layers[1].W *= 100.0
    trainer.network.layers[2].W *= 100.0
    found = one(findings_of(trainer), "exploding")
    assert found.layer == 1
    assert not of_kind(findings_of(trainer_of(4, 4)), "exploding")


def test_a_gradient_that_outgrows_its_own_history_is_an_alarm():
    trainer = trainer_of(4)
    trainer.run(20)
    snapshot = trainer.snapshot()
    assert not of_kind(diagnose(snapshot), "exploding")
    wild = replace(snapshot, gradient=snapshot.gradient * 1e4)
    found = one(diagnose(wild), "exploding")
    assert (found.layer, found.severity) == (None, Severity.ALARM)


def test_coming_off_a_plateau_is_no_explosion():
    trainer = trainer_of(4)
    snapshot = trainer.snapshot()
    now = float(np.linalg.norm(snapshot.gradient))
    norms = np.r_[np.full(20, 2.0 * now), np.full(400, now / 1e3)]
    snapshot = replace(snapshot, history_gradient_norm=norms)
    assert not of_kind(diagnose(snapshot), "exploding")


def test_a_linear_model_in_its_minimum_is_not_said_to_have_lost_its_way():
    trainer = Trainer(
        TrainingConfig(hidden_units=(), initialization="xavier", learning_rate=0.5),
        data(),
    )
    trainer.run(500)
    found = one(findings_of(trainer), "plateau")
    assert found.severity is Severity.NOTE
    assert "its minimum" in found.sentence


# The course of the loss


def test_a_step_uphill_is_an_alarm_and_names_the_mistake():
    trainer = trainer_of(4, gradient="wrong_sign", learning_rate=0.05)
    trainer.run(60)
    first, *_ = findings_of(trainer)
    assert (first.kind, first.severity) == ("rising", Severity.ALARM)
    assert "over the last 60 updates" in first.sentence
    assert "sign of dZ2 reversed" in first.sentence


def test_too_large_a_rate_is_told_before_the_run_diverges():
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
    assert not of_kind(
        findings_of(trainer), "rising"
    )  # the post-mortem has the word now


def test_the_last_lambda_max_gives_the_remedy():
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
        (np.linspace(1.0, 1.005, 200), False),  # hardly
        (np.linspace(2.0, 1.0, 200), False),
        (np.linspace(1.0, 2.0, 8), False),  # too few to tell
        (np.r_[np.linspace(2, 1, 100), np.linspace(3, 2, 100)], False),  # one jump
        (1.0 + 0.5 * (-1.0) ** np.arange(301), False),  # jitter
        (1.02 ** np.arange(200) * (1.0 + 0.2 * (-1.0) ** np.arange(200)), True),
        (np.r_[np.linspace(9, 1, 500), np.linspace(1, 2, 301)], True),
        # It rose, and has stood still since but for rounding.
        (np.r_[4.0 ** np.arange(10), 4.0**10 + 1e-6 * np.arange(51)], False),
        (np.r_[np.linspace(1, 2, 225), np.full(76, 2.0)], False),
    ],
)
def test_a_loss_rises_only_if_it_does_so_all_through(losses, rising):
    snapshot = with_history(trainer_of(4), losses)
    assert bool(of_kind(diagnose(snapshot), "rising")) is rising


def test_a_loss_that_saturated_units_hold_still_is_not_rising():
    trainer = Trainer(TrainingConfig(learning_rate=1.0), datasets.notebook(500))
    trainer.run(60)
    losses = trainer.history.loss
    assert losses[10] > 1e5 * losses[0]
    assert losses[-1] == pytest.approx(losses[11], rel=1e-6)
    assert not of_kind(findings_of(trainer), "rising")


def test_batches_must_stand_out_from_their_scatter():
    trainer = trainer_of(4, batch_size=10)
    noise = np.random.default_rng(0).normal(size=301)
    for slope, rising in ((0.0, False), (0.2, False), (5.0, True)):
        losses = 10.0 + noise + slope * np.linspace(0.0, 1.0, 301)
        snapshot = with_history(trainer, losses)
        assert bool(of_kind(diagnose(snapshot), "rising")) is rising


def test_a_test_loss_that_parts_from_the_loss_is_told():
    trainer = trainer_of(4, test_share=0.3)
    falling = np.linspace(2.0, 1.0, 201)
    for tested, parts in ((falling[::-1], True), (falling, False)):
        snapshot = with_history(
            trainer,
            falling,
            history_test_loss=tested[:-1],
            test_loss=float(tested[-1]),
        )
        assert bool(of_kind(diagnose(snapshot), "overfitting")) is parts


def test_a_small_mean_error_does_not_pass_for_a_small_loss():
    trainer = Trainer(TrainingConfig(), datasets.notebook(10_000))
    trainer.run(100)
    snapshot = trainer.snapshot()
    sentence = one(diagnose(snapshot), "mean_error").sentence
    assert f"{snapshot.rmse:.4g}" in sentence
    assert "cancel" in sentence
    well = replace(snapshot, loss=snapshot.run.train_target.variance / 20)
    assert not of_kind(diagnose(well), "mean_error")
    biased = replace(snapshot, mean_error=snapshot.rmse / 2)
    assert not of_kind(diagnose(biased), "mean_error")


# The whole


def test_the_most_urgent_comes_first():
    trainer = trainer_of(4, gradient="wrong_sign", learning_rate=0.05)
    trainer.network.layers[0].b[0] = 40.0
    trainer.run(60)
    severities = [finding.severity for finding in findings_of(trainer)]
    assert severities == sorted(severities, reverse=True)
    assert len(severities) > 1


def test_large_data_is_looked_at_in_part_and_always_the_same_part():
    trainer = trainer_of(4)
    look = sample_passes_of(trainer.snapshot())
    assert look.samples == look.of == 300
    big = Trainer(TrainingConfig(hidden_units=(64, 64)), datasets.notebook(20_000))
    first, second = sample_passes_of(big.snapshot()), sample_passes_of(big.snapshot())
    assert FEWEST_SAMPLES <= first.samples <= MOST_CELLS // 4 < first.of == 20_000
    np.testing.assert_array_equal(first.arrays["Z1"], second.arrays["Z1"])


def test_only_samples_that_it_trains_on_are_looked_at():
    trainer = trainer_of(4, test_share=0.5)
    assert sample_passes_of(trainer.snapshot()).of == 150


def test_it_leaves_the_run_alone_and_can_be_asked_from_another_thread():
    trainer, plain = trainer_of(4), trainer_of(4)
    snapshot = trainer.snapshot()
    found: list[tuple[Finding, ...]] = []
    thread = threading.Thread(target=lambda: found.append(diagnose(snapshot)))
    thread.start()
    trainer.run(50)
    plain.run(50)
    thread.join()
    assert found == [diagnose(snapshot)]
    np.testing.assert_array_equal(trainer.network.theta, plain.network.theta)


def test_every_preset_can_be_diagnosed_at_its_start_in_a_few_words():
    for entry in PRESETS:
        recipe = entry.recipe
        if getattr(recipe.data, "samples", 0) > 1_000:
            recipe = recipe.changed(samples=1_000)
        findings = findings_of(Trainer(recipe.config, recipe.make_data()))
        assert len(findings) <= 2, entry.name
        for finding in findings:
            assert len(finding.title) <= 40
            assert finding.sentence.endswith(".")


@pytest.mark.parametrize("size", [1e150, 1e200, 1e308, math.inf, math.nan])
def test_numbers_out_of_hand_are_no_error(size):
    trainer = trainer_of(4, 3, activation="identity")
    trainer.run(20)
    with np.errstate(over="ignore", invalid="ignore"):
        trainer.network.theta[:] *= size
    diagnose(trainer.snapshot())


def test_a_model_without_hidden_units_has_none_to_speak_of():
    trainer = Trainer(TrainingConfig(hidden_units=()), data())
    trainer.run(5)
    assert all(finding.layer is None for finding in findings_of(trainer))
