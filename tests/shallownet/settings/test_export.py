"""Exported recipes are parsed back unchanged, and exported Python repeats a run."""

from __future__ import annotations

import shlex
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import (
    PRESETS,
    SETTINGS,
    ConfigError,
    DataError,
    Recipe,
    TableConfig,
    Trainer,
    about,
)
from shallownet.data.targets import TARGETS
from shallownet.settings.choice_settings import ChoiceSetting, SwitchSetting
from shallownet.settings.export import as_command_line, as_python
from shallownet.settings.number_settings import NumberListSetting, NumberSetting
from shallownet.settings.parsing import count_changes, from_text
from tests.examples import examples


def numbers(entry: NumberSetting) -> st.SearchStrategy:
    if entry.whole:
        return st.integers(int(entry.minimum), int(entry.maximum))
    return st.floats(entry.minimum, entry.maximum)


def values(name: str) -> st.SearchStrategy:
    """Return a strategy for valid values of a setting."""
    entry = about(name)
    if isinstance(entry, NumberSetting):
        value = numbers(entry)
        return st.one_of(st.none(), value) if entry.none else value
    if isinstance(entry, NumberListSetting):
        some = st.lists(numbers(entry.item), min_size=int(entry.scalar), max_size=2)
        return some.map(tuple)
    if isinstance(entry, ChoiceSetting):
        return st.sampled_from(sorted(entry.choices))
    if isinstance(entry, SwitchSetting):
        return st.booleans()
    return st.just("2*x1 - x2")


@st.composite
def recipes(draw) -> Recipe:
    names = draw(
        st.lists(
            st.sampled_from([n for n in SETTINGS if not n.startswith("csv")]),
            unique=True,
        )
    )
    try:
        return Recipe.of(**{name: draw(values(name)) for name in names})
    except (ConfigError, DataError):
        return Recipe()


def effective_settings(recipe: Recipe) -> dict[str, object]:
    """Return the settings that determine the run."""
    every = recipe.settings
    return {name: v for name, v in every.items() if about(name).matters(every)}


@examples(120)
@given(recipe=recipes())
def test_exported_recipes_are_parsed_back(recipe):
    assert effective_settings(from_text(as_command_line(recipe))) == effective_settings(
        recipe
    )
    assert from_text(as_python(recipe)) == recipe


@pytest.mark.parametrize("entry", PRESETS, ids=lambda entry: entry.name)
def test_presets_are_parsed_back(entry):
    assert from_text(as_command_line(entry.recipe)) == entry.recipe
    assert from_text(as_python(entry.recipe)) == entry.recipe


def test_a_table_is_parsed_back_with_its_columns():
    table = TableConfig(
        csv="it's here/my, data.csv",
        csv_target="price, €",
        csv_inputs=("a,b", "c"),
        csv_delimiter="semicolon",
    )
    recipe = Recipe(data=table).changed(learning_rate=0.1)
    assert from_text(as_command_line(recipe)) == recipe
    assert from_text(as_python(recipe)) == recipe


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe.of(samples=50),
        Recipe.of(samples=60, optimizer="adam", hidden_units=(3, 2), batch_size=7),
        Recipe.of(
            samples=40, target="formula", formula="sin(x1)", inputs=1, test_share=0.25
        ),
    ],
)
def test_the_exported_python_reproduces_a_run(recipe):
    recipe = recipe.changed(iterations=30)
    trainer = Trainer(recipe.config, recipe.make_data())
    trainer.run(30)
    names: dict[str, object] = {}
    exec(as_python(recipe), names)
    repeated = names["trainer"]
    assert isinstance(repeated, Trainer)
    np.testing.assert_array_equal(repeated.network.theta, trainer.network.theta)


def apply_actions(trainer: Trainer, actions: list[tuple[str, Any]]) -> None:
    """Run and change a trainer as a person does."""
    for name, value in actions:
        match name:
            case "run":
                trainer.run(value)
            case "edit":
                trainer.edit(value, 0.1 * len(trainer.events))
            case "freeze":
                trainer.freeze(value)
            case "free":
                trainer.freeze(value, False)
            case "back":
                if trainer.last.reversible:
                    trainer.return_to_finite()
            case _:
                trainer.change(name, value)


actions = st.lists(
    st.sampled_from(
        [
            ("run", 3),
            ("run", 1),
            ("edit", "W1[0, 1]"),
            ("freeze", "b2[0]"),
            ("free", "b2[0]"),
            ("back", None),
            ("learning_rate", 2e-4),
            ("optimizer", "adam"),
            ("batch_size", 12),
            ("batch_size", None),
            ("l2", 0.1),
        ]
    ),
    max_size=12,
)


@examples(60)
@given(actions=actions)
def test_the_exported_python_reproduces_a_run_with_changes(actions):
    recipe = Recipe.of(samples=60)
    trainer = Trainer(recipe.config, recipe.make_data())
    apply_actions(trainer, actions)
    trainer.change("iterations", trainer.updates + 5)
    program = as_python(recipe, trainer.events)
    trainer.run(5)
    names: dict[str, object] = {}
    exec(program, names)
    repeated = names["trainer"]
    assert isinstance(repeated, Trainer)
    np.testing.assert_array_equal(repeated.network.theta, trainer.network.theta)
    assert repeated.events == trainer.events
    assert from_text(program) == recipe
    assert count_changes(program) == len(trainer.events)


def test_a_run_beyond_its_planned_end_is_not_continued():
    recipe = Recipe.of(samples=60, iterations=20)
    trainer = Trainer(recipe.config, recipe.make_data())
    trainer.run(30)
    trainer.edit("b2[0]", 3.0)
    names: dict[str, object] = {}
    exec(as_python(recipe, trainer.events), names)
    repeated = names["trainer"]
    assert isinstance(repeated, Trainer)
    np.testing.assert_array_equal(repeated.network.theta, trainer.network.theta)


@given(st.lists(st.text("ab\\, ;\"'", min_size=1), min_size=1, max_size=4))
def test_column_names_are_parsed_back(names):
    names = tuple(dict.fromkeys(n.strip() for n in names if n.strip()))
    recipe = Recipe.of(csv="a.csv", csv_target="y", csv_inputs=names or ("x",))
    assert from_text(as_command_line(recipe)) == recipe


@pytest.mark.parametrize("name", ["notebook(1).csv", "TrainingConfig(2).csv"])
def test_a_file_may_be_named_like_a_function(name):
    recipe = Recipe.of(csv=name, csv_target="DataConfig(y)", csv_inputs=("x",))
    assert from_text(as_command_line(recipe)) == recipe
    assert from_text(as_python(recipe)) == recipe


def test_a_run_without_changes_counts_none():
    assert count_changes(as_python(Recipe.of(seed=3))) == 0
    assert count_changes(as_command_line(Recipe.of(seed=3))) == 0


def test_only_settings_that_differ_from_the_lesson_are_exported():
    assert as_command_line(Recipe()) == "python main.py"
    recipe = Recipe.of(learning_rate=3e-4, target="plane", **TARGETS["plane"].domain)
    words = shlex.split(as_command_line(recipe))
    assert words[2:] == (
        "--set target=plane --set distribution=uniform --set low=-6 --set high=6 "
        "--set learning_rate=0.0003"
    ).split(" ")
