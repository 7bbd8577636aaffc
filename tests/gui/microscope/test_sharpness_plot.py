"""λmax: its verdict, its curve along the run, and the bound."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PyQt6.QtCore import Qt

from gui.microscope.sharpness_text import bounds
from shallownet.curvature.stability import stable_below
from shallownet.nn.schedules import rate
from tests.gui.microscope.steps import analyse, place_of, show, train


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (449.17, "λmax 449.2 against 2/η = 2,000: stable"),
        (2_004.7, "λmax 2,004.7 against 2/η = 2,000: at the edge"),
        (2_500.0, "λmax 2,500.0 against 2/η = 2,000: will overshoot"),
    ],
)
def test_the_number_has_a_verdict(view, sharpness, lesson, value, text):
    view.set_sharpness(lesson.snapshot, value)
    assert sharpness.reading.text() == text
    assert sharpness.origin.text() == "after update 60"


@pytest.mark.parametrize(
    ("optimizer", "name"),
    [("momentum", "2(1+μ)/η = 3,800"), ("nesterov", "2(1+μ)/(η(1+2μ)) = 1,357")],
)
def test_momentum_has_its_own_bound(view, sharpness, optimizer, name):
    case = analyse(train(2, optimizer=optimizer))
    show(view, case)
    assert f"against {name}: stable" in sharpness.reading.text()
    assert name in sharpness.bound_label.toPlainText()


@pytest.mark.parametrize(("name", "title"), [("rmsprop", "RMSProp"), ("adam", "Adam")])
def test_an_optimizer_without_a_bound_is_named(view, sharpness, name, title):
    show(view, analyse(train(2, optimizer=name)))
    assert f"no bound like 2/η holds for {title}" in sharpness.reading.text()
    assert "stable" not in sharpness.reading.text()
    assert not sharpness.bound_label.isVisible()
    assert not len(sharpness.bound.getData()[0])
    assert not view.grab().isNull()


def test_with_batches_the_text_says_over_all_samples(view, sharpness, lesson):
    show(view, lesson)
    assert "all samples" not in sharpness.origin.text()
    show(view, analyse(train(5, batch_size=32)))
    assert "over all samples" in sharpness.origin.text()


def test_nan_is_explained(view, sharpness, lesson):
    view.set_sharpness(lesson.snapshot, math.nan)
    assert "cannot be found" in sharpness.reading.text()
    assert not view.grab().isNull()


def test_the_curve_is_what_was_measured_along_the_run(view, sharpness):
    trainer = train(1_900, watched=True)
    snapshot = trainer.snapshot()
    steps, values = snapshot.sharpness
    assert len(steps) > 3
    view.set_state(snapshot)
    x, y = sharpness.curve.getData()
    assert x.tolist() == steps.tolist()
    np.testing.assert_allclose(10.0**y, values, rtol=1e-12)
    assert place_of(sharpness.marker) == (steps[-1], math.log10(values[-1]))
    assert sharpness.origin.text() == f"after update {steps[-1]:,.0f}"
    assert f"λmax {values[-1]:,.1f} against" in sharpness.reading.text()
    view.set_sharpness(snapshot, 321.0)
    assert place_of(sharpness.marker) == (1_900, math.log10(321.0))
    assert sharpness.curve.getData()[0][-1] == 1_900
    trainer.run(500)
    view.set_state(trainer.snapshot())
    assert 1_900 not in sharpness.curve.getData()[0]
    assert place_of(sharpness.marker)[0] > 1_900


def test_without_a_curve_a_hint_is_shown(view, sharpness):
    trainer = train(10)
    view.set_state(trainer.snapshot())
    assert sharpness.hint.isVisible()
    assert "watch" in sharpness.hint.toPlainText()
    sharpness.set_watched(True)
    assert "on its way" in sharpness.hint.toPlainText()
    trainer.watch_sharpness(True)
    trainer.run(1_000)
    view.set_state(trainer.snapshot())
    assert not sharpness.hint.isVisible()
    trainer.watch_sharpness(False)
    view.set_state(trainer.snapshot())
    assert sharpness.hint.isVisible()


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
        expected = stable_below(config.optimizer, rate(config, update))
        assert values[at] == pytest.approx(expected), update
    view.set_state(snapshot)
    assert sharpness.bound_label.toPlainText() == "2(1+μ)/η"
    np.testing.assert_allclose(10.0 ** sharpness.bound.getData()[1][0], 2_000.0)


def test_a_bound_that_begins_later_is_labelled_there(view, sharpness):
    trainer = train(60, optimizer="adam", iterations=100)
    trainer.change("optimizer", "gradient_descent")
    view.set_state(trainer.snapshot())
    assert sharpness.bound_label.isVisible()
    assert sharpness.bound_label.pos().x() == 60.0
    assert "2/η" in sharpness.bound_label.toPlainText()


def test_ranges_grow_in_steps_and_contain_what_is_shown(view, sharpness):
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


def test_the_axis_comes_back_from_a_divergence(view, sharpness):
    trainer, steps, tops = train(60, watched=True), np.array([0, 20, 40]), []
    for values in ([20.0, 30.0, 25.0], [20.0, 30.0, 1e150], [20.0, 1e150, 25.0]):
        trainer.step()  # another state, of which nothing is measured yet
        snapshot = replace(trainer.snapshot(), sharpness=(steps, np.array(values)))
        view.set_state(snapshot)
        tops.append(sharpness.item.getViewBox().viewRange()[1][1])
    assert tops[1] > 140.0
    assert tops[2] < tops[0] + 2.0


def test_a_state_without_new_values_redraws_nothing(view, sharpness, monkeypatch):
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


def test_only_the_user_requests_watching(qtbot, view, sharpness):
    requested: list[bool] = []
    sharpness.watch_requested.connect(requested.append)
    sharpness.set_watched(True)
    assert sharpness.watch.isChecked()
    sharpness.set_watched(False)
    assert requested == []
    qtbot.mouseClick(sharpness.watch, Qt.MouseButton.LeftButton)
    qtbot.keyClick(sharpness.watch, Qt.Key.Key_Space)
    assert requested == [True, False]
