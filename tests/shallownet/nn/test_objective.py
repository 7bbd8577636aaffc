"""The objective: loss, penalty and gradient over all samples, some, or blocks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import Network
from shallownet.data import datasets
from shallownet.nn.objective import Objective


def objective(m: int, units: tuple[int, ...] = (5,), **penalty: float) -> Objective:
    generator = np.random.default_rng(11)
    network = Network((2, *units, 1), ["tanh"] * len(units) + ["identity"])
    network.theta[:] = generator.uniform(-1, 1, network.theta.size)
    X = generator.normal(size=(2, m))
    return Objective(network, X, generator.normal(size=(1, m)), **penalty)


@given(rows=st.lists(st.integers(0, 29), min_size=1, max_size=40))
def test_some_samples_are_judged_as_if_there_were_no_others(rows):
    all_of_them = objective(30)
    now = all_of_them.evaluate(np.array(rows))
    alone = Objective(
        all_of_them.network.copy(), all_of_them.X[:-1, rows], all_of_them.y[:, rows]
    )
    assert now == pytest.approx(alone.evaluate(), rel=1e-12, abs=1e-12)
    np.testing.assert_allclose(
        all_of_them.network.gradient, alone.network.gradient, rtol=1e-9, atol=1e-12
    )


@pytest.mark.parametrize("units", [(), (5,), (4, 3)])
def test_loss_and_mean_error_are_what_they_are_called(units):
    judged = objective(40, units)
    A = judged.X[:-1]
    for layer in judged.network.layers:
        A = layer.activation(layer.W @ A + layer.b)
    now = judged.evaluate()
    assert now.loss == pytest.approx(((A - judged.y) ** 2).mean() / 2, rel=1e-12)
    assert now.mean_error == pytest.approx((A - judged.y).mean(), rel=1e-10)
    assert now.penalty == 0.0


def test_a_penalty_is_on_the_weights_alone():
    free, held = objective(40), objective(40, l1=0.3, l2=0.7)
    without, now = free.evaluate(), held.evaluate()
    weights = [layer.W for layer in held.network.layers]
    expected = sum(0.3 * abs(W).sum() + 0.35 * (W**2).sum() for W in weights)
    assert now.penalty == pytest.approx(expected, rel=1e-12)
    assert (now.loss, now.mean_error) == (without.loss, without.mean_error)
    for layer, plain in zip(held.network.layers, free.network.layers, strict=True):
        np.testing.assert_array_equal(layer.db, plain.db)
        pull = 0.3 * np.sign(layer.W) + 0.7 * layer.W
        np.testing.assert_allclose(layer.dW - plain.dW, pull, rtol=1e-9)


def test_measuring_leaves_the_gradient_alone():
    judged = objective(40, l2=0.1)
    judged.network.gradient[:] = 123.0
    measured = judged.measure()
    assert (judged.network.gradient == 123.0).all()
    assert measured == judged.evaluate()
    rows = np.array([3, 1, 4])
    assert judged.measure(rows) == judged.evaluate(rows)


@pytest.mark.parametrize("units", [(), (40,), (40, 3)])
def test_blocks_of_two_sizes_give_what_one_block_gives(units):
    # Many samples are taken in blocks, the last one smaller; an eighth of them at a
    # time fits into one block each.
    m = 4_001 if units else 60_001
    judged = objective(m, units)
    size = judged.network.block_size(m)
    whole = judged.evaluate()
    assert m % size != 0 and size < m
    gradient = judged.network.gradient.copy()
    parts = np.array_split(np.arange(m), 8)
    assert all(judged.network.block_size(len(rows)) == len(rows) for rows in parts)
    share = [len(rows) / m for rows in parts]
    summed = np.zeros_like(gradient)
    loss = 0.0
    for rows, weight in zip(parts, share, strict=True):
        loss += weight * judged.evaluate(rows).loss
        summed += weight * judged.network.gradient
    assert whole.loss == pytest.approx(loss, rel=1e-12)
    np.testing.assert_allclose(gradient, summed, rtol=1e-9, atol=1e-12)


def test_judging_twice_gives_the_same_bits():
    data = datasets.notebook(300)
    network = Network((2, 10, 1), ("sigmoid", "identity"))
    network.theta[:] = 0.1
    judged = Objective(network, data.X, data.y)
    first, gradient = judged.evaluate(), network.gradient.copy()
    judged.evaluate(np.array([5, 7, 9]))
    judged.measure()
    assert judged.evaluate() == first
    np.testing.assert_array_equal(network.gradient, gradient)
