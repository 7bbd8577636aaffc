"""The lesson's data, bit for bit, and the checks of `Dataset`."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import DataError, Dataset
from shallownet.data import datasets

FIGURES = json.loads(
    (Path(__file__).parents[2] / "data" / "notebook_figures.json").read_text()
)


def test_notebook_reproduces_the_lessons_data():
    data = datasets.notebook(m=10_000, seed=0)
    assert data.X.shape == (2, 10_000)
    assert data.y.shape == (1, 10_000)
    assert data.X[0, :5].tolist() == FIGURES["x1_first5"]
    assert data.X[1, :5].tolist() == FIGURES["x2_first5"]
    assert data.y[0, :5].tolist() == FIGURES["y_first5"]
    assert data.y.mean() == pytest.approx(FIGURES["y_mean"], rel=1e-12)
    assert data.y.var() == pytest.approx(FIGURES["y_var"], rel=1e-12)


@given(m=st.integers(1, 300), seed=st.integers(0, 2**32 - 1))
def test_notebook_target_is_the_product_of_the_inputs(m, seed):
    data = datasets.notebook(m, seed)
    x1, x2 = data.X
    np.testing.assert_array_equal(data.y[0], 2 * x1 * x2 + 2)
    assert data.samples == m
    again = datasets.notebook(m, seed)
    np.testing.assert_array_equal(data.X, again.X)


def test_dataset_is_a_read_only_copy():
    X, y = np.ones((2, 3)), np.ones((1, 3))
    data = Dataset(X, y)
    X[0, 0] = 7.0
    assert data.X[0, 0] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        data.y[0, 0] = 2.0


@pytest.mark.parametrize("m", [0, -1, 1.5, "10", None, True, 10**12])
def test_notebook_rejects_an_invalid_number_of_samples(m):
    with pytest.raises(DataError, match=r"^m is "):
        datasets.notebook(m)


@pytest.mark.parametrize("seed", [-1, 2**32, 0.5, "x", None, False])
def test_notebook_rejects_an_invalid_seed(seed):
    with pytest.raises(DataError, match=r"^seed is "):
        datasets.notebook(10, seed)


@given(
    X=st.tuples(st.integers(0, 3), st.integers(0, 4)),
    y=st.lists(st.integers(0, 4), min_size=0, max_size=3),
)
def test_mismatching_shapes_are_rejected(X, y):
    valid = X[0] > 0 and X[1] > 0 and y == [1, X[1]]
    arrays = np.zeros(X), np.zeros(y)
    if valid:
        assert Dataset(*arrays).samples == X[1]
    else:
        with pytest.raises(DataError, match="shape"):
            Dataset(*arrays)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_non_finite_value_is_rejected_with_its_index(bad):
    X, y = np.zeros((2, 5)), np.zeros((1, 5))
    X[1, 3] = bad
    with pytest.raises(DataError, match=r"X\[1, 3\]"):
        Dataset(X, y)


@pytest.mark.parametrize("huge", [1e308, -5e307])
def test_a_value_whose_range_would_be_no_float_is_rejected(huge):
    X = np.array([[1.0, huge, 2.0]])
    with pytest.raises(DataError, match=r"X\[0, 1\] is .*e30.* take a larger unit"):
        Dataset(X, X)
    assert Dataset(X / 10.0, X / 10.0).samples == 3


def test_input_names_default_or_match_the_inputs():
    X, y = np.zeros((2, 5)), np.zeros((1, 5))
    assert Dataset(X, y).input_names == ("x1", "x2")
    with pytest.raises(DataError, match="1 input names for 2 inputs"):
        Dataset(X, y, input_names=("a",))


@pytest.mark.parametrize("X", ["abc", [["a"]], [[1, 2], [3]], [[1 + 2j]], {}, object()])
def test_anything_but_an_array_of_numbers_is_a_data_error(X):
    with pytest.raises(DataError, match="X"):
        Dataset(X, np.array([[1.0]]))
