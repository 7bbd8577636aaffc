"""The form at the left: shows what a run is made of, and asks for changes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import Qt

from gui.commands import RunState, Status
from gui.parameter_panel import ParameterPanel
from shallownet import PRESETS, Recipe, Trainer, TrainingConfig

if TYPE_CHECKING:
    from gui.number_field import NumberField

OWN = Recipe(TrainingConfig(seed=7, learning_rate=0.02, iterations=500), samples=50)


def status_of(recipe: Recipe, trainer: Trainer | None = None) -> Status:
    if trainer is None:
        trainer = Trainer(recipe.config, recipe.make_data())
    return Status(trainer.snapshot(), recipe, RunState.PAUSED, 0.0, 0)


@pytest.fixture
def panel(qtbot) -> ParameterPanel:
    panel = ParameterPanel()
    qtbot.addWidget(panel)
    panel.resize(240, 700)
    panel.show()
    panel.set_status(status_of(OWN))
    return panel


@pytest.fixture
def told(panel) -> list[tuple[str, object]]:
    """Return what the panel asks for, as it asks."""
    told: list[tuple[str, object]] = []
    for name in ("recipe_chosen", "learning_rate_chosen", "iterations_chosen"):
        getattr(panel, name).connect(
            lambda value, name=name: told.append((name, value))
        )
    return told


def enter(qtbot, field: NumberField, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def choose(qtbot, panel: ParameterPanel, index: int) -> None:
    """Choose an entry of the presets with the keys, as a person would."""
    box = panel.presets
    box.setFocus()
    while box.currentIndex() != index:
        before = box.currentIndex()
        qtbot.keyClick(box, Qt.Key.Key_Down if before < index else Qt.Key.Key_Up)
        assert box.currentIndex() != before


def test_it_shows_what_the_run_is_made_of(panel):
    assert panel.samples.text() == "50"
    assert panel.seed.text() == "7"
    assert panel.learning_rate.text() == "0.02"
    assert panel.iterations.text() == "500"
    assert "2-10-1" in panel.network.text()
    assert "41 parameters" in panel.network.text()
    assert "y = 2·x1·x2 + 2" in panel.target.text()
    assert "exact gradient" in panel.rule.text()


@pytest.mark.parametrize("entry", PRESETS, ids=lambda entry: entry.name)
def test_a_preset_is_recognised_with_its_lesson(panel, entry):
    panel.set_status(status_of(entry.recipe))
    assert panel.presets.currentText() == entry.title
    assert panel.lesson.text() == entry.lesson
    published = entry.recipe.config.gradient == "published"
    assert ("as published" in panel.rule.text()) == published
    panel.set_status(status_of(OWN))
    assert panel.presets.currentText() == "Your own settings"


def test_showing_asks_for_nothing(panel, told):
    for recipe in (*(entry.recipe for entry in PRESETS), OWN):
        panel.set_status(status_of(recipe))
    assert told == []


def test_it_shows_what_was_changed_since_the_start(panel, told):
    trainer = Trainer(OWN.config, OWN.make_data())
    trainer.run(2)
    trainer.set_learning_rate(0.005)
    trainer.set_iterations(20_000)
    panel.set_status(status_of(OWN, trainer))
    assert panel.learning_rate.text() == "0.005"
    assert panel.iterations.text() == "20,000"
    assert told == []


def test_samples_ask_for_a_new_run(qtbot, panel, told):
    enter(qtbot, panel.samples, "1,000")
    assert told == [("recipe_chosen", replace(OWN, samples=1_000))]


def test_the_seed_asks_for_a_new_run(qtbot, panel, told):
    enter(qtbot, panel.seed, "42")
    config = replace(OWN.config, seed=42)
    assert told == [("recipe_chosen", replace(OWN, config=config))]


def test_the_next_seed_is_one_more(panel, told):
    panel.choose_next_seed()
    assert told[0][1].config == replace(OWN.config, seed=8)


def test_after_the_last_seed_comes_the_first(panel, told):
    last = replace(OWN, config=replace(OWN.config, seed=2**32 - 1))
    panel.set_status(status_of(last))
    panel.choose_next_seed()
    assert told[0][1].config.seed == 0


def test_rate_and_iterations_change_the_present_run(qtbot, panel, told):
    enter(qtbot, panel.learning_rate, "3e-4")
    enter(qtbot, panel.iterations, "20,000")
    assert told == [("learning_rate_chosen", 3e-4), ("iterations_chosen", 20_000)]
    assert isinstance(told[1][1], int)


@pytest.mark.parametrize("name", ["samples", "seed", "learning_rate", "iterations"])
def test_what_is_refused_is_explained_beside_its_field(qtbot, panel, told, name):
    field = getattr(panel, name)
    enter(qtbot, field, "many")
    assert told == []
    assert field.problem.isVisible()
    assert "many" in field.problem.text()
    place = field.problem.mapTo(panel, field.problem.rect().topLeft()).y()
    assert place > field.mapTo(panel, field.rect().topLeft()).y()


def test_a_preset_asks_for_its_recipe(qtbot, panel, told):
    choose(qtbot, panel, 1)
    assert told == [("recipe_chosen", PRESETS[1].recipe)]
    panel.set_status(status_of(PRESETS[1].recipe))
    choose(qtbot, panel, 0)
    assert told[1:] == [("recipe_chosen", PRESETS[0].recipe)]


def test_own_settings_are_no_preset_to_load(qtbot, panel, told):
    panel.set_status(status_of(PRESETS[1].recipe))
    panel.presets.setFocus()
    qtbot.keyClick(panel.presets, Qt.Key.Key_Down)
    assert told == []
    assert panel.presets.currentText() == PRESETS[1].title


def test_what_is_being_typed_outlives_an_update_of_the_form(qtbot, panel, told):
    panel.activateWindow()
    panel.learning_rate.setFocus()
    qtbot.waitUntil(panel.learning_rate.hasFocus)
    panel.learning_rate.selectAll()
    qtbot.keyClicks(panel.learning_rate, "0.0")
    panel.set_status(status_of(PRESETS[1].recipe))
    assert panel.learning_rate.text() == "0.0"
    assert panel.samples.text() == "10,000"
    qtbot.keyClicks(panel.learning_rate, "5")
    qtbot.keyClick(panel.learning_rate, Qt.Key.Key_Return)
    assert told == [("learning_rate_chosen", 0.05)]


def test_every_field_has_a_name_and_tells_its_key(panel):
    assert panel.objectName() == "parameterPanel"
    for field, key in (
        (panel.presets, "P"),
        (panel.samples, "D"),
        (panel.seed, "S"),
        (panel.learning_rate, "L"),
        (panel.iterations, "I"),
    ):
        assert field.accessibleName()
        assert f"(key {key})" in field.toolTip()
