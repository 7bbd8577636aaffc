"""The linear model of least squares, by parts and for awkward columns."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet.nn import linear_fit
from shallownet.nn.linear_fit import LinearFit


@pytest.mark.parametrize("chunk", [7, 1_000])
def test_parts_give_the_fit_of_the_whole(monkeypatch, chunk):
    monkeypatch.setattr(linear_fit, "CHUNK", chunk)
    generator = np.random.default_rng(0)
    X = generator.standard_normal((3, 40)) * [[1e-6], [1.0], [1e6]] + 1e3
    y = generator.standard_normal((1, 40))
    Z = (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)
    A = np.vstack([Z, np.ones(40)]).T
    known = A @ np.linalg.lstsq(A, y[0], rcond=None)[0]
    fit = LinearFit(X, y)
    np.testing.assert_allclose(fit.predict(X)[0], known, atol=1e-6)
    assert fit.loss(X, y) == pytest.approx(((known - y[0]) ** 2).mean() / 2.0)


def test_columns_that_repeat_or_never_change_do_no_harm():
    x = np.linspace(0.0, 1.0, 20)
    X = np.stack([x, 2.0 * x, np.full(20, 5.0)])
    fit = LinearFit(X, 3.0 * x[np.newaxis] + 1.0)
    assert fit.loss(X, 3.0 * x[np.newaxis] + 1.0) == pytest.approx(0.0, abs=1e-20)


def test_fewer_samples_than_inputs_are_met_exactly():
    X = np.arange(12.0).reshape(4, 3) ** 2
    y = np.array([[1.0, -1.0, 2.0]])
    np.testing.assert_allclose(LinearFit(X, y).predict(X), y, atol=1e-9)


def test_sizes_near_the_largest_float_give_a_number_or_none():
    X = np.array([[1e308, -1e308, 5e307]])
    assert not np.isinf(LinearFit(X, X).coefficients).any()
