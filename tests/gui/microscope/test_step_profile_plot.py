"""The loss along a step: the curve, its marks, its words, and what is pointed at."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import QPointF, Qt

from gui.microscope.step_profile_plot import LossAxis
from gui.microscope.step_profile_text import change_pair
from gui.text.number_format import signed
from tests.gui.microscope.steps import (
    PostMortemController,
    look,
    place_of,
    settle,
    show,
    train,
)


@pytest.fixture(scope="module")
def steep() -> PostMortemController:
    """Return a start from which the loss soon climbs far above what it was."""
    return look(train(activation="relu", initialization="he", learning_rate=0.01))


def symbol_of(marks) -> str:
    return str(marks.points()[0].symbol())


# The loss along the step


def test_the_curve_goes_through_every_computed_loss(view, along, lesson):
    show(view, lesson)
    x, y = along.curve.getData()
    drawn = dict(zip(x.tolist(), y.tolist(), strict=True))
    for step, loss in zip(lesson.along.steps, lesson.along.losses, strict=True):
        assert drawn[step] == loss


def test_the_prediction_is_the_straight_line_with_the_slope_at_zero(
    view, along, lesson
):
    show(view, lesson)
    (left, right), (start, end) = along.slope.getData()
    gradient = lesson.snapshot.gradient
    assert (left, start) == (0.0, lesson.along.loss)
    assert right > 0.0
    assert (end - start) / right == pytest.approx(-float(gradient @ gradient))
    assert along.slope.opts["pen"].style() == Qt.PenStyle.DashLine


def test_this_step_and_the_best_are_marked_by_place_shape_and_label(
    view, along, rising
):
    show(view, rising)
    found = rising.along
    assert place_of(along.this) == (0.3, found.loss + found.actual)
    assert place_of(along.best) == (found.best_step, found.best_loss)
    assert symbol_of(along.this) != symbol_of(along.best)
    assert along.this_label.toPlainText() == "this step"
    assert along.best_label.toPlainText() == "best step"


def test_the_words_hold_the_numbers_of_the_core(view, along, lesson):
    show(view, lesson)
    found, words = lesson.along, along.reading.text()
    predicted, actual = change_pair(found.predicted, found.actual)
    assert predicted != actual
    assert f"η = 0.001, changes the loss by {actual}" in words
    assert f"slope alone (dashed) predicts {predicted}" in words
    assert float(actual.replace("−", "-")) == pytest.approx(found.actual, rel=1e-2)


def test_a_best_step_in_reach_is_told_as_a_number_and_in_learning_rates(
    view, along, rising
):
    show(view, rising)
    found = rising.along
    assert found.bounded
    change = signed(found.best_loss - found.loss)
    assert (
        f"◆ Best along this line: {found.best_step:#.3g} = "
        f"{found.best_step / 0.3:#.3g} η, {change}." in along.reading.text()
    )


def test_a_best_step_out_of_reach_is_told_to_be_so(view, along, lesson, rising):
    show(view, rising)
    bounded = symbol_of(along.best)
    show(view, lesson)
    assert not lesson.along.bounded
    assert "▶ Best along this line: beyond 64 η" in along.reading.text()
    assert "still falling" in along.best_label.toPlainText()
    assert symbol_of(along.best) != bounded


def test_a_step_up_is_called_one(view, along, lesson, rising):
    show(view, lesson)
    assert "go up" not in along.reading.text()
    show(view, rising)
    assert f"makes the loss go up, by {signed(rising.along.actual)}" in (
        along.reading.text()
    )


@pytest.mark.parametrize(
    ("settings", "name"),
    [({}, "loss J"), ({"l2": 0.1}, "J + penalty"), ({"l1": 0.1}, "J + penalty")],
)
def test_the_axis_says_what_goes_down_the_step(view, along, settings, name):
    show(view, look(train(3, **settings)))
    assert along.item.getAxis("left").labelText == name


def test_an_uphill_direction_has_no_best_step(view, along):
    case = look(train(3, gradient="wrong_sign"))
    show(view, case)
    assert case.along.best_step == 0.0
    assert "no step at all" in along.reading.text()
    assert place_of(along.best) == (0.0, case.along.loss)


def test_another_optimizer_steps_along_a_direction_of_its_own(view, along):
    case = look(train(20, optimizer="adam", learning_rate=0.01))
    show(view, case)
    assert "along Adam's step d" in along.reading.text()
    assert "the slope d·g alone" in along.reading.text()


def test_with_batches_the_loss_is_that_of_the_batch(view, along):
    show(view, look(train(5, batch_size=32, l2=0.1)))
    assert "with its penalty over the 32 samples of this batch" in along.reading.text()


def test_at_the_end_of_a_schedule_no_step_is_claimed(view, along, sharpness):
    show(view, look(train(30, schedule="cosine", iterations=30)))
    assert "the next update takes no step" in along.reading.text()
    assert "This step" not in along.reading.text()
    assert "η is 0" in sharpness.reading.text()


def test_far_losses_beyond_all_measure_leave_the_start_readable(view, along, rising):
    losses = np.array(rising.along.losses)
    losses[20:] = 1e12 * losses[0]
    losses[30:] = math.inf
    found = replace(rising.along, losses=losses)
    view.set_profile(rising.snapshot, found)
    (left, right), (low, high) = along.item.getViewBox().viewRange()
    fall = found.loss - found.best_loss
    assert low < found.best_loss < found.loss + found.actual < high
    assert high - low < 25 * fall
    assert left <= 0.0 < 0.3 < right < found.steps[-1]
    assert np.nanmax(along.curve.getData()[1]) < 1e6
    assert "Above the plot from 2.0" not in along.reading.text()
    assert "overflow at 4 η" in along.reading.text()
    assert not view.grab().isNull()


def test_where_the_curve_leaves_the_plot_is_told(view, along, steep):
    show(view, steep)
    words = along.reading.text()
    emitted = float(words.split("Above the plot from ")[1].split(" η")[0]) * 0.01
    found = steep.along
    loss = float(np.interp(emitted, found.steps, found.losses))
    (_, right), (_, high) = along.item.getViewBox().viewRange()
    assert emitted < right
    assert loss < high
    assert np.interp(right, found.steps, found.losses) > high
    assert f"{found.losses[-1]:,.2f} at 4 η" in words


@pytest.mark.parametrize("actual", [1e12, math.inf])
def test_a_step_far_above_the_plot_is_marked_at_its_edge(view, along, rising, actual):
    losses = np.where(rising.along.steps < 0.25, rising.along.losses, actual)
    found = replace(rising.along, losses=losses, actual=actual)
    view.set_profile(rising.snapshot, found)
    x, y = place_of(along.this)
    _, (low, high) = along.item.getViewBox().viewRange()
    assert x == 0.3
    assert low < y < high < 1e4
    assert symbol_of(along.this) != "o"
    assert along.this_label.toPlainText() == "this step: far above"
    assert not view.grab().isNull()


def test_without_a_finite_loss_nothing_is_drawn(view, along, lesson):
    show(view, lesson)
    lost = replace(lesson.along, loss=math.inf, losses=np.full(41, math.inf))
    view.set_profile(lesson.snapshot, lost)
    assert "not finite" in along.reading.text()
    assert not along.curve.isVisible()
    view.set_profile(*lesson[:2])
    assert along.curve.isVisible()


def test_a_flat_line_has_a_plot_too(view, along, lesson):
    flat = replace(
        lesson.along,
        losses=np.full(41, 2.0),
        **{"loss": 2.0, "best_loss": 2.0, "best_step": 0.0},
        **{"actual": 0.0, "slope": 0.0, "bounded": True},
    )
    view.set_profile(lesson.snapshot, flat)
    _, (low, high) = along.item.getViewBox().viewRange()
    assert low < 2.0 < high
    assert not view.grab().isNull()


def test_pointing_reads_a_computed_loss_off_in_learning_rates(view, along, lesson):
    show(view, lesson)
    box = along.item.getViewBox()
    _, (low, high) = box.viewRange()
    step, loss = float(lesson.along.steps[20]), float(lesson.along.losses[20])
    place = box.mapViewToScene(QPointF(1.01 * step, (low + high) / 2))
    along.item.scene().sigMouseMoved.emit(place)
    assert along.cursor_label.isVisible()
    text = along.cursor_label.toPlainText()
    assert f"s = {step:.4f} = {step / 0.001:.1f} η" in text
    assert f"J = {loss:,.2f}" in text
    along.item.scene().sigMouseMoved.emit(QPointF(-50.0, -50.0))
    assert not along.cursor_label.isVisible()


def test_no_label_of_a_mark_is_cut_off(view, along, rising, lesson):
    for size in ((590, 300), (430, 230), (1100, 600)):
        view.resize(*size)
        for case in (lesson, rising):
            show(view, case)
            settle()
            box = along.item.getViewBox()
            inside = box.sceneBoundingRect().adjusted(-1, -1, 1, 1)
            for label in (along.this_label, along.best_label):
                text = label.textItem
                assert inside.contains(text.mapRectToScene(text.boundingRect()))


@given(
    st.floats(-1e9, 1e9, allow_subnormal=False),
    st.floats(-1e-3, 1e-3, allow_subnormal=False),
)
def test_two_changes_are_told_apart(actual, off):
    predicted = actual * (1.0 + off)
    first, second = change_pair(predicted, actual)
    if abs(predicted - actual) > 1e-11 * max(1e-3, abs(actual)):
        assert first != second
    for text, value in ((first, predicted), (second, actual)):
        assert float(text.replace("−", "-").replace(",", "")) == pytest.approx(
            value, rel=1e-3, abs=1e-4
        )


def test_labels_of_the_loss_axis_differ_around_a_large_loss(qtbot):
    values = [102.02660871, 102.02660872, 102.02660873]
    labels = LossAxis("left").tickStrings(values, 1.0, 1e-8)
    assert len(set(labels)) == 3
    assert LossAxis("left").tickStrings([-2_000.0], 1.0, 500.0) == ["−2,000"]
