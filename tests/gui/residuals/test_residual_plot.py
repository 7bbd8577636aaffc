"""The plot of the errors: bars, points, lines, and what a click selects."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PyQt6.QtCore import QPointF, Qt

from gui.residuals.residual_plot import ResidualPlot
from gui.style.theme import DARK
from shallownet import Dataset, Trainer, TrainingConfig
from shallownet.analysis.residuals import Residuals, residuals
from shallownet.data import datasets

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def plot(qtbot) -> ResidualPlot:
    plot = ResidualPlot()
    qtbot.addWidget(plot)
    plot.resize(800, 360)
    plot.show()
    qtbot.waitExposed(plot)
    return plot


@pytest.fixture(scope="module")
def trainer() -> Trainer:
    trainer = Trainer(TrainingConfig(test_share=0.25), datasets.notebook(120))
    trainer.run(150)
    return trainer


def show(
    plot: ResidualPlot, trainer: Trainer, against: int | None = None, every: int = 1
) -> Residuals:
    snapshot = trainer.snapshot()
    result = residuals(snapshot, against)
    plot.set_run(snapshot.run, against)
    plot.set_errors(result, np.arange(0, trainer.data.samples, every))
    return result


def bars_of(path) -> np.ndarray:
    """Return the lengths of the bars that a path outlines."""
    elements = [path.elementAt(n) for n in range(path.elementCount())]
    return np.array([element.x for element in elements][1:-1:2])


def click(qtbot, view: Any, box: Any, at: QPointF) -> None:
    place = view.mapFromScene(box.mapViewToScene(at))
    qtbot.mouseMove(view.viewport(), place)
    qtbot.mouseClick(view.viewport(), LEFT, pos=place)


def middle_of(result: Residuals, number: int) -> QPointF:
    return QPointF(0.1, float(result.edges[number : number + 2].mean()))


def test_the_bars_are_the_share_of_each_bin(plot, trainer):
    result = show(plot, trainer)
    for item, rows in (
        (plot.bars.train, trainer.problem.run.split.train),
        (plot.bars.test, trainer.problem.run.split.test),
    ):
        errors = result.errors[rows]
        counts, _ = np.histogram(errors, bins=result.edges)
        inside = (errors > result.edges[0]) & (errors < result.edges[-1])
        assert inside.all() or result.open_low or result.open_high
        shares = bars_of(item.path())[: len(counts)]
        middle = slice(1, -1)  # the ends may count what lies beyond
        np.testing.assert_allclose(
            shares[middle], 100.0 * counts[middle] / len(rows), atol=1e-6
        )


def test_mean_and_rmse_are_marked_in_both_parts_and_told(plot, trainer):
    result = show(plot, trainer)
    mean, rmse = trainer.snapshot().mean_error, trainer.snapshot().rmse
    assert [line.value() for line in plot.lines.means] == pytest.approx([mean, mean])
    assert [abs(line.value()) for line in plot.lines.rmses] == pytest.approx([rmse] * 4)
    assert (
        f"mean error (the lesson’s “loss”) {mean:+.3f}".replace("-", "−")
        in plot.reading.text()
    )
    assert f"RMSE (dashed) {rmse:.2f}" in plot.reading.text()
    assert result.held_out is not None
    assert (
        f"test ▲ mean {result.held_out.mean:+.3f}".replace("-", "−")
        in plot.reading.text()
    )


@pytest.mark.parametrize("against", [None, 0, 1])
def test_points_and_running_mean_lie_over_the_chosen_axis(plot, trainer, against):
    result = show(plot, trainer, against)
    split = trainer.problem.run.split
    axis = result.predicted if against is None else trainer.data.X[against]
    for points, rows in ((plot.points, split.train), (plot.test_points, split.test)):
        x, errors = points.getData()
        np.testing.assert_array_equal(x, axis[rows])
        np.testing.assert_array_equal(errors, result.errors[rows])
    assert result.held_out is not None
    for line, part in ((plot.trend, result.train), (plot.test_trend, result.held_out)):
        np.testing.assert_array_equal(line.getData(), part.trend)
    label = plot.item.getAxis("bottom").labelText
    assert label == ("predicted ŷ" if against is None else f"x{against + 1}")


def test_a_click_on_a_bar_selects_its_samples(qtbot, plot, trainer):
    result = show(plot, trainer)
    number = int(np.argmax(result.train.counts))
    inside = result.in_bin(number)
    with qtbot.waitSignal(plot.samples_chosen) as chosen:
        click(qtbot, plot.bars, plot.bars.box, middle_of(result, number))
    samples, sample = chosen.args
    np.testing.assert_array_equal(samples, inside)
    assert sample in inside
    assert plot.bars.selected_bin is None  # until its owner says so
    plot.set_selected(samples, sample)
    assert plot.bars.selected_bin == number
    assert "selected" in plot.note.text()
    x, errors = plot.group.getData()
    np.testing.assert_array_equal(x, result.predicted[inside])
    np.testing.assert_array_equal(errors, result.errors[inside])
    assert [list(axis) for axis in plot.selected.getData()] == [
        [result.predicted[sample]],
        [result.errors[sample]],
    ]
    plot.set_selected(np.empty(0, dtype=int), None)
    assert plot.bars.selected_bin is None and not len(plot.group.getData()[0])


def test_page_up_and_down_go_from_bar_to_bar(qtbot, plot, trainer):
    result = show(plot, trainer)
    plot.samples_chosen.connect(plot.set_selected)
    filled = np.flatnonzero(result.train.counts + result.held_out.counts)
    qtbot.keyClick(plot.bars, Qt.Key.Key_PageUp)
    start = plot.bars.selected_bin
    for key, step in ((Qt.Key.Key_PageUp, 1), (Qt.Key.Key_PageDown, -1)):
        at = int(np.searchsorted(filled, plot.bars.selected_bin))
        qtbot.keyClick(plot.bars, key)
        assert plot.bars.selected_bin == filled[at + step]
    assert plot.bars.selected_bin == start
    for _ in filled:
        qtbot.keyClick(plot.bars, Qt.Key.Key_PageDown)
    assert plot.bars.selected_bin == filled[0]


def test_a_click_on_a_point_selects_its_sample(qtbot, plot, trainer):
    result = show(plot, trainer)
    sample = int(np.argmax(result.errors))
    at = QPointF(result.predicted[sample], result.errors[sample])
    plot.box.setRange(xRange=(at.x() - 5, at.x() + 5), yRange=(at.y() - 5, at.y() + 5))
    with qtbot.waitSignal(plot.sample_chosen) as chosen:
        click(qtbot, plot.plot, plot.box, at)
    assert chosen.args == [sample]


def test_the_pointer_reads_off_bars_and_points(qtbot, plot, trainer):
    result = show(plot, trainer)
    before = plot.reading.text()
    number = int(np.argmax(result.train.counts))
    view = plot.bars
    place = view.mapFromScene(plot.bars.box.mapViewToScene(middle_of(result, number)))
    qtbot.mouseMove(view.viewport(), place)
    assert f"{result.train.counts[number]} samples" in plot.reading.text()
    hand = Qt.CursorShape.PointingHandCursor
    assert view.viewport().cursor().shape() == hand
    empty = int(np.flatnonzero(result.train.counts + result.held_out.counts == 0)[0])
    place = view.mapFromScene(plot.bars.box.mapViewToScene(middle_of(result, empty)))

    def reads_off_none() -> bool:
        place.setX(5 - place.x())  # pyqtgraph leaves out moves that follow too soon
        qtbot.mouseMove(view.viewport(), place)
        return plot.reading.text().endswith(": 0 samples, test ▲ 0")

    qtbot.waitUntil(reads_off_none)
    assert view.viewport().cursor().shape() != hand
    sample = int(np.argmax(result.errors))
    at = QPointF(result.predicted[sample], result.errors[sample])
    place = plot.plot.mapFromScene(plot.box.mapViewToScene(at))
    qtbot.mouseMove(plot.plot.viewport(), place)
    assert plot.reading.text().startswith(f"sample {sample}: ŷ")
    assert plot.plot.viewport().cursor().shape() == hand
    plot.leaveEvent(None)
    assert plot.reading.text() == before


def test_the_axes_offer_the_inputs_and_a_choice_is_told(qtbot, plot):
    names = ("<b>bold</b>", "y" * 60)
    data = Dataset(np.arange(40.0).reshape(2, 20), np.ones((1, 20)), names)
    trainer = Trainer(TrainingConfig(), data)
    show(plot, trainer, 0)
    texts = [plot.against.itemText(n) for n in range(plot.against.count())]
    assert texts == ["over ŷ", "over <b>bold</b>", f"over {'y' * 15}..."]
    assert plot.against.currentIndex() == 1
    assert "<b>" not in plot.item.getAxis("bottom").labelText  # it takes HTML
    with qtbot.waitSignal(plot.against_chosen) as chosen:
        plot.against.activated.emit(0)
    assert chosen.args == [0]


def test_only_the_drawn_samples_are_points_and_the_note_says_so(plot, trainer):
    show(plot, trainer, every=3)
    drawn = sum(len(p.getData()[0]) for p in (plot.points, plot.test_points))
    assert drawn == 40
    assert plot.note.text() == "40 of 120 drawn"


def test_predictions_that_are_not_finite_are_said_to_be_so(plot):
    trainer = Trainer(TrainingConfig(), datasets.notebook(30))
    trainer.network.parameters["b2"][:] = np.nan
    show(plot, trainer)
    assert plot.note.text().startswith("30 not finite")
    assert plot.reading.text() == "no error is finite"
    assert not any(line.isVisible() for line in (*plot.lines.means, *plot.lines.rmses))


def test_axes_stay_while_the_data_nearly_fill_them(plot, trainer):
    show(plot, trainer)
    before = plot.box.viewRange()
    trainer.step()
    show(plot, trainer)
    assert plot.box.viewRange() == before
    plot.box.setRange(xRange=(0, 1), yRange=(0, 1), padding=0.0)
    plot.box.sigRangeChangedManually.emit([True, True])
    show(plot, trainer)
    assert plot.box.viewRange() != before  # zoomed in, and left so
    plot.show_all()
    np.testing.assert_allclose(plot.box.viewRange(), before, rtol=0.1)


def test_the_data_to_copy_are_the_drawn_samples_and_the_bars(plot, trainer):
    assert plot.columns() == {}
    result = show(plot, trainer, 1, every=2)
    columns = plot.columns()
    drawn = np.arange(0, 120, 2)
    test = set(trainer.problem.run.split.test.tolist())
    assert columns["part"] == ["test" if k in test else "train" for k in drawn]
    for name, values in (
        ("sample", drawn),
        ("x2", trainer.data.X[1, ::2]),
        ("true y", trainer.data.y[0, ::2]),
        ("predicted ŷ", result.predicted[::2]),
        ("error", result.errors[::2]),
        ("bar from", result.edges[:-1]),
        ("samples in it", result.train.counts),
        ("test samples in it", result.held_out.counts),
    ):
        np.testing.assert_array_equal(columns[name], values)


def test_a_double_click_and_the_menu_are_those_of_every_plot(qtbot, plot, trainer):
    result = show(plot, trainer)
    plot.box.setRange(xRange=(0, 1), yRange=(0, 1), padding=0.0)
    plot.box.sigRangeChangedManually.emit([True, True])
    chosen: list[object] = []
    plot.bars.bin_chosen.connect(chosen.append)
    middle = plot.bars.mapFromScene(plot.bars.box.sceneBoundingRect().center())
    qtbot.mouseClick(plot.bars.viewport(), LEFT, pos=middle)
    qtbot.mouseDClick(plot.bars.viewport(), LEFT, pos=middle)
    qtbot.mouseRelease(plot.bars.viewport(), LEFT, pos=middle)
    low, high = plot.box.viewRange()[1]
    assert low <= result.edges[0] and result.edges[-1] <= high
    assert len(chosen) <= 1


def test_a_theme_colours_lines_and_bars(plot, trainer):
    show(plot, trainer)
    plot.set_theme(DARK)
    assert plot.lines.means[0].pen.color().name() == DARK.mean_error
    assert plot.bars.test.pen().color().name() == DARK.test
    assert plot.trend.opts["pen"].color().name() == DARK.text
