"""The size of a step: the numbers of the core, said, drawn, and never out of date."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QApplication, QToolButton

from gui.formatting import signed
from gui.microscope.along_plot import AlongPlot, LossAxis
from gui.microscope.sharpness_words import bounds
from gui.microscope.step_size_view import StepSizeView
from gui.microscope.step_words import change_pair
from gui.theme import DARK, LIGHT, style_sheet
from shallownet import Trainer, TrainingConfig, datasets
from shallownet.curvature import NO_CURVE, stable_below
from shallownet.microscope import Microscope
from shallownet.schedules import rate

if TYPE_CHECKING:
    from gui.microscope.sharpness_plot import SharpnessPlot
    from shallownet.snapshot import Snapshot
    from shallownet.step_size import AlongStep


class Case(NamedTuple):
    snapshot: Snapshot
    along: AlongStep
    sharpness: float


def train(updates: int = 0, *, watched: bool = False, **settings) -> Trainer:
    trainer = Trainer(TrainingConfig(**settings), datasets.notebook(200))
    trainer.watch_sharpness(watched)
    trainer.run(updates)
    return trainer


def look(trainer: Trainer) -> Case:
    snapshot = trainer.snapshot()
    microscope = Microscope(snapshot.run)
    return Case(
        snapshot, microscope.along_step(snapshot), microscope.sharpness(snapshot)
    )


@pytest.fixture(scope="module")
def lesson() -> Case:
    """Return the lesson's run, whose steps are far too short."""
    return look(train(60))


@pytest.fixture(scope="module")
def rising() -> Case:
    """Return the start at a learning rate at which the first step goes up."""
    return look(train(learning_rate=0.3))


@pytest.fixture(scope="module")
def steep() -> Case:
    """Return a start from which the loss soon climbs far above what it was."""
    return look(train(activation="relu", initialization="he", learning_rate=0.01))


@pytest.fixture
def view(qtbot) -> StepSizeView:
    view = StepSizeView()
    qtbot.addWidget(view)
    view.setStyleSheet(style_sheet(LIGHT))
    view.set_theme(LIGHT)
    view.resize(590, 300)
    view.show()
    return view


@pytest.fixture
def along(view) -> AlongPlot:
    return view.along


@pytest.fixture
def sharpness(view) -> SharpnessPlot:
    return view.sharpness


def show(view: StepSizeView, case: Case) -> None:
    view.set_state(case.snapshot)
    view.set_along(case.snapshot, case.along)
    view.set_sharpness(case.snapshot, case.sharpness)


def settle() -> None:
    """Let layouts and plots take on their new sizes."""
    QApplication.processEvents()


def place_of(marks) -> tuple[float, float]:
    (x,), (y,) = marks.getData()
    return float(x), float(y)


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
    view.set_along(rising.snapshot, found)
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
    told = float(words.split("Above the plot from ")[1].split(" η")[0]) * 0.01
    found = steep.along
    loss = float(np.interp(told, found.steps, found.losses))
    (_, right), (_, high) = along.item.getViewBox().viewRange()
    assert told < right
    assert loss < high
    assert np.interp(right, found.steps, found.losses) > high
    assert f"{found.losses[-1]:,.2f} at 4 η" in words


@pytest.mark.parametrize("actual", [1e12, math.inf])
def test_a_step_far_above_the_plot_is_marked_at_its_edge(view, along, rising, actual):
    losses = np.where(rising.along.steps < 0.25, rising.along.losses, actual)
    found = replace(rising.along, losses=losses, actual=actual)
    view.set_along(rising.snapshot, found)
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
    view.set_along(lesson.snapshot, lost)
    assert "not finite" in along.reading.text()
    assert not along.curve.isVisible()
    view.set_along(*lesson[:2])
    assert along.curve.isVisible()


def test_a_flat_line_has_a_plot_too(view, along, lesson):
    flat = replace(
        lesson.along,
        losses=np.full(41, 2.0),
        **{"loss": 2.0, "best_loss": 2.0, "best_step": 0.0},
        **{"actual": 0.0, "slope": 0.0, "bounded": True},
    )
    view.set_along(lesson.snapshot, flat)
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


# λmax


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (449.17, "λmax 449.2 against 2/η = 2,000: stable"),
        (2_004.7, "λmax 2,004.7 against 2/η = 2,000: at the edge"),
        (2_500.0, "λmax 2,500.0 against 2/η = 2,000: will overshoot"),
    ],
)
def test_the_number_has_a_verdict(view, sharpness, lesson, value, said):
    view.set_sharpness(lesson.snapshot, value)
    assert sharpness.reading.text() == said
    assert sharpness.place.text() == "after update 60"


@pytest.mark.parametrize(
    ("optimizer", "name"),
    [("momentum", "2(1+μ)/η = 3,800"), ("nesterov", "2(1+μ)/(η(1+2μ)) = 1,357")],
)
def test_with_momentum_the_bound_is_another(view, sharpness, optimizer, name):
    case = look(train(2, optimizer=optimizer))
    show(view, case)
    assert f"against {name}: stable" in sharpness.reading.text()
    assert name in sharpness.bound_label.toPlainText()


@pytest.mark.parametrize(("name", "title"), [("rmsprop", "RMSProp"), ("adam", "Adam")])
def test_where_no_bound_holds_that_is_said(view, sharpness, name, title):
    show(view, look(train(2, optimizer=name)))
    assert f"no bound like 2/η holds for {title}" in sharpness.reading.text()
    assert "stable" not in sharpness.reading.text()
    assert not sharpness.bound_label.isVisible()
    assert not len(sharpness.bound.getData()[0])
    assert not view.grab().isNull()


def test_with_batches_it_is_told_to_be_over_all_samples(view, sharpness, lesson):
    show(view, lesson)
    assert "all samples" not in sharpness.place.text()
    show(view, look(train(5, batch_size=32)))
    assert "over all samples" in sharpness.place.text()


def test_a_value_that_could_not_be_found_is_no_number(view, sharpness, lesson):
    view.set_sharpness(lesson.snapshot, math.nan)
    assert "cannot be found" in sharpness.reading.text()
    assert not view.grab().isNull()


def test_along_the_run_the_curve_is_what_was_measured(view, sharpness):
    trainer = train(1_900, watched=True)
    snapshot = trainer.snapshot()
    steps, values = snapshot.sharpness
    assert len(steps) > 3
    view.set_state(snapshot)
    x, y = sharpness.curve.getData()
    assert x.tolist() == steps.tolist()
    np.testing.assert_allclose(10.0**y, values, rtol=1e-12)
    assert place_of(sharpness.marker) == (steps[-1], math.log10(values[-1]))
    assert sharpness.place.text() == f"after update {steps[-1]:,.0f}"
    assert f"λmax {values[-1]:,.1f} against" in sharpness.reading.text()
    view.set_sharpness(snapshot, 321.0)
    assert place_of(sharpness.marker) == (1_900, math.log10(321.0))
    assert sharpness.curve.getData()[0][-1] == 1_900
    trainer.run(500)
    view.set_state(trainer.snapshot())
    assert 1_900 not in sharpness.curve.getData()[0]
    assert place_of(sharpness.marker)[0] > 1_900


def test_without_a_curve_it_says_how_to_get_one(view, sharpness):
    trainer = train(10)
    view.set_state(trainer.snapshot())
    assert sharpness.invitation.isVisible()
    assert "watch" in sharpness.invitation.toPlainText()
    view.set_watched(True)
    assert "on its way" in sharpness.invitation.toPlainText()
    trainer.watch_sharpness(True)
    trainer.run(1_000)
    view.set_state(trainer.snapshot())
    assert not sharpness.invitation.isVisible()
    trainer.watch_sharpness(False)
    view.set_state(trainer.snapshot())
    assert sharpness.invitation.isVisible()


def test_the_bound_is_a_horizontal_line_with_its_value(view, sharpness, lesson):
    show(view, lesson)
    x, y = sharpness.bound.getData()
    assert x[0] == 0.0
    assert x[-1] >= lesson.snapshot.step
    np.testing.assert_allclose(10.0**y, 2_000.0)
    assert sharpness.bound.opts["pen"].style() == Qt.PenStyle.DashLine
    assert sharpness.bound_label.toPlainText() == "2/η = 2,000"


def test_the_bound_moves_with_schedule_and_changes(view, sharpness):
    trainer = train(30, schedule="step", decay_every=20, iterations=100)
    trainer.change("learning_rate", 0.01)
    trainer.run(10)
    trainer.change("optimizer", "momentum")
    trainer.run(10)
    snapshot = trainer.snapshot()
    places, values = bounds(snapshot, 100.0)
    for update in range(101):
        config = trainer.config
        if update >= 30:
            config = replace(config, learning_rate=0.01)
        if update >= 40:
            config = replace(config, optimizer="momentum")
        at = int(np.searchsorted(places, update, side="right")) - 1
        expected = stable_below(config, rate(config, update))
        assert values[at] == pytest.approx(expected), update
    view.set_state(snapshot)
    assert sharpness.bound_label.toPlainText() == "2(1+μ)/η"
    np.testing.assert_allclose(10.0 ** sharpness.bound.getData()[1][0], 2_000.0)


def test_a_bound_that_holds_from_some_update_on_is_named_there(view, sharpness):
    trainer = train(60, optimizer="adam", iterations=100)
    trainer.change("optimizer", "gradient_descent")
    view.set_state(trainer.snapshot())
    assert sharpness.bound_label.isVisible()
    assert sharpness.bound_label.pos().x() == 60.0
    assert "2/η" in sharpness.bound_label.toPlainText()


def test_ranges_grow_in_steps_and_hold_what_is_shown(view, sharpness):
    trainer, ranges = train(watched=True), set()
    for _ in range(40):
        trainer.run(50)
        snapshot = trainer.snapshot()
        view.set_state(snapshot)
        (left, right), (low, high) = sharpness.item.getViewBox().viewRange()
        ranges.add((left, right, low, high))
        assert left <= 0 < snapshot.step <= right
        for value in (*snapshot.sharpness[1], 2_000.0):
            assert low < math.log10(value) < high
    assert len(ranges) < 12


def test_a_state_that_brings_nothing_new_redraws_nothing(view, sharpness, monkeypatch):
    trainer = train(1_001, watched=True)
    view.set_state(trainer.snapshot())
    drawn = []
    for item in (sharpness.curve, sharpness.bound, sharpness.marker):
        monkeypatch.setattr(item, "setData", lambda *args, **kwargs: drawn.append(args))
    trainer.run(1)
    view.set_state(trainer.snapshot())
    assert not drawn
    trainer.run(500)
    view.set_state(trainer.snapshot())
    assert drawn


def test_watching_is_asked_for_by_a_person_only(qtbot, view, sharpness):
    asked = []
    view.watch_wanted.connect(asked.append)
    view.set_watched(True)
    assert sharpness.watch.isChecked()
    view.set_watched(False)
    assert asked == []
    qtbot.mouseClick(sharpness.watch, Qt.MouseButton.LeftButton)
    qtbot.keyClick(sharpness.watch, Qt.Key.Key_Space)
    assert asked == [True, False]


# Out of date


def colours(view: StepSizeView) -> tuple[str, str]:
    return (
        view.along.curve.opts["pen"].color().name(),
        view.sharpness.marker.opts["brush"].color().name(),
    )


def muted(view: StepSizeView) -> tuple[bool, bool]:
    return (
        view.along.note.text().startswith("outdated"),
        view.sharpness.place.text().startswith("outdated"),
    )


def test_after_another_update_it_is_muted_and_not_wiped(view):
    trainer = train(20)
    case = look(trainer)
    show(view, case)
    words = view.along.reading.text(), view.sharpness.reading.text()
    fresh = colours(view)
    assert muted(view) == (False, False)
    trainer.step()
    view.set_state(trainer.snapshot())
    assert muted(view) == (True, True)
    assert (view.along.reading.text(), view.sharpness.reading.text()) == words
    assert all(a != b for a, b in zip(colours(view), fresh, strict=True))
    assert len(view.along.curve.getData()[0]) > 40
    show(view, look(trainer))
    assert muted(view) == (False, False)
    assert colours(view) == fresh


def test_an_answer_that_comes_late_is_outdated_at_once(view):
    trainer = train(20)
    case = look(trainer)
    trainer.step()
    view.set_state(trainer.snapshot())
    view.set_along(case.snapshot, case.along)
    view.set_sharpness(case.snapshot, case.sharpness)
    assert muted(view) == (True, True)
    assert "after update 20" in view.sharpness.place.text()


def test_another_run_or_an_edit_at_the_same_step_is_another_state(view):
    show(view, look(train()))
    view.set_state(train().snapshot())  # begun anew, all numbers alike
    assert muted(view) == (True, True)
    trainer = train(5)
    show(view, look(trainer))
    trainer.edit("W1[0, 0]", 3.0)
    view.set_state(trainer.snapshot())
    assert muted(view) == (True, True)


def test_another_learning_rate_is_another_step_under_the_same_curvature(view):
    trainer = train(5)
    show(view, look(trainer))
    trainer.change("learning_rate", 0.1)
    view.set_state(trainer.snapshot())
    assert muted(view) == (True, False)
    assert "2/η = 20:" in view.sharpness.reading.text()
    trainer.step()
    trainer.change("learning_rate", 0.01)
    view.set_state(trainer.snapshot())
    assert muted(view) == (True, True)
    assert "2/η = 20:" in view.sharpness.reading.text()  # what it was held against


def test_the_same_state_told_again_is_still_the_same(view):
    trainer = train(5)
    show(view, look(trainer))
    view.set_state(trainer.snapshot())
    assert muted(view) == (False, False)


def test_a_new_run_without_a_value_does_not_pass_an_old_one_for_its_own(view):
    view.set_state(train(1_000, watched=True).snapshot())
    words = view.sharpness.reading.text()
    assert muted(view)[1] is False
    view.set_state(train().snapshot())
    assert view.sharpness.reading.text() == words
    assert muted(view)[1] is True
    assert view.sharpness.marker.getData()[0].size == 0


# The two together


@pytest.mark.parametrize(
    ("size", "columns", "rows"),
    [((590, 300), 2, 1), ((1100, 600), 2, 1), ((430, 600), 1, 2), ((430, 230), 1, 1)],
)
def test_the_plots_are_laid_out_as_there_is_room(view, rising, size, columns, rows):
    view.resize(*size)
    show(view, rising)
    settle()
    cards = [card for card in (view.along, view.sharpness) if card.isVisible()]
    assert len({card.x() for card in cards}) == columns
    assert len({card.y() for card in cards}) == rows
    assert len(cards) == columns * rows
    assert view.size().width() == size[0]
    for card in cards:
        assert view.rect().contains(card.geometry())


def test_alone_each_leads_to_the_other(qtbot, view):
    view.resize(420, 220)
    settle()
    assert not view.sharpness.isVisible()
    qtbot.mouseClick(view.to_sharpness, Qt.MouseButton.LeftButton)
    assert view.sharpness.isVisible()
    assert not view.along.isVisible()
    qtbot.mouseClick(view.to_along, Qt.MouseButton.LeftButton)
    assert view.along.isVisible()
    view.resize(590, 300)
    settle()
    assert view.sharpness.isVisible()
    assert not view.to_along.isVisible()


@pytest.mark.parametrize("size", [(560, 300), (590, 300), (420, 220), (1100, 600)])
def test_no_words_are_cut_off(view, size):
    cases = [
        look(train(learning_rate=0.3)),
        look(train(20, optimizer="rmsprop", learning_rate=0.1, batch_size=32)),
    ]
    view.resize(*size)
    for case in cases:
        show(view, case)
        view.set_state(replace(case.snapshot, step=100_000, sharpness=NO_CURVE))
        settle()
        for card in (view.along, view.sharpness):
            if not card.isVisible():
                continue
            for words in (card.reading, card.findChild(type(card.note), "note")):
                assert words.height() >= words.heightForWidth(words.width())
            for label in (card.title, card.note):
                assert label.width() >= label.sizeHint().width()
            assert card.plot.height() >= 80


def test_the_plots_sit_still_when_the_words_change(view, lesson, rising):
    def places() -> list[object]:
        settle()
        return [card.plot.geometry() for card in (view.along, view.sharpness)]

    batch = look(train(5, batch_size=32))
    show(view, rising)
    view.set_sharpness(rising.snapshot, 99.0)
    show(view, batch)
    view.set_state(lesson.snapshot)
    before = places()
    for case in (lesson, rising, batch):
        show(view, case)
        assert places() == before


def test_a_card_that_was_hidden_takes_no_more_room_than_its_words(view, rising):
    settle()  # side by side, where its words take two lines
    view.resize(420, 220)
    settle()
    show(view, rising)
    view.to_sharpness.click()
    settle()
    words = view.sharpness.reading
    assert words.height() < 2 * words.fontMetrics().height()


def test_every_control_has_a_name_and_a_tip(view):
    buttons = view.findChildren(QToolButton)
    assert len(buttons) == 3
    for button in buttons:
        assert button.accessibleName()
        assert button.toolTip()
    for card in (view.along, view.sharpness):
        assert card.plot.accessibleName()
        assert card.reading.accessibleName()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_it_takes_on_the_colours_of_a_theme(view, lesson, theme):
    show(view, lesson)
    view.set_theme(theme)
    for card in (view.along, view.sharpness):
        image = card.plot.grab().toImage()
        assert image.pixelColor(2, 2) == QColor(theme.surface)
    assert view.along.curve.opts["pen"].color() == QColor(theme.loss)
    assert theme.text in view.along.reading.styleSheet()
