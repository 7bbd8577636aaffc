"""Initialization: the lesson's own numbers, and draws of the stated variance."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import Network, Trainer, TrainingConfig
from shallownet.data import datasets
from shallownet.nn.initialization import INITIALIZATIONS, initialize


def network(*sizes: int) -> Network:
    return Network(sizes, ["tanh"] * (len(sizes) - 1))


@pytest.mark.parametrize("samples", [7, 100])
@pytest.mark.parametrize("seed", [0, 5])
def test_the_notebooks_random_stream_continues_after_its_data(samples, seed):
    started = network(2, 10, 1)
    initialize(started, "notebook", seed=seed, samples=samples)
    stream = np.random.RandomState(seed)
    stream.normal(size=2 * samples)  # the data
    # What the lesson's demonstration cells draw before its training.
    for shape in ((10, 2), (10, 1), (1, 10), (1, 1)):
        stream.random_sample(shape)
    for name, shape in (("W1", (10, 2)), ("b1", (10, 1)), ("W2", (1, 10))):
        drawn = stream.random_sample(shape)
        np.testing.assert_array_equal(started.parameters[name], drawn)
    assert started.parameters["b2"][0, 0] == stream.random_sample()


def test_a_deeper_network_continues_the_same_stream():
    shallow, deep = network(2, 10, 1), network(2, 10, 4, 1)
    for started in (shallow, deep):
        initialize(started, "notebook", seed=0, samples=50)
    for name in ("W1", "b1"):
        np.testing.assert_array_equal(shallow.parameters[name], deep.parameters[name])
    assert ((deep.theta >= 0) & (deep.theta < 1)).all()


@pytest.mark.parametrize("name", sorted(INITIALIZATIONS))
def test_an_initialization_fills_everything_and_depends_on_the_seed_alone(name):
    starts = []
    for seed in (3, 3, 4):
        started = network(3, 6, 5, 1)
        started.theta[:] = np.nan  # previous values must not remain
        initialize(started, name, seed=seed, samples=20)
        assert np.isfinite(started.theta).all()
        starts.append(started.theta)
    np.testing.assert_array_equal(starts[0], starts[1])
    assert np.array_equal(starts[0], starts[2]) == (name == "zeros")


def test_uniform_xavier_and_he_have_the_variance_of_their_papers():
    wide = {}
    for name in ("uniform", "xavier", "he"):
        wide[name] = network(60, 64, 40, 1)
        initialize(wide[name], name, seed=1, samples=10)
    assert abs(wide["uniform"].theta).max() <= 0.5
    assert wide["uniform"].theta.var() == pytest.approx(1 / 12, rel=0.1)
    # 64 x 60 and 40 x 64 draws: the variance is known to a few per cent.
    for number, (inputs, units) in enumerate([(60, 64), (64, 40)], 1):
        W = wide["xavier"].parameters[f"W{number}"]
        assert abs(W).max() <= np.sqrt(6 / (inputs + units))
        assert W.var() == pytest.approx(2 / (inputs + units), rel=0.1)
        W = wide["he"].parameters[f"W{number}"]
        assert W.var() == pytest.approx(2 / inputs, rel=0.1)
    for name in ("xavier", "he"):
        for number in (1, 2, 3):
            assert not wide[name].parameters[f"b{number}"].any()


def test_units_with_equal_parameters_stay_equal():
    config = TrainingConfig(initialization="zeros", activation="tanh")
    trainer = Trainer(config, datasets.notebook(60))
    trainer.network.parameters["W2"][:] = 0.3  # all zero would not move W1 at all
    trainer.run(20)
    W1 = trainer.network.parameters["W1"]
    assert abs(W1[0]).max() > 0
    np.testing.assert_allclose(W1, np.broadcast_to(W1[0], W1.shape), rtol=1e-9)
