"""The list of inputs: values to ask for, and the mean prediction over each."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt

from gui.function.surface import PROFILE_POINTS
from shallownet import Dataset, Trainer, TrainingConfig
from shallownet.analysis.permutation_importance import Importance

SETTINGS = {"target": "formula", "formula": "x1 + x2*x3", "inputs": 3}


@pytest.fixture
def opened(show):
    shown = show(**SETTINGS)
    shown.view.inputs_button.setChecked(True)
    return shown


def test_each_input_has_a_row_with_its_value(opened):
    pane = opened.view.panes.inputs
    assert [row.name.text() for row in pane.rows] == ["x1", "x2", "x3"]
    for row, median in zip(
        pane.rows, np.median(opened.trainer.data.X, axis=1), strict=True
    ):
        assert row.field.value == pytest.approx(median, rel=1e-3)
        assert row.field.accessibleName() and row.slider.accessibleName()


def test_a_typed_value_is_asked_for(qtbot, opened):
    view = opened.view
    field = view.panes.inputs.rows[2].field
    field.setFocus()
    field.selectAll()
    asked: list[float] = []
    view.asked.connect(lambda point: asked.append(float(point[2])))
    qtbot.keyClicks(field, "1.25")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked[-1] == 1.25
    assert view.surface.point[2] == 1.25
    X = view.surface.inputs_at(view.surface.plane.across, view.surface.plane.up)
    assert (X[2] == 1.25).all()
    np.testing.assert_allclose(
        np.diag(view.image.values), opened.trainer.predict(X)[0], rtol=1e-9
    )
    assert field.property("pending") != "true"


def test_text_that_is_no_number_is_refused_with_a_sentence(qtbot, opened):
    view, row = opened.view, opened.view.panes.inputs.rows[0]
    before = view.surface.point.copy()
    row.field.setFocus()
    row.field.selectAll()
    qtbot.keyClicks(row.field, "0,5")
    qtbot.keyClick(row.field, Qt.Key.Key_Return)
    assert "0.5" in row.field.problem.text()
    before[0] = 0.0  # what was a number so far
    np.testing.assert_array_equal(view.surface.point, before)


def test_a_slider_holds_an_input(opened):
    view = opened.view
    row, (low, high) = view.panes.inputs.rows[2], view.surface.extent(2)
    row.slider.setValue(150)
    assert view.surface.point[2] == pytest.approx(low + 0.75 * (high - low), rel=1e-3)
    assert row.field.value == pytest.approx(view.surface.point[2], rel=1e-3)


def test_inputs_that_are_large_and_differ_little_have_all_their_digits(qtbot, show):
    view = show(**SETTINGS).view
    view.inputs_button.setChecked(True)
    rng = np.random.default_rng(0)
    seconds = 1.6e9 + np.arange(0.0, 86_400.0, 60.0)  # a day
    X = np.array([seconds, *rng.normal(size=(2, len(seconds)))])
    day = Trainer(TrainingConfig(), Dataset(X, X[1:2], ("time", "b", "c"))).snapshot()
    view.set_run(day, None)
    view.set_state(day)
    row, (low, high) = view.panes.inputs.rows[0], view.surface.extent(0)
    for step in (50, 150):
        row.slider.setValue(step)
        asked = view.surface.point[0]
        assert asked == pytest.approx(low + step / 200 * (high - low), abs=100.0)
        assert row.slider.value() == step
        assert row.field.value == asked
        assert f"time {asked:,.0f}" in view.reading.text()
    assert not row.field.problem.text()
    assert row.slider.accessibleDescription() == f"From {low:,.0f} to {high:,.0f}"
    before = row.field.value
    row.field.stepBy(1)
    assert view.surface.point[0] > before


def test_a_click_on_a_sample_moves_all_sliders(opened):
    view, data = opened.view, opened.trainer.data
    view.ask(data.X[:, 4], 4)
    for row, value in zip(view.panes.inputs.rows, data.X[:, 4], strict=True):
        assert row.field.value == pytest.approx(value, rel=1e-3)


def test_profiles_are_drawn_on_one_scale_and_read(qtbot, opened):
    view, pane = opened.view, opened.view.panes.inputs
    values = view.surface.profile_places
    assert [len(each) for each in values] == [PROFILE_POINTS] * 3
    means = np.array([values[0], -2.0 * values[1], np.full(PROFILE_POINTS, 0.5)])
    view.set_profiles(means)
    assert "mean of ŷ over 60 samples" in pane.title.text()
    profile = pane.rows[1].profile
    np.testing.assert_array_equal(profile.means, means[1])
    assert profile.mean_at(10.0) == pytest.approx(-20.0)
    plain = profile.grab().toImage()
    qtbot.mouseMove(profile, QPoint(profile.width() // 3, 20))
    qtbot.waitUntil(lambda: profile.grab().toImage() != plain)


def test_profiles_that_are_not_finite_are_told(opened):
    pane, places = opened.view.panes.inputs, opened.view.surface.profile_places
    opened.view.set_profiles([np.full(len(each), np.nan) for each in places])
    assert "not finite" in pane.title.text()


def test_another_run_has_other_rows_and_names_are_plain_text(opened):
    view = opened.view
    X = np.random.default_rng(0).normal(size=(4, 20))
    names = ("<b>bold</b>", "a name of more than fourteen letters", "c", "d")
    other = Trainer(TrainingConfig(), Dataset(X, X[:1], names)).snapshot()
    view.set_run(other, None)
    view.set_state(other)
    rows = view.panes.inputs.rows
    assert [row.name.text() for row in rows][:1] == ["<b>bold</b>"]
    assert rows[0].name.textFormat() == Qt.TextFormat.PlainText
    assert "fourteen letters" in rows[1].name.toolTip()
    assert rows[0].field.accessibleDescription() or rows[0].field.toolTip()


def test_each_input_tells_what_is_lost_without_it(qtbot, opened):
    row = opened.view.panes.inputs.rows[1]
    losses = np.array([[0.5, 0.7], [0.1, 0.1], [-0.01, 0.0]])
    opened.view.set_importance(Importance(losses, 30, "validation"))
    said = row.importance.accessibleDescription()
    assert "0.10, from 0.10 to 0.10 in 2 tries" in said
    assert "x2 are exchanged among the 30 validation samples" in said
    painted = [row.importance.grab().toImage() for row in opened.view.panes.inputs.rows]
    assert painted[0] != painted[1] != painted[2]
    opened.view.set_importance(Importance(losses * np.nan, 30, "validation"))
    assert "not known" in row.importance.accessibleDescription()


def test_the_network_answers_while_a_value_is_typed(qtbot, opened):
    view = opened.view
    field = view.panes.inputs.rows[2].field
    field.setFocus()
    field.selectAll()
    asked: list[float] = []
    view.asked.connect(lambda point: asked.append(float(point[2])))
    qtbot.keyClicks(field, "0.25x")
    assert asked == [0.0, 0.2, 0.25]
    assert field.text() == "0.25x"  # which is kept, and told to be no number
    assert "0.25x" in field.problem.text()


def test_a_value_outside_the_samples_is_told(qtbot, opened):
    view, row = opened.view, opened.view.panes.inputs.rows[0]
    high = float(opened.trainer.data.X[0].max())
    point = view.surface.point.copy()
    point[0] = high + 0.5
    view.ask(point)
    assert row.field.problem.text().startswith("outside the samples: ")
    point[0] = high
    view.ask(point)
    assert not row.field.problem.text()
