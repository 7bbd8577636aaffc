"""The preview of an update: the lesson's equations, and the parameters it leads to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import ACTIVATIONS, OPTIMIZERS, Trainer, TrainingConfig
from shallownet.data import datasets
from tests.examples import examples

DATA = datasets.notebook(120)


@examples(60)
@given(
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    batch_size=st.sampled_from([None, 1, 32]),
    hidden_units=st.sampled_from([(), (10,), (4, 5)]),
    gradient=st.sampled_from(["exact", "published"]),
    standardize=st.booleans(),
    observations=st.lists(st.integers(0, 2), min_size=3, max_size=6),
)
def test_a_step_commits_exactly_what_was_previewed(
    optimizer, batch_size, hidden_units, gradient, standardize, observations
):
    config = TrainingConfig(
        optimizer=optimizer,
        batch_size=batch_size,
        hidden_units=hidden_units,
        gradient=gradient,
        standardize_inputs=standardize,
        standardize_target=standardize,
    )
    observed, plain = Trainer(config, DATA), Trainer(config, DATA)
    for count in observations:
        traces = [observed.preview() for _ in range(count)]
        before = {n: a.copy() for n, a in observed.network.parameters.items()}
        report = observed.step()
        plain.step()
        for trace in traces:
            assert trace.step == report.step
            for name, value in observed.network.parameters.items():
                np.testing.assert_array_equal(trace.before[name], before[name])
                np.testing.assert_array_equal(trace.after[name], value)
    np.testing.assert_array_equal(observed.network.theta, plain.network.theta)


def test_the_arrays_satisfy_the_lessons_equations():
    trainer = Trainer(TrainingConfig(), DATA)
    trainer.run(200)
    X, y, m = DATA.X, DATA.y, DATA.samples
    p = {name: value.copy() for name, value in trainer.network.parameters.items()}
    t = trainer.preview()
    close: dict[str, Any] = {"rtol": 1e-11, "atol": 1e-12}
    np.testing.assert_allclose(t["Z1"], p["W1"] @ X + p["b1"], **close)
    np.testing.assert_allclose(t["A1"], 1 / (1 + np.exp(-t["Z1"])), **close)
    np.testing.assert_allclose(t["Z2"], p["W2"] @ t["A1"] + p["b2"], **close)
    np.testing.assert_array_equal(t["A2"], t["Z2"])
    np.testing.assert_allclose(t["dZ2"], t["A2"] - y, **close)
    np.testing.assert_allclose(t["dW2"], t["dZ2"] @ t["A1"].T / m, **close)
    np.testing.assert_allclose(t["db2"], [[t["dZ2"].sum() / m]], **close)
    dZ1 = p["W2"].T @ t["dZ2"] * (t["A1"] * (1 - t["A1"]))
    np.testing.assert_allclose(t["dZ1"], dZ1, **close)
    np.testing.assert_allclose(t["dW1"], t["dZ1"] @ X.T / m, **close)
    db1 = t["dZ1"].sum(axis=1, keepdims=True) / m
    np.testing.assert_allclose(t["db1"], db1, **close)
    for name in ("W1", "b1", "W2", "b2"):
        after = p[name] - 0.001 * t[f"d{name}"]
        np.testing.assert_allclose(t.after[name], after, **close)
    assert t.loss == pytest.approx(((t["A2"] - y) ** 2).sum() / (2 * m), rel=1e-12)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_deeper_networks_follow_the_same_equations(name):
    config = TrainingConfig(
        hidden_units=(4, 3), activation=name, initialization="uniform", seed=3
    )
    trainer = Trainer(config, DATA)
    t = trainer.preview()
    W, m = trainer.network.parameters, DATA.samples
    g = ACTIVATIONS[name]
    h = 1e-6
    for layer in (2, 1):
        slope = (g(t[f"Z{layer}"] + h) - g(t[f"Z{layer}"] - h)) / (2 * h)
        expected = W[f"W{layer + 1}"].T @ t[f"dZ{layer + 1}"] * slope
        np.testing.assert_allclose(t[f"dZ{layer}"], expected, rtol=1e-4, atol=1e-7)
        below = DATA.X if layer == 1 else t["A1"]
        dW = t[f"dZ{layer}"] @ below.T / m
        np.testing.assert_allclose(t[f"dW{layer}"], dW, rtol=1e-10, atol=1e-12)


def test_a_preview_can_be_limited_to_some_samples():
    trainer = Trainer(TrainingConfig(), DATA)
    whole, part = trainer.preview(), trainer.preview(np.array([5, 17]))
    assert part["Z1"].shape == (10, 2)
    np.testing.assert_allclose(part["Z1"], whole["Z1"][:, [5, 17]], rtol=1e-12)
    np.testing.assert_array_equal(part["dW1"], whole["dW1"])
    assert trainer.preview(slice(0, 3))["A2"].shape == (1, 3)


def test_a_trace_is_read_only():
    trace = Trainer(TrainingConfig(), DATA).preview()
    for array in (
        *trace.arrays.values(),
        *trace.before.values(),
        *trace.after.values(),
    ):
        assert not array.flags.writeable
