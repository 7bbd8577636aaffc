"""Diagnosis as a whole: the lesson's own runs, order, cost and overflow."""

from __future__ import annotations

import math
import threading

import numpy as np
import pytest

from shallownet import PRESETS, Trainer, TrainingConfig
from shallownet.analysis.diagnosis import Finding, Severity, diagnose
from shallownet.analysis.diagnosis.layer_values import MIN_SAMPLES, layer_values
from shallownet.analysis.training_subset import MAX_ACTIVATIONS
from shallownet.data import datasets
from tests.shallownet.analysis.diagnosis.faulty_runs import (
    LESSON,
    after_an_update,
    data,
    findings_of,
    one,
    trainer_of,
)

# The lesson's own runs


def test_the_lesson_starts_with_a_single_note():
    (found,) = findings_of(Trainer(TrainingConfig(), datasets.notebook(10_000)))
    assert (found.kind, found.units) == ("saturated", (2, 6, 9))
    assert found.severity is Severity.NOTE
    assert "the 4,000 samples looked at (of 10,000)" in found.sentence


def test_six_of_the_lessons_ten_units_are_soon_saturated():
    # The lesson's start over a tenth of its samples. With all of them the same six
    # units are saturated, from before update 2,000 to the end.
    whole = datasets.notebook(10_000)
    trainer = Trainer(TrainingConfig(), whole.take(np.arange(1_000)))
    trainer.network.theta[:] = Trainer(TrainingConfig(), whole).network.theta
    trainer.run(2_000)
    found = one(findings_of(trainer), "saturated")
    assert found.units == (0, 2, 4, 5, 6, 9)
    assert (
        "together they act as one bias, and 4 units do all the work" in found.sentence
    )


def test_six_similar_units_are_fifteen_pairs():
    # As at the end of the lesson's published run.
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


def test_a_rate_that_saturates_all_units_leads_to_a_plateau():
    trainer = Trainer(TrainingConfig(learning_rate=0.3), datasets.notebook(10_000))
    trainer.run(900)
    findings = findings_of(trainer)
    assert len(one(findings, "saturated").units) >= 9
    assert one(findings, "plateau").severity is Severity.WARNING
    assert one(findings, "mean_error").severity is Severity.NOTE


# As a whole


def test_the_most_severe_finding_comes_first():
    trainer = trainer_of(4, gradient="wrong_sign", learning_rate=0.05)
    trainer.network.layers[0].b[0] = 40.0
    trainer.run(60)
    severities = [finding.severity for finding in findings_of(trainer)]
    assert severities == sorted(severities, reverse=True)
    assert len(severities) > 1


def test_of_much_data_a_fixed_subset_is_used():
    trainer = trainer_of(4)
    values = layer_values(trainer.snapshot())
    assert values.samples == values.total_samples == 300
    big = Trainer(TrainingConfig(hidden_units=(64, 64)), datasets.notebook(20_000))
    first, second = layer_values(big.snapshot()), layer_values(big.snapshot())
    assert MIN_SAMPLES <= first.samples <= MAX_ACTIVATIONS // 4
    assert first.total_samples == 20_000
    np.testing.assert_array_equal(first.arrays["Z1"], second.arrays["Z1"])


def test_only_training_samples_are_used():
    trainer = trainer_of(4, test_share=0.5)
    assert layer_values(trainer.snapshot()).samples == 150


def test_it_runs_in_another_thread_and_leaves_the_run_unchanged():
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


def test_every_preset_has_few_findings_with_short_titles_at_its_start():
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
def test_very_large_numbers_are_no_error(size):
    trainer = trainer_of(4, 3, activation="identity")
    trainer.run(20)
    with np.errstate(over="ignore", invalid="ignore"):
        trainer.network.theta[:] *= size
    diagnose(trainer.snapshot())


def test_a_model_without_hidden_units_has_no_findings_about_layers():
    trainer = Trainer(TrainingConfig(hidden_units=()), data())
    trainer.run(5)
    assert all(finding.layer is None for finding in findings_of(trainer))
