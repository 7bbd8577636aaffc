"""The activation functions against their formulas, in place and far from zero."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import ACTIVATIONS, ConfigError
from shallownet.nn.activations import activation

# g and g' of one number, by their textbook formulas.
BY_HAND = {
    "sigmoid": (
        lambda z: 1 / (1 + math.exp(-z)),
        lambda z: math.exp(-z) / (1 + math.exp(-z)) ** 2,
    ),
    "tanh": (math.tanh, lambda z: 1 / math.cosh(z) ** 2),
    "relu": (lambda z: max(0.0, z), lambda z: 1.0 if z > 0 else 0.0),
    "leaky_relu": (lambda z: max(0.01 * z, z), lambda z: 1.0 if z > 0 else 0.01),
    "softplus": (
        lambda z: math.log1p(math.exp(z)),
        lambda z: 1 / (1 + math.exp(-z)),
    ),
    "sine": (math.sin, math.cos),
    "identity": (lambda z: z, lambda z: 1.0),
}

by_name = pytest.mark.parametrize("name", sorted(ACTIVATIONS))
values = st.lists(st.floats(-30, 30), min_size=1, max_size=20)


def test_every_activation_is_tested_against_its_formula():
    assert set(BY_HAND) == set(ACTIVATIONS)
    assert all(name == entry.name for name, entry in ACTIVATIONS.items())


@by_name
@given(z=values)
def test_the_function_follows_its_formula(name, z):
    g, _ = BY_HAND[name]
    np.testing.assert_allclose(
        ACTIVATIONS[name](np.array(z)), [g(v) for v in z], rtol=1e-14, atol=1e-300
    )


@by_name
@given(z=values)
def test_the_derivative_follows_its_formula(name, z):
    _, slope = BY_HAND[name]
    entry = ACTIVATIONS[name]
    z = np.array(z)
    a = entry(z)
    # Where the entry does not need z, a network has overwritten it.
    given_z = z if entry.needs_z else np.full_like(z, np.nan)
    out = np.empty_like(z)
    entry.derivative(given_z, a, out)
    # 1 - a^2 and a - a^2 lose what is smaller than the rounding of a.
    np.testing.assert_allclose(out, [slope(v) for v in z], rtol=1e-9, atol=1e-15)


@by_name
@given(z=values)
def test_a_may_overwrite_z(name, z):
    entry = ACTIVATIONS[name]
    z = np.array(z)
    apart, scratch = np.empty_like(z), np.empty_like(z)
    entry.function(z.copy(), apart, scratch)
    entry.function(z, z, scratch)
    np.testing.assert_array_equal(z, apart)


@by_name
@given(z=values)
def test_the_second_derivative_is_the_slope_of_the_derivative(name, z):
    entry = ACTIVATIONS[name]
    z = np.array([value for value in z if abs(value) > 0.01])  # away from a kink
    h = 1e-5
    above, below, second = np.empty((3, z.size))
    entry.derivative(z + h, entry(z + h), above)
    entry.derivative(z - h, entry(z - h), below)
    entry.second_derivative(z, entry(z), second)
    np.testing.assert_allclose(second, (above - below) / (2 * h), atol=1e-6)


@by_name
def test_values_far_from_zero_give_finite_results(name):
    far = np.array([-1e300, -1000.0, 1000.0, 1e300])
    entry = ACTIVATIONS[name]
    a = entry(far)
    assert np.isfinite(a).all()
    if name == "sigmoid":
        assert a.tolist() == [0.0, 0.0, 1.0, 1.0]
    if name in ("softplus", "relu"):
        assert a.tolist() == [0.0, 0.0, 1000.0, 1e300]
    slope = np.empty_like(far)
    entry.derivative(far, a, slope)
    assert np.isfinite(slope).all()


def test_an_unknown_name_is_an_error_that_lists_the_names():
    assert activation("tanh") is ACTIVATIONS["tanh"]
    with pytest.raises(ConfigError, match=r"no activation 'swish'.*sigmoid.*identity"):
        activation("swish")


def test_short_names_are_short_and_distinct():
    short = [entry.short for entry in ACTIVATIONS.values()]
    assert len(set(short)) == len(short)
    assert max(map(len, short)) <= 5


@pytest.mark.parametrize("name", ["softplus", "sine"])
def test_calling_an_activation_on_inf_gives_no_warning(name):
    ACTIVATIONS[name](np.array([np.inf, -np.inf, np.nan]))
