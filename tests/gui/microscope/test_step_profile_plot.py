"""The step profile plot: curve, markers, text and cursor."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PyQt6.QtCore import QPointF, Qt

from gui.microscope.step_profile_plot import LossAxis
from gui.text.number_format import signed
from shallownet.wording import told_apart
from tests.gui.microscope.steps import (
    StepCase,
    analyse,
    place_of,
    settle,
    show,
    train,
)


@pytest.fixture(scope="module")
def steep() -> StepCase:
    """Return a start from which the loss soon climbs far above what it was."""
    return analyse(train(activation="relu", initialization="he", learning_rate=0.01))


def symbol_of(marks) -> str:
    return str(marks.points()[0].symbol())


# The loss along the step


def test_the_first_curve_leaves_the_axes_their_room(view, profile_plot, lesson):
    show(view, lesson)
    assert profile_plot.box.sceneBoundingRect().left() > 45.0


def test_the_curve_goes_through_every_computed_loss(view, profile_plot, lesson):
    show(view, lesson)
    x, y = profile_plot.curve.getData()
    drawn = dict(zip(x.tolist(), y.tolist(), strict=True))
    for step, loss in zip(lesson.profile.steps, lesson.profile.losses, strict=True):
        assert drawn[step] == loss


def test_the_prediction_is_the_straight_line_with_the_slope_at_zero(
    view, profile_plot, lesson
):
    show(view, lesson)
    (left, right), (start, end) = profile_plot.slope.getData()
    gradient = lesson.snapshot.gradient
    assert (left, start) == (0.0, lesson.profile.loss)
    assert right > 0.0
    assert (end - start) / right == pytest.approx(-float(gradient @ gradient))
    assert profile_plot.slope.opts["pen"].style() == Qt.PenStyle.DashLine


def test_this_step_and_the_best_have_markers_and_labels(view, profile_plot, rising):
    show(view, rising)
    found = rising.profile
    assert place_of(profile_plot.step_marker) == (0.3, found.loss + found.actual)
    assert place_of(profile_plot.best_marker) == (found.best_step, found.best_loss)
    assert symbol_of(profile_plot.step_marker) != symbol_of(profile_plot.best_marker)
    assert profile_plot.step_label.toPlainText() == "this step"
    assert profile_plot.best_label.toPlainText() == "best step"


def test_the_text_has_the_numbers_of_the_core(view, profile_plot, lesson):
    show(view, lesson)
    found, text = lesson.profile, profile_plot.reading.text()
    predicted, actual = told_apart(found.predicted, found.actual, 4, "+")
    assert predicted != actual
    assert f"η = 0.001, changes the loss by {actual}" in text
    assert f"slope alone (dashed) predicts {predicted}" in text
    assert float(actual.replace("−", "-")) == pytest.approx(found.actual, rel=1e-2)


def test_a_best_step_in_range_is_given_in_learning_rates(view, profile_plot, rising):
    show(view, rising)
    found = rising.profile
    assert found.bounded
    change = signed(found.best_loss - found.loss)
    assert (
        f"◆ Best along this line: {found.best_step:#.3g} = "
        f"{found.best_step / 0.3:#.3g} η, {change}." in profile_plot.reading.text()
    )


def test_a_best_step_out_of_range_is_described(view, profile_plot, lesson, rising):
    show(view, rising)
    bounded = symbol_of(profile_plot.best_marker)
    show(view, lesson)
    assert not lesson.profile.bounded
    assert "▶ Best along this line: beyond 64 η" in profile_plot.reading.text()
    assert "still falling" in profile_plot.best_label.toPlainText()
    assert symbol_of(profile_plot.best_marker) != bounded


def test_an_increase_of_the_loss_is_described(view, profile_plot, lesson, rising):
    show(view, lesson)
    assert "go up" not in profile_plot.reading.text()
    show(view, rising)
    assert f"makes the loss go up, by {signed(rising.profile.actual)}" in (
        profile_plot.reading.text()
    )


@pytest.mark.parametrize(
    ("settings", "name"),
    [({}, "loss J"), ({"l2": 0.1}, "J + penalty"), ({"l1": 0.1}, "J + penalty")],
)
def test_the_axis_names_the_loss_or_its_sum_with_the_penalty(
    view, profile_plot, settings, name
):
    show(view, analyse(train(3, **settings)))
    assert profile_plot.item.getAxis("left").labelText == name


def test_an_uphill_direction_has_no_best_step(view, profile_plot):
    case = analyse(train(3, gradient="wrong_sign"))
    show(view, case)
    assert case.profile.best_step == 0.0
    assert "no step at all" in profile_plot.reading.text()
    assert place_of(profile_plot.best_marker) == (0.0, case.profile.loss)


def test_the_direction_of_another_optimizer_is_named(view, profile_plot):
    case = analyse(train(20, optimizer="adam", learning_rate=0.01))
    show(view, case)
    assert "along Adam's step d" in profile_plot.reading.text()
    assert "the slope d·g alone" in profile_plot.reading.text()


def test_with_batches_the_loss_is_that_of_the_batch(view, profile_plot):
    show(view, analyse(train(5, batch_size=32, l2=0.1)))
    assert (
        "with its penalty over the 32 samples of this batch"
        in profile_plot.reading.text()
    )


def test_at_the_end_of_a_schedule_there_is_no_step(view, profile_plot, sharpness):
    show(view, analyse(train(30, schedule="cosine", iterations=30)))
    assert "the next update takes no step" in profile_plot.reading.text()
    assert "This step" not in profile_plot.reading.text()
    assert "η is 0" in sharpness.reading.text()


def test_huge_losses_far_along_leave_the_start_readable(view, profile_plot, rising):
    losses = np.array(rising.profile.losses)
    losses[20:] = 1e12 * losses[0]
    losses[30:] = math.inf
    found = replace(rising.profile, losses=losses)
    view.set_profile(rising.snapshot, found)
    (left, right), (low, high) = profile_plot.item.getViewBox().viewRange()
    fall = found.loss - found.best_loss
    assert low < found.best_loss < found.loss + found.actual < high
    assert high - low < 25 * fall
    assert left <= 0.0 < 0.3 < right < found.steps[-1]
    assert np.nanmax(profile_plot.curve.getData()[1]) < 1e6
    assert "Above the plot from 2.0" not in profile_plot.reading.text()
    assert "overflow at 4 η" in profile_plot.reading.text()
    assert not view.grab().isNull()


def test_the_text_says_where_the_curve_leaves_the_plot(view, profile_plot, steep):
    show(view, steep)
    text = profile_plot.reading.text()
    exit_at = float(text.split("Above the plot from ")[1].split(" η")[0]) * 0.01
    found = steep.profile
    loss = float(np.interp(exit_at, found.steps, found.losses))
    (_, right), (_, high) = profile_plot.item.getViewBox().viewRange()
    assert exit_at < right
    assert loss < high
    assert np.interp(right, found.steps, found.losses) > high
    assert f"{found.losses[-1]:,.2f} at 4 η" in text


@pytest.mark.parametrize("actual", [1e12, math.inf])
def test_a_step_far_above_the_plot_is_marked_at_its_edge(
    view, profile_plot, rising, actual
):
    losses = np.where(rising.profile.steps < 0.25, rising.profile.losses, actual)
    found = replace(rising.profile, losses=losses, actual=actual)
    view.set_profile(rising.snapshot, found)
    x, y = place_of(profile_plot.step_marker)
    _, (low, high) = profile_plot.item.getViewBox().viewRange()
    assert x == 0.3
    assert low < y < high < 1e4
    assert symbol_of(profile_plot.step_marker) != "o"
    assert profile_plot.step_label.toPlainText() == "this step: far above"
    assert not view.grab().isNull()


def test_without_a_finite_loss_nothing_is_drawn(view, profile_plot, lesson):
    show(view, lesson)
    lost = replace(lesson.profile, loss=math.inf, losses=np.full(41, math.inf))
    view.set_profile(lesson.snapshot, lost)
    assert "not finite" in profile_plot.reading.text()
    assert not profile_plot.curve.isVisible()
    view.set_profile(*lesson[:2])
    assert profile_plot.curve.isVisible()


def test_a_flat_line_has_a_plot_too(view, profile_plot, lesson):
    flat = replace(
        lesson.profile,
        losses=np.full(41, 2.0),
        **{"loss": 2.0, "best_loss": 2.0, "best_step": 0.0},
        **{"actual": 0.0, "slope": 0.0, "bounded": True},
    )
    view.set_profile(lesson.snapshot, flat)
    _, (low, high) = profile_plot.item.getViewBox().viewRange()
    assert low < 2.0 < high
    assert not view.grab().isNull()


def test_the_cursor_shows_a_computed_loss_in_learning_rates(view, profile_plot, lesson):
    show(view, lesson)
    box = profile_plot.item.getViewBox()
    _, (low, high) = box.viewRange()
    step, loss = float(lesson.profile.steps[20]), float(lesson.profile.losses[20])
    place = box.mapViewToScene(QPointF(1.01 * step, (low + high) / 2))
    profile_plot.item.scene().sigMouseMoved.emit(place)
    assert profile_plot.cursor_label.isVisible()
    text = profile_plot.cursor_label.toPlainText()
    assert f"s = {step:.4f} = {step / 0.001:.1f} η" in text
    assert f"J = {loss:,.2f}" in text
    profile_plot.item.scene().sigMouseMoved.emit(QPointF(-50.0, -50.0))
    assert not profile_plot.cursor_label.isVisible()


def test_no_label_of_a_marker_is_cut_off(view, profile_plot, rising, lesson):
    for size in ((590, 300), (430, 230), (1100, 600)):
        view.resize(*size)
        for case in (lesson, rising):
            show(view, case)
            settle()
            box = profile_plot.item.getViewBox()
            inside = box.sceneBoundingRect().adjusted(-1, -1, 1, 1)
            for label in (profile_plot.step_label, profile_plot.best_label):
                text = label.textItem
                assert inside.contains(text.mapRectToScene(text.boundingRect()))


def test_labels_of_the_loss_axis_differ_around_a_large_loss(qtbot):
    values = [102.02660871, 102.02660872, 102.02660873]
    labels = LossAxis("left").tickStrings(values, 1.0, 1e-8)
    assert len(set(labels)) == 3
    assert LossAxis("left").tickStrings([-2_000.0], 1.0, 500.0) == ["−2,000"]
