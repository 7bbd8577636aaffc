"""The objective: loss, penalty and gradient over all samples, some, or blocks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import Network
from shallownet.data import datasets
from shallownet.nn.objective import Objective


def objective(
    m: int, units: tuple[int, ...] = (5,), l1: float = 0.0, l2: float = 0.0
) -> Objective:
    generator = np.random.default_rng(11)
    network = Network((2, *units, 1), ["tanh"] * len(units) + ["identity"])
    network.theta[:] = generator.uniform(-1, 1, network.theta.size)
    X = generator.normal(size=(2, m))
    return Objective(network, X, generator.normal(size=(1, m)), l1=l1, l2=l2)


@given(rows=st.lists(st.integers(0, 29), min_size=1, max_size=40))
def test_a_batch_gives_the_same_as_its_samples_alone(rows):
    whole = objective(30)
    now = whole.evaluate(np.array(rows))
    alone = Objective(whole.network.copy(), whole.X[:-1, rows], whole.y[:, rows])
    assert now == pytest.approx(alone.evaluate(), rel=1e-12, abs=1e-12)
    np.testing.assert_allclose(
        whole.network.gradient, alone.network.gradient, rtol=1e-9, atol=1e-12
    )


@pytest.mark.parametrize("units", [(), (5,), (4, 3)])
def test_loss_and_mean_error_follow_their_definitions(units):
    evaluated = objective(40, units)
    A = evaluated.X[:-1]
    for layer in evaluated.network.layers:
        A = layer.activation(layer.W @ A + layer.b)
    now = evaluated.evaluate()
    assert now.loss == pytest.approx(((A - evaluated.y) ** 2).mean() / 2, rel=1e-12)
    assert now.mean_error == pytest.approx((A - evaluated.y).mean(), rel=1e-10)
    assert now.penalty == 0.0


def test_penalties_apply_to_the_weights_alone():
    plain, penalized = objective(40), objective(40, l1=0.3, l2=0.7)
    without, now = plain.evaluate(), penalized.evaluate()
    weights = [layer.W for layer in penalized.network.layers]
    expected = sum(0.3 * abs(W).sum() + 0.35 * (W**2).sum() for W in weights)
    assert now.penalty == pytest.approx(expected, rel=1e-12)
    assert (now.loss, now.mean_error) == (without.loss, without.mean_error)
    for layer, other in zip(
        penalized.network.layers, plain.network.layers, strict=True
    ):
        np.testing.assert_array_equal(layer.db, other.db)
        # The L1 penalty has no part in the gradient: updates apply it after the step.
        np.testing.assert_allclose(layer.dW - other.dW, 0.7 * layer.W, rtol=1e-9)


def test_measuring_does_not_change_the_gradient():
    evaluated = objective(40, l2=0.1)
    evaluated.network.gradient[:] = 123.0
    measured = evaluated.measure()
    assert (evaluated.network.gradient == 123.0).all()
    assert measured == evaluated.evaluate()
    rows = np.array([3, 1, 4])
    assert evaluated.measure(rows) == evaluated.evaluate(rows)


@pytest.mark.parametrize("units", [(), (40,), (40, 3)])
def test_blocks_of_two_sizes_give_what_one_block_gives(units):
    # All samples take several blocks, the last one smaller; an eighth of them fits
    # into one block.
    m = 4_001 if units else 60_001
    evaluated = objective(m, units)
    size = evaluated.network.block_size(m)
    whole = evaluated.evaluate()
    assert m % size != 0 and size < m
    gradient = evaluated.network.gradient.copy()
    parts = np.array_split(np.arange(m), 8)
    assert all(evaluated.network.block_size(len(rows)) == len(rows) for rows in parts)
    share = [len(rows) / m for rows in parts]
    summed = np.zeros_like(gradient)
    loss = 0.0
    for rows, weight in zip(parts, share, strict=True):
        loss += weight * evaluated.evaluate(rows).loss
        summed += weight * evaluated.network.gradient
    assert whole.loss == pytest.approx(loss, rel=1e-12)
    np.testing.assert_allclose(gradient, summed, rtol=1e-9, atol=1e-12)


def test_evaluating_twice_gives_the_same_bits():
    data = datasets.notebook(300)
    network = Network((2, 10, 1), ("sigmoid", "identity"))
    network.theta[:] = 0.1
    evaluated = Objective(network, data.X, data.y)
    first, gradient = evaluated.evaluate(), network.gradient.copy()
    evaluated.evaluate(np.array([5, 7, 9]))
    evaluated.measure()
    assert evaluated.evaluate() == first
    np.testing.assert_array_equal(network.gradient, gradient)
