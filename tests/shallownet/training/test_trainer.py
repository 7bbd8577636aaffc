"""The trainer: updates, batches, divergence and cancellation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import (
    OPTIMIZERS,
    ConfigError,
    Dataset,
    DivergedError,
    Trainer,
    TrainingConfig,
    check_gradients,
)
from shallownet.data import datasets
from shallownet.errors import Cancelled
from shallownet.nn import network
from tests.examples import examples

DATA = datasets.notebook(90)


def loss_of(trainer: Trainer) -> float:
    error = trainer.predict(trainer.data.X) - trainer.data.y
    return float((error**2).sum() / (2 * trainer.data.samples))


def test_history_belongs_to_the_parameters_before_each_update():
    trainer = Trainer(TrainingConfig(), DATA)
    losses, errors = [], []
    for step in range(1, 6):
        losses.append(loss_of(trainer))
        errors.append(float((trainer.predict(DATA.X) - DATA.y).mean()))
        report = trainer.step()
        assert report.step == step == trainer.updates == len(trainer.history)
        assert report.loss == trainer.history.loss[-1]
        assert report.gradient_norm == trainer.history.gradient_norm[-1] > 0
    np.testing.assert_allclose(trainer.history.loss, losses, rtol=1e-12)
    np.testing.assert_allclose(trainer.history.mean_error, errors, rtol=1e-10)


def test_run_makes_exactly_that_many_updates_beyond_the_plan():
    trainer = Trainer(TrainingConfig(iterations=3), DATA)
    trainer.run(7)
    assert trainer.updates == 7
    trainer.run(0)
    assert trainer.updates == 7


@examples(40)
@given(
    batch_size=st.sampled_from([None, 7, 90]),
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    observations=st.lists(
        st.sampled_from(["evaluate", "snapshot", "preview", ""]), max_size=9
    ),
)
def test_observing_changes_nothing(batch_size, optimizer, observations):
    config = TrainingConfig(batch_size=batch_size, optimizer=optimizer)
    observed, plain = Trainer(config, DATA), Trainer(config, DATA)
    for method in observations:
        if method:
            getattr(observed, method)()
        observed.step()
        plain.step()
    np.testing.assert_array_equal(observed.network.theta, plain.network.theta)
    np.testing.assert_array_equal(observed.history.loss, plain.history.loss)


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_reset_returns_to_the_same_start_and_the_same_run(optimizer):
    trainer = Trainer(TrainingConfig(optimizer=optimizer, batch_size=20), DATA)
    start = trainer.network.theta.copy()
    trainer.run(12)
    end = trainer.network.theta.copy()
    trainer.change("learning_rate", 0.5)
    trainer.reset()
    np.testing.assert_array_equal(trainer.network.theta, start)
    assert (trainer.updates, len(trainer.history)) == (0, 0)
    assert trainer.learning_rate == 0.001
    trainer.run(12)
    np.testing.assert_array_equal(trainer.network.theta, end)


def test_another_seed_is_another_start():
    starts = [
        Trainer(TrainingConfig(seed=seed, initialization=name), DATA).network.theta
        for name in ("notebook", "uniform", "xavier", "he")
        for seed in (0, 1)
    ]
    assert len({start.tobytes() for start in starts}) == len(starts)
    zeros = Trainer(TrainingConfig(initialization="zeros"), DATA)
    assert not zeros.network.theta.any()


def test_every_epoch_visits_every_sample_once():
    trainer = Trainer(TrainingConfig(batch_size=20, learning_rate=1e-8), DATA)
    epochs: list[np.ndarray] = []
    for _ in range(2):
        batches = []
        for _ in range(5):  # 20 + 20 + 20 + 20 + 10 samples
            batches.append(trainer.batch().copy())
            trainer.step()
        assert [len(batch) for batch in batches] == [20, 20, 20, 20, 10]
        epochs.append(np.concatenate(batches))
        assert sorted(epochs[-1]) == list(range(90))
    first, second = epochs
    assert not np.array_equal(first, second)


def test_a_batch_depends_on_seed_and_step_alone():
    config = TrainingConfig(batch_size=20)
    first, second = Trainer(config, DATA), Trainer(config, DATA)
    first.run(7)
    second.run(3)
    second.preview()
    second.run(4)
    np.testing.assert_array_equal(first.batch(), second.batch())
    other = Trainer(TrainingConfig(batch_size=20, seed=1), DATA)
    other.run(7)
    assert not np.array_equal(first.batch(), other.batch())


def test_a_changed_learning_rate_is_an_event_that_can_be_replayed():
    runs = [Trainer(TrainingConfig(), DATA) for _ in range(2)]
    for trainer in runs:
        trainer.run(4)
        trainer.change("learning_rate", 0.02)
        trainer.change("learning_rate", 0.02)  # no change, no event
        trainer.run(4)
    (event,) = runs[0].events
    assert (event.step, event.name) == (4, "learning_rate")
    assert (event.before, event.after) == (0.001, 0.02)
    np.testing.assert_array_equal(runs[0].network.theta, runs[1].network.theta)
    plain = Trainer(TrainingConfig(), DATA)
    plain.run(8)
    assert not np.array_equal(plain.network.theta, runs[0].network.theta)


@pytest.mark.parametrize("rate", [0.0, -1.0, math.nan, math.inf, "0.1", None, 1e9])
def test_an_invalid_learning_rate_is_rejected(rate):
    trainer = Trainer(TrainingConfig(), DATA)
    with pytest.raises(ConfigError, match="learning_rate"):
        trainer.change("learning_rate", rate)
    assert trainer.learning_rate == 0.001
    assert trainer.events == []


def test_iterations_cannot_be_fewer_than_the_updates_made():
    trainer = Trainer(TrainingConfig(), DATA)
    trainer.run(5)
    trainer.change("iterations", 20_000)
    assert trainer.iterations == 20_000
    with pytest.raises(ConfigError, match="5 updates are made already"):
        trainer.change("iterations", 4)
    assert trainer.iterations == 20_000


def test_the_error_suggests_reset_if_the_last_update_is_not_reversible():
    trainer = Trainer(TrainingConfig(), DATA)
    trainer.run(2)
    trainer.edit("W1[0, 0]", 1e200)
    trainer.edit("W2[0, 0]", 1e200)
    with pytest.raises(DivergedError, match=r"reset\(\) begins anew"):
        trainer.step()
    assert not check_gradients(trainer).passed  # and warns of nothing


def test_unknown_and_restarting_hyperparameters_are_rejected():
    trainer = Trainer(TrainingConfig(), DATA)
    with pytest.raises(ConfigError, match="no hyperparameter “learningrate”; did"):
        trainer.change("learningrate", 1)
    for name in ("seed", "samples"):
        with pytest.raises(ConfigError, match="during a run"):
            trainer.change(name, 1)


def test_a_gradient_whose_square_overflows_is_clipped():
    numbers = np.arange(1.0, 9.0)[None]
    config = TrainingConfig(hidden_units=(), clip_norm=1.0)
    trainer = Trainer(config, Dataset(1e100 * numbers, 1e80 * numbers))
    trainer.network.theta[:] = 0.0
    report = trainer.step()
    gradient = -(1e180 * numbers**2).mean()
    assert report.gradient_norm == pytest.approx(-gradient, rel=1e-12)
    assert trainer.network.theta[0] == pytest.approx(config.learning_rate)


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
@pytest.mark.parametrize("activation", ["relu", "identity"])
def test_a_divergence_names_its_parameter_and_can_be_undone(optimizer, activation):
    config = TrainingConfig(
        optimizer=optimizer, activation=activation, learning_rate=100.0
    )
    if optimizer in ("adam", "rmsprop"):
        # Their steps are bounded by the rate: only a run that begins near the edge
        # of the numbers can leave them.
        trainer = Trainer(config, DATA)
        trainer.network.theta[:] = 1e160
    else:
        trainer = Trainer(config, DATA)
    states = []
    with pytest.raises(DivergedError) as emitted:
        for _ in range(5_000):
            states.append(trainer.network.theta.copy())
            trainer.step()
    way_out = "return_to_finite" if trainer.updates else "reset"
    assert way_out in str(emitted.value)
    divergence = trainer.divergence
    assert divergence.step == trainer.updates == len(trainer.history)
    assert not math.isfinite(divergence.value)
    assert divergence.name == "loss" or divergence.name[0] in "Wb"
    with pytest.raises(DivergedError):
        trainer.step()
    if trainer.updates == 0:
        with pytest.raises(DivergedError, match="no update"):
            trainer.return_to_finite()
        return
    made = trainer.updates
    trainer.return_to_finite()
    assert trainer.divergence is None
    assert trainer.updates == len(trainer.history) == made - 1
    np.testing.assert_array_equal(trainer.network.theta, states[made - 1])
    assert np.isfinite(trainer.network.theta).all()
    assert math.isfinite(trainer.evaluate().loss)
    trainer.change("learning_rate", 1e-8)
    trainer.step()


def test_the_first_parameter_to_overflow_is_named():
    trainer = Trainer(TrainingConfig(hidden_units=(), learning_rate=100.0), DATA)
    trainer.network.parameters["b1"][:] = 1e307
    trainer.network.parameters["W1"][:] = 0.0
    trainer.evaluate()
    assert trainer.divergence.name == "loss"
    fresh = Trainer(TrainingConfig(hidden_units=(), learning_rate=100.0), DATA)
    fresh.evaluate()
    fresh.network.gradient[1] = -1e307  # as after a much too long step
    fresh.step()
    assert fresh.divergence.name == "W1[0, 1]"
    assert fresh.divergence.value == math.inf
    assert str(fresh.divergence) == "update 1 made W1[0, 1] inf"


def test_run_raises_if_it_diverges():
    trainer = Trainer(TrainingConfig(activation="identity", learning_rate=1.0), DATA)
    with pytest.raises(DivergedError):
        trainer.run(10_000)


def test_blocks_of_samples_give_the_same_result():
    # 2,000 samples of 64 units fill two blocks; their halves fit into one each.
    config = TrainingConfig(
        hidden_units=(64,), initialization="xavier", activation="tanh"
    )
    data = datasets.notebook(2_000)
    whole = Trainer(config, data)
    assert whole.network.block_size(2_000) < 2_000
    X, y = data.X, data.y
    halves = [
        Trainer(config, type(data)(X[:, part], y[:, part]))
        for part in (slice(0, 700), slice(700, 2_000))
    ]
    losses = [half.evaluate().loss for half in halves]
    now = whole.evaluate()
    assert now.loss == pytest.approx(0.35 * losses[0] + 0.65 * losses[1], rel=1e-12)
    gradient = 0.35 * halves[0].network.gradient + 0.65 * halves[1].network.gradient
    np.testing.assert_allclose(whole.network.gradient, gradient, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("answers", [1, 2, 3])
@pytest.mark.parametrize(
    "settings", [{}, {"optimizer": "adam", "batch_size": 60, "test_share": 0.3}]
)
def test_a_cancelled_update_changes_nothing(monkeypatch, answers, settings):
    monkeypatch.setattr(network, "BLOCK_CELLS", 20)  # many blocks of few samples
    config = TrainingConfig(hidden_units=(4, 3), **settings)
    data = datasets.notebook(120)
    trainer, other = Trainer(config, data), Trainer(config, data)
    for run in (trainer, other):
        run.run(5)
    asked = []

    def cancelled() -> bool:
        asked.append(True)
        return len(asked) == answers

    trainer.cancelled = cancelled
    before = trainer.network.theta.copy(), len(trainer.history), trainer.updates
    with pytest.raises(Cancelled):
        trainer.step()
    assert len(asked) == answers
    assert before[0].tobytes() == trainer.network.theta.tobytes()
    assert before[1:] == (len(trainer.history), trainer.updates)
    trainer.cancelled = None
    for run in (trainer, other):
        run.run(5)
    assert trainer.network.theta.tobytes() == other.network.theta.tobytes()
    for name in ("loss", "mean_error", "gradient_norm", "held_out_loss"):
        kept = getattr(trainer.history, name), getattr(other.history, name)
        np.testing.assert_array_equal(*kept)


def test_a_cancelled_evaluation_is_not_cached(monkeypatch):
    monkeypatch.setattr(network, "BLOCK_CELLS", 50)
    trainer = Trainer(TrainingConfig(), DATA)
    before = trainer.evaluate()
    trainer.network.theta[3] += 1.0  # directly, as a script may
    trainer.cancelled = lambda: True
    with pytest.raises(Cancelled):
        trainer.evaluate()
    trainer.cancelled = None
    assert trainer.evaluate() != before


def test_an_evaluation_ahead_of_its_update_counts_in_its_time():
    trainer = Trainer(TrainingConfig(), datasets.notebook(50_000))
    trainer.run(3)
    plain = trainer.seconds / 3
    for _ in range(10):
        trainer.snapshot()
        trainer.step()
    observed = (trainer.seconds - 3 * plain) / 10
    assert observed > 0.2 * plain  # it was a thousandth without this


def test_seconds_count_only_the_updates_that_are_kept():
    trainer = Trainer(TrainingConfig(), datasets.notebook(50))
    assert trainer.seconds == 0.0
    totals = []
    for _ in range(5):
        totals.append(trainer.seconds)
        trainer.step()
    assert trainer.history.seconds.tolist() == totals
    assert totals[0] == 0.0 and (np.diff([*totals, trainer.seconds]) > 0.0).all()
    trainer.return_to_finite()
    assert trainer.seconds == totals[-1]
    trainer.reset()
    assert trainer.seconds == 0.0


def test_parameters_set_after_an_evaluation_are_evaluated_again():
    data = datasets.notebook(60)
    a, b = (Trainer(TrainingConfig(), data) for _ in range(2))
    a.evaluate()
    for t in (a, b):
        t.network.parameters["W1"][:] = 0.0
        t.step()
    np.testing.assert_array_equal(a.network.theta, b.network.theta)


def test_run_rejects_a_negative_count():
    with pytest.raises(ValueError):
        Trainer(TrainingConfig(), datasets.notebook(20)).run(-1)
