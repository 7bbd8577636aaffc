"""Diagnosis: what it says of networks with known faults, and what it leaves unsaid."""

from __future__ import annotations

import math
import threading
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import (
    PRESETS,
    Dataset,
    DivergedError,
    Snapshot,
    Trainer,
    TrainingConfig,
    datasets,
)
from shallownet.diagnosis import Finding, Severity, diagnose, look_at
from shallownet.diagnosis.look import FEWEST_SAMPLES, MOST_CELLS
from shallownet.wording import figure

LESSON = datasets.notebook(400)


def data(samples: int = 300, seed: int = 0) -> Dataset:
    generator = np.random.default_rng(seed)
    X = generator.normal(size=(2, samples))
    return Dataset(X, X[:1] * X[1:])


def trainer_of(*units: int, **changes) -> Trainer:
    given = {"initialization": "xavier", "activation": "tanh"} | changes
    return Trainer(TrainingConfig(hidden_units=units, **given), data())


def of_kind(findings: tuple[Finding, ...], kind: str) -> list[Finding]:
    return [finding for finding in findings if finding.kind == kind]


def one(findings: tuple[Finding, ...], kind: str) -> Finding:
    (found,) = of_kind(findings, kind)
    return found


def told(trainer: Trainer) -> tuple[Finding, ...]:
    return diagnose(trainer.snapshot())


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


# Units


def test_saturated_units_are_named_as_the_graph_numbers_them():
    trainer = trainer_of(5, activation="sigmoid")
    trainer.network.layers[0].b[[1, 3]] = 40.0
    found = one(told(trainer), "saturated")
    assert (found.layer, found.units) == (1, (1, 3))
    assert found.sentence.startswith(
        "Units 1 and 3 of hidden layer 1 are saturated on every one of the 300 samples"
    )
    assert (
        "together they act as one bias, and 3 units do all the work" in found.sentence
    )
    assert found.title == "2 of 5 units saturated"
    assert found.severity is Severity.NOTE


def test_saturation_has_the_activations_own_measure():
    # tanh is flat where sigmoid is not yet: at z = 4 their slopes are 0.5 % and 7 %
    # of the steepest. The identity never is.
    flat = {}
    for name in ("tanh", "sigmoid", "identity"):
        trainer = trainer_of(3, activation=name)
        trainer.network.layers[0].W[2] = 0.001
        trainer.network.layers[0].b[2] = 4.0
        flat[name] = [f.units for f in of_kind(told(trainer), "saturated")]
    assert flat == {"tanh": [(2,)], "sigmoid": [], "identity": []}


def test_samples_that_wake_a_unit_are_told_of_as_a_share():
    X = np.ones((1, 300))
    X[0, :2] = 0.0
    trainer = Trainer(
        TrainingConfig(hidden_units=(2,), initialization="xavier"), Dataset(X, X)
    )
    layer = trainer.network.layers[0]
    layer.W[0], layer.b[0] = 40.0, 0.0  # half on where x1 = 0, and flat where it is 1
    sentence = one(told(trainer), "saturated").sentence
    assert "is saturated on at least 99.3 % of the 300 samples" in sentence
    X[0, :4] = 0.0
    trainer = Trainer(trainer.config, Dataset(X, X))
    layer = trainer.network.layers[0]
    layer.W[0], layer.b[0] = 40.0, 0.0
    assert not of_kind(told(trainer), "saturated")  # four of 300 are enough to learn


def test_a_layer_of_which_no_unit_answers_is_a_warning_and_told_once():
    trainer = trainer_of(4, activation="sigmoid")
    trainer.network.layers[0].b[:] = 400.0
    findings = told(trainer)
    found = one(findings, "saturated")
    assert found.severity is Severity.WARNING
    assert found.sentence.startswith("All 4 units of hidden layer 1 are saturated")
    assert not of_kind(findings, "vanishing")


def test_dead_units_are_zero_for_every_sample_and_not_for_most():
    trainer = trainer_of(4, activation="relu")
    layer = trainer.network.layers[0]
    layer.b[2] = -1e3
    # This one answers to a single sample of 300, and so it learns.
    x1 = np.sort(trainer.data.X[0])
    layer.W[3], layer.b[3] = (1.0, 0.0), -x1[-2:].mean()
    found = one(told(trainer), "dead")
    assert found.units == (2,)
    assert not of_kind(told(trainer), "saturated")
    trainer.evaluate()
    gradient = trainer.network.named(trainer.network.gradient)
    assert not gradient["W1"][2].any()
    assert gradient["W1"][3].any()


def test_a_saturated_output_is_told_of():
    trainer = trainer_of(4, output_activation="sigmoid")
    trainer.network.layers[1].b[:] = 50.0
    found = one(told(trainer), "saturated")
    assert (found.layer, found.units, found.severity) == (2, (0,), Severity.WARNING)
    assert "output unit" in found.sentence
    trainer = trainer_of(4, output_activation="relu")
    trainer.network.layers[1].b[:] = -50.0
    assert one(told(trainer), "dead").layer == 2


def after_an_update(trainer: Trainer) -> tuple[Finding, ...]:
    """Return what is said of parameters that are no start any more."""
    return diagnose(replace(trainer.snapshot(), step=1))


def test_twins_are_units_that_correlate_either_way():
    trainer = trainer_of(6)
    W = trainer.network.layers[0].W
    W[:] = [(1, 0), (0, 1), (1, 1), (-1, 0), (1, -1), (0, 1.05)]
    trainer.network.layers[0].b[:] = 0.0
    found = one(after_an_update(trainer), "twins")
    assert found.pairs == ((0, 3), (1, 5))
    assert found.units == (0, 1, 3, 5)
    assert found.sentence.startswith(
        "Twins in hidden layer 1: units 0 and 3; units 1 and 5. Over the 300 samples"
    )
    assert "these 4 units do little more than the work of 2" in found.sentence


@given(st.integers(0, 2**32 - 1), st.sampled_from(["sigmoid", "tanh", "softplus"]))
def test_pairs_are_those_of_numpys_correlation(seed, activation):
    trainer = Trainer(
        TrainingConfig(
            hidden_units=(8,), activation=activation, initialization="he", seed=seed
        ),
        data(80, seed),
    )
    size = np.abs(np.corrcoef(trainer.model.activations(trainer.data.X)[0]))
    findings = after_an_update(trainer)
    told_of = {u for f in of_kind(findings, "saturated") for u in f.units}
    expected = tuple(
        (i, j)
        for i in range(8)
        for j in range(i + 1, 8)
        if size[i, j] > 0.99 and not {i, j} & told_of
    )
    assert sum((f.pairs for f in of_kind(findings, "twins")), ()) == expected


def test_units_without_variance_are_constant_and_nobodys_twins():
    trainer = trainer_of(4, initialization="zeros")
    assert one(told(trainer), "constant").units == (0, 1, 2, 3)
    assert not of_kind(told(trainer), "twins")
    assert not of_kind(told(trainer), "vanishing")
    trainer = trainer_of(4)
    trainer.network.layers[0].W[:2] = 0.0
    trainer.network.layers[0].b[:2] = 0.7
    findings = after_an_update(trainer)
    assert one(findings, "constant").units == (0, 1)
    assert all(not {0, 1} & set(f.units) for f in of_kind(findings, "twins"))


def test_saturated_units_are_nobodys_twins():
    trainer = trainer_of(4, activation="sigmoid")
    layer = trainer.network.layers[0]
    layer.Wb[0] = layer.Wb[1] = (0.01, 0.01, 20.0)
    findings = after_an_update(trainer)
    assert one(findings, "saturated").units == (0, 1)
    assert all(not {0, 1} & set(f.units) for f in of_kind(findings, "twins"))


def test_at_the_start_only_units_that_are_the_same_are_twins():
    trainer = trainer_of(6)
    layer = trainer.network.layers[0]
    layer.Wb[1] = layer.Wb[0] * 1.01
    layer.Wb[5] = layer.Wb[4]
    assert one(told(trainer), "twins").pairs == ((4, 5),)
    assert (0, 1) in one(after_an_update(trainer), "twins").pairs


def test_units_of_a_deeper_layer_are_told_with_it():
    trainer = trainer_of(3, 4)
    trainer.network.layers[1].b[1] = 40.0
    found = one(told(trainer), "saturated")
    assert (found.layer, found.units) == (2, (1,))
    assert found.title == "layer 2: 1 of 4 units saturated"
    assert found.key == ("saturated", 2)


ADVICE = {
    "saturated": "To keep more units at work",
    "dead": "keeps units alive",
    "constant": "a random start sets them apart",
    "twins": "fewer units would do as well",
}


def in_layers(kind: str) -> Trainer:
    """Return a trainer of which units in six layers all have a fault."""
    activation = "relu" if kind == "dead" else "sigmoid"
    trainer = trainer_of(*(64,) * 6, activation=activation)
    for number, layer in enumerate(trainer.network.layers[:-1], 1):
        units = slice(0, 64 if number in (2, 3, 4) else 10)
        if kind in ("saturated", "dead"):
            layer.W[units] = 0.0
            layer.b[units] = 1e3 if kind == "saturated" else -1.0
        elif kind == "constant":
            layer.W[units], layer.b[units] = 0.0, 0.5
        else:
            layer.Wb[1:3] = layer.Wb[0]
    return trainer


@pytest.mark.parametrize("kind", list(ADVICE))
def test_what_is_found_in_several_layers_is_told_once(kind):
    trainer = in_layers(kind)
    found = one(told(trainer), kind)
    assert (found.layer, found.units) == (None, ())
    assert found.sentence.count(ADVICE[kind]) == 1
    assert len(found.sentence) < 420
    assert len(found.title) <= 40
    if kind == "twins":
        assert found.sentence.startswith(
            "Twins: 3 of 64 units of hidden layers 1 to 6 each"
        )
        assert found.title == "18 pairs of twins"
        assert "the activations of 18 pairs correlate" in found.sentence
        return
    if kind == "saturated":
        assert found.sentence.startswith(
            "10 of 64 units of hidden layers 1, 5 and 6 each and 64 of 64 of hidden "
            "layers 2, 3 and 4 each are saturated, each on every one of the 300 samples"
        )
        assert found.title == "222 units saturated"
        assert found.severity is Severity.WARNING  # three layers have no unit left


def test_many_kinds_of_layers_are_summed_up():
    trainer = trainer_of(*(8,) * 6, activation="sigmoid")
    for number, layer in enumerate(trainer.network.layers[:-1], 1):
        layer.W[:number], layer.b[:number] = 0.0, 1e3
    sentence = one(told(trainer), "saturated").sentence
    assert sentence.startswith("21 of 48 units of hidden layers 1 to 6 are saturated")


def test_a_fault_of_the_output_unit_is_told_by_itself():
    trainer = trainer_of(4, 4, activation="sigmoid", output_activation="sigmoid")
    for layer in trainer.network.layers:
        layer.b[:] = 400.0
    inner, output = of_kind(told(trainer), "saturated")
    assert inner.sentence.startswith("4 of 4 units of hidden layers 1 and 2 each are")
    assert output.layer == 3
    assert "output unit" in output.sentence


# The lesson's own runs


def test_the_lesson_begins_with_a_single_quiet_mark():
    (found,) = told(Trainer(TrainingConfig(), datasets.notebook(10_000)))
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
    found = one(told(trainer), "saturated")
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
    findings = told(trainer)
    assert len(one(findings, "saturated").units) >= 9
    assert one(findings, "plateau").severity is Severity.WARNING
    assert one(findings, "mean_error").severity is Severity.NOTE


# Gradients


def test_a_gradient_vanishes_through_many_narrow_sigmoid_layers():
    recipe = next(p for p in PRESETS if p.name == "deep-and-narrow").recipe
    trainer = Trainer(recipe.config, recipe.make_data())
    found = one(told(trainer), "vanishing")
    assert found.layer == 1
    trace = trainer.preview()
    share = np.sqrt(np.mean(trace["dZ1"] ** 2) / np.mean(trace["dZ7"] ** 2))
    assert f"is {figure(share)} of that at the output" in found.sentence
    assert "Xavier" not in found.sentence  # it begins with that already


def test_a_gradient_explodes_through_large_weights():
    trainer = trainer_of(4, 4, activation="identity")
    trainer.network.layers[1].W *= 100.0
    trainer.network.layers[2].W *= 100.0
    found = one(told(trainer), "exploding")
    assert found.layer == 1
    assert not of_kind(told(trainer_of(4, 4)), "exploding")


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
    found = one(told(trainer), "plateau")
    assert found.severity is Severity.NOTE
    assert "its minimum" in found.sentence


# The course of the loss


def test_a_step_uphill_is_an_alarm_and_names_the_mistake():
    trainer = trainer_of(4, gradient="wrong_sign", learning_rate=0.05)
    trainer.run(60)
    first, *_ = told(trainer)
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
            seen |= {finding.kind for finding in told(trainer)}
    assert "rising" in seen or "exploding" in seen
    assert not of_kind(told(trainer), "rising")  # the post-mortem has the word now


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
    assert not of_kind(told(trainer), "rising")


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
    severities = [finding.severity for finding in told(trainer)]
    assert severities == sorted(severities, reverse=True)
    assert len(severities) > 1


def test_large_data_is_looked_at_in_part_and_always_the_same_part():
    trainer = trainer_of(4)
    look = look_at(trainer.snapshot())
    assert look.samples == look.of == 300
    big = Trainer(TrainingConfig(hidden_units=(64, 64)), datasets.notebook(20_000))
    first, second = look_at(big.snapshot()), look_at(big.snapshot())
    assert FEWEST_SAMPLES <= first.samples <= MOST_CELLS // 4 < first.of == 20_000
    np.testing.assert_array_equal(first.arrays["Z1"], second.arrays["Z1"])


def test_only_samples_that_it_trains_on_are_looked_at():
    trainer = trainer_of(4, test_share=0.5)
    assert look_at(trainer.snapshot()).of == 150


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
        findings = told(Trainer(recipe.config, recipe.make_data()))
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
    assert all(finding.layer is None for finding in told(trainer))
