"""Curves of the loss plot that are known at states only that the run keeps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PyQt6.QtCore import QPointF

from gui.plots.layer_curves import LayerGradients, UpdateRatios
from gui.plots.loss_plot import LossPlot
from gui.style.theme import DARK, LIGHT
from shallownet import Trainer, TrainingConfig
from shallownet.analysis.kept_states import KeptMeter, KeptStates, KeptValues
from shallownet.data import datasets
from shallownet.wording import figure


def trained(updates: int = 20, **settings: Any) -> Trainer:
    config = TrainingConfig(iterations=40, hidden_units=(3,), **settings)
    trainer = Trainer(config, datasets.notebook(50))
    trainer.run(updates)
    return trainer


def kept(trainer: Trainer, *updates: int) -> KeptValues:
    states = KeptStates.of(trainer)
    return KeptMeter(states.run).measure(states, updates or states.spread())


@pytest.fixture
def plot(qtbot) -> LossPlot:
    plot = LossPlot()
    qtbot.addWidget(plot)
    plot.resize(700, 400)
    plot.show()
    return plot


def lines(plot: LossPlot) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return updates and values of each line on the axis at the right."""
    box = plot.item.getAxis("right").linkedView()
    found = [item.getData() for item in box.addedItems if item.isVisible()]
    return [(x, 10.0**y) for x, y in found]


def hover(plot: LossPlot, update: float) -> None:
    box = plot.item.getViewBox()
    _, (low, high) = box.viewRange()
    place = box.mapViewToScene(QPointF(update, (low + high) / 2))
    plot.item.scene().sigMouseMoved.emit(place)


@pytest.mark.parametrize("kind", [LayerGradients, UpdateRatios])
def test_each_layer_has_a_line_with_the_numbers_of_the_core(plot, kind):
    trainer = trained()
    plot.set_history(trainer.snapshot())
    plot.extra.choose(kind.key)
    assert [len(x) for x, _ in lines(plot)] == [1, 1]  # the present state
    values = kept(trainer)
    plot.set_kept(values)
    known = values.gradient_norms if kind is LayerGradients else values.update_ratios
    columns = plot.columns()
    for n, (x, y) in enumerate(lines(plot)):
        assert x.tolist() == list(range(21))
        np.testing.assert_allclose(y, known[n], rtol=1e-12)
        column = columns[f"{kind.quantity}, layer {n + 1}"]
        np.testing.assert_allclose(column, known[n], rtol=1e-12)
    assert plot.item.getAxis("right").labelText == kind.label
    assert plot.item.getAxis("right").logMode


def test_the_readout_names_the_lines_and_the_state_that_is_known(plot):
    trainer = trained()
    values = kept(trainer, 0, 8, 16)
    plot.set_history(trainer.snapshot())
    assert plot.kept_reading.isHidden()
    plot.extra.choose("layer_gradients")
    plot.set_kept(values)
    hover(plot, 9.0)
    text = plot.kept_reading.text()
    assert text.startswith("‖∇J‖ after update 8:")
    for n in range(2):
        assert f"layer {n + 1} {figure(values.gradient_norms[n, 1])}" in text
    keys = [part.colour for part in plot.kept_reading.parts if "layer" in part.text]
    assert keys == [LIGHT.mean_error, LIGHT.positive]
    plot.set_theme(DARK)
    keys = [part.colour for part in plot.kept_reading.parts if "layer" in part.text]
    assert keys == [DARK.mean_error, DARK.positive]
    plot.extra.choose("none")
    assert plot.kept_reading.isHidden()


def test_nothing_after_the_shown_update_is_drawn_nor_of_another_run(plot):
    trainer = trained()
    values = kept(trainer)
    plot.set_history(trained(10).snapshot())
    plot.extra.choose("layer_gradients")
    plot.set_kept(values)
    assert [x.tolist() for x, _ in lines(plot)] == [[10], [10]]  # of another run
    plot.set_history(trainer.snapshot())
    plot.set_kept(values)
    assert len(lines(plot)[0][0]) == 21


def test_the_number_of_lines_follows_the_network(plot):
    plot.set_history(trained().snapshot())
    plot.extra.choose("update_ratios")
    config = TrainingConfig(hidden_units=(3,) * 6)
    plot.set_history(Trainer(config, datasets.notebook(20)).snapshot())
    assert len(lines(plot)) == 7
    pens = {
        (line.opts["pen"].color().name(), line.opts["pen"].style())
        for line in plot.item.getAxis("right").linkedView().addedItems
    }
    assert len(pens) == 7
    plot.set_history(
        Trainer(TrainingConfig(hidden_units=()), trained().data).snapshot()
    )
    assert len(lines(plot)) == 1


def test_the_loss_over_all_samples_is_a_curve_of_runs_with_batches(plot):
    plot.set_history(trained().snapshot())
    assert not plot.whole_choice.isVisible()
    plot.whole_choice.setChecked(True)  # as it may be remembered
    assert not plot.needs_states and not plot.whole_curve.isVisible()
    trainer = trained(batch_size=10)
    plot.set_history(trainer.snapshot())
    assert plot.whole_choice.isVisible() and plot.needs_states
    plot.set_kept(kept(trainer, 0, 8, 16))
    x, y = plot.whole_curve.getData()
    assert x.tolist() == [0, 8, 16, 20]
    error = trainer.predict(trainer.data.X) - trainer.data.y
    assert 10.0 ** y[-1] == pytest.approx(0.5 * float((error**2).mean()), rel=1e-12)
    column = plot.columns()["loss over all"]
    assert [n for n, value in enumerate(column) if value is not None] == [0, 8, 16, 20]
    hover(plot, 8.0)
    assert "at update 8" in plot.kept_reading.text().replace("after", "at")
    assert "loss over all" in plot.kept_reading.text()


def test_the_test_loss_is_a_choice(plot):
    plot.set_history(trained().snapshot())
    assert not plot.test_choice.isVisible()
    plot.set_history(trained(test_share=0.4).snapshot())
    assert plot.test_choice.isVisible() and plot.test_choice.isChecked()
    assert plot.test_curve.isVisible() and "test" in plot.reading.text()
    assert "test loss" in plot.columns()
    plot.test_choice.trigger()
    assert not plot.test_curve.isVisible() and "test" not in plot.reading.text()
    assert "test loss" not in plot.columns()


def test_a_diverged_run_leaves_the_plot_whole(plot):
    trainer = trained(0, activation="relu", learning_rate=100.0)
    for _ in range(30):
        if trainer.divergence is None:
            trainer.step()
    for kind in ("layer_gradients", "update_ratios"):
        plot.set_history(trainer.snapshot())
        plot.extra.choose(kind)
        plot.set_kept(kept(trainer))
        assert np.isfinite(plot.item.getAxis("right").range).all()
        assert not plot.grab().isNull()
