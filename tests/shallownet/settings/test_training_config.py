"""The defaults of `TrainingConfig`, and the checks of its values."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import (
    PRESETS,
    ConfigError,
    DataConfig,
    TrainingConfig,
    about,
    preset,
)


def test_the_defaults_are_the_lesson_with_the_exact_gradient():
    config = TrainingConfig()
    assert config.hidden_units == (10,)
    assert config.activation == "sigmoid"
    assert config.output_activation == "identity"
    assert config.learning_rate == 0.001
    assert config.iterations == 10_000
    assert config.gradient == "exact"
    assert config.optimizer == "gradient_descent"
    assert config.batch_size is None
    assert (config.l1, config.l2) == (0.0, 0.0)
    assert config.initialization == "notebook"
    assert not config.standardize_inputs
    assert not config.standardize_target
    assert config.seed == 0


def test_config_is_frozen_and_compares_by_value():
    config = TrainingConfig()
    for field in dataclasses.fields(config):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(config, field.name, 1)
    units: Any = [10]  # a list is accepted too
    assert config == TrainingConfig(hidden_units=units)
    assert hash(config) == hash(TrainingConfig())


def test_every_setting_is_described_and_its_default_is_valid():
    for kind in (TrainingConfig, DataConfig):
        for field in dataclasses.fields(kind):
            entry = about(field.name)
            assert entry.title
            assert entry.tip.endswith(".")
            assert entry.section in ("data", "network", "training")
            assert entry.check(field.name, field.default) == field.default


INVALID: dict[str, list] = {
    "hidden_units": [10, "10", (0,), (65,), (1.5,), (1,) * 7, (True,), None],
    "activation": ["relu6", "", 3, ("tanh", "tanh"), None],
    "output_activation": ["softmax", 1, None, ("tanh",)],
    "learning_rate": [0.0, -1e-3, float("nan"), float("inf"), "fast", None, True, 1e3],
    "iterations": [0, -1, 2.5, "many", None, True, 10**9],
    "gradient": ["numerical", None, 1],
    "optimizer": ["sgd", None, 0],
    "batch_size": [0, -3, 1.5, "all", True, 10**9],
    "l1": [-0.1, float("nan"), "x", None, 1e9],
    "l2": [-0.1, float("inf"), [], None, 1e9],
    "initialization": ["random", None],
    "standardize_inputs": [1, "yes", None],
    "standardize_target": [0, "no", None],
    "seed": [-1, 2**32, 0.5, None, "0", True],
    "schedule": ["linear", None, 1],
    "decay": [0.0, 1.5, math.nan, None, "half"],
    "decay_every": [0, 1.5, None, True],
    "clip_norm": [0.0, -1.0, math.inf, "off", True],
    "test_share": [-0.1, 1.0, math.nan, None, "20 %"],
    "validation_share": [-0.1, 0.95, "0.2"],
    "patience": [0, 1.5, "many"],
    "split_seed": [-1, 2**32, 0.5, None, "0"],
}


def test_every_field_has_invalid_values():
    assert set(INVALID) == {field.name for field in dataclasses.fields(TrainingConfig)}


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name, values in INVALID.items() for value in values],
)
def test_an_invalid_value_is_rejected_by_name(name, value):
    with pytest.raises(ConfigError) as caught:
        TrainingConfig(**{name: value})
    assert name in str(caught.value)


anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.lists(st.integers(-3, 99), max_size=8),
    st.tuples(st.text(max_size=7)),
    st.sampled_from(["tanh", "adam", "he", "exact"]),
)


@given(name=st.sampled_from(sorted(INVALID)), value=anything)
def test_any_value_gives_a_config_or_a_config_error(name, value):
    try:
        config = TrainingConfig(**{name: value})
    except ConfigError as error:
        assert name in str(error)
    else:
        assert config == dataclasses.replace(config)


def test_hidden_activations_of_each_layer():
    names: Any = ["tanh", "relu"]  # a list is accepted too
    config = TrainingConfig(hidden_units=(3, 4), activation=names)
    assert config.hidden_activations == ("tanh", "relu")
    config = TrainingConfig(hidden_units=(3, 4), activation="tanh")
    assert config.hidden_activations == ("tanh", "tanh")


def test_presets_are_found_by_name_and_title():
    for entry in PRESETS:
        assert preset(entry.name) is preset(f" {entry.title.upper()}") is entry
        assert entry.lesson.endswith(".")
    assert preset("Notebook").recipe.config == TrainingConfig()
    assert preset("notebook-as-published").recipe.config.gradient == "published"
    with pytest.raises(ConfigError, match="choose one of notebook"):
        preset("nosuch")


@pytest.mark.parametrize("name", ["iterations", "seed", "batch_size"])
def test_a_number_too_large_for_a_float_is_rejected_by_name(name):
    too_large: dict[str, Any] = {name: 10**400}
    with pytest.raises(ConfigError, match=name):
        TrainingConfig(**too_large)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("iterations", 10_000_001, "10000001"),
        ("seed", 2**32, "4294967296"),
        ("learning_rate", 100.00001, "100.00001"),
    ],
)
def test_an_out_of_range_message_shows_the_value_in_full(name, value, said):
    with pytest.raises(ConfigError) as refusal:
        TrainingConfig(**{name: value})
    assert said in str(refusal.value).replace(",", "")
