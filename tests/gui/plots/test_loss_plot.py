"""The loss plot: its curves, axes, marks and readout."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PyQt6.QtCore import QPointF, Qt

from gui.plots.loss_plot import LossPlot
from gui.style.theme import DARK, LIGHT, mix
from gui.text.number_format import loss as loss_text
from gui.widgets.painted_label import Part
from shallownet import Trainer, TrainingConfig
from shallownet.data import datasets


@pytest.fixture
def trainer() -> Trainer:
    return Trainer(TrainingConfig(iterations=10_000), datasets.notebook(100))


@pytest.fixture
def plot(qtbot) -> LossPlot:
    plot = LossPlot()
    qtbot.addWidget(plot)
    plot.resize(500, 400)
    plot.show()
    return plot


def drawn(plot: LossPlot) -> tuple[np.ndarray, np.ndarray]:
    """Return the updates and the losses of the curve that is drawn."""
    x, y = plot.curve.getData()
    return x, 10.0**y if plot.is_log else y


def hover(plot: LossPlot, update: float) -> None:
    box = plot.item.getViewBox()
    (_, _), (low, high) = box.viewRange()
    place = box.mapViewToScene(QPointF(update, (low + high) / 2))
    plot.item.scene().sigMouseMoved.emit(place)


@pytest.mark.parametrize("log", [True, False])
def test_the_curve_holds_what_history_holds(plot, trainer, log):
    plot.log_button.setChecked(log)
    trainer.run(30)
    plot.set_history(trainer.snapshot())
    x, y = drawn(plot)
    assert x.tolist() == list(range(31))
    np.testing.assert_allclose(y[:30], trainer.history.loss, rtol=1e-12)
    assert y[30] == pytest.approx(trainer.evaluate().loss, rel=1e-12)


def test_only_updates_add_points(plot, trainer):
    trainer.run(5)
    plot.set_history(trainer.snapshot())
    plot.set_history(trainer.snapshot())
    trainer.change("learning_rate", 0.5)
    plot.set_history(trainer.snapshot())
    assert drawn(plot)[0].tolist() == list(range(6))


def test_a_single_spike_survives_decimation(plot, trainer):
    trainer.run(6_000)
    loss = np.array(trainer.history.loss)
    spike = 4_321
    snapshot = trainer.snapshot()
    loss[spike] = 5_000.0
    object.__setattr__(snapshot, "history_loss", loss)
    plot.set_history(snapshot)
    x, y = drawn(plot)
    assert len(x) < 2_500
    assert y[x == spike] == pytest.approx([5_000.0])


def test_axes_are_named_and_grow_in_steps(plot, trainer):
    assert plot.item.getAxis("left").labelText == "loss"
    assert plot.item.getAxis("bottom").labelText == "update"
    spans = set()
    for _ in range(60):
        trainer.step()
        plot.set_history(trainer.snapshot())
        spans.add(round(plot.box.viewRange()[0][1] / 1.015, 6))
    assert spans == {10.0, 20.0, 50.0, 100.0}


def test_the_axis_does_not_outgrow_the_plan(plot):
    trainer = Trainer(TrainingConfig(iterations=12), datasets.notebook(20))
    trainer.run(12)
    plot.set_history(trainer.snapshot())
    assert plot.box.viewRange()[0][1] == pytest.approx(12.0 * 1.015)
    # The last point is inside, and so is the dot on it.
    place = plot.box.mapViewToScene(plot.marker.pos())
    dot = plot.marker.rect().translated(place)
    assert plot.box.sceneBoundingRect().contains(dot)


def test_the_mean_error_is_a_second_curve_on_its_own_axis(plot, trainer):
    trainer.run(20)
    plot.set_history(trainer.snapshot())
    assert not plot.mean_error_curve.isVisible()
    plot.mean_error_button.setChecked(True)
    x, y = plot.mean_error_curve.getData()
    assert plot.mean_error_curve.isVisible()
    assert plot.item.getAxis("right").isVisible()
    assert x.tolist() == list(range(21))
    np.testing.assert_array_equal(y[:20], trainer.history.mean_error)


def test_the_readout_shows_update_and_values_at_the_cursor(plot, trainer):
    trainer.run(40)
    plot.set_history(trainer.snapshot())
    plot.mean_error_button.setChecked(True)
    hover(plot, 17.2)
    text = plot.reading.text()
    assert "update 17:" in text
    assert f"{trainer.history.loss[17]:,.2f}" in text
    assert f"{trainer.history.mean_error[17]:+.4f}".replace("-", "−") in text
    hover(plot, 1e6)
    assert "update 40:" in plot.reading.text()


def test_a_zoomed_range_stays_until_all_is_shown_again(plot, trainer):
    trainer.run(40)
    plot.set_history(trainer.snapshot())
    box = plot.item.getViewBox()
    box.setXRange(10, 20, padding=0)
    box.sigRangeChangedManually.emit(box.state["mouseEnabled"])
    trainer.run(200)
    plot.set_history(trainer.snapshot())
    assert box.viewRange()[0] == [10, 20]
    plot.show_all()
    assert box.viewRange()[0] == pytest.approx([-7.5, 507.5])


def test_learning_rate_changes_are_marked(plot, trainer):
    def columns() -> list[int]:
        """Return the pixel columns of the plot that hold a vertical line."""
        colour = mix(LIGHT.surface, LIGHT.muted, 0.55).rgb()
        image = plot.plot.grab().toImage()
        return [
            x
            for x in range(image.width())
            if all(image.pixel(x, y) == colour for y in range(12, 40))
        ]

    trainer.run(10)
    plot.set_history(trainer.snapshot())
    assert columns() == []
    trainer.change("learning_rate", 0.01)
    trainer.run(10)
    plot.set_history(trainer.snapshot())
    box = plot.item.getViewBox()
    expected = round(box.mapViewToScene(QPointF(10, 0)).x())
    assert columns() == [pytest.approx(expected, abs=1)]
    other = Trainer(trainer.config, trainer.data)
    plot.set_history(other.snapshot())
    assert columns() == []


def test_a_loss_that_is_not_finite_breaks_the_curve_only(plot, trainer):
    trainer.run(10)
    snapshot = trainer.snapshot()
    object.__setattr__(snapshot, "loss", math.inf)
    plot.set_history(snapshot)
    assert "inf" in plot.reading.text()
    assert not plot.grab().isNull()
    np.testing.assert_allclose(drawn(plot)[1][:10], trainer.history.loss)


def changed(snapshot, **values):
    """Return a snapshot with other values than its run gave it."""
    copy = replace(snapshot)
    for name, value in values.items():
        object.__setattr__(copy, name, value)
    return copy


@pytest.mark.parametrize("zeros", [[1], [0, 2], [0, 1, 2, 3]])
def test_losses_of_zero_are_marked_and_do_not_stretch_the_log_axis(
    plot, trainer, zeros
):
    trainer.run(4)
    loss = np.array([8.0, 4.0, 2.0, 3.0])
    loss[zeros] = 0.0
    plot.set_history(changed(trainer.snapshot(), history_loss=loss, loss=5.0))
    x, y = drawn(plot)
    assert x.tolist() == [*np.flatnonzero(loss), 4]
    np.testing.assert_allclose(y, [*loss[loss > 0], 5.0])
    assert plot.zeros.positions.tolist() == zeros
    assert plot.note.text() == "ticks below: exactly 0"
    assert plot.box.viewRange()[1][0] > -1.0
    plot.log_button.click()  # a linear axis has a place for 0
    assert drawn(plot)[0].tolist() == [0, 1, 2, 3, 4]
    assert plot.zeros.positions.size == 0
    assert plot.note.text() == ""


def test_a_present_loss_of_zero_is_marked(plot, trainer):
    trainer.run(2)
    plot.set_history(
        changed(trainer.snapshot(), history_loss=np.array([2.0, 1.0]), loss=0.0)
    )
    assert plot.zeros.positions.tolist() == [2]
    assert not plot.marker.isVisible()
    assert "loss 0.00" in plot.reading.text()


def test_the_ticks_of_zeros_are_painted_where_they_are(plot, trainer):
    trainer.run(4)
    loss = np.array([8.0, 0.0, 2.0, 3.0])
    plot.set_history(changed(trainer.snapshot(), history_loss=loss))
    image = plot.plot.grab().toImage()
    y = round(plot.box.sceneBoundingRect().bottom()) - 7
    x = plot.box.mapViewToScene(QPointF(1, 0)).x()
    colours = [image.pixelColor(at, y).name() for at in range(image.width())]
    assert colours.count(LIGHT.loss) == 1
    assert colours.index(LIGHT.loss) == pytest.approx(x, abs=1)


@pytest.mark.parametrize("log", [True, False])
def test_the_axes_follow_a_run_that_came_back_from_a_divergence(plot, trainer, log):
    plot.log_button.setChecked(log)
    plot.mean_error_button.setChecked(True)
    trainer.run(30)
    plot.set_history(trainer.snapshot())
    before = plot.box.viewRange()
    trainer.run(10)
    snapshot = trainer.snapshot()
    loss = np.array(snapshot.history_loss)
    loss[30:] *= np.logspace(30, 300, 10)
    up = changed(snapshot, history_loss=loss, loss=math.inf)
    plot.set_history(up)
    diverged = plot.box.viewRange()
    assert diverged[1][1] > (200 if log else 1e100)  # drawn as far as it went
    assert "loss inf" in plot.reading.text()
    # The run goes on from before, with a present loss of the usual size.
    plot.set_history(changed(snapshot, history_loss=loss))
    (_, after) = plot.box.viewRange()
    assert after[0] == pytest.approx(before[1][0], abs=1.0 if log else 1e5)
    assert after[1] < (math.log10(1e6 * snapshot.loss) + 2 if log else 1e6)
    assert plot.note.text() == f"peak {loss_text(loss.max())} above"
    plot.show_all()
    assert plot.box.viewRange()[1] == after
    assert np.isfinite(plot.curve.getData()[1]).all()
    assert np.abs(plot.curve.getData()[1]).max() < 1e9  # Qt paints 1e12 badly
    assert not plot.grab().isNull()


def test_the_axis_of_the_mean_error_follows_too(plot, trainer):
    plot.mean_error_button.setChecked(True)
    trainer.run(20)
    snapshot = trainer.snapshot()
    error = np.array(snapshot.history_mean_error)
    error[10] = -1e152
    plot.set_history(changed(snapshot, history_mean_error=error))
    low, high = plot.item.getAxis("right").range
    assert -1e4 < low < 0 < high < 1e4
    assert np.isfinite(plot.mean_error_curve.getData()[1]).all()


def test_values_that_are_not_finite_are_told(plot):
    trainer = Trainer(TrainingConfig(test_share=0.5), datasets.notebook(100))
    trainer.run(3)
    plot.mean_error_button.setChecked(True)
    for value, text in ((math.inf, "inf"), (math.nan, "nan")):
        plot.set_history(
            changed(
                trainer.snapshot(), loss=value, held_out_loss=value, mean_error=value
            )
        )
        assert f"  loss {text}" in plot.reading.text()
        assert f"test loss {text}" in plot.reading.text()
        assert f"mean error +{text}" in plot.reading.text()
        assert not plot.marker.isVisible()


def test_batches_are_a_faint_curve_behind_a_line_of_their_means(plot):
    trainer = Trainer(TrainingConfig(batch_size=10), datasets.notebook(100))
    trainer.run(35)
    snapshot = trainer.snapshot()
    plot.set_history(snapshot)
    x, y = plot.batch_curve.getData()
    loss = trainer.history.loss
    assert x.tolist() == list(range(35))
    np.testing.assert_allclose(10.0**y, loss, rtol=1e-12)
    x, y = drawn(plot)
    assert x.tolist() == [4.5, 14.5, 24.5, 35]
    expected = [*loss[:30].reshape(3, 10).mean(axis=1), snapshot.loss]
    np.testing.assert_allclose(y, expected, rtol=1e-12)
    assert plot.note.text() == "line: mean of 10"
    hover(plot, 12)
    assert f"batch loss {loss_text(loss[12])}" in plot.reading.text()
    assert f"mean of 10 {loss_text(expected[1])}" in plot.reading.text()
    assert plot.batch_curve.opts["pen"].color().alpha() < 128
    assert plot.curve.opts["pen"].color().alpha() == 255
    trainer.change("batch_size", None)  # the earlier losses are those of batches still
    plot.set_history(trainer.snapshot())
    assert plot.note.text() == "line: mean of 10"
    plot.set_history(Trainer(TrainingConfig(), datasets.notebook(100)).snapshot())
    assert plot.batch_curve.getData()[0] is None
    assert plot.note.text() == ""


def test_means_grow_with_the_run_and_start_anew_with_another(plot):
    def means(trainer: Trainer) -> np.ndarray:
        plot.set_history(trainer.snapshot())
        return drawn(plot)[1][:-1]

    config = TrainingConfig(batch_size=10)
    first, second = (Trainer(config, datasets.notebook(m)) for m in (100, 120))
    for trainer, width in ((first, 10), (second, 12), (first, 10)):
        for updates in (7, 30, 61):
            trainer.run(updates)
            loss = trainer.history.loss
            whole = len(loss) // width * width
            expected = loss[:whole].reshape(-1, width).mean(axis=1)
            np.testing.assert_allclose(means(trainer), expected, rtol=1e-12)


def test_curves_are_wide_and_their_colours_differ(plot):
    assert plot.curve.opts["pen"].widthF() == 2.0
    assert plot.test_curve.opts["pen"].widthF() == 2.0


def test_a_smooth_line_is_antialiased_and_one_that_jumps_is_not(plot, trainer):
    trainer.run(60)
    snapshot = trainer.snapshot()
    plot.set_history(snapshot)
    assert plot.curve.opts["antialias"]
    loss = np.where(np.arange(60) % 2, 1.0, 1e3)
    plot.set_history(changed(snapshot, history_loss=loss))
    assert not plot.curve.opts["antialias"]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_light_grid_lies_behind_the_curves(plot, trainer, theme):
    plot.set_theme(theme)
    trainer.run(30)
    plot.set_history(trainer.snapshot())
    image = plot.plot.grab().toImage()
    box = plot.box.sceneBoundingRect()
    x = round(plot.box.mapViewToScene(QPointF(20, 0)).x())  # 20 is labelled
    column = [
        image.pixelColor(x, y).name()
        for y in range(round(box.top()) + 2, round(box.bottom()) - 2)
    ]
    assert column.count(theme.faint) > 0.8 * len(column)
    between = round(plot.box.mapViewToScene(QPointF(23, 0)).x())
    column = [
        image.pixelColor(between, y).name()
        for y in range(round(box.top()) + 2, round(box.bottom()) - 2)
    ]
    assert column.count(theme.surface) > 0.8 * len(column)


def test_both_buttons_can_be_clicked(qtbot, plot, trainer):
    trainer.run(3)
    plot.set_history(trainer.snapshot())
    qtbot.mouseClick(plot.log_button, Qt.MouseButton.LeftButton)
    assert not plot.is_log
    np.testing.assert_array_equal(plot.curve.getData()[1][:3], trainer.history.loss)
    qtbot.mouseClick(plot.mean_error_button, Qt.MouseButton.LeftButton)
    assert plot.mean_error_curve.isVisible()


def test_the_test_loss_is_a_second_curve(plot):
    trainer = Trainer(TrainingConfig(test_share=0.5), datasets.notebook(100))
    trainer.run(20)
    snapshot = trainer.snapshot()
    plot.set_history(snapshot)
    x, y = plot.test_curve.getData()
    assert x.tolist() == list(range(21))
    expected = np.append(trainer.history.held_out_loss, snapshot.held_out_loss)
    np.testing.assert_allclose(10.0**y, expected, rtol=1e-12)
    assert "test loss" in plot.reading.text()
    plain = Trainer(TrainingConfig(), datasets.notebook(100))
    plot.set_history(plain.snapshot())
    assert not plot.test_curve.isVisible()
    assert "test loss" not in plot.reading.text()


def test_the_test_curve_joins_the_updates_at_which_it_was_measured(plot):
    config = TrainingConfig(test_share=0.5, batch_size=10)
    trainer = Trainer(config, datasets.notebook(100))
    trainer.run(12)
    plot.set_history(trainer.snapshot())
    x, y = plot.test_curve.getData()
    assert x.tolist() == [0, 5, 10, 12]
    assert np.isfinite(y).all()


def test_at_past_updates_the_loss_is_that_of_the_batch(plot):
    trainer = Trainer(TrainingConfig(batch_size=10), datasets.notebook(100))
    trainer.run(8)
    plot.set_history(trainer.snapshot())
    assert "batch" not in plot.reading.text()
    hover(plot, 3)
    assert "batch loss" in plot.reading.text()


def test_every_kind_of_change_is_marked(plot):
    trainer = Trainer(TrainingConfig(), datasets.notebook(50))
    trainer.run(2)
    trainer.change("batch_size", 10)
    trainer.run(2)
    trainer.edit("b1[0]", 1.5)
    trainer.freeze("b1[0]")
    plot.set_history(trainer.snapshot())
    labels = [(mark.step, mark.label) for mark in plot.mark_lines.marks]
    assert labels == [(2, "B 10"), (4, "b1[0] frozen +1")]


def test_hovering_a_mark_describes_all_its_changes(plot, trainer):
    trainer.run(10)
    trainer.change("learning_rate", 0.01)
    trainer.freeze("W2[0, 3]")
    trainer.run(10)
    plot.set_history(trainer.snapshot())
    box = plot.item.getViewBox()
    hover(plot, 10)
    assert box.toolTip() == (
        "at update 10: learning rate 0.001 → 0.01; W2[0, 3] frozen"
    )
    hover(plot, 18)
    assert box.toolTip() == ""


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_names_of_values_are_in_the_colours_of_their_curves(plot, theme):
    trainer = Trainer(TrainingConfig(test_share=0.5), datasets.notebook(100))
    trainer.run(5)
    plot.set_history(trainer.snapshot())
    plot.mean_error_button.setChecked(True)
    plot.set_theme(theme)
    for name, colour in (
        ("loss", theme.loss),
        ("test loss", theme.test),
        ("mean error", theme.mean_error),
    ):
        assert Part(name, colour) in plot.reading.parts


@pytest.mark.parametrize("width", [276, 400, 600])
def test_the_readout_is_not_clipped(qtbot, plot, width):
    trainer = Trainer(
        TrainingConfig(test_share=0.5, batch_size=10), datasets.notebook(100)
    )
    plot.mean_error_button.setChecked(True)
    plot.resize(width, 300)
    trainer.run(120)
    plot.set_history(trainer.snapshot())
    for place in (5, 119, 120):
        hover(plot, place)
        assert f"{place}:" in plot.reading.text()
        line = plot.reading
        assert line.width_of(line.parts) <= line.width()


def test_as_many_notes_are_shown_as_fit(plot):
    def picture(text: str, width: int):
        plot.note.setText(text)
        plot.note.resize(width, 20)
        return plot.note.grab().toImage()

    first = plot.fontMetrics().horizontalAdvance("a peak") + 20
    assert picture("a peak; faint: later", first) == picture("a peak", first)
    assert picture("a peak; faint: later", 400) != picture("a peak", 400)


def test_a_note_that_does_not_fit_is_hidden(plot):
    plot.note.setText("a few words")
    plot.note.resize(200, 20)
    roomy = plot.note.grab().toImage()
    plot.note.setText("")
    plot.note.resize(30, 20)
    empty = plot.note.grab().toImage()
    plot.note.setText("a few words")
    assert plot.note.grab().toImage() == empty
    assert len({roomy.pixel(x, 10) for x in range(200)}) > 1
