"""Undoing the last update, and continuing from there."""

from __future__ import annotations

import math

import numpy as np
import pytest

from shallownet import OPTIMIZERS, DivergedError, Event, Trainer, TrainingConfig
from shallownet.data import datasets

DATA = datasets.notebook(60)


def same(one: Trainer, other: Trainer) -> None:
    """Assert that two runs are in the same state, bit for bit."""
    np.testing.assert_array_equal(one.network.theta, other.network.theta)
    np.testing.assert_array_equal(one.history.loss, other.history.loss)
    np.testing.assert_array_equal(
        one.history.gradient_norm, other.history.gradient_norm
    )
    assert one.updates == other.updates
    assert one.events == other.events
    assert one.learning_rate == other.learning_rate


def diverged(**changes) -> Trainer:
    # Too long a step kills ReLU units as often as not; without a kink it diverges.
    config = TrainingConfig(activation="identity", learning_rate=1.0, **changes)
    trainer = Trainer(config, DATA)
    with pytest.raises(DivergedError):
        trainer.run(1_000)
    return trainer


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
@pytest.mark.parametrize("batch_size", [None, 12])
@pytest.mark.parametrize("updates", [1, 5, 6])  # 5 updates are one epoch of 12s
def test_undoing_an_update_restores_the_state_before_it(optimizer, batch_size, updates):
    config = TrainingConfig(optimizer=optimizer, batch_size=batch_size)
    back, plain = Trainer(config, DATA), Trainer(config, DATA)
    back.run(updates)
    plain.run(updates - 1)
    back.return_to_finite()
    same(back, plain)
    # The optimizer's memory is not visible, but affects further updates.
    back.run(3)
    plain.run(3)
    same(back, plain)


@pytest.mark.parametrize("optimizer", ["gradient_descent", "momentum"])
@pytest.mark.parametrize("batch_size", [None, 12])
def test_a_diverged_run_continues_with_a_smaller_rate_and_can_be_replayed(
    optimizer, batch_size
):
    trainer = diverged(optimizer=optimizer, batch_size=batch_size)
    broke = trainer.divergence
    assert broke.step == trainer.updates >= 1
    trainer.return_to_finite()
    assert trainer.updates == broke.step - 1
    trainer.change("learning_rate", 1e-8)
    assert trainer.events == [Event(broke.step - 1, "learning_rate", 1.0, 1e-8)]
    trainer.step()

    replayed = Trainer(trainer.config, DATA)
    for event in trainer.events:
        replayed.run(event.step - replayed.updates)
        replayed.change("learning_rate", event.after)
    replayed.run(trainer.updates - replayed.updates)
    same(trainer, replayed)


def test_the_same_update_diverges_again():
    trainer = diverged()
    broke = trainer.divergence
    trainer.return_to_finite()
    with pytest.raises(DivergedError):
        trainer.run(2)
    assert str(trainer.divergence) == str(broke)


def test_a_diverged_run_can_be_observed():
    trainer = diverged()
    theta, made = trainer.network.theta.copy(), trainer.updates
    snapshot = trainer.snapshot()
    trainer.preview()
    trainer.predict(DATA.X)
    assert snapshot.divergence == trainer.divergence
    assert snapshot.step == made == len(snapshot.history_loss)
    assert not math.isfinite(snapshot.rmse)
    np.testing.assert_array_equal(trainer.network.theta, theta)
    with pytest.raises(DivergedError, match=f"update {made} made"):
        trainer.step()
    assert trainer.updates == made == len(trainer.history)


def test_there_is_no_update_to_undo_at_the_start():
    trainer = Trainer(TrainingConfig(), DATA)
    with pytest.raises(DivergedError, match="no update to take back"):
        trainer.return_to_finite()
    trainer.step()


def test_a_reset_ends_a_divergence():
    trainer = diverged()
    trainer.reset()
    assert trainer.divergence is None
    assert math.isfinite(trainer.step().loss)


def test_a_rate_changed_while_diverged_is_replayed():
    data = datasets.notebook(60)
    t = Trainer(TrainingConfig(activation="identity", learning_rate=1.0), data)
    with pytest.raises(DivergedError):
        t.run(1_000)
    t.change("learning_rate", 1e-8)  # first the rate, then undo
    t.return_to_finite()
    t.step()
    replayed = Trainer(t.config, data)
    for event in t.events:
        replayed.run(event.step - replayed.updates)
        replayed.change("learning_rate", event.after)
    replayed.run(t.updates - replayed.updates)  # diverges if the event is lost
    np.testing.assert_array_equal(t.network.theta, replayed.network.theta)


def test_a_second_update_cannot_be_undone():
    t = Trainer(TrainingConfig(), DATA)
    t.run(5)
    t.return_to_finite()
    with pytest.raises(DivergedError, match="no update"):
        t.return_to_finite()
    assert t.updates == 4


def test_there_is_no_previous_loss_after_undoing_an_update():
    trainer = Trainer(TrainingConfig(), datasets.notebook(90))
    trainer.run(3)
    trainer.return_to_finite()
    assert trainer.snapshot().previous_loss is None
