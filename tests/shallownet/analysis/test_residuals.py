"""The errors of all samples, against arithmetic written here."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import Dataset, Trainer, TrainingConfig
from shallownet.analysis.residuals import error_edges, residuals, running_mean
from shallownet.data import datasets
from shallownet.errors import Cancelled
from tests.examples import examples


@pytest.fixture(scope="module")
def trainer() -> Trainer:
    trainer = Trainer(TrainingConfig(test_share=0.2), datasets.notebook(400))
    trainer.run(200)
    return trainer


def test_errors_are_predictions_minus_true_values(trainer):
    result = residuals(trainer.snapshot())
    X, y = trainer.data.X, trainer.data.y[0]
    p = trainer.network.parameters
    A1 = 1.0 / (1.0 + np.exp(-(p["W1"] @ X + p["b1"])))
    errors = (p["W2"] @ A1 + p["b2"])[0] - y
    np.testing.assert_allclose(result.errors, errors, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(result.predicted, y + errors, rtol=1e-12, atol=1e-12)
    for part, rows in (
        (result.train, trainer.problem.run.split.train),
        (result.held_out, trainer.problem.run.split.test),
    ):
        assert (part.samples, part.not_finite) == (len(rows), 0)
        assert part.mean == pytest.approx(errors[rows].mean())
        assert part.rmse == pytest.approx(np.sqrt((errors[rows] ** 2).mean()))
        assert part.counts.sum() == len(rows)
    snapshot = trainer.snapshot()
    assert result.train.mean == pytest.approx(snapshot.mean_error)
    assert result.train.rmse == pytest.approx(snapshot.rmse)


def test_the_samples_of_a_bin_are_those_it_counts(trainer):
    result = residuals(trainer.snapshot())
    seen = [result.in_bin(number) for number in range(len(result.edges) - 1)]
    counts = result.train.counts + result.held_out.counts
    assert [len(rows) for rows in seen] == counts.tolist()
    assert sorted(np.concatenate(seen).tolist()) == list(range(400))
    middle = len(seen) // 2
    low, high = result.edges[middle : middle + 2]
    inside = (result.errors >= low) & (result.errors < high)
    assert seen[middle].tolist() == np.flatnonzero(inside).tolist()


numbers = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))


@examples(30)
@given(st.lists(numbers, min_size=1, max_size=60))
def test_edges_are_even_and_hold_the_middle_of_any_errors(values):
    errors = np.array(values)
    edges = error_edges(errors)
    assert 2 <= len(edges) <= 84
    width = edges[1] - edges[0]
    assert width > 0.0
    np.testing.assert_allclose(np.diff(edges), width, rtol=1e-6)
    assert edges[0] - width <= np.median(errors) <= edges[-1] + width
    if edges[0] < 0.0 < edges[-1]:
        assert np.abs(edges).min() <= 1e-9 * width


def test_an_outlier_leaves_the_others_their_bars():
    errors = np.append(np.linspace(-1.0, 1.0, 999), 1e9)
    edges = error_edges(errors)
    assert -2.2 < edges[0] < -0.9 and 0.9 < edges[-1] < 2.2
    alike = np.append(np.zeros(999), 1e-3)  # its own range, where all others are alike
    assert error_edges(alike)[[0, -1]].tolist() == pytest.approx([0.0, 1e-3])


@pytest.mark.parametrize(
    "errors", [[], [np.nan, np.inf], [7.0] * 5, [0.0], [3e200], [1e308]]
)
def test_odd_errors_have_edges_too(errors):
    edges = error_edges(np.array(errors, dtype=float))
    assert len(edges) >= 2 and np.isfinite(edges).all()
    assert all(edges[0] <= error <= edges[-1] for error in errors if np.isfinite(error))
    assert (np.diff(edges) > 0.0).all()


def test_the_running_mean_of_a_line_is_the_line():
    x = np.random.default_rng(0).permutation(1_000).astype(float)
    at, means = running_mean(x, 2.0 * x)
    assert len(at) == 100
    np.testing.assert_allclose(means, 2.0 * at)
    # 5 % of the samples in each window: the first holds 0, 1, ... 49.
    assert at[0] == pytest.approx(24.5) and at[-1] == pytest.approx(974.5)


@examples(30)
@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=80))
def test_the_running_mean_of_any_samples_is_that_of_their_windows(samples):
    x, errors = np.array(samples).T
    at, means = running_mean(x, errors)
    order = np.argsort(x, kind="stable")
    size = min(20, len(x))
    windows = [order[start : start + size] for start in range(len(x) - size + 1)]
    expected = [(x[rows].mean(), errors[rows].mean()) for rows in windows]
    np.testing.assert_allclose(np.column_stack([at, means]), expected, atol=1e-6)


def test_the_running_mean_goes_over_the_chosen_input(trainer):
    rows, X = trainer.problem.run.split.train, trainer.data.X
    for against, axis in ((None, None), (1, X[1])):
        result = residuals(trainer.snapshot(), against)
        axis = result.predicted if axis is None else axis
        expected = running_mean(axis[rows], result.errors[rows])
        np.testing.assert_array_equal(result.train.trend, expected)


def test_errors_that_are_not_finite_are_counted_apart():
    trainer = Trainer(TrainingConfig(), datasets.notebook(50))
    trainer.network.parameters["b2"][:] = np.inf
    result = residuals(trainer.snapshot())
    assert result.train.not_finite == 50 and result.train.counts.sum() == 0
    assert len(result.in_bin(0)) == 0


def test_it_stops_when_it_is_told_to(trainer):
    with pytest.raises(Cancelled):
        residuals(trainer.snapshot(), cancelled=lambda: True)


@pytest.mark.parametrize("size", [1e-200, 1e200])
def test_the_rmse_of_errors_whose_squares_are_no_floats(size):
    data = Dataset(np.zeros((1, 4)), size * np.array([[1.0, -1.0, 1.0, -1.0]]))
    trainer = Trainer(TrainingConfig(hidden_units=(), initialization="zeros"), data)
    assert residuals(trainer.snapshot()).train.rmse == pytest.approx(size)
