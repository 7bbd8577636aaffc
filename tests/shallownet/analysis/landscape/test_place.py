"""λmin, λmax and the kind of a place, against differences and a whole decomposition."""

from __future__ import annotations

import math

import numpy as np
import pytest

from shallownet import Dataset, Trainer, TrainingConfig
from shallownet.analysis.landscape.place import Place, angle, place_of
from shallownet.errors import Cancelled
from tests.shallownet.analysis.landscape.runs import loss_at, trainer_of


def hessian_by_differences(trainer, h=1e-4) -> np.ndarray:
    """Second differences of J alone: no gradient is used."""
    theta, n = trainer.network.theta.copy(), trainer.network.theta.size
    steps, H = h * np.eye(n), np.empty((n, n))
    for i in range(n):
        for j in range(i + 1):
            H[i, j] = H[j, i] = sum(
                p * q * loss_at(trainer, theta + p * steps[i] + q * steps[j])
                for p in (1, -1)
                for q in (1, -1)
            ) / (4 * h * h)
    return H


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "softplus", "sine"])
@pytest.mark.parametrize("units", [(2,), (2, 2)])
def test_both_eigenvalues_are_those_of_second_differences(activation, units):
    trainer = trainer_of(m=12, hidden_units=units, activation=activation, l2=0.01)
    place = place_of(trainer.objective)
    values, vectors = np.linalg.eigh(hessian_by_differences(trainer))
    size = np.abs(values).max()
    assert place.largest == pytest.approx(values[-1], abs=1e-5 * size)
    assert place.smallest == pytest.approx(values[0], abs=1e-5 * size)
    assert abs(place.sharpest @ vectors[:, -1]) == pytest.approx(1.0, abs=1e-4)


def test_a_large_network_has_both_to_their_tolerance():
    trainer = trainer_of(m=30, hidden_units=(20, 10))  # 281 parameters
    network, n = trainer.network, trainer.network.theta.size
    start, columns, h = network.theta.copy(), [], 1e-5
    for step in h * np.eye(n):
        both = []
        for sign in (1.0, -1.0):
            network.theta[:] = start + sign * step
            trainer.objective.evaluate()
            both.append(network.gradient.copy())
        columns.append((both[0] - both[1]) / (2 * h))
    network.theta[:] = start
    values = np.linalg.eigvalsh((np.array(columns) + np.array(columns).T) / 2)
    place = place_of(trainer.objective)
    tolerance = 1e-3 * np.abs(values).max()
    assert place.largest == pytest.approx(values[-1], abs=tolerance)
    assert place.smallest == pytest.approx(values[0], abs=tolerance)
    assert place.kind == "saddle"


def test_the_gradient_is_exact_and_zero_where_a_parameter_is_frozen():
    trainer = trainer_of(hidden_units=(3,), gradient="wrong_sign")
    free = np.ones(trainer.network.theta.size, dtype=bool)
    free[2] = False
    gradient, h = place_of(trainer.objective, free).gradient, 1e-6
    theta = trainer.network.theta.copy()
    for index, step in enumerate(h * np.eye(theta.size)):
        slope = loss_at(trainer, theta + step) - loss_at(trainer, theta - step)
        assert gradient[index] == pytest.approx(
            slope / (2 * h) * (index != 2), abs=1e-7
        )
    assert trainer.objective.rule == "wrong_sign"


def test_a_line_at_its_minimum_is_in_a_bowl():
    data = Dataset(np.array([[1.0, 3.0]]), np.array([[5.0, -2.0]]))
    trainer = Trainer(TrainingConfig(hidden_units=()), data)
    place = place_of(trainer.objective)  # H = [[5, 2], [2, 1]], whatever w and b are
    assert (place.smallest, place.largest) == pytest.approx(
        (3 - math.sqrt(8), 3 + math.sqrt(8))
    )
    assert place.kind == "bowl"
    assert place.sentence == (
        "Bowl: J curves up along every direction (λmin 0.1716, λmax 5.828)."
    )


def test_equal_inputs_make_a_valley():
    # Only the sum of the two weights counts: along their difference nothing changes.
    x = np.array([-1.0, 0.5, 2.0])
    data = Dataset(np.stack([x, x]), np.ones((1, 3)))
    place = place_of(Trainer(TrainingConfig(hidden_units=()), data).objective)
    assert place.kind == "valley"


def test_twin_units_at_zero_weight_are_a_saddle():
    # With W2 = 0 a unit may grow to either side: J is flat to first order in W1.
    trainer = trainer_of(hidden_units=(2,), activation="tanh")
    trainer.network.theta[:] = 0.0
    assert place_of(trainer.objective).kind == "saddle"


@pytest.mark.parametrize(
    ("low", "high", "kind"),
    [
        *((-3.0, -1.0, "hill"), (0.0, 0.0, "flat"), (-1e-9, 1.0, "valley")),
        *((1e-4, 1.0, "valley"), (0.1, 1.0, "bowl"), (-1e-3, 1.0, "saddle")),
        *((math.nan, math.nan, "unknown"), (-1.0, 1e-9, "hill")),
    ],
)
def test_the_kind_of_a_place(low, high, kind):
    resolution = 1e-6 * max(abs(low), abs(high))
    place = Place(high, low, np.ones(2), np.ones(2), resolution)
    assert place.kind == kind
    assert place.sentence.endswith(".")


def test_parameters_that_are_not_finite_are_unknown():
    trainer = trainer_of(hidden_units=(3,))
    trainer.network.theta[0] = math.inf
    assert place_of(trainer.objective).kind == "unknown"


def test_angles():
    assert angle(np.array([1.0, 0.0]), np.array([0.0, 2.0])) == pytest.approx(90.0)
    assert angle(np.array([1.0, 0.0]), np.array([-2.0, 0.0])) == pytest.approx(180.0)
    tiny = angle(np.array([1.0, 0.0]), np.array([1.0, 1e-9]))
    assert tiny == pytest.approx(math.degrees(1e-9), rel=1e-6)
    assert math.isnan(angle(np.zeros(2), np.ones(2)))
    place = Place(1.0, 1.0, np.array([1.0, 0.0]), np.ones(2), 0.0)
    assert place.angle_to(np.array([-3.0, 0.0])) == pytest.approx(0.0)


def test_it_stops_when_it_is_cancelled():
    with pytest.raises(Cancelled):
        place_of(trainer_of(hidden_units=(3,)).objective, None, lambda: True)
