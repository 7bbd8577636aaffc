"""Asking by the columns of a table: a category, an answer, a date."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PyQt6.QtCore import Qt

from gui.function.function_view import FunctionView
from shallownet import Trainer, TrainingConfig
from shallownet.analysis.partial_dependence import profiles
from shallownet.analysis.permutation_importance import importance_of_inputs
from tests.shallownet.data.columns.test_fields import data

__all__ = ("data",)


@pytest.fixture(scope="module")
def trainer(data) -> Trainer:
    config = TrainingConfig(standardize_inputs=True, standardize_target=True)
    trainer = Trainer(config, data)
    trainer.run(20)
    return trainer


@pytest.fixture
def view(qtbot, trainer) -> FunctionView:
    view = FunctionView()
    qtbot.addWidget(view)
    view.resize(460, 620)
    with qtbot.waitExposed(view):
        view.show()
    view.set_run(trainer.snapshot(), None)
    view.set_state(trainer.snapshot())
    view.inputs_button.setChecked(True)
    return view


def row_of(view: FunctionView, name: str) -> Any:
    rows = view.panes.inputs.rows
    return next(row for row in rows if row.name.text() == name)


def predicted(view: FunctionView, trainer: Trainer) -> float:
    return float(trainer.predict(view.surface.point[:, np.newaxis])[0, 0])


def test_there_is_one_row_for_each_column(view):
    rows = view.panes.inputs.rows
    assert [row.name.text() for row in rows] == ["size", "town", "lift", "sold"]
    for row in rows:
        assert row.field.accessibleName()


def test_a_category_is_one_choice(qtbot, view, trainer):
    box = row_of(view, "town").field
    assert sorted(box.itemText(n) for n in range(box.count())) == [
        "Bonn",
        "Kiel",
        "Ulm",
    ]
    assert box.currentText() == "Ulm"
    before = view.panes.inputs.answer.text()
    box.setFocus()
    qtbot.keyClicks(box, "K")
    assert box.currentText() == "Kiel"
    field = view.surface.fields[1]
    assert view.surface.point[field.rows].sum() == 1.0
    assert field.choices[int(view.surface.point[field.rows].argmax())] == "Kiel"
    assert view.panes.inputs.answer.text() != before


def test_a_date_is_typed_as_one(qtbot, view):
    field = row_of(view, "sold").field
    assert field.text().startswith("2024-0")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "2024-02-09")
    seconds = view.surface.fields[3].place_of(
        view.surface.point[view.surface.fields[3].rows]
    )
    assert str(np.datetime64(round(seconds), "s")) == "2024-02-09T00:00:00"
    assert not row_of(view, "sold").problem.text()
    field.selectAll()
    qtbot.keyClicks(field, "2031-02-09")
    problem = row_of(view, "sold").problem
    assert "outside the samples: 2024-01-01 to" in problem.text()
    qtbot.keyClicks(field, "x")
    assert "“2031-02-09x” is no date" in problem.text()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "2031-02-09"
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.text() == "2031-02-10"


def test_the_answer_tells_the_prediction_and_its_units(view, trainer):
    view.panes.inputs.answer.resize(600, 20)
    row_of(view, "lift").field.setCurrentIndex(1)
    said = view.panes.inputs.answer.text()
    assert said.startswith("price  ŷ ") and "most from units " in said
    value = float(said.split("ŷ ")[1].split()[0].replace(",", "").replace("−", "-"))
    assert value == pytest.approx(predicted(view, trainer), rel=1e-3)


def test_a_place_without_samples_is_told_and_a_sample_is_not(view, data):
    pane = view.panes.inputs
    view.ask(data.X[:, 5], 5)
    assert not pane.warning.text()
    point = data.X[:, 5].copy()
    point[0] += 30.0 * data.X[0].std()
    view.ask(point)
    assert "Outside the samples" in pane.warning.text() and pane.warning.isVisible()
    view.ask(data.X[:, 5], 5)
    assert not pane.warning.isVisible()


def test_a_place_far_from_any_date_is_told(view):
    point = view.surface.point.copy()
    point[view.surface.fields[3].rows.start] = 1e300
    view.ask(point)
    assert row_of(view, "sold").field.text() == "far from any date"


def test_a_mixture_of_categories_is_told(view):
    point = view.surface.point.copy()
    point[1:3] = 0.5
    view.ask(point)
    box = row_of(view, "town").field
    assert box.currentIndex() == -1 and box.placeholderText() == "between categories"
    row_of(view, "town").profile.grab()


def test_profiles_and_importance_are_those_of_columns(view, trainer):
    snapshot, surface = trainer.snapshot(), view.surface
    means = profiles(snapshot, surface.profile_rows, surface.profile_values)
    assert [len(mean) for mean in means] == [31, 3, 2, 61]
    view.set_profiles(means)
    town = row_of(view, "town").profile
    assert town.mean_at(1.2) == means[1][1]
    plain = town.grab().toImage()
    town.set_value(0.0)
    assert town.grab().toImage() != plain
    found = importance_of_inputs(snapshot)
    assert found.losses.shape == (4, 5)
    view.set_importance(found)
    assert "town" in row_of(view, "town").importance.accessibleDescription()
