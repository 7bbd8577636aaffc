"""Recipes from command lines and Python, and the message for every invalid text."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import (
    SETTINGS,
    ConfigError,
    DataConfig,
    DataError,
    Recipe,
    about,
)
from shallownet.settings.parsing import from_text, with_assignments
from tests.examples import examples


def test_a_formula_or_its_inputs_imply_the_target():
    recipe = with_assignments(Recipe(), ["formula=sin(x1)"])
    assert isinstance(recipe.data, DataConfig)
    assert (recipe.data.target, recipe.data.formula) == ("formula", "sin(x1)")
    recipe = with_assignments(Recipe(), ["inputs=3", "formula=x3"])
    assert isinstance(recipe.data, DataConfig)
    assert (recipe.data.target, recipe.data.inputs) == ("formula", 3)
    with pytest.raises(DataError, match="missing or too much"):
        with_assignments(Recipe(), ["formula=x1+"])


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (["low=-1"], "low matters only with distribution=uniform or distribution=grid"),
        (["mean=0", "distribution=grid"], "mean matters only with distribution=normal"),
        (["decay=0.9"], "decay matters only with schedule=step; set that too"),
        (["decay_every=9", "schedule=cosine"], "decay_every matters only"),
        (["split_seed=3"], "split_seed matters only with test_share=0.2"),
        (["formula=x1", "target=plane"], "formula matters only with target=formula"),
    ],
)
def test_a_setting_that_does_not_matter_is_rejected_with_its_condition(texts, message):
    with pytest.raises(ConfigError, match=message):
        with_assignments(Recipe(), texts)


@pytest.mark.parametrize(
    "texts",
    [
        ["low=-1", "distribution=uniform"],
        ["decay=0.9", "schedule=step", "decay_every=5"],
        ["split_seed=3", "test_share=0.1"],
    ],
)
def test_a_setting_is_accepted_with_its_condition(texts):
    recipe = with_assignments(Recipe(), texts)
    for text in texts:
        name, _, value = text.partition("=")
        assert about(name).write(recipe.settings[name]) == value


@pytest.mark.parametrize(
    "call", ["m=500, seed=3", "500, 3", "500, seed=3", "seed=3, m=500"]
)
def test_notebook_data_is_parsed_from_python(call):
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
def test_other_options_of_the_app_are_ignored(options):
    recipe = Recipe.of(learning_rate=0.5, seed=3)
    words = ["main.py", *options.split(), "--set", "learning_rate=0.5"]
    assert from_text(" ".join([*words, options, "--set seed=3"])) == recipe


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no settings"),
        ("hello world", "no settings"),
        ("python main.py --set", "--set has no value behind it"),
        ("python main.py --autostart=3", "--autostart takes no value"),
        ("python main.py --set learning_rate", "NAME=VALUE"),
        ("python main.py --set speed=3", "hyperparameter “speed”; did you mean seed"),
        ("python main.py --set x=3", "hyperparameter “x”; there are target, formula"),
        ("python main.py --set learning_rte=3", "did you mean learning_rate"),
        ("python main.py --set learning_rate=fast", "learning_rate.*fast"),
        ("python main.py --set learning_rate=-1", "learning_rate.*lie from"),
        ("python main.py --preset none", "there is no preset"),
        ("python main.py --nosuch", "not understood"),
        ("datasets.notebook(5)", "samples is 5"),
        ("datasets.notebook(m=n)", "m at line 1 is no plain value"),
        ("datasets.notebook(50, 1, 2)", "takes m and seed"),
        ("python main.py --set 'learning_rate=1", "cannot be read"),
        ("TrainingConfig(learning_rate=", "line 1: .* was never closed"),
        ("TrainingConfig(0.1)", "without names"),
        ("TrainingConfig(learning_rate=open('x'))", "plain value"),
        ("TrainingConfig(**{'seed': 1})", "hyperparameter"),
        ("DataConfig(samples=20)\nTableConfig(csv='a')", "one or the other"),
        ("x" * 300_000, "300,000 characters"),
    ],
)
def test_a_text_without_settings_is_rejected(text, message):
    with pytest.raises(ConfigError, match=message):
        from_text(text)


@examples(200)
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
def test_any_text_gives_a_recipe_or_an_error(text):
    try:
        recipe = from_text(text)
    except (ConfigError, DataError) as error:
        assert len(str(error)) > 10
    else:
        assert isinstance(recipe, Recipe)


@examples(250)
@given(
    name=st.sampled_from(sorted(SETTINGS)),
    text=st.one_of(
        st.text(max_size=12),
        st.text("0123456789.,e-+ _", max_size=10),
        st.sampled_from(["none", "all", "ReLU", "1e400", "１２", "10,8", "1,000"]),
    ),
)
def test_any_assignment_gives_a_recipe_or_an_error(name, text):
    try:
        with_assignments(Recipe(), [f"{name}={text}"])
    except (ConfigError, DataError) as error:
        assert len(str(error)) > 5


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
def test_values_are_parsed_as_people_write_them(text, value):
    name = text.partition("=")[0]
    assert with_assignments(Recipe(), [text]).settings[name] == value
