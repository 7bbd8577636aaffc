"""What a run is about to do: the copy that finds out is the run itself."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import OPTIMIZERS, Trainer, TrainingConfig
from shallownet.curvature import lanczos
from shallownet.data import datasets
from shallownet.errors import Cancelled, ConfigError, DivergedError
from shallownet.foresight.copied_run import copied_run
from shallownet.foresight.rates import (
    GROWTH,
    UPDATES,
    RatePair,
    describe,
    rate_pair,
    try_rates,
)
from shallownet.foresight.unit_fates import (
    ALMOST_ALL,
    has_mortal_units,
    unit_fates,
)
from tests.examples import examples

DATA = datasets.notebook(50)


def trainer_of(steps: int = 0, **settings: Any) -> Trainer:
    trainer = Trainer(TrainingConfig(**settings), DATA)
    trainer.run(steps)
    return trainer


@examples(40)
@given(
    st.sampled_from(list(OPTIMIZERS)),
    st.sampled_from([None, 8]),
    st.sampled_from(["constant", "cosine"]),
    st.integers(0, 20),
)
def test_a_copy_goes_on_as_the_run_does(optimizer, batch_size, schedule, steps):
    trainer = trainer_of(
        steps, optimizer=optimizer, batch_size=batch_size, schedule=schedule
    )
    trainer.change("l2", 0.01)
    trainer.edit("W1[0, 0]", 0.3)
    trainer.freeze("b1[2]")
    trainer.run(3)
    copy = copied_run(trainer.snapshot())
    for run in (trainer, copy):
        run.run(7)
    assert copy.updates == trainer.updates
    assert np.array_equal(copy.network.theta, trainer.network.theta)


def test_a_run_that_cannot_be_replayed_says_so():
    trainer = trainer_of(5, optimizer="adam")
    trainer.network.theta += 1e-9  # as if another machine had rounded
    with pytest.raises(ConfigError, match="bit for bit"):
        copied_run(trainer.snapshot())


# Two rates


def sharpness_of(trainer: Trainer) -> float:
    return lanczos.sharpness(trainer.objective)


def test_rates_lie_around_the_limit_or_on_one_side_of_it():
    trainer = trainer_of(10)
    sharpness, snapshot = sharpness_of(trainer), trainer.snapshot()
    pairs = [rate_pair(snapshot, sharpness, seed) for seed in range(40)]
    sides = {tuple(rate > pair.limit for rate in pair.rates) for pair in pairs}
    assert sides == {(False, False), (False, True), (True, True)}
    for pair in pairs:
        assert pair.limit == pytest.approx(2.0 / sharpness)
        assert pair.rates[0] < pair.rates[1]


@pytest.mark.parametrize("optimizer", ["adam", "rmsprop"])
def test_without_a_limit_nothing_is_asked(optimizer):
    snapshot = trainer_of(2, optimizer=optimizer).snapshot()
    assert rate_pair(snapshot, 10.0, 0) is None
    assert rate_pair(trainer_of().snapshot(), -1.0, 0) is None
    assert rate_pair(trainer_of().snapshot(), math.nan, 0) is None


def test_on_a_parabola_the_limit_decides():
    """A network without hidden units has the same curvature everywhere."""
    trainer = trainer_of(5, hidden_units=(), learning_rate=1e-4)
    sharpness, snapshot = sharpness_of(trainer), trainer.snapshot()
    for seed in range(12):
        pair = rate_pair(snapshot, sharpness, seed)
        trial = try_rates(snapshot, pair)
        assert trial.diverged == tuple(rate > pair.limit for rate in pair.rates)
        assert trial.answer in ("none", "second", "both")
        assert str(len(trial.losses[1]) - 1) in describe(trial) or (
            trial.answer == "none"
        )


def test_the_losses_are_those_of_a_run_with_the_rate():
    trainer = trainer_of(20)
    snapshot = trainer.snapshot()
    pair = RatePair((0.0005, 0.002), 1.0, 2.0)
    trial = try_rates(snapshot, pair)
    assert trial.answer == "none"
    trainer.change("learning_rate", 0.002)
    trainer.run(UPDATES)
    expected = [*trainer.history.loss[20:], trainer.snapshot().loss]
    np.testing.assert_allclose(trial.losses[1], expected, rtol=1e-9)


def test_growth_beyond_every_use_counts_as_divergence():
    trainer = trainer_of(hidden_units=(), learning_rate=1e-4)
    snapshot = trainer.snapshot()
    trial = try_rates(snapshot, RatePair((1e-4, 1.0), 0.1, 20.0))
    assert trial.answer == "second"
    assert trial.losses[1][-1] >= GROWTH * snapshot.loss
    trainer.change("learning_rate", 1.0)
    with pytest.raises(DivergedError):
        trainer.run(2_000)


def test_trying_rates_can_be_cancelled_and_tells_how_far_it_is():
    snapshot, seen = trainer_of().snapshot(), []
    try_rates(snapshot, RatePair((1e-5, 1e-4), 1.0, 2.0), lambda *at: seen.append(at))
    assert seen[-1] == (2 * UPDATES, 2 * UPDATES)
    with pytest.raises(Cancelled):
        try_rates(snapshot, RatePair((1e-5, 1e-4), 1.0, 2.0), cancelled=lambda: True)


# Units


def saturation_by_hand(trainer: Trainer) -> np.ndarray:
    """Return the share of samples on which each sigmoid unit is saturated."""
    parameters = trainer.network.parameters
    a = 1 / (1 + np.exp(-(parameters["W1"] @ DATA.X + parameters["b1"])))
    return (a * (1 - a) < 0.01).mean(axis=1)


def test_the_first_unit_to_saturate_is_that_of_the_run_itself():
    trainer = trainer_of(learning_rate=0.3)
    fates = unit_fates(trainer.snapshot())
    assert fates.first
    alive = saturation_by_hand(trainer) < ALMOST_ALL
    assert set(fates.alive) == {(1, n) for n in np.flatnonzero(alive).tolist()}
    trainer.run(int(fates.updates[-2]))
    before = saturation_by_hand(trainer)
    trainer.run(fates.at - trainer.updates)
    after = saturation_by_hand(trainer)
    died = np.flatnonzero(alive & (after >= ALMOST_ALL))
    assert {(1, n) for n in died.tolist()} == set(fates.first)
    assert (before[alive] < ALMOST_ALL).all()


def test_a_unit_of_relus_dies():
    trainer = trainer_of(learning_rate=0.01, activation="relu", hidden_units=(6,))
    fates = unit_fates(trainer.snapshot())
    assert fates.first
    trainer.run(fates.at)
    parameters = trainer.network.parameters
    Z = parameters["W1"] @ DATA.X + parameters["b1"]
    for _, unit in fates.first:
        assert (Z[unit] <= 0.0).mean() >= ALMOST_ALL


def test_where_none_dies_none_is_named():
    fates = unit_fates(trainer_of(iterations=40, learning_rate=1e-6).snapshot())
    assert fates.first == ()
    assert fates.at is None
    assert fates.updates[-1] == 40  # no more than are planned


def test_some_activations_never_stop_learning():
    for activation, mortal in (("sigmoid", True), ("sine", False), ("relu", True)):
        snapshot = trainer_of(activation=activation).snapshot()
        assert has_mortal_units(snapshot) == mortal
    assert not has_mortal_units(trainer_of(hidden_units=()).snapshot())


def test_foreseeing_can_be_cancelled():
    with pytest.raises(Cancelled):
        unit_fates(trainer_of().snapshot(), cancelled=lambda: True)
