"""Where a run began to get out of hand, and the last state before it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from shallownet import Dataset, DivergedError, Trainer, TrainingConfig
from shallownet.analysis.post_mortem import PostMortem, post_mortem
from shallownet.analysis.post_mortem.blow_up import blow_up, updates_to_examine
from shallownet.data import datasets
from shallownet.runs.rewind import Rewind
from shallownet.wording import figure
from tests.shallownet.analysis.post_mortem.broken_runs import (
    DATA,
    examined_whole,
    run_until_it_breaks,
)


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
    past = Rewind(trainer)
    well = trainer.objective.for_network(trainer.network.copy())

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
    found, past = examined_whole(trainer), Rewind(trainer)
    whole = trainer.objective.for_network(trainer.network.copy())

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
    snapshot, past = trainer.snapshot(), Rewind(trainer)
    losses = snapshot.history_loss.copy()
    losses[98] *= 0.9
    snapshot = replace(snapshot, history_loss=losses)
    steps = [step for step in updates_to_examine(snapshot) if step != 98]
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
    assert updates_to_examine(Trainer(TrainingConfig(), DATA).snapshot()) == ()
