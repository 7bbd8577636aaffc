"""Settings as text and back: what is copied is what is pasted, and what is run."""

from __future__ import annotations

import shlex

import numpy as np
import pytest
from hypothesis import given, settings
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
from shallownet.settings.parsing import count_changes, from_text, with_assignments


def numbers(entry: NumberSetting) -> st.SearchStrategy:
    if entry.whole:
        return st.integers(int(entry.minimum), int(entry.maximum))
    return st.floats(entry.minimum, entry.maximum)


def values(name: str) -> st.SearchStrategy:
    """Return values that a setting may have."""
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


def what_matters(recipe: Recipe) -> dict[str, object]:
    """Return the settings that determine the run."""
    given = recipe.settings
    return {name: v for name, v in given.items() if about(name).matters(given)}


@settings(max_examples=300, deadline=None)
@given(recipe=recipes())
def test_what_is_copied_is_what_is_pasted(recipe):
    assert what_matters(from_text(as_command_line(recipe))) == what_matters(recipe)
    assert from_text(as_python(recipe)) == recipe


def test_a_formula_or_its_inputs_make_it_the_target():
    recipe = with_assignments(Recipe(), ["formula=sin(x1)"])
    assert (recipe.data.target, recipe.data.formula) == ("formula", "sin(x1)")
    recipe = with_assignments(Recipe(), ["inputs=3", "formula=x3"])
    assert (recipe.data.target, recipe.data.inputs) == ("formula", 3)
    with pytest.raises(DataError, match="missing or too much"):
        with_assignments(Recipe(), ["formula=x1+"])


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["low=-1"], "low matters only with distribution=uniform or distribution=grid"),
        (["mean=0", "distribution=grid"], "mean matters only with distribution=normal"),
        (["decay=0.9"], "decay matters only with schedule=step; set that too"),
        (["decay_every=9", "schedule=cosine"], "decay_every matters only"),
        (["split_seed=3"], "split_seed matters only with test_share=0.2"),
        (["formula=x1", "target=plane"], "formula matters only with target=formula"),
    ],
)
def test_a_setting_that_does_not_matter_is_refused_with_what_it_needs(texts, said):
    with pytest.raises(ConfigError, match=said):
        with_assignments(Recipe(), texts)


@pytest.mark.parametrize(
    "texts",
    [
        ["low=-1", "distribution=uniform"],
        ["decay=0.9", "schedule=step", "decay_every=5"],
        ["split_seed=3", "test_share=0.1"],
    ],
)
def test_a_setting_is_taken_with_what_it_needs(texts):
    recipe = with_assignments(Recipe(), texts)
    for text in texts:
        name, _, value = text.partition("=")
        assert about(name).write(recipe.settings[name]) == value


@pytest.mark.parametrize("entry", PRESETS, ids=lambda entry: entry.name)
def test_presets_are_copied_too(entry):
    assert from_text(as_command_line(entry.recipe)) == entry.recipe
    assert from_text(as_python(entry.recipe)) == entry.recipe


def test_a_file_is_copied_with_its_columns():
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
def test_the_python_makes_the_very_run(recipe):
    recipe = recipe.changed(iterations=30)
    trainer = Trainer(recipe.config, recipe.make_data())
    trainer.run(30)
    names: dict[str, object] = {}
    exec(as_python(recipe), names)
    made = names["trainer"]
    assert isinstance(made, Trainer)
    np.testing.assert_array_equal(made.network.theta, trainer.network.theta)


def act(trainer: Trainer, actions: list[tuple[str, object]]) -> None:
    """Do to a run what a person might."""
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


@settings(max_examples=60, deadline=None)
@given(actions=actions)
def test_the_python_makes_a_run_that_was_changed_on_its_way(actions):
    recipe = Recipe.of(samples=60)
    trainer = Trainer(recipe.config, recipe.make_data())
    act(trainer, actions)
    trainer.change("iterations", trainer.updates + 5)
    program = as_python(recipe, trainer.events)
    trainer.run(5)
    names: dict[str, object] = {}
    exec(program, names)
    made = names["trainer"]
    assert isinstance(made, Trainer)
    np.testing.assert_array_equal(made.network.theta, trainer.network.theta)
    assert made.events == trainer.events
    assert from_text(program) == recipe
    assert count_changes(program) == len(trainer.events)


def test_a_run_that_went_beyond_its_plan_has_no_rest_to_make():
    recipe = Recipe.of(samples=60, iterations=20)
    trainer = Trainer(recipe.config, recipe.make_data())
    trainer.run(30)
    trainer.edit("b2[0]", 3.0)
    names: dict[str, object] = {}
    exec(as_python(recipe, trainer.events), names)
    made = names["trainer"]
    np.testing.assert_array_equal(made.network.theta, trainer.network.theta)


@given(st.lists(st.text("ab\\, ;\"'", min_size=1), min_size=1, max_size=4))
def test_names_of_columns_come_back_as_they_are(names):
    names = tuple(dict.fromkeys(n.strip() for n in names if n.strip()))
    recipe = Recipe.of(csv="a.csv", csv_target="y", csv_inputs=names or ("x",))
    assert from_text(as_command_line(recipe)) == recipe


@pytest.mark.parametrize("name", ["notebook(1).csv", "TrainingConfig(2).csv"])
def test_a_file_may_be_called_like_a_function(name):
    recipe = Recipe.of(csv=name, csv_target="DataConfig(y)", csv_inputs=("x",))
    assert from_text(as_command_line(recipe)) == recipe
    assert from_text(as_python(recipe)) == recipe


def test_a_run_without_changes_has_none_to_take():
    assert count_changes(as_python(Recipe.of(seed=3))) == 0
    assert count_changes(as_command_line(Recipe.of(seed=3))) == 0


@pytest.mark.parametrize(
    "call", ["m=500, seed=3", "500, 3", "500, seed=3", "seed=3, m=500"]
)
def test_the_lessons_data_is_understood_in_python(call):
    text = f"data = sn.datasets.notebook({call})\nconfig = sn.TrainingConfig(seed=2)"
    assert from_text(text) == Recipe.of(samples=500, data_seed=3, seed=2)


@pytest.mark.parametrize(
    "options",
    [
        "--theme dark",
        "--theme=dark",
        "--autostart",
        "--size 1280x800",
        "--after-steps 5 --screenshot a.png",
        "--version",
    ],
)
def test_the_apps_own_options_are_passed_over(options):
    recipe = Recipe.of(learning_rate=0.5, seed=3)
    words = ["main.py", *options.split(), "--set", "learning_rate=0.5"]
    assert from_text(" ".join([*words, options, "--set seed=3"])) == recipe


def test_only_what_differs_from_the_lesson_is_named():
    assert as_command_line(Recipe()) == "python main.py"
    recipe = Recipe.of(learning_rate=3e-4, target="plane", **TARGETS["plane"].domain)
    words = shlex.split(as_command_line(recipe))
    assert words[2:] == (
        "--set target=plane --set distribution=uniform --set low=-6 --set high=6 "
        "--set learning_rate=0.0003"
    ).split(" ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no settings"),
        ("hello world", "no settings"),
        ("python main.py --set", "no value"),
        ("python main.py --set learning_rate", "NAME=VALUE"),
        ("python main.py --set speed=3", "there is no hyperparameter 'speed'"),
        ("python main.py --set learning_rate=fast", "learning_rate.*fast"),
        ("python main.py --set learning_rate=-1", "learning_rate.*lie from"),
        ("python main.py --preset none", "there is no preset"),
        ("python main.py --nosuch", "not understood"),
        ("datasets.notebook(5)", "samples is 5"),
        ("datasets.notebook(m=n)", "m is 'n'; it must be a plain value"),
        ("datasets.notebook(50, 1, 2)", "takes m and seed"),
        ("python main.py --set 'learning_rate=1", "cannot be read"),
        ("TrainingConfig(learning_rate=", "no Python"),
        ("TrainingConfig(0.1)", "without names"),
        ("TrainingConfig(learning_rate=open('x'))", "plain value"),
        ("TrainingConfig(**{'seed': 1})", "hyperparameter"),
        ("DataConfig(samples=20)\nTableConfig(csv='a')", "one or the other"),
        ("x" * 300_000, "300,000 characters"),
    ],
)
def test_what_tells_of_no_settings_is_refused(text, said):
    with pytest.raises(ConfigError, match=said):
        from_text(text)


@settings(max_examples=400, deadline=None)
@given(
    text=st.one_of(
        st.text(max_size=60),
        st.text("TrainingConfig(=)'\"[]{},0123e. \n-set:lambda", max_size=60).map(
            lambda inside: f"sn.TrainingConfig({inside})"
        ),
        st.tuples(st.sampled_from(sorted(SETTINGS)), st.text(max_size=20)).map(
            lambda pair: shlex.join(["main.py", "--set", f"{pair[0]}={pair[1]}"])
        ),
    )
)
def test_any_text_gives_a_recipe_or_a_sentence(text):
    try:
        recipe = from_text(text)
    except (ConfigError, DataError) as refusal:
        assert len(str(refusal)) > 10
    else:
        assert isinstance(recipe, Recipe)


@settings(max_examples=600, deadline=None)
@given(
    name=st.sampled_from(sorted(SETTINGS)),
    text=st.one_of(
        st.text(max_size=12),
        st.text("0123456789.,e-+ _", max_size=10),
        st.sampled_from(["none", "all", "ReLU", "1e400", "１２", "10,8", "1,000"]),
    ),
)
def test_any_assignment_gives_a_recipe_or_a_sentence(name, text):
    try:
        with_assignments(Recipe(), [f"{name}={text}"])
    except (ConfigError, DataError) as refusal:
        assert len(str(refusal)) > 5


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("learning_rate=3e-4", 3e-4),
        ("iterations=20,000", 20_000),
        ("batch_size=all", None),
        ("batch_size=32", 32),
        ("clip_norm=off", None),
        ("hidden_units=8, 4", (8, 4)),
        ("hidden_units=none", ()),
        ("activation=ReLU", "relu"),
        ("optimizer=gradient descent", "gradient_descent"),
        ("standardize_inputs=yes", True),
        ("standardize_inputs=off", False),
        ("mean=0, 10", (0.0, 10.0)),
    ],
)
def test_values_are_read_as_people_write_them(text, value):
    name = text.partition("=")[0]
    assert with_assignments(Recipe(), [text]).settings[name] == value
