"""The activation functions against their formulas, in place and far from zero."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import ACTIVATIONS, ConfigError
from shallownet.nn.activations import activation


def logistic(z: float) -> float:
    return 1 / (1 + math.exp(-z))


# g, g' and g'' of one number, in forms that lose no digits on either side.
BY_HAND = {
    "sigmoid": (
        logistic,
        lambda z: logistic(z) * logistic(-z),
        lambda z: -logistic(z) * logistic(-z) * math.tanh(z / 2),
    ),
    "tanh": (
        math.tanh,
        lambda z: 1 / math.cosh(z) ** 2,
        lambda z: -2 * math.tanh(z) / math.cosh(z) ** 2,
    ),
    "relu": (
        lambda z: max(0.0, z),
        lambda z: 1.0 if z > 0 else 0.0,
        lambda z: 0.0,
    ),
    "leaky_relu": (
        lambda z: max(0.01 * z, z),
        lambda z: 1.0 if z > 0 else 0.01,
        lambda z: 0.0,
    ),
    "softplus": (
        lambda z: max(z, 0.0) + math.log1p(math.exp(-abs(z))),
        logistic,
        lambda z: logistic(z) * logistic(-z),
    ),
    "sine": (math.sin, math.cos, lambda z: -math.sin(z)),
    "identity": (lambda z: z, lambda z: 1.0, lambda z: 0.0),
}

by_name = pytest.mark.parametrize("name", sorted(ACTIVATIONS))
values = st.lists(st.floats(-350, 350), min_size=1, max_size=20)


def test_every_activation_is_tested_against_its_formula():
    assert set(BY_HAND) == set(ACTIVATIONS)
    assert all(name == entry.name for name, entry in ACTIVATIONS.items())


@given(z=values)
def test_functions_and_derivatives_keep_their_digits_on_both_sides(z):
    for name, entry in ACTIVATIONS.items():
        g, slope_of, curvature_of = BY_HAND[name]
        at = np.array(z)
        by_hand = [g(v) for v in z]
        np.testing.assert_allclose(entry(at), by_hand, 1e-14, 1e-300, err_msg=name)
        a, slope = entry.with_slope(at)
        curvature = np.empty_like(at)
        entry.second_derivative(at, a, slope, curvature)
        for found, formula in ((slope, slope_of), (curvature, curvature_of)):
            by_hand = [formula(v) for v in z]
            np.testing.assert_allclose(found, by_hand, 5e-12, 1e-300, err_msg=name)


@given(z=values)
def test_arrays_that_may_be_shared_give_the_same(z):
    for name, entry in ACTIVATIONS.items():
        at = np.array(z)
        a, slope = entry.with_slope(at)
        shared, other = at.copy(), np.empty_like(at)
        out, kept = (other, shared) if entry.keeps else (shared, other)
        entry.function(shared, out, kept)
        np.testing.assert_array_equal(out, a, name)
        entry.derivative(kept, out, kept)
        np.testing.assert_array_equal(kept, slope, name)


@by_name
def test_values_far_from_zero_give_finite_results(name):
    far = np.array([-1e300, -1000.0, 1000.0, 1e300])
    entry = ACTIVATIONS[name]
    a, slope = entry.with_slope(far)
    assert np.isfinite(a).all()
    assert np.isfinite(slope).all()
    if name == "sigmoid":
        assert a.tolist() == [0.0, 0.0, 1.0, 1.0]
    if name in ("softplus", "relu"):
        assert a.tolist() == [0.0, 0.0, 1000.0, 1e300]


def test_an_unknown_name_is_an_error_that_lists_the_names():
    assert activation("tanh") is ACTIVATIONS["tanh"]
    with pytest.raises(ConfigError, match=r"no activation “swish”.*sigmoid.*identity"):
        activation("swish")


def test_short_names_are_short_and_distinct():
    short = [entry.short for entry in ACTIVATIONS.values()]
    assert len(set(short)) == len(short)
    assert max(map(len, short)) <= 5


@pytest.mark.parametrize("name", ["softplus", "sine"])
def test_calling_an_activation_on_inf_gives_no_warning(name):
    ACTIVATIONS[name](np.array([np.inf, -np.inf, np.nan]))
