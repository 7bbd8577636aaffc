"""What the kept states of a run tell, against NumPy written here and the run itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import Trainer, TrainingConfig
from shallownet.analysis.kept_states import (
    AN_OCTAVE,
    MOST,
    KeptMeter,
    KeptStates,
    KeptValues,
)
from shallownet.data import datasets
from shallownet.errors import Cancelled
from shallownet.training.checkpoints import Checkpoints
from shallownet.training.layer_sizes import layer_norms, update_ratios
from tests.examples import examples


def run_of(updates: int = 12, samples: int = 40, **settings: Any) -> Trainer:
    config = TrainingConfig(iterations=50, hidden_units=(3,), **settings)
    trainer = Trainer(config, datasets.notebook(samples))
    trainer.run(updates)
    return trainer


def lesson_gradient(theta: np.ndarray, X: np.ndarray, y: np.ndarray) -> list[float]:
    """Return the norms of the layers' gradients of a 2-3-1 sigmoid network."""
    first, second = theta[:9].reshape(3, 3), theta[9:].reshape(1, 4)
    A1 = 1.0 / (1.0 + np.exp(-(first[:, :2] @ X + first[:, 2:])))
    dZ2 = second[:, :3] @ A1 + second[:, 3:] - y
    dZ1 = second[:, :3].T @ dZ2 * A1 * (1.0 - A1)
    m = X.shape[1]
    one = np.hstack([dZ1 @ X.T, dZ1.sum(axis=1, keepdims=True)]) / m
    two = np.hstack([dZ2 @ A1.T, dZ2.sum(axis=1, keepdims=True)]) / m
    return [float(np.sqrt((part**2).sum())) for part in (one, two)]


def measured(trainer: Trainer) -> Any:
    states = KeptStates.of(trainer)
    return KeptMeter(states.run).measure(states, states.spread())


def test_gradients_are_those_of_the_lesson_written_again():
    trainer = run_of()
    values = measured(trainer)
    assert values.updates.tolist() == list(range(13))
    for column, state in enumerate(trainer.checkpoints.states()):
        expected = lesson_gradient(state.theta, trainer.data.X, trainer.data.y)
        np.testing.assert_allclose(values.gradient_norms[:, column], expected, 1e-10)
    squares = (values.gradient_norms[:, :-1] ** 2).sum(axis=0)
    np.testing.assert_allclose(squares**0.5, trainer.history.gradient_norm, 1e-12)
    np.testing.assert_array_equal(values.losses[:-1], trainer.history.loss)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"optimizer": "momentum"},
        {"optimizer": "adam", "schedule": "cosine"},
        {"optimizer": "rmsprop", "batch_size": 7},
        {"clip_norm": 0.5, "l1": 0.1, "l2": 0.1},
        {"standardize_inputs": True, "standardize_target": True},
        {"gradient": "published"},
    ],
)
def test_ratios_are_those_of_the_updates_that_the_run_made(settings):
    trainer = run_of(6, **settings)
    trainer.freeze("W1[0, 0]")
    trainer.change("learning_rate", 0.004)
    trainer.edit("W2[0, 1]", 0.7)
    after = [state.theta for state in trainer.checkpoints.states()][1:]
    thetas = [*after]
    thetas.insert(0, next(trainer.checkpoints.states()).theta)
    thetas[6] = trainer.network.theta.copy()  # its checkpoint is from before the edit
    for _ in range(6):
        trainer.run(1)
        after.append(trainer.network.theta.copy())
    thetas += after[6:]
    values = measured(trainer)
    for step in range(12):
        change, before = after[step] - thetas[step], thetas[step]
        expected = [
            np.linalg.norm(change[:9].reshape(3, 3)[:, :2])
            / np.linalg.norm(before[:9].reshape(3, 3)[:, :2]),
            np.linalg.norm(change[9:12]) / np.linalg.norm(before[9:12]),
        ]
        np.testing.assert_allclose(values.update_ratios[:, step], expected, 1e-9)


def test_the_loss_over_all_samples_is_known_between_batches():
    trainer = run_of(12, batch_size=7, standardize_target=True)
    values = measured(trainer)
    for step, loss in zip(values.updates.tolist(), values.losses, strict=True):
        twin = run_of(step, batch_size=7, standardize_target=True)
        error = twin.predict(trainer.data.X) - trainer.data.y
        assert loss == pytest.approx(0.5 * float((error**2).mean()), rel=1e-12)


def test_no_state_is_measured_twice(monkeypatch):
    trainer = run_of(8)
    calls: list[int] = []
    upcoming = Trainer.upcoming

    def noted(trainer: Trainer) -> np.ndarray:
        calls.append(trainer.updates)
        return upcoming(trainer)

    monkeypatch.setattr(Trainer, "upcoming", noted)
    states = KeptStates.of(trainer)
    meter = KeptMeter(states.run)
    first = meter.measure(states, [0, 4])
    trainer.step()
    again = meter.measure(KeptStates.of(trainer), [4, 2, 0])
    assert [calls.count(step) for step in (0, 2, 4)] == [1, 1, 1]
    assert again.updates.tolist() == [0, 2, 4]
    assert again.losses[::2].tolist() == first.losses.tolist()


def test_a_state_that_another_one_replaced_is_measured_anew():
    trainer = run_of(3)
    states = KeptStates.of(trainer)
    meter = KeptMeter(states.run)
    before = meter.measure(states, [3]).losses[0]
    trainer.return_to_finite()
    trainer.change("learning_rate", 0.1)
    trainer.step()
    assert meter.measure(KeptStates.of(trainer), [3]).losses[0] != before


def test_measuring_ends_when_it_is_cancelled_and_tells_how_far_it_is(monkeypatch):
    monkeypatch.setattr("shallownet.analysis.kept_states.REPORT_INTERVAL", 0.0)
    states = KeptStates.of(run_of(8))
    told: list[KeptValues] = []
    with pytest.raises(Cancelled):
        KeptMeter(states.run).measure(
            states, [0, 8, 4], told.append, lambda: len(told) == 2
        )
    assert [values.updates.tolist() for values in told] == [[0], [0, 8]]


@given(
    made=st.integers(0, 40_000),
    stride=st.sampled_from([1, 2, 8]),
    part=st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0)),
)
@examples(60)
def test_states_are_spread_over_a_part_of_the_run_coarse_ones_first(made, stride, part):
    checkpoints = Checkpoints()
    checkpoints.stride = stride
    kept = np.arange(0, made + 1, stride)
    first, last = sorted(int(share * made) for share in part)
    states = KeptStates(None, (), checkpoints, made)
    found = spread_of(states, kept, first, last)
    assert len(set(found)) == len(found)
    assert set(found) <= set(kept[(kept >= first) & (kept <= last)].tolist())
    assert len(found) <= MOST + (AN_OCTAVE + 1) * 17
    if len(kept[(kept >= first) & (kept <= last)]) <= MOST:
        assert sorted(found) == kept[(kept >= first) & (kept <= last)].tolist()
    gaps = np.diff(sorted(found))
    assert not gaps.size or gaps.max() <= max(stride, 2 * (last - first) / (MOST - 2))
    # A part of them, as it is while not all are measured, lies all over.
    half = sorted(found[: max(len(found) // 2, 1)])
    assert np.diff([first, *half, last]).max() <= max((last - first) / 2 + stride, 1)


def spread_of(states: KeptStates, kept: np.ndarray, first: int, last: int) -> list[int]:
    """Return the spread of a run that keeps these updates."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Checkpoints, "updates", property(lambda _: kept))
        return states.spread(first, last)


def test_weights_of_nothing_have_no_ratio():
    network = run_of(0).network
    theta = np.zeros_like(network.theta)
    assert np.isnan(update_ratios(network, theta, theta)).all()
    assert np.isinf(update_ratios(network, theta, theta + 1.0)).all()
    assert layer_norms(network, theta).tolist() == [0.0, 0.0]
