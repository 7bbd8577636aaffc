"""The loss along a step: its curve, prediction, actual change and best step."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import OPTIMIZERS, Trainer, TrainingConfig
from shallownet.analysis.microscope import Microscope
from shallownet.analysis.step_profile import MAX_STEP, MIN_SPAN, step_profile
from shallownet.data import datasets
from shallownet.errors import Cancelled
from shallownet.nn.gradient_rules import RULES
from tests.examples import examples

DATA = datasets.notebook(60)


def total_loss(trainer: Trainer) -> float:
    """Return the loss with its penalty over the samples of the next update."""
    now = trainer.objective.measure(trainer.batch())
    return now.loss + now.penalty


def along_gradient(trainer: Trainer, **more):
    trainer.evaluate()
    gradient = trainer.network.gradient.copy()
    rate = trainer.learning_rate
    return step_profile(trainer.objective, gradient, rate, trainer.batch(), **more)


def best_on_quadratic(trainer: Trainer) -> tuple[float, float]:
    """Return the best step of a linear model, |g|^2 / g^T H g, and its gain.

    Its J is a quadratic with H = 1/m [X; 1] [X; 1]^T, and l2 on the weights' diagonal.
    """
    rows = trainer.batch()
    X = trainer.objective.X if rows is None else trainer.objective.X[:, rows]
    H = X @ X.T / X.shape[1]
    weights = np.arange(len(X) - 1)
    H[weights, weights] += trainer.settings.l2
    trainer.evaluate()
    g = trainer.network.gradient
    best = g @ g / (g @ H @ g)
    return float(best), float(g @ g * best / 2.0)


@examples(60)
@given(
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    gradient=st.sampled_from(sorted(RULES)),
    batch_size=st.sampled_from([None, 1, 25]),
    clip_norm=st.sampled_from([None, 0.5]),
    schedule=st.sampled_from(["constant", "step", "cosine"]),
    penalty=st.sampled_from([(0.0, 0.0), (0.01, 0.1)]),
    frozen=st.sets(st.sampled_from(["W1[0, 1]", "b1[2]", "W2[1, 3]", "b3[0]"])),
    target=st.booleans(),
    updates=st.integers(0, 4),
)
def test_the_actual_change_is_that_of_the_next_update(
    optimizer,
    gradient,
    batch_size,
    clip_norm,
    schedule,
    penalty,
    frozen,
    target,
    updates,
):
    config = TrainingConfig(
        hidden_units=(4, 4),
        activation="tanh",
        initialization="xavier",
        learning_rate=0.01,
        optimizer=optimizer,
        gradient=gradient,
        batch_size=batch_size,
        clip_norm=clip_norm,
        schedule=schedule,
        decay_every=2,
        iterations=9,
        l1=penalty[0],
        l2=penalty[1],
        standardize_inputs=True,
        standardize_target=target,
    )
    trainer = Trainer(config, DATA)
    for name in sorted(frozen):
        trainer.freeze(name)
    trainer.run(updates)
    snapshot = trainer.snapshot()
    found = Microscope(snapshot.run).step_profile(snapshot)
    rows, before = trainer.batch(), total_loss(trainer)
    trainer.step()
    after = trainer.objective.measure(rows)
    units = trainer.problem.unit**2
    change = (after.loss + after.penalty - before) * units
    assert found.loss == pytest.approx(before * units, rel=1e-12)
    assert found.actual == pytest.approx(change, rel=1e-6, abs=1e-12 * found.loss)
    assert found.learning_rate == snapshot.learning_rate


@examples(40)
@given(
    learning_rate=st.floats(1e-4, 1.0),
    batch_size=st.sampled_from([None, 25]),
    l2=st.sampled_from([0.0, 0.1]),
    units=st.sampled_from([(), (5,), (4, 3)]),
    updates=st.integers(0, 3),
)
def test_the_prediction_for_gradient_descent_is_the_rate_times_the_squared_norm(
    learning_rate, batch_size, l2, units, updates
):
    config = TrainingConfig(
        hidden_units=units,
        batch_size=batch_size,
        l2=l2,
        standardize_inputs=True,
        standardize_target=True,
    )
    trainer = Trainer(config, DATA)
    trainer.run(updates)
    trainer.change("learning_rate", learning_rate)
    trainer.evaluate()
    expected = -learning_rate * float(np.square(trainer.network.gradient).sum())
    assert along_gradient(trainer).predicted == pytest.approx(expected, rel=1e-12)
    snapshot = trainer.snapshot()
    found = Microscope(snapshot.run).step_profile(snapshot)
    assert found.predicted == pytest.approx(
        expected * trainer.problem.unit**2, rel=1e-7
    )


def test_the_prediction_is_accurate_for_a_short_step():
    trainer = Trainer(TrainingConfig(learning_rate=1e-7), DATA)
    found = along_gradient(trainer)
    assert found.actual == pytest.approx(found.predicted, rel=1e-3)
    assert found.actual < 0.0


@pytest.mark.parametrize("batch_size", [None, 25])
@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_the_curve_is_the_loss_at_each_step(optimizer, batch_size):
    config = TrainingConfig(
        optimizer=optimizer, batch_size=batch_size, learning_rate=0.01, l1=0.01
    )
    trainer = Trainer(config, DATA)
    trainer.run(3)
    snapshot = trainer.snapshot()
    found = Microscope(snapshot.run).step_profile(snapshot)
    start, rows = snapshot.theta, snapshot.rows
    whole_step = snapshot.upcoming - start

    def loss(step: float) -> float:
        trainer.network.theta[:] = start + step / found.learning_rate * whole_step
        now = trainer.objective.measure(rows)
        return now.loss + now.penalty

    assert found.steps[0] == 0.0
    assert found.losses[0] == found.loss == loss(0.0)
    assert (np.diff(found.steps) > 0.0).all()
    np.testing.assert_allclose(
        found.losses, [loss(step) for step in found.steps], rtol=1e-9
    )
    assert found.steps[-1] >= MIN_SPAN * found.learning_rate
    assert found.steps[-1] >= found.best_step
    after = loss(found.learning_rate)
    assert found.loss + found.actual == pytest.approx(after, rel=1e-12)
    assert loss(found.best_step) == pytest.approx(found.best_loss, rel=1e-12)
    # The curve is nowhere lower before the first minimum.
    reached = found.losses[found.steps <= found.best_step]
    assert found.best_loss <= reached.min() + 1e-9 * found.loss


def linear_model(seed: int, **changes) -> Trainer:
    config = TrainingConfig(hidden_units=(), standardize_inputs=True, l2=0.1, **changes)
    trainer = Trainer(config, DATA)
    trainer.network.theta[:] = np.random.default_rng(seed).normal(0.0, 30.0, 3)
    return trainer


@examples(80)
@given(
    share=st.floats(0.02, 0.7 * MAX_STEP),
    seed=st.integers(0, 1_000),
    batch_size=st.sampled_from([None, 25]),
)
def test_the_best_step_on_a_quadratic_is_the_analytic_one(share, seed, batch_size):
    trainer = linear_model(seed, batch_size=batch_size)
    best, gain = best_on_quadratic(trainer)
    trainer.change("learning_rate", best / share)
    found = along_gradient(trainer)
    assert found.bounded
    assert found.best_step == pytest.approx(best, rel=1e-3)
    assert found.loss - found.best_loss == pytest.approx(gain, rel=1e-5)


@pytest.mark.parametrize("share", [0.74, 0.8, 0.9, 0.98])
def test_a_best_step_just_below_the_longest_is_found(share):
    trainer = linear_model(3)
    best, gain = best_on_quadratic(trainer)
    trainer.change("learning_rate", best / (share * MAX_STEP))
    found = along_gradient(trainer)
    assert found.bounded
    assert found.best_step == pytest.approx(best, rel=1e-3)
    assert found.loss - found.best_loss == pytest.approx(gain, rel=1e-5)


@examples(20)
@given(share=st.floats(1.05 * MAX_STEP, 1e4), seed=st.integers(0, 1_000))
def test_a_best_step_beyond_the_longest_is_not_bounded(share, seed):
    trainer = linear_model(seed)
    best, _ = best_on_quadratic(trainer)
    trainer.change("learning_rate", best / share)
    found = along_gradient(trainer)
    assert not found.bounded
    assert found.best_step == pytest.approx(MAX_STEP * found.learning_rate, rel=1e-3)
    assert found.best_loss == pytest.approx(found.losses.min(), rel=1e-6)
    assert found.best_loss < found.loss + min(found.actual, 0.0)


def test_a_step_uphill_has_no_best_step():
    trainer = linear_model(1, gradient="wrong_sign", learning_rate=0.1)
    found = along_gradient(trainer)
    assert found.predicted > 0.0
    assert found.actual > found.predicted  # J is convex
    assert (found.best_step, found.best_loss) == (0.0, found.loss)
    assert found.bounded


def test_more_than_twice_the_best_step_on_a_quadratic_raises_the_loss():
    trainer = linear_model(2)
    best, gain = best_on_quadratic(trainer)
    actual = []
    for share in (1.0, 1.99, 2.01):
        trainer.change("learning_rate", share * best)
        actual.append(along_gradient(trainer).actual)
    assert actual[0] == pytest.approx(-gain, rel=1e-9)
    assert actual[0] < actual[1] < 0.0 < actual[2]


def test_a_flat_loss_has_no_best_step():
    config = TrainingConfig(hidden_units=(3,), initialization="zeros")
    trainer = Trainer(
        config, datasets.Dataset(np.array([[1.0, 2.0]]), np.array([[0.0, 0.0]]))
    )
    found = along_gradient(trainer)
    assert set(found.losses) == {0.0}
    assert (found.slope, found.actual, found.best_step) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize("signs", [[1.0], [-1.0, 1.0]])
def test_a_step_that_overflows_has_an_infinite_loss(signs):
    config = TrainingConfig(activation="identity", hidden_units=(4, 4))
    trainer = Trainer(config, DATA)
    # With both signs some sums are inf - inf, which is NaN.
    size = trainer.network.theta.size
    direction = 1e200 * np.random.default_rng(0).choice(signs, size)
    found = step_profile(trainer.objective, direction, 1.0)
    assert found.actual == np.inf
    assert found.losses[0] == found.loss < np.inf
    assert (found.losses[1:] == np.inf).all()
    assert (found.best_step, found.best_loss) == (0.0, found.loss)


@pytest.mark.parametrize("gradient", ["exact", "wrong_sign", "published"])
@pytest.mark.parametrize("batch_size", [None, 25])
def test_the_parameters_and_the_rule_are_restored(gradient, batch_size):
    trainer = Trainer(TrainingConfig(gradient=gradient, batch_size=batch_size), DATA)
    trainer.run(2)
    start = trainer.network.theta.copy()
    along_gradient(trainer)
    np.testing.assert_array_equal(trainer.network.theta, start)
    assert trainer.objective.rule == gradient


@pytest.mark.parametrize("count", [1, 2, 7, 30, 60])
def test_it_can_be_cancelled_between_any_two_losses(count):
    trainer = Trainer(TrainingConfig(), DATA)
    start = trainer.network.theta.copy()
    calls: list[None] = []

    def cancelled() -> bool:
        calls.append(None)
        return len(calls) == count

    with pytest.raises(Cancelled):
        along_gradient(trainer, cancelled=cancelled)
    assert len(calls) == count
    np.testing.assert_array_equal(trainer.network.theta, start)


def test_a_cancel_check_does_not_change_the_result():
    trainer = Trainer(TrainingConfig(), DATA)
    plain, checked = along_gradient(trainer), along_gradient(trainer, cancelled=bool)
    np.testing.assert_array_equal(plain.losses, checked.losses)
    assert plain.best_step == checked.best_step


@pytest.mark.parametrize("optimizer", ["gradient_descent", "momentum", "adam"])
def test_an_update_at_the_end_of_a_schedule_changes_nothing(optimizer):
    config = TrainingConfig(
        schedule="cosine", iterations=5, optimizer=optimizer, learning_rate=0.01
    )
    trainer = Trainer(config, DATA)
    trainer.run(5)
    snapshot = trainer.snapshot()
    assert snapshot.learning_rate == 0.0
    np.testing.assert_array_equal(snapshot.upcoming, snapshot.theta)
    found = Microscope(snapshot.run).step_profile(snapshot)
    assert found.loss == snapshot.loss
    assert np.isfinite(found.losses).all()
    assert found.actual == 0.0


def test_at_the_end_of_a_schedule_the_curve_moves_no_frozen_parameter():
    # With all but b2 frozen J is a parabola along b2: J(s) = J - s g^2 + s^2 g^2 / 2.
    config = TrainingConfig(schedule="cosine", iterations=2, learning_rate=0.25)
    trainer = Trainer(config, DATA)
    for index in range(40):
        trainer.freeze(trainer.network.parameter_name(index))
    trainer.run(2)
    snapshot = trainer.snapshot()
    found = Microscope(snapshot.run).step_profile(snapshot)
    g, s = snapshot.gradient[40], found.steps
    np.testing.assert_allclose(
        found.losses, found.loss - s * g**2 + s**2 * g**2 / 2.0, rtol=1e-9
    )
    assert found.best_step == pytest.approx(1.0, rel=1e-3)
