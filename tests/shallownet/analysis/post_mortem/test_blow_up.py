"""The start of a blow-up, and the last states before it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from shallownet import Dataset, DivergedError, Trainer, TrainingConfig
from shallownet.analysis.post_mortem import (
    PostMortem,
    post_mortem,
    updates_to_examine,
)
from shallownet.analysis.post_mortem.blow_up import find_blow_up
from shallownet.data import datasets
from shallownet.runs.rewind import Rewind
from shallownet.wording import figure
from tests.shallownet.analysis.post_mortem.diverged_runs import (
    DATA,
    fully_examined,
    run_until_diverged,
)


def diverged_after(
    updates: int, rate: float, data: Dataset = DATA, **changes
) -> tuple[Trainer, PostMortem]:
    """Train for some updates, then with a learning rate that is too large."""
    trainer = Trainer(TrainingConfig(**{"learning_rate": 0.001} | changes), data)
    trainer.run(updates)
    if updates:
        trainer.change("learning_rate", rate)
    with pytest.raises(DivergedError):
        while trainer.updates < 5_000:
            trainer.step()
    return trainer, fully_examined(trainer)


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
def test_a_remedy_from_a_state_before_the_blow_up_trains_well(rate, changes):
    trainer, found = diverged_after(300, rate, **changes)
    remedy = next(r for r in found.remedies if r.step > 0 and r.changes)
    assert remedy.step <= found.blow_up.began
    # Over all samples, whatever the batches.
    past = Rewind(trainer)
    whole = trainer.objective.for_network(trainer.network.copy())

    def loss_at(step: int) -> float:
        whole.network.theta[:] = past.theta_at(step)
        return whole.measure(None).loss

    assert loss_at(remedy.step) <= loss_at(0)
    ((name, value),) = remedy.changes
    assert name == "learning_rate"
    assert value < rate
    assert float(f"{value:.0e}") == value  # one digit
    branch = past.branch(remedy.step)
    branch.change(name, value)
    initial_loss = branch.objective.measure(None).loss
    branch.run(100)
    assert branch.objective.measure(None).loss <= 1.001 * initial_loss
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
        rate = 100.0 * rate if rate < 1.0 else rate  # the loss has little room to rise
        trainer, found = diverged_after(
            updates, rate, **{"learning_rate": 1e-4} | changes
        )
    else:
        trainer, found = diverged_after(0, rate, **{"learning_rate": rate} | changes)
    losses, began = trainer.history.loss, found.blow_up.began
    assert abs(began - updates) <= 10  # the change of the rate is the cause
    assert "so each step overshot" in found.cause
    over = next(
        state for state in found.states if state.overshoots and state.step >= updates
    )
    assert over.step <= updates + 10
    assert f"λmax was {figure(over.sharpness)}" in found.cause
    assert f"from {figure(losses[began])}" in found.cause
    assert f"to {figure(losses[-1])}" in found.cause
    assert len(found.last) == min(5, found.divergence.step)
    # No remedy resumes from a state after the blow-up began.
    chosen = [remedy for remedy in found.remedies if not remedy.undone]
    assert all(remedy.step <= began for remedy in chosen)


@pytest.mark.parametrize(
    ("losses", "best", "began"),
    [
        ([8, 4, 2, 3, 9, 81, 1e9], 2, 3),
        ([8, 80, 1e4, 1e9], 0, 0),
        ([8, 2, 70, 2, 90, 2.5, 1e3, 1e9], 3, 5),  # a temporary rise is no blow-up
        ([8, 4, 2], 2, 2),
        ([math.nan, 8, 1e9], 1, 1),
        ([8, 9, 15, 1e3, 1e9], 0, 0),  # twice its lowest, but never below the start
        ([8, 7, 9, 13, 1e3, 1e9], 1, 1),
    ],
)
def test_a_blow_up_begins_after_the_last_low_loss(losses, best, began):
    assert find_blow_up(np.array(losses, dtype=float)) == (best, began)


def test_a_few_low_batch_losses_do_not_count_as_a_low_level():
    losses = np.array([833.0, 2_004.0, 8_367.0, 1e5])
    assert find_blow_up(losses, same_samples=False, typical=800.0) == (0, 0)
    # Of the last 25 losses, fifteen are low and ten have blown up.
    losses = np.r_[np.full(40, 100.0), 1e3 ** np.arange(1, 11)]
    assert find_blow_up(losses, same_samples=False, typical=80.0).began == 39


@pytest.mark.parametrize(
    ("samples", "changes"),
    [
        (1_000, {"learning_rate": 3.0, "batch_size": 16}),
        (200, {"learning_rate": 10.0}),
        (200, {"learning_rate": 10.0, "l2": 0.1}),
        (200, {"learning_rate": 3.0, "batch_size": 2}),
        # Here the first batches have a low loss, but not all samples together.
        (1_000, {"learning_rate": 0.5, "batch_size": 1, "activation": "tanh"}),
        (1_000, {"learning_rate": 3.0, "batch_size": 4}),
    ],
)
def test_the_blow_up_begins_at_a_state_no_worse_than_the_start(samples, changes):
    config, data = TrainingConfig(**changes), datasets.notebook(samples)
    trainer, _ = run_until_diverged(config, data)
    found, past = fully_examined(trainer), Rewind(trainer)
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


def test_the_sentence_tells_whether_the_state_is_the_best():
    _, found = diverged_after(300, 3.0, standardize_inputs=True)
    remedy = next(r for r in found.remedies if r.step and r.changes)
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
    found = post_mortem(snapshot, {step: past.theta_at(step) for step in steps})
    remedy = next(r for r in found.remedies if r.step and r.changes)
    assert remedy.step == found.blow_up.began > found.blow_up.best
    assert "before it got out of hand" in remedy.sentence


def test_a_single_low_batch_loss_is_no_low_level():
    rng = np.random.default_rng(0)
    losses = np.r_[100.0 * rng.uniform(0.5, 1.5, 400), 1e3 ** np.arange(1, 50)]
    losses[[2, 30, 150]] = 1e-6
    found = find_blow_up(losses, same_samples=False, typical=200.0)
    assert 390 <= found.began < 400
    assert found.best > 24
    assert find_blow_up(losses).began == 150  # without medians


def test_without_losses_there_is_no_blow_up():
    assert find_blow_up(np.array([])) is None
    assert find_blow_up(np.array([]), same_samples=False) is None
    assert updates_to_examine(Trainer(TrainingConfig(), DATA).snapshot()) == ()
