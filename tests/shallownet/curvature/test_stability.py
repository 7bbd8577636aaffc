"""The stability bound of gradient descent, and the verdict on λmax."""

from __future__ import annotations

import math

import numpy as np
import pytest

from shallownet import Dataset, Trainer, TrainingConfig
from shallownet.curvature.stability import stable_below, verdict
from tests.shallownet.curvature.whole_hessian import largest


@pytest.mark.parametrize("optimizer", ["gradient_descent", "momentum", "nesterov"])
def test_a_rate_below_the_bound_converges_and_one_above_it_diverges(optimizer):
    data = Dataset(np.array([[1.0, 3.0, -2.0]]), np.array([[5.0, -2.0, 1.0]]))
    config = TrainingConfig(hidden_units=(), optimizer=optimizer)
    sharp = largest(Trainer(config, data).objective)
    critical = stable_below(config.optimizer, 1.0) / sharp
    assert stable_below(config.optimizer, critical) == pytest.approx(sharp)
    for share, settles in ((0.97, True), (1.03, False)):
        trainer = Trainer(config, data)
        trainer.change("learning_rate", share * critical)
        before = trainer.snapshot().loss
        trainer.run(600)
        after = trainer.snapshot().loss
        assert (after < before) if settles else (after > 1e3 * before)


@pytest.mark.parametrize("optimizer", ["rmsprop", "adam"])
def test_adaptive_optimizers_have_no_known_bound(optimizer):
    config = TrainingConfig(optimizer=optimizer)
    assert math.isnan(stable_below(config.optimizer, 0.001))
    assert verdict(5.0, stable_below(config.optimizer, 0.001)) == ""


def test_a_rate_of_zero_has_no_bound():
    assert math.isnan(stable_below(TrainingConfig().optimizer, 0.0))


@pytest.mark.parametrize(
    ("value", "bound", "expected"),
    [
        (33.0, 2_000.0, "stable"),
        (-4.0, 2_000.0, "stable"),
        (0.0, 2_000.0, "stable"),
        (1_799.0, 2_000.0, "stable"),
        (1_801.0, 2_000.0, "at the edge"),
        (2_000.0, 2_000.0, "at the edge"),
        (2_110.0, 2_000.0, "at the edge"),  # where the default run hovers
        (2_201.0, 2_000.0, "will overshoot"),
        (math.nan, 2_000.0, ""),
        (math.inf, 2_000.0, ""),
    ],
)
def test_the_verdict_depends_on_the_distance_to_the_bound(value, bound, expected):
    assert verdict(value, bound) == expected
