"""Correlation, copies of the target, and rows that repeat."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet.data.columns.relations import (
    correlation,
    correlation_ratio,
    linear_copy,
    repeated_rows,
)

SEEDS = st.integers(0, 1_000)


@given(SEEDS, st.floats(-1e6, 1e6), st.floats(0.001, 1e6))
def test_correlation_is_pearsons(seed, shift, scale):
    x, y = np.random.default_rng(seed).normal(size=(2, 30))
    expected = np.corrcoef(x, y)[0, 1]
    x = np.append(shift + scale * x, [np.nan, 3.0])
    y = np.append(y, [1.0, np.nan])
    assert correlation(x, y) == pytest.approx(expected, abs=1e-6)


def test_correlation_of_a_constant_is_none():
    assert np.isnan(correlation(np.ones(5), np.arange(5.0)))
    assert np.isnan(correlation(np.arange(5.0), np.ones(5)))
    assert np.isnan(correlation_ratio(np.arange(5), np.ones(5)))


@given(SEEDS)
def test_correlation_ratio_is_the_share_that_the_groups_explain(seed):
    generator = np.random.default_rng(seed)
    groups, y = generator.integers(-1, 4, 60), generator.normal(size=60)
    known = groups >= 0
    means = np.array(
        [y[groups == g].mean() if (groups == g).any() else 0 for g in range(4)]
    )
    explained = means[groups[known]]
    expected = np.sqrt(explained.var() / y[known].var())
    assert correlation_ratio(groups, y) == pytest.approx(expected)


@given(
    SEEDS,
    st.floats(-1e5, 1e5).filter(lambda v: abs(v) > 1e-5),
    st.floats(-1e5, 1e5),
)
def test_a_linear_function_of_the_target_is_found(seed, slope, shift):
    y = np.random.default_rng(seed).normal(size=20)
    assert linear_copy(y, y) == "equals the target"
    x = slope * y + shift
    if np.ptp(x) > 1e-6 * np.abs(x).max():  # else rounding is all there is
        assert linear_copy(x, y)
    x[3] += 0.01 * np.ptp(x)
    assert not linear_copy(x, y)


def test_few_or_constant_rows_are_no_copy():
    assert not linear_copy(np.arange(4.0), 2.0 * np.arange(4.0))
    assert not linear_copy(np.ones(9), np.arange(9.0))
    assert not linear_copy(np.arange(9.0), np.ones(9))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=30))
def test_repeated_rows_are_counted(rows):
    numbers = np.array([r[0] for r in rows], np.float64)
    codes = np.array([r[1] for r in rows], np.int32)
    assert repeated_rows([numbers, codes]) == len(rows) - len(set(rows))


def test_missing_values_and_zeros_are_equal_in_repeated_rows():
    values = np.array([0.0, -0.0, np.nan, -np.nan, 1.0])
    assert repeated_rows([values]) == 2
