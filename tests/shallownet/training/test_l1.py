"""The L1 penalty: weights that become exactly 0, as in the lasso."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from shallownet import OPTIMIZERS, Dataset, Trainer, TrainingConfig

STRENGTH = 0.3
X = np.random.default_rng(0).normal(size=(6, 200))
DATA = Dataset(X, 2.0 * X[:1])


def lasso() -> np.ndarray:
    """Solve the same problem by coordinate descent."""
    w, b, m = np.zeros(6), 0.0, X.shape[1]
    for _ in range(200):
        b += float((DATA.y[0] - w @ X - b).mean())
        for k in range(6):
            without = DATA.y[0] - w @ X - b + w[k] * X[k]
            pull = X[k] @ without / m
            w[k] = np.sign(pull) * max(abs(pull) - STRENGTH, 0) / (X[k] @ X[k] / m)
    return w


def trainer_of(**changes) -> Trainer:
    settings: dict[str, Any] = {"hidden_units": (), "initialization": "uniform"}
    settings |= {"learning_rate": 0.01, "l1": STRENGTH} | changes
    return Trainer(TrainingConfig(**settings), DATA)


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
@pytest.mark.parametrize(
    "more", [{}, {"clip_norm": 0.1}, {"batch_size": 50}], ids=["", "clipped", "batches"]
)
def test_every_optimizer_finds_the_weights_of_the_lasso(optimizer, more):
    rate = {"learning_rate": 0.1, "schedule": "cosine", "iterations": 1_000}
    trainer = trainer_of(optimizer=optimizer, **rate, **more)
    trainer.run(1_000)
    W = trainer.network.parameters["W1"][0]
    expected = lasso()
    assert np.count_nonzero(expected) == 1
    assert W[1:].tolist() == [0.0] * 5
    assert not np.signbit(W[1:]).any()
    assert W[0] == pytest.approx(expected[0], rel=1e-3)


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_the_next_update_is_predicted_to_the_bit(optimizer):
    trainer = trainer_of(optimizer=optimizer, hidden_units=(4,), clip_norm=0.5)
    trainer.freeze("W1[0, 0]")
    frozen = trainer.network.theta[0]
    for _ in range(60):
        upcoming, preview = trainer.snapshot().upcoming, trainer.preview()
        trainer.step()
        np.testing.assert_array_equal(upcoming, trainer.network.theta)
        for name, array in trainer.network.parameters.items():
            np.testing.assert_array_equal(preview.after[name], array)
    assert trainer.network.theta[0] == frozen


def test_biases_are_not_penalized():
    trainer = trainer_of(l1=100.0)
    trainer.network.parameters["b1"][:] = 3.0
    trainer.run(100)
    assert not trainer.network.parameters["W1"].any()
    assert trainer.network.parameters["b1"].item() != 0.0


def test_without_a_step_nothing_shrinks():
    trainer = trainer_of(schedule="cosine", iterations=4)
    trainer.run(4)
    before = trainer.network.theta.copy()
    trainer.run(1)  # the schedule has ended
    np.testing.assert_array_equal(trainer.network.theta, before)
