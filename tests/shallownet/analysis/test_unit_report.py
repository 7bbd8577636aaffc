"""The unit report against arithmetic written here, and on the lesson's own run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from shallownet import Dataset, Trainer, TrainingConfig
from shallownet.analysis.ablation import theta_without
from shallownet.analysis.unit_report import UnitReport, unit_report
from shallownet.data import datasets
from shallownet.errors import Cancelled

FIGURES = json.loads(
    (Path(__file__).parents[2] / "data" / "notebook_figures.json").read_text()
)


def trainer_of(m: int = 60, updates: int = 5, **settings: Any) -> Trainer:
    trainer = Trainer(TrainingConfig(**settings), datasets.notebook(m))
    trainer.run(updates)
    return trainer


def report_of(trainer: Trainer, off: tuple[tuple[int, int], ...] = ()) -> UnitReport:
    return unit_report(trainer.snapshot(), off)


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def lesson(parameters, data: Dataset, unit: int | None = None, held: float = 0.0):
    """Return A1 and ŷ of the lesson's network as NumPy writes it."""
    p = {name: np.asarray(value) for name, value in parameters.items()}
    A1 = sigmoid(p["W1"] @ data.X + p["b1"])
    used = A1.copy()
    if unit is not None:
        used[unit] = held
    return A1, p["W2"] @ used + p["b2"]


def r2(predicted, y) -> float:
    return float(1.0 - np.mean((predicted - y) ** 2) / np.var(y))


def test_the_lessons_units_as_numpy_has_them():
    trainer = trainer_of(500, 300)
    data, parameters = trainer.data, trainer.network.parameters
    A1, predicted = lesson(parameters, data)
    report = report_of(trainer)
    (layer,) = report.layers
    assert (report.samples, report.total_samples) == (500, 500)
    assert report.r2 == pytest.approx(r2(predicted, data.y), rel=1e-12)
    variances = np.var(parameters["W2"].T * A1, axis=1)
    np.testing.assert_allclose(layer.mean, A1.mean(axis=1), rtol=1e-12)
    np.testing.assert_allclose(
        layer.contribution, variances / variances.sum(), rtol=1e-9
    )
    for unit in range(10):
        _, without = lesson(parameters, data, unit)
        assert layer.r2_without[unit] == pytest.approx(r2(without, data.y), abs=1e-12)
        _, at_mean = lesson(parameters, data, unit, A1[unit].mean())
        assert layer.r2_at_mean[unit] == pytest.approx(r2(at_mean, data.y), abs=1e-12)
        counts, edges = np.histogram(A1[unit], bins=24, range=(0.0, 1.0))
        assert layer.counts[unit].tolist() == counts.tolist()
        np.testing.assert_allclose(layer.edges, edges)
        slopes = A1[unit] * (1.0 - A1[unit])
        counts, _ = np.histogram(slopes, bins=25, range=(0.0, 0.25))
        assert layer.slopes[unit].tolist() == counts.tolist()
        assert layer.saturated[unit] == np.mean(slopes < 0.01)


# Rounded to four digits: each row of W1 with its bias, then W2 and b2.
AFTER_10000 = """
0.3525 0.9495 0.2348   2.029 0.3246 -7.472   0.04552 0.9556 0.8826
2.45 -0.1935 4.165     0.59 1.07 0.5058      0.2825 0.9065 0.7938
0.2931 0.9935 0.9191   2.402 0.2889 -4.752   2.15 -0.2984 7.602
0.3792 0.9998 0.8791
-7.844 31.46 -8.533 27.73 -7.869 -8.391 -8.216 30.81 31.51 -8.07 -8.009
"""


@pytest.mark.parametrize("step", ["1000", "2000"])
def test_four_of_the_lessons_ten_units_carry_the_prediction(step):
    trainer = Trainer(TrainingConfig(), datasets.notebook())
    for name, values in FIGURES["exact"]["weights"][step].items():
        trainer.network.parameters[name][:] = values
    check_that_four_carry(trainer)


def test_four_units_carry_the_prediction_after_10000_updates_too():
    trainer = Trainer(TrainingConfig(), datasets.notebook())
    trainer.network.theta[:] = np.array(AFTER_10000.split(), dtype=float)
    assert report_of(trainer).r2 == pytest.approx(0.9329, abs=1e-3)
    check_that_four_carry(trainer)


def check_that_four_carry(trainer: Trainer) -> None:
    (layer,) = report_of(trainer).layers
    assert sorted(layer.carrying) == [1, 3, 7, 8]
    idle = [0, 2, 4, 5, 6, 9]
    assert layer.contribution[idle].sum() < 1e-4
    assert (layer.saturated[idle] > 0.98).all()
    _, predicted = lesson(trainer.network.parameters, trainer.data)
    # What the six give together is a bias: without their variation R² is the same.
    full = r2(predicted, trainer.data.y)
    np.testing.assert_allclose(layer.r2_at_mean[idle], full, atol=1e-4)
    assert (full - layer.r2_at_mean[[1, 3, 7, 8]] > 0.05).all()


def test_deep_units_with_a_bent_output_by_hand():
    trainer = trainer_of(
        hidden_units=(3, 2),
        activation="tanh",
        output_activation="tanh",
        initialization="xavier",
        standardize_inputs=True,
        standardize_target=True,
    )
    data, p = trainer.data, trainer.network.parameters
    X = (data.X - data.X.mean(axis=1, keepdims=True)) / data.X.std(
        axis=1, keepdims=True
    )
    centre, scale = data.y.mean(), data.y.std()

    def predict(layer=None, unit=0, held=None):
        A = X
        for number in (1, 2, 3):
            A = np.tanh(p[f"W{number}"] @ A + p[f"b{number}"])
            if number == layer:
                A = A.copy()
                A[unit] = A[unit].mean() if held is None else held
        return centre + scale * A

    first, second = report_of(trainer).layers
    for layer in (first, second):
        gained = [
            np.var(predict() - predict(layer.layer, unit))
            for unit in range(layer.units)
        ]
        np.testing.assert_allclose(layer.contribution, gained / np.sum(gained))
        for unit in range(layer.units):
            without = predict(layer.layer, unit, 0.0)
            assert layer.r2_without[unit] == pytest.approx(r2(without, data.y))
            at_mean = predict(layer.layer, unit)
            assert layer.r2_at_mean[unit] == pytest.approx(r2(at_mean, data.y))
    assert [first.layer, second.layer, first.units, second.units] == [1, 2, 3, 2]


def test_without_hidden_layer_the_inputs_are_the_units():
    x = np.random.default_rng(1).normal(size=(2, 50))
    data = Dataset(x, 3.0 * x[:1] + 0.5 * x[1:])
    trainer = Trainer(TrainingConfig(hidden_units=(), initialization="xavier"), data)
    trainer.network.theta[:] = [3.0, 0.5, 0.0]
    (layer,) = report_of(trainer).layers
    variances = np.array([9.0, 0.25]) * x.var(axis=1)
    np.testing.assert_allclose(layer.contribution, variances / variances.sum())
    assert layer.layer == 0 and layer.twins == () and layer.slopes.shape == (2, 0)
    assert np.isnan(layer.saturated).all()


def test_twins_are_units_correlated_beyond_099_of_either_sign():
    trainer = trainer_of(200, 0, hidden_units=(5,), initialization="xavier")
    W, b = trainer.network.parameters["W1"], trainer.network.parameters["b1"]
    W[:] = [[0.5, 0.0], [-0.5, 0.0], [0.0, 0.3], [0.5, 0.01], [0.0, 0.0]]
    b[:] = [[0.0], [0.0], [-3.0], [0.0], [1.0]]
    A1, _ = lesson(trainer.network.parameters, trainer.data)
    # Unit 4 is constant: it has no correlation, and so no twin.
    correlation = np.abs(np.corrcoef(A1[:4]))
    assert {
        (i, j) for i in range(4) for j in range(i + 1, 4) if correlation[i, j] > 0.99
    } == {(0, 1), (0, 3), (1, 3)}
    (layer,) = report_of(trainer).layers
    assert layer.twins == ((0, 1, 3),)


def test_units_turned_off_together():
    trainer = trainer_of(200, 200)
    off = ((1, 3), (1, 8))
    report = report_of(trainer, off)
    p = {name: value.copy() for name, value in trainer.network.parameters.items()}
    p["W2"][0, [3, 8]] = 0.0
    _, without = lesson(p, trainer.data)
    assert report.r2_off == pytest.approx(r2(without, trainer.data.y), rel=1e-12)
    assert report.r2 == report_of(trainer).r2_off > report.r2_off
    before = trainer.network.theta.copy()
    changed = theta_without(trainer.network, before, off)
    np.testing.assert_array_equal(trainer.network.theta, before)
    differing = np.flatnonzero(changed != before)
    names = [trainer.network.parameter_name(k) for k in differing.tolist()]
    assert names == ["W2[0, 3]", "W2[0, 8]"]


def test_only_training_samples_count():
    trainer = trainer_of(100, 10, test_share=0.3)
    report, rows = report_of(trainer), trainer.problem.run.split.train
    _, predicted = lesson(trainer.network.parameters, trainer.data.take(rows))
    assert report.samples == report.total_samples == len(rows) == 70
    assert report.r2 == pytest.approx(r2(predicted, trainer.data.y[:, rows]))


def test_many_samples_are_looked_at_in_part(monkeypatch):
    monkeypatch.setattr("shallownet.analysis.unit_report.MAX_VALUES", 12 * 600)
    trainer = trainer_of(700, 1)
    report = report_of(trainer)
    assert (report.samples, report.total_samples) == (600, 700)
    assert report.layers[0].counts.sum(axis=1).tolist() == [600] * 10


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e200])
def test_a_state_that_is_not_finite_is_described_without_a_warning(value):
    trainer = trainer_of(50, 0)
    trainer.network.theta[:] = value
    (layer,) = report_of(trainer).layers
    assert layer.carrying == ()
    assert not np.isfinite(layer.r2_without).any()


def test_a_layer_that_gives_nothing_has_no_contributions():
    trainer = trainer_of(50, 0, initialization="zeros")
    (layer,) = report_of(trainer).layers
    assert np.isnan(layer.contribution).all()
    assert layer.carrying == () and layer.twins == ()


def test_it_stops_when_it_is_told_to():
    with pytest.raises(Cancelled):
        unit_report(trainer_of(50, 0).snapshot(), cancelled=lambda: True)
