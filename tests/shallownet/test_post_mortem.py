"""Post-mortem: what it measures before a divergence, and whether its remedies cure."""

from __future__ import annotations

import math
import threading
from collections import deque
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import Dataset, DivergedError, Trainer, TrainingConfig, datasets
from shallownet.curvature import hessian, sharpness, stable_below
from shallownet.errors import Cancelled
from shallownet.post_mortem import (
    UPDATES_BEFORE,
    PostMortem,
    State,
    examine,
    post_mortem,
)
from shallownet.post_mortem.blow_up import blow_up, worth_knowing
from shallownet.post_mortem.trials import Trial, one_digit_below, stable_rate
from shallownet.rewind import Past
from shallownet.wording import figure

DATA = datasets.notebook(200)


def run_until_it_breaks(
    config: TrainingConfig, data: Dataset = DATA
) -> tuple[Trainer, list[np.ndarray]]:
    """Run, and keep the states that a divergence leaves behind it."""
    trainer, kept = Trainer(config, data), deque(maxlen=UPDATES_BEFORE)
    with pytest.raises(DivergedError):
        while trainer.updates < 5_000:
            theta = trainer.network.theta.copy()
            trainer.step()
            kept.append(theta)
    return trainer, list(kept)


def diverged(**changes) -> tuple[Trainer, list[np.ndarray]]:
    # Too long a step kills ReLU units as often as not; without a kink it diverges.
    given = {"activation": "identity", "learning_rate": 0.05} | changes
    return run_until_it_breaks(TrainingConfig(**given))


def examined(**changes) -> tuple[Trainer, PostMortem]:
    trainer, states = diverged(**changes)
    return trainer, post_mortem(trainer.snapshot(), states)


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
        assert before.loss == pytest.approx(now.loss * run.unit**2)
        gradient = run.network.gradient
        index = int(np.argmax(np.abs(gradient)))
        assert before.gradient_name == run.network.parameter_name(index)
        assert before.gradient_value == pytest.approx(gradient[index])
        assert before.sharpness == pytest.approx(sharpness(run.objective))
        assert before.learning_rate == run.learning_rate
        assert before.bound == stable_below(run.settings, run.learning_rate)


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


# Remedies


def lost(
    updates: int, rate: float, data: Dataset = DATA, **changes
) -> tuple[Trainer, PostMortem]:
    """Go on with a learning rate that is too large once so many updates went well."""
    trainer = Trainer(TrainingConfig(**{"learning_rate": 0.001} | changes), data)
    trainer.run(updates)
    if updates:
        trainer.change("learning_rate", rate)
    with pytest.raises(DivergedError):
        while trainer.updates < 5_000:
            trainer.step()
    return trainer, examined_whole(trainer)


def examined_whole(trainer: Trainer) -> PostMortem:
    """Examine a run with all the states that are worth knowing."""
    snapshot, past = trainer.snapshot(), Past(trainer)
    steps = worth_knowing(snapshot)
    return post_mortem(snapshot, [past.theta_at(step) for step in steps], steps)


@pytest.mark.parametrize(
    ("rate", "changes"),
    [
        (3.0, {"standardize_inputs": True}),
        (30.0, {"learning_rate": 0.01}),
        (0.5, {"activation": "identity"}),
        (30.0, {"optimizer": "momentum", "learning_rate": 0.01}),
        (3.0, {"batch_size": 1}),
        (10.0, {"hidden_units": (6, 4), "batch_size": 32, "learning_rate": 0.01}),
    ],
)
def test_it_goes_back_to_a_state_that_went_well_and_goes_on_well_from_there(
    rate, changes
):
    trainer, found = lost(300, rate, **changes)
    remedy = next(remedy for remedy in found.remedies if remedy.step > 0)
    assert remedy.step <= found.blow_up.began
    # Over all samples, whatever each update looked at.
    past = Past(trainer)
    well = trainer.objective.twin(trainer.network.copy())

    def loss_at(step: int) -> float:
        well.network.theta[:] = past.theta_at(step)
        return well.measure(None).loss

    assert loss_at(remedy.step) <= loss_at(0)
    ((name, value),) = remedy.changes
    assert name == "learning_rate"
    assert value < rate
    assert float(f"{value:.0e}") == value  # one digit
    branch = past.branch(remedy.step)
    branch.change(name, value)
    before = branch.objective.measure(None).loss
    branch.run(100)
    assert branch.objective.measure(None).loss <= 1.001 * before
    assert f"after update {remedy.step:,}" in remedy.sentence


HE = {"initialization": "he"}


@pytest.mark.parametrize(
    ("rate", "changes"),
    [
        (3.0, {}),
        (30.0, {}),
        (100.0, {}),
        (0.05, {"activation": "leaky_relu"}),
        (0.05, {"activation": "identity"}),
        (30.0, {"batch_size": 64}),
        (0.05, {"activation": "identity", "batch_size": 32}),
        (30.0, {"optimizer": "momentum"}),
        (0.02, {"hidden_units": (16,) * 4, "activation": "leaky_relu"} | HE),
    ],
)
@pytest.mark.parametrize("updates", [0, 200])
def test_the_cause_is_where_the_blow_up_began(updates, rate, changes):
    if updates:
        rate = 100.0 * rate if rate < 1.0 else rate  # there is nothing left to lose
        trainer, found = lost(updates, rate, **{"learning_rate": 1e-4} | changes)
    else:
        trainer, found = lost(0, rate, **{"learning_rate": rate} | changes)
    losses, began = trainer.history.loss, found.blow_up.began
    assert updates <= began + 10  # nothing was wrong before the rate was changed ...
    assert began <= updates + 10  # ... and it was at once afterwards
    assert "so each step overshot" in found.cause
    over = next(
        state for state in found.before if state.overshoots and state.step >= updates
    )
    assert over.step <= updates + 10
    assert f"λmax was {figure(over.sharpness)}" in found.cause
    assert f"from {figure(losses[began])}" in found.cause
    assert f"to {figure(losses[-1])}" in found.cause
    assert len(found.last) == min(5, found.divergence.step)
    # No state in which the loss is out of hand is offered to go on from.
    assert all(remedy.step <= began for remedy in found.remedies)


@pytest.mark.parametrize(
    ("losses", "best", "began"),
    [
        ([8, 4, 2, 3, 9, 81, 1e9], 2, 3),
        ([8, 80, 1e4, 1e9], 0, 0),
        ([8, 2, 70, 2, 90, 2.5, 1e3, 1e9], 3, 5),  # what comes back is not lost
        ([8, 4, 2], 2, 2),
        ([math.nan, 8, 1e9], 1, 1),
        ([8, 9, 15, 1e3, 1e9], 0, 0),  # twice its lowest, but never below the start
        ([8, 7, 9, 13, 1e3, 1e9], 1, 1),
    ],
)
def test_the_loss_left_for_good_after_it_was_low_for_the_last_time(losses, best, began):
    assert blow_up(np.array(losses, dtype=float)) == (best, began)


def test_few_batches_do_not_say_that_it_went_well():
    losses = np.array([833.0, 2_004.0, 8_367.0, 1e5])
    assert blow_up(losses, steady=False, typical=800.0) == (0, 0)
    # Fifteen of the last median's 25 are as low as ever, but not those after them.
    losses = np.r_[np.full(40, 100.0), 1e3 ** np.arange(1, 11)]
    assert blow_up(losses, steady=False, typical=80.0).began == 39


@pytest.mark.parametrize(
    ("samples", "changes"),
    [
        (1_000, {"learning_rate": 3.0, "batch_size": 16}),
        (200, {"learning_rate": 10.0}),
        (200, {"learning_rate": 10.0, "l2": 0.1}),
        (200, {"learning_rate": 3.0, "batch_size": 2}),
        # Here the first batches are easy ones, in a state that is worse over all.
        (1_000, {"learning_rate": 0.5, "batch_size": 1, "activation": "tanh"}),
        (1_000, {"learning_rate": 3.0, "batch_size": 4}),
    ],
)
def test_no_state_that_is_worse_than_the_start_is_said_to_go_well(samples, changes):
    config, data = TrainingConfig(**changes), datasets.notebook(samples)
    trainer, _ = run_until_it_breaks(config, data)
    found, past = examined_whole(trainer), Past(trainer)
    whole = trainer.objective.twin(trainer.network.copy())

    def loss_at(step: int) -> float:
        whole.network.theta[:] = past.theta_at(step)
        return whole.measure(None).loss

    assert loss_at(found.blow_up.began) <= loss_at(0)
    for remedy in found.remedies:
        assert loss_at(remedy.step) <= loss_at(0)
    began = found.blow_up.began
    since = f"after update {began:,}" if began else "at the start"
    assert f" {since} to " in found.cause


def test_a_state_after_the_best_is_said_to_be_before_it_got_out_of_hand():
    _, found = lost(300, 3.0, standardize_inputs=True)
    remedy = next(remedy for remedy in found.remedies if remedy.step)
    assert remedy.step == found.blow_up.best
    assert "when the run still went well" in remedy.sentence
    trainer = Trainer(TrainingConfig(standardize_inputs=True), DATA)
    trainer.run(100)
    trainer.change("learning_rate", 3.0)
    with pytest.raises(DivergedError):
        trainer.run(5_000)
    snapshot, past = trainer.snapshot(), Past(trainer)
    losses = snapshot.history_loss.copy()
    losses[98] *= 0.9
    snapshot = replace(snapshot, history_loss=losses)
    steps = [step for step in worth_knowing(snapshot) if step != 98]
    found = post_mortem(snapshot, [past.theta_at(step) for step in steps], steps)
    remedy = next(remedy for remedy in found.remedies if remedy.step)
    assert remedy.step == found.blow_up.began > found.blow_up.best
    assert "before it got out of hand" in remedy.sentence


def test_an_easy_batch_is_no_low_level():
    rng = np.random.default_rng(0)
    losses = np.r_[100.0 * rng.uniform(0.5, 1.5, 400), 1e3 ** np.arange(1, 50)]
    losses[[2, 30, 150]] = 1e-6
    found = blow_up(losses, steady=False, typical=200.0)
    assert 390 <= found.began < 400
    assert found.best > 24
    assert blow_up(losses).began == 150  # which is what would be said otherwise


def test_without_losses_no_blow_up_is_known():
    assert blow_up(np.array([])) is None
    assert blow_up(np.array([]), steady=False) is None
    assert worth_knowing(Trainer(TrainingConfig(), DATA).snapshot()) == ()


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
    told = found.standardising
    assert told.helps
    raw = Trainer(trainer.config, DATA)
    scaled = Trainer(replace(trainer.config, standardize_inputs=True), DATA)
    assert told.raw == pytest.approx(sharpness(raw.objective))
    assert told.standardised == pytest.approx(sharpness(scaled.objective))
    assert f"from {told.raw:,.0f} to {told.standardised:.4g}" in told.sentence
    remedy = next(
        r for r in found.remedies if ("standardize_inputs", True) in r.changes
    )
    assert remedy.sentence == told.sentence


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
        told = remedy.trial
        assert run.objective.measure(None).loss == pytest.approx(told.after)
        assert told.after < 0.9 * variance(data) / 2.0
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
    trial = Trial(before, after, 400, mean)
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
    branch = Past(trainer).branch(remedy.step)
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
    frozen = trainer.regime.frozen
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

    def interrupted() -> bool:
        nonlocal asked
        asked += 1
        return asked > after

    with pytest.raises(Cancelled):
        post_mortem(trainer.snapshot(), states, interrupted=interrupted)
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
        states.append(State(step, theta, trainer.settings, 0.01))
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
