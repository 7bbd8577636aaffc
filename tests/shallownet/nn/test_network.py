"""The network: its equations, in every variant that serves speed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import ACTIVATIONS, ConfigError, Network
from shallownet.arrays import with_ones
from shallownet.nn.workspace import Workspace, product

names = st.sampled_from(sorted(ACTIVATIONS))
any_depth = st.lists(st.integers(1, 6), max_size=3)
one_hidden_layer = st.lists(st.integers(1, 9), min_size=1, max_size=1)


@st.composite
def problems(draw, hidden=any_depth):
    """Return a network at random parameters, with inputs and a target for it."""
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    features, m = draw(st.integers(1, 4)), draw(st.integers(1, 40))
    sizes = (features, *draw(hidden), 1)
    network = Network(sizes, [draw(names) for _ in sizes[1:]])
    network.theta[:] = generator.uniform(-2, 2, network.theta.size)
    return network, generator.normal(size=(features, m)), generator.normal(size=(1, m))


def propagate(network, X, y, *, keep=False):
    """Return the sums of gradient and errors over the samples, and the workspace."""
    work = Workspace(network.layers, X.shape[1], keep=keep)
    network.forward(with_ones(X), work)
    network.backward(with_ones(X), y, work)
    return network.gradient.copy(), work.sums(), work


@pytest.mark.parametrize(
    ("name", "z", "slope"),
    [
        ("sigmoid", 30.0, 9.357622968838423e-14),
        ("sigmoid", 37.0, 8.533047625744065e-17),
        ("sigmoid", 700.0, 9.859676543759770e-305),
        ("sigmoid", -700.0, 9.859676543759770e-305),
        ("tanh", 10.0, 8.244614455767397e-09),
        ("tanh", 19.0, 1.2556531168192118e-16),
        ("tanh", -300.0, 1.0601586212017243e-260),
        ("softplus", -40.0, 4.248354255291589e-18),
    ],
)
@pytest.mark.parametrize("keep", [False, True])
@pytest.mark.parametrize("hidden", [1, 2])
def test_errors_pass_saturated_units_in_full_precision(name, z, slope, keep, hidden):
    network = Network(
        (1, *(1,) * hidden, 1), [*["identity"] * (hidden - 1), name, "identity"]
    )
    for layer in network.layers:
        layer.W[:] = 1.0
    yhat = ACTIVATIONS[name](np.array([[z]]))
    gradient, *_ = propagate(network, np.array([[z]]), yhat - 0.5, keep=keep)
    assert gradient[1] == pytest.approx(0.5 * slope, rel=5e-12, abs=0.0)  # db1


@given(problem=problems())
def test_forward_is_the_lessons_equations(problem):
    network, X, _ = problem
    work = Workspace(network.layers, X.shape[1])
    yhat = network.forward(with_ones(X), work)
    A = X
    for number, layer in enumerate(network.layers, 1):
        W, b = network.parameters[f"W{number}"], network.parameters[f"b{number}"]
        A = layer.activation(W @ A + b)
    np.testing.assert_allclose(yhat, A, rtol=1e-10, atol=1e-12)


# dZ1 is left out for one hidden layer below one output unit.
@given(problem=problems(any_depth | one_hidden_layer))
def test_optimizations_do_not_change_the_result(problem):
    network, X, y = problem
    fast, fast_sums, fast_work = propagate(network, X, y)
    full, full_sums, full_work = propagate(network, X, y, keep=True)
    np.testing.assert_allclose(fast, full, rtol=1e-9, atol=1e-11)
    assert fast_sums == full_sums
    np.testing.assert_array_equal(fast_work.A[-1], full_work.A[-1])


@given(problem=problems(), data=st.data())
def test_the_sums_over_parts_add_up_to_the_sum_over_all_samples(problem, data):
    network, X, y = problem
    whole, (squares, errors), _ = propagate(network, X, y)
    cut = data.draw(st.integers(0, X.shape[1]))
    parts = [
        propagate(network, X[:, part], y[:, part])
        for part in (slice(0, cut), slice(cut, None))
        if X[:, part].size
    ]
    summed = sum(gradient for gradient, _, _ in parts)
    np.testing.assert_allclose(summed, whole, rtol=1e-9, atol=1e-11)
    assert squares == pytest.approx(sum(sums[0] for _, sums, _ in parts), rel=1e-12)
    assert errors == pytest.approx(
        sum(sums[1] for _, sums, _ in parts), rel=1e-9, abs=1e-12
    )


@given(
    samples=st.integers(1, 3_000_000),
    sizes=st.lists(st.integers(1, 64), min_size=2, max_size=5),
)
def test_blocks_have_almost_equal_size_and_cover_all_samples(samples, sizes):
    network = Network(sizes, ["tanh"] * (len(sizes) - 1))
    size = network.block_size(samples)
    assert 1 <= size <= samples
    # 512 KiB of float64 in the widest layer.
    assert size * max(sizes) * 8 <= 512 * 1024 + 8 * max(sizes)
    blocks = -(-samples // size)
    assert 0 < samples - (blocks - 1) * size <= size


@given(
    shape=st.tuples(*[st.integers(1, 12)] * 2, st.integers(1, 400)),
    transposed=st.booleans(),
    part=st.booleans(),
    seed=st.integers(0, 1000),
)
def test_every_matrix_product_gives_the_bits_of_matmul(shape, transposed, part, seed):
    units, inputs, samples = shape
    rng = np.random.default_rng(seed)
    whole = rng.normal(size=(inputs, samples + part))
    right = whole[:, :samples]
    left = (
        rng.normal(size=(inputs, units)).T
        if transposed
        else rng.normal(size=(units, inputs))
    )
    found, other = np.empty((2, units, samples))
    product(left, right)(left, right, found)
    assert np.array_equal(found, np.matmul(left, right, other))
    found, other = np.empty((2, units, inputs))
    Z = rng.normal(size=(units, samples))
    product(Z, right.T)(Z, right.T, found)
    assert np.array_equal(found, np.matmul(Z, right.T, other))


def test_parameters_and_gradient_are_views_into_flat_vectors():
    network = Network((2, 3, 1), ("tanh", "identity"))
    network.parameters["W1"][2, 1] = 5.0
    network.parameters["b2"][0, 0] = 7.0
    network.layers[0].db[1, 0] = 3.0
    assert sorted(network.theta[network.theta != 0]) == [5.0, 7.0]
    assert network.parameter_name(int(np.argmax(network.theta == 5.0))) == "W1[2, 1]"
    assert network.parameter_name(int(np.argmax(network.theta == 7.0))) == "b2[0]"
    assert network.parameter_name(int(np.argmax(network.gradient))) == "b1[1]"
    named = network.named(network.gradient)
    assert named["b1"].tolist() == [[0.0], [3.0], [0.0]]


def test_parameters_are_named_as_in_the_lesson():
    network = Network((2, 10, 1), ("sigmoid", "identity"))
    network.theta[:] = np.random.default_rng(0).normal(size=network.theta.size)
    assert {name: view.shape for name, view in network.parameters.items()} == {
        "W1": (10, 2),
        "b1": (10, 1),
        "W2": (1, 10),
        "b2": (1, 1),
    }
    for k, value in enumerate(network.theta):
        name, _, place = network.parameter_name(k).partition("[")
        index = tuple(int(i) for i in place.rstrip("]").split(","))
        index = index if len(index) == 2 else (*index, 0)
        assert network.parameters[name][index] == value
    with pytest.raises(IndexError):
        network.parameter_name(41)


def test_a_copy_has_its_own_parameters():
    network = Network((2, 3, 1), ("sine", "identity"))
    network.theta[:] = 1.0
    copy = network.copy()
    assert copy.activations == ("sine", "identity")
    assert copy.layer_sizes == (2, 3, 1)
    copy.theta[:] = 2.0
    assert (network.theta == 1.0).all()


def test_a_network_can_share_parameters_and_have_its_own_gradient():
    network = Network((2, 3, 1), ("sine", "identity"))
    other = network.with_own_gradient()
    network.parameters["W2"][0, 1] = 4.0
    other.gradient[:] = 1.0
    assert other.parameters["W2"][0, 1] == 4.0
    assert (network.gradient == 0.0).all()


def test_parameters_are_found_by_name():
    network = Network((2, 3, 1), ("sine", "identity"))
    for index in range(network.theta.size):
        assert network.parameter_index(network.parameter_name(index)) == index
    assert network.parameter_index(" W1[ 2 , 1 ] ") == network.parameter_index(
        "W1[2,1]"
    )
    assert network.parameter_index("b1[2, 0]") == network.parameter_index("b1[2]")


@pytest.mark.parametrize(
    "name", ["W1[0]", "W1[3, 0]", "W1[0, 2]", "b1[3]", "b1[0, 1]", "W3[0, 0]", "", "x"]
)
def test_an_unknown_parameter_is_an_error_that_lists_the_shapes(name):
    network = Network((2, 3, 1), ("sine", "identity"))
    with pytest.raises(ConfigError, match=r"W1 \(3, 2\), b1 \(3, 1\), W2 \(1, 3\)"):
        network.parameter_index(name)


def test_an_unknown_activation_is_an_error():
    with pytest.raises(ConfigError, match="no activation “swish”"):
        Network((2, 3, 1), ("swish", "identity"))
