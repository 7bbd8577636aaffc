"""The fit plot: its points and the metrics."""

from __future__ import annotations

import numpy as np
import pytest

from gui.graph.probe import Probe
from gui.plots.fit_plot import FitPlot
from shallownet import Trainer, TrainingConfig
from shallownet.data import datasets


@pytest.fixture
def plot(qtbot) -> FitPlot:
    plot = FitPlot()
    qtbot.addWidget(plot)
    plot.resize(400, 400)
    plot.show()
    return plot


def show(plot: FitPlot, trainer: Trainer) -> Probe:
    snapshot = trainer.snapshot()
    probe = Probe(snapshot.run)
    plot.set_predictions(snapshot, probe.chosen, probe.predictions(snapshot))
    return probe


def test_all_of_few_samples_are_drawn(plot):
    trainer = Trainer(TrainingConfig(), datasets.notebook(300))
    trainer.run(50)
    show(plot, trainer)
    x, y = plot.points.getData()
    np.testing.assert_array_equal(x, trainer.data.y[0])
    np.testing.assert_allclose(y, trainer.predict(trainer.data.X)[0], rtol=1e-12)
    assert plot.note.text() == "all 300 drawn"


def test_a_fixed_choice_of_many_samples_is_drawn(plot):
    trainer = Trainer(TrainingConfig(), datasets.notebook(3_000))
    first = show(plot, trainer).chosen
    trainer.run(5)
    again = show(plot, trainer).chosen
    np.testing.assert_array_equal(first, again)
    x, y = plot.points.getData()
    assert len(x) == len(np.unique(first)) == 1_000
    np.testing.assert_array_equal(x, trainer.data.y[0, first])
    np.testing.assert_allclose(y, trainer.predict(trainer.data.X[:, first])[0])
    assert plot.note.text() == "1,000 of 3,000 drawn"


def test_the_metrics_are_over_all_samples(plot):
    trainer = Trainer(TrainingConfig(), datasets.notebook(3_000))
    trainer.run(800)
    show(plot, trainer)
    y, predicted = trainer.data.y, trainer.predict(trainer.data.X)
    residual = ((y - predicted) ** 2).mean()
    r2 = 1 - residual / y.var()
    assert f"R² {r2:.4f}" in plot.reading.text()
    assert f"RMSE {np.sqrt(residual):.2f}" in plot.reading.text()


def test_the_line_is_where_predicted_equals_true(plot):
    trainer = Trainer(TrainingConfig(), datasets.notebook(100))
    show(plot, trainer)
    assert plot.diagonal.angle == 45
    assert plot.diagonal.value() == [0.0, 0.0]


def test_predictions_out_of_range_extend_the_y_axis(plot):
    trainer = Trainer(TrainingConfig(), datasets.notebook(100))
    show(plot, trainer)
    box = plot.item.getViewBox()
    x_range, y_range = box.viewRange()
    trainer.network.parameters["b2"][:] = 5_000.0
    snapshot = trainer.snapshot()
    probe = Probe(snapshot.run)
    plot.set_predictions(snapshot, probe.chosen, probe.predictions(snapshot))
    assert box.viewRange()[0] == x_range
    assert box.viewRange()[1][1] > 5_000.0 > y_range[1]


def predict(plot: FitPlot, trainer: Trainer, predicted: np.ndarray) -> list[float]:
    """Show predictions, and return the range of the y axis."""
    plot.set_predictions(trainer.snapshot(), np.arange(len(predicted)), predicted)
    return plot.box.viewRange()[1]


def test_the_y_axis_follows_predictions_that_come_back(plot):
    trainer = Trainer(TrainingConfig(), datasets.notebook(50))
    usual = trainer.predict(trainer.data.X)[0]
    before = predict(plot, trainer, usual)
    assert predict(plot, trainer, 1e152 * usual)[1] > 1e152
    assert predict(plot, trainer, usual) == before
    # A little less is not worth new labels, until all is to be shown again.
    far, nearer = (usual + beyond for beyond in (4_000.0, 1_500.0))
    wide = predict(plot, trainer, far)
    assert predict(plot, trainer, nearer) == wide
    plot.show_all()
    assert plot.box.viewRange()[1][1] < wide[1]


def test_a_zoomed_range_stays_until_all_is_shown_again(plot):
    trainer = Trainer(TrainingConfig(), datasets.notebook(50))
    usual = trainer.predict(trainer.data.X)[0]
    before = predict(plot, trainer, usual)
    plot.box.setRange(xRange=(0, 5), yRange=(1, 2), padding=0)
    plot.box.sigRangeChangedManually.emit([True, True])
    assert predict(plot, trainer, usual + 1e5) == [1, 2]
    assert predict(plot, trainer, usual) == [1, 2]
    plot.show_all()
    assert plot.box.viewRange()[1] == before


def test_predictions_that_are_not_finite_are_not_drawn(plot):
    trainer = Trainer(TrainingConfig(), datasets.notebook(100))
    snapshot = trainer.snapshot()
    probe = Probe(snapshot.run)
    predicted = probe.predictions(snapshot)
    predicted[:7] = np.nan
    predicted[7] = np.inf
    plot.set_predictions(snapshot, probe.chosen, predicted)
    assert len(plot.points.getData()[0]) == 92
    assert plot.note.text() == "8 not drawn"
    assert plot.note.toolTip().startswith("The predictions of 8 of 100 samples are NaN")
    plot.set_predictions(snapshot, probe.chosen, np.full(100, np.nan))
    assert plot.note.text() == "no ŷ is finite"
    assert not plot.grab().isNull()


def test_test_samples_have_points_and_an_r2_of_their_own(plot):
    trainer = Trainer(TrainingConfig(test_share=0.25), datasets.notebook(200))
    trainer.run(20)
    show(plot, trainer)
    parts = trainer.run_info.split
    predicted = trainer.predict(trainer.data.X)[0]
    for points, rows in ((plot.points, parts.train), (plot.test_points, parts.test)):
        x, y = points.getData()
        np.testing.assert_array_equal(x, trainer.data.y[0, rows])
        np.testing.assert_allclose(y, predicted[rows], rtol=1e-12)
    r2 = f"{trainer.snapshot().held_out_r2:.4f}".replace("-", "−")
    assert f"test ▲ R² {r2}" in plot.reading.text()
    show(plot, Trainer(TrainingConfig(), datasets.notebook(50)))
    assert "test" not in plot.reading.text()
    assert len(plot.test_points.getData()[0]) == 0


@pytest.mark.parametrize("size", [1e153, 1e222, 1e308])
def test_huge_predictions_can_be_drawn(qtbot, plot, size):
    trainer = Trainer(TrainingConfig(), datasets.notebook(50))
    snapshot = trainer.snapshot()
    predicted = size * np.linspace(-1.0, 1.0, 50)
    plot.set_predictions(snapshot, np.arange(50), predicted)
    plot.grab()
    qtbot.wait(10)
    assert np.isfinite(plot.item.getViewBox().viewRange()).all()
    assert np.isfinite(plot.item.getAxis("left").range).all()


def test_metrics_that_do_not_fit_are_hidden(qtbot, plot):
    trainer = Trainer(TrainingConfig(test_share=0.2), datasets.notebook(300))
    trainer.run(50)
    show(plot, trainer)
    seen = []
    for width in (700, 300, 240, 700):
        plot.resize(width, 400)
        qtbot.waitUntil(lambda width=width: plot.width() == width)
        qtbot.wait(20)
        reading = plot.reading
        assert reading.width_of(reading.parts) <= reading.width()
        assert reading.text().startswith("R² ")
        seen.append(reading.text())
    assert "RMSE" in seen[0] and "test ▲" in seen[0]
    assert "RMSE" not in seen[2]
    assert seen[3] == seen[0]
    assert plot.reading.toolTip().replace("\n", " ").startswith(seen[0])
