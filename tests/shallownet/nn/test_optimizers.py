"""Each optimizer against its paper's formula, computed by hand for three updates."""

from __future__ import annotations

import math

import numpy as np
import pytest

from shallownet import OPTIMIZERS

GRADIENTS = [(2.0, -1.0), (0.5, -3.0), (-1.0, 4.0)]
RATE = 0.1


def run(name: str, rate: float = RATE) -> list[list[float]]:
    theta = np.array([1.0, 2.0])
    optimizer = OPTIMIZERS[name](2)
    states = []
    for gradient in GRADIENTS:
        optimizer.update(theta, np.array(gradient), rate)
        states.append(theta.tolist())
    return states


def by_hand(direction) -> list[list[float]]:
    """Apply theta <- theta - rate * direction(component, t, g) to each component."""
    states = []
    theta = [1.0, 2.0]
    for t, gradient in enumerate(GRADIENTS, 1):
        theta = [
            value - RATE * direction(k, t, gradient[k]) for k, value in enumerate(theta)
        ]
        states.append(theta)
    return states


def test_gradient_descent():
    np.testing.assert_allclose(run("gradient_descent")[0], [0.8, 2.1], rtol=1e-15)
    np.testing.assert_allclose(
        run("gradient_descent"), by_hand(lambda k, t, g: g), rtol=1e-14
    )


def test_momentum():
    velocity = [0.0, 0.0]

    def direction(k, t, g):
        velocity[k] = 0.9 * velocity[k] + g
        return velocity[k]

    np.testing.assert_allclose(run("momentum"), by_hand(direction), rtol=1e-14)
    # 1 - 0.1 (2) = 0.8; then 0.8 - 0.1 (0.9 * 2 + 0.5) = 0.57
    assert run("momentum")[1][0] == pytest.approx(0.57)


def test_nesterov():
    velocity = [0.0, 0.0]

    def direction(k, t, g):
        velocity[k] = 0.9 * velocity[k] + g
        return g + 0.9 * velocity[k]

    np.testing.assert_allclose(run("nesterov"), by_hand(direction), rtol=1e-14)
    # 1 - 0.1 (2 + 0.9 * 2) = 0.62; then 0.62 - 0.1 (0.5 + 0.9 * 2.3) = 0.363
    assert run("nesterov")[1][0] == pytest.approx(0.363)


def test_nesterov_takes_the_gradient_ahead_as_in_its_paper():
    # Sutskever et al. (2013): v <- mu v - eta grad(x + mu v); x <- x + v. Ours holds
    # theta = x + mu v, the point where the gradient is taken.
    def gradient(theta: np.ndarray) -> np.ndarray:
        return np.array([3.0, 0.7]) * theta

    x, v = np.array([1.0, 2.0]), np.zeros(2)
    theta, optimizer = x.copy(), OPTIMIZERS["nesterov"](2)
    for _ in range(20):
        v = 0.9 * v - RATE * gradient(x + 0.9 * v)
        x = x + v
        optimizer.update(theta, gradient(theta), RATE)
        np.testing.assert_allclose(theta, x + 0.9 * v, rtol=1e-12, atol=1e-14)


def test_rmsprop():
    mean_square = [0.0, 0.0]

    def direction(k, t, g):
        mean_square[k] = 0.9 * mean_square[k] + 0.1 * g * g
        return g / (math.sqrt(mean_square[k]) + 1e-8)

    np.testing.assert_allclose(run("rmsprop"), by_hand(direction), rtol=1e-13)


def test_adam():
    mean, mean_square = [0.0, 0.0], [0.0, 0.0]

    def direction(k, t, g):
        mean[k] = 0.9 * mean[k] + 0.1 * g
        mean_square[k] = 0.999 * mean_square[k] + 0.001 * g * g
        corrected = mean[k] / (1 - 0.9**t)
        return corrected / (math.sqrt(mean_square[k] / (1 - 0.999**t)) + 1e-8)

    np.testing.assert_allclose(run("adam"), by_hand(direction), rtol=1e-12)
    # The size of its first step is the learning rate.
    np.testing.assert_allclose(run("adam")[0], [0.9, 2.1], rtol=1e-7)


@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
def test_a_copy_is_independent_and_restore_returns_to_a_state(name):
    theta, gradient = np.array([1.0, 2.0]), np.array([0.3, -0.7])
    optimizer = OPTIMIZERS[name](2)
    optimizer.update(theta, gradient, RATE)
    memory, updates, restored = optimizer.memory.copy(), optimizer.updates, theta.copy()

    copy, other = optimizer.copy(), theta.copy()
    copy.update(other, gradient, RATE)
    assert (optimizer.updates, copy.updates) == (1, 2)
    np.testing.assert_array_equal(optimizer.memory, memory)

    optimizer.update(theta, gradient, RATE)
    np.testing.assert_array_equal(theta, other)
    optimizer.restore(memory, updates)
    optimizer.update(restored, gradient, RATE)
    np.testing.assert_array_equal(restored, other)


@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
def test_an_update_does_not_change_the_gradient(name):
    gradient = np.array([0.3, -0.7])
    OPTIMIZERS[name](2).update(np.zeros(2), gradient, RATE)
    assert gradient.tolist() == [0.3, -0.7]


@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
@pytest.mark.parametrize("before", [0, 3])
@pytest.mark.parametrize("frozen_for", [1, 1_000])
def test_a_frozen_parameter_and_its_memory_rest(name, before, frozen_for):
    rested, unbroken = OPTIMIZERS[name](2), OPTIMIZERS[name](2)
    theta, expected = np.array([1.0, 2.0]), np.array([1.0, 2.0])
    for update in range(before):
        gradient = np.array(GRADIENTS[update])
        rested.update(theta, gradient, RATE)
        unbroken.update(expected, gradient, RATE)
    frozen = np.array([True, False])
    for _ in range(frozen_for):
        rested.update(theta, np.array([0.0, 1.0]), RATE, frozen)
        assert theta[0] == expected[0]
    # After its release it goes on as if there had been no rest.
    for optimizer in (rested.copy(), rested):
        there, here = theta.copy(), expected.copy()
        optimizer.update(there, np.array([1e-3, 1.0]), RATE)
        unbroken.copy().update(here, np.array([1e-3, 1.0]), RATE)
        assert there[0] == pytest.approx(here[0], rel=1e-12)


@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
def test_the_steady_step_is_that_of_a_gradient_that_stays(name):
    optimizer, theta = OPTIMIZERS[name](2), np.zeros(2)
    gradient = np.array([0.5, -2.0])
    for _ in range(20_000 if name == "adam" else 400):
        before = theta.copy()
        optimizer.update(theta, gradient, RATE)
    expected = (before - theta) / (RATE * gradient)
    steady = np.broadcast_to(optimizer.steady_step(), 2)
    np.testing.assert_allclose(steady, expected, rtol=1e-9)
