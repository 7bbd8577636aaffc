"""The loss on a grid, against NumPy written here."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet.analysis.landscape.plane import principal_plane
from shallownet.analysis.landscape.plane_losses import PlaneLosses
from shallownet.errors import Cancelled
from tests.shallownet.analysis.landscape.runs import loss_at, trainer_of
from tests.shallownet.curvature.whole_hessian import FUNCTIONS

COLUMNS, ROWS = np.linspace(-2.0, 3.0, 7), np.linspace(-1.0, 2.0, 5)


def plane_of(trainer, seed=3):
    size = trainer.network.theta.size
    path = np.random.default_rng(seed).normal(size=(9, size))
    return principal_plane(trainer.network.theta.copy(), path)


def loss_by_hand(trainer, theta) -> float:
    """J + penalty by the textbook's equations alone."""
    network, A, penalty, start = trainer.network, trainer.data.X, 0.0, 0
    sizes, settings = network.layer_sizes, trainer.settings
    for inputs, units, name in zip(sizes, sizes[1:], network.activations, strict=False):
        Wb = theta[start : start + units * (inputs + 1)].reshape(units, inputs + 1)
        start += Wb.size
        W, b = Wb[:, :-1], Wb[:, -1:]
        A = FUNCTIONS[name][0](W @ A + b)
        penalty += settings.l1 * np.abs(W).sum() + settings.l2 / 2 * (W**2).sum()
    return float(((A - trainer.data.y) ** 2).mean() / 2 + penalty)


@pytest.mark.parametrize("activation", sorted(FUNCTIONS))
@pytest.mark.parametrize("units", [(), (4,), (5, 3)])
def test_the_loss_at_each_point_is_that_of_its_parameters(activation, units):
    trainer = trainer_of(
        hidden_units=units, activation=activation, l1=0.02 * len(units), l2=0.1
    )
    plane = plane_of(trainer)
    losses = PlaneLosses(trainer.objective, plane).at(COLUMNS, ROWS)
    expected = [[loss_by_hand(trainer, plane.at(a, b)) for a in COLUMNS] for b in ROWS]
    np.testing.assert_allclose(losses, expected, rtol=1e-11)


def test_many_samples_are_shared_by_two_threads():
    trainer = trainer_of(m=9_000, hidden_units=(3,))
    plane = plane_of(trainer)
    losses = PlaneLosses(trainer.objective, plane).at(COLUMNS[:2], ROWS[:1])
    expected = [loss_at(trainer, plane.at(a, ROWS[0])) for a in COLUMNS[:2]]
    np.testing.assert_allclose(losses[0], expected, rtol=1e-12)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "softplus", "sine"])
def test_far_away_no_number_is_lost(activation):
    trainer = trainer_of(hidden_units=(3,), activation=activation)
    plane, far = plane_of(trainer), np.linspace(-4e3, 4e3, 5)
    losses = PlaneLosses(trainer.objective, plane).at(far, far)
    expected = [[loss_at(trainer, plane.at(a, b)) for a in far] for b in far]
    np.testing.assert_allclose(losses, expected, rtol=1e-9)


def test_where_the_loss_overflows_it_is_infinite():
    trainer = trainer_of(hidden_units=(3,), activation="relu")
    far = np.array([-1e200, 1e200])
    assert np.isinf(
        PlaneLosses(trainer.objective, plane_of(trainer)).at(far, far)
    ).any()


def test_a_single_point():
    trainer = trainer_of(hidden_units=(3,))
    plane = plane_of(trainer)
    losses = PlaneLosses(trainer.objective, plane).at(COLUMNS[:1], ROWS[:1])
    assert losses.item() == pytest.approx(
        loss_at(trainer, plane.at(COLUMNS[0], ROWS[0])), rel=1e-12
    )


def test_it_stops_when_it_is_cancelled_and_leaves_the_run_as_it_is():
    trainer = trainer_of(m=9_000, hidden_units=(3,))
    before = trainer.network.theta.copy()
    asked = []

    def cancelled() -> bool:
        asked.append(True)
        return len(asked) > 3

    losses = PlaneLosses(trainer.objective, plane_of(trainer))
    with pytest.raises(Cancelled):
        losses.at(COLUMNS, ROWS, cancelled)
    assert len(asked) == 4
    np.testing.assert_array_equal(trainer.network.theta, before)
