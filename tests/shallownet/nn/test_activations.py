"""The activation functions against their formulas, in place and far from zero."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import ACTIVATIONS, ConfigError
from shallownet.nn.activations import activation

# g and g' of one number, as a book gives them.
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


def test_every_activation_is_held_against_its_formula():
    assert set(BY_HAND) == set(ACTIVATIONS)
    assert all(name == entry.name for name, entry in ACTIVATIONS.items())


@by_name
@given(z=values)
def test_the_function_is_the_one_of_its_formula(name, z):
    g, _ = BY_HAND[name]
    np.testing.assert_allclose(
        ACTIVATIONS[name](np.array(z)), [g(v) for v in z], rtol=1e-14, atol=1e-300
    )


@by_name
@given(z=values)
def test_the_derivative_is_the_one_of_its_formula(name, z):
    _, slope = BY_HAND[name]
    entry = ACTIVATIONS[name]
    z = np.array(z)
    a = entry(z)
    # Told from a alone, unless the entry asks for z: a network has overwritten z.
    seen = z if entry.needs_z else np.full_like(z, np.nan)
    out = np.empty_like(z)
    entry.derivative(seen, a, out)
    # 1 - a^2 and a - a^2 lose what is smaller than the rounding of a.
    np.testing.assert_allclose(out, [slope(v) for v in z], rtol=1e-9, atol=1e-15)


@by_name
@given(z=values)
def test_z_may_be_overwritten_by_a(name, z):
    entry = ACTIVATIONS[name]
    z = np.array(z)
    apart, scratch = np.empty_like(z), np.empty_like(z)
    entry.function(z.copy(), apart, scratch)
    entry.function(z, z, scratch)
    np.testing.assert_array_equal(z, apart)


@by_name
def test_far_from_zero_nothing_breaks(name):
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


def test_a_name_that_is_not_there_is_told_with_those_that_are():
    assert activation("tanh") is ACTIVATIONS["tanh"]
    with pytest.raises(ConfigError, match=r"no activation 'swish'.*sigmoid.*identity"):
        activation("swish")


def test_short_names_are_short_and_their_own():
    short = [entry.short for entry in ACTIVATIONS.values()]
    assert len(set(short)) == len(short)
    assert max(map(len, short)) <= 5
