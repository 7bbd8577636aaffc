"""What the loss plot shows on the axis at the right, chosen in its menu."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from gui.plots.extra_curves import ExtraCurve, GradientNorm, LearningRate
from gui.plots.loss_plot import LossPlot
from shallownet import Trainer, TrainingConfig
from shallownet.data import datasets
from shallownet.errors import DivergedError


def trained(updates: int = 20, **settings: Any) -> Trainer:
    config = TrainingConfig(iterations=40, hidden_units=(3,), **settings)
    trainer = Trainer(config, datasets.notebook(50))
    trainer.run(updates)
    return trainer


@pytest.fixture
def plot(qtbot) -> LossPlot:
    plot = LossPlot()
    qtbot.addWidget(plot)
    plot.resize(500, 400)
    plot.show()
    return plot


def choose(plot: LossPlot, kind: type[ExtraCurve]) -> None:
    next(a for a in plot.choices if a.text() == kind.name).trigger()


def right(plot: LossPlot) -> str:
    axis = plot.item.getAxis("right")
    return axis.labelText if axis.isVisible() else ""


def test_the_gradient_norm_is_that_of_each_update(plot):
    trainer = trained()
    plot.set_history(trainer.snapshot())
    assert GradientNorm.name not in plot.columns()
    choose(plot, GradientNorm)
    assert right(plot) == "gradient norm ‖∇J‖"
    norms = plot.columns()[GradientNorm.name]
    assert norms[:20].tolist() == trainer.history.gradient_norm.tolist()
    upcoming = trainer.step().gradient_norm  # which the present state leads to
    assert norms[20] == pytest.approx(upcoming, rel=1e-12)
    text = plot.reading.text()
    assert "‖∇J‖" in text


def test_the_learning_rate_follows_schedule_and_changes(plot):
    trainer = trained(10, schedule="cosine", learning_rate=0.004)
    trainer.change("learning_rate", 0.002)
    trainer.run(10)
    plot.set_history(trainer.snapshot())
    choose(plot, LearningRate)
    rates = plot.columns()[LearningRate.name]
    expected = [
        (0.004 if t < 10 else 0.002) * 0.5 * (1.0 + math.cos(math.pi * t / 40))
        for t in range(21)
    ]
    np.testing.assert_allclose(rates, expected, rtol=1e-12)
    assert rates[20] == trainer.snapshot().learning_rate
    assert f"η {rates[20]:.6g}" in plot.reading.text()


def test_the_learning_rate_is_drawn_at_every_change(plot):
    trainer = trained(5, learning_rate=0.001)
    trainer.change("learning_rate", 0.1)  # a factor that asks for a log axis
    trainer.run(2)
    plot.set_history(trainer.snapshot())
    choose(plot, LearningRate)
    axis = plot.item.getAxis("right")
    assert axis.logMode
    low, high = axis.range
    assert low < -3 < -1 < high
    plot.set_history(trained(5, learning_rate=0.001).snapshot())
    assert not axis.logMode
    assert axis.range[0] < 0.0 < 0.001 < axis.range[1]


def test_one_curve_at_a_time_has_the_right_axis(plot):
    plot.set_history(trained().snapshot())
    for kind in (GradientNorm, LearningRate):
        choose(plot, kind)
        assert right(plot) == kind.label
        assert [a.isChecked() for a in plot.extra.actions].count(True) == 1
    plot.mean_error_button.setChecked(True)
    assert right(plot) == "mean error" and plot.mean_error_curve.isVisible()
    assert not any(a.isChecked() for a in plot.extra.actions)
    assert not plot.item.getAxis("right").logMode
    choose(plot, GradientNorm)
    assert right(plot) == "gradient norm ‖∇J‖"
    assert not plot.mean_error_button.isChecked()
    assert not plot.mean_error_curve.isVisible()
    choose(plot, GradientNorm)
    assert right(plot) == ""


def test_a_gradient_that_is_not_finite_leaves_the_plot_whole(plot):
    trainer = trained(0, activation="relu", learning_rate=100.0)
    with pytest.raises(DivergedError):
        trainer.run(1_000)
    plot.set_history(trainer.snapshot())
    choose(plot, GradientNorm)
    assert np.isfinite(plot.item.getAxis("right").range).all()
    assert not plot.grab().isNull()
