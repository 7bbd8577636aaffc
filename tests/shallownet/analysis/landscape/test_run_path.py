"""The path holds states that the run was in."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet.analysis.landscape import run_path
from shallownet.errors import DivergedError
from shallownet.runs.rewind import Rewind
from tests.shallownet.analysis.landscape.runs import path_of, trainer_of


def test_every_state_of_a_short_run_is_on_the_path():
    trainer = trainer_of(hidden_units=(3,))
    states = [trainer.network.theta.copy()]
    for _ in range(20):
        trainer.step()
        states.append(trainer.network.theta.copy())
    path = path_of(trainer)
    np.testing.assert_array_equal(path.updates, range(21))
    np.testing.assert_array_equal(path.thetas, states)
    assert not path.thetas.flags.writeable
    np.testing.assert_array_equal(path.losses[:-1], trainer.history.loss)
    assert path.losses[-1] == trainer.snapshot().loss
    assert path.best == int(np.argmin(path.losses))
    assert path.made == 20


def test_a_long_run_keeps_its_start_its_best_and_its_last(monkeypatch):
    monkeypatch.setattr(run_path, "MAX_STATES", 10)
    trainer = trainer_of(hidden_units=(3,))
    trainer.run(60)
    trainer.change("learning_rate", 1.5)  # the loss rises from here on
    trainer.run(30)
    path = path_of(trainer, chosen=[7, 41, 999])
    best = int(np.argmin(trainer.history.loss))
    assert {0, 7, 41, best, 90} <= {*path.updates.tolist()}
    assert path.best is not None
    assert path.updates[path.best] == best
    assert len(path.updates) <= 10 + 3
    # More of the first states, whose steps are long.
    assert np.median(path.updates) < 45
    rewind = Rewind(trainer)
    for update, theta in zip(path.updates, path.thetas, strict=True):
        np.testing.assert_array_equal(theta, rewind.theta_at(int(update)))
    assert path.updates[path.row_of(40)] == 41


def test_only_states_with_a_checkpoint_are_taken():
    trainer = trainer_of(hidden_units=(3,))
    trainer.checkpoints.limit(2_000)
    trainer.run(50)
    assert trainer.checkpoints.stride > 1
    path = path_of(trainer)
    expected = np.union1d(trainer.checkpoints.updates, [50])
    np.testing.assert_array_equal(path.updates, expected)


def test_losses_of_batches_are_not_those_of_all_samples():
    trainer = trainer_of(hidden_units=(3,), batch_size=8)
    trainer.run(20)
    path = path_of(trainer)
    assert np.isnan(path.losses).all()
    assert path.best is None


def test_the_end_of_a_run_that_diverges_is_left_out():
    trainer = trainer_of(hidden_units=(3,), activation="relu")
    trainer.run(40)
    trainer.change("learning_rate", 100.0)
    with pytest.raises(DivergedError):
        trainer.run(100)
    path = path_of(trainer)
    assert np.isfinite(path.thetas).all()
    assert np.abs(path.thetas).max() < 1e3
    assert path.updates[-1] == pytest.approx(40, abs=2)
