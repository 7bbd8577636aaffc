"""Couplings: which settings change together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shallownet import ACTIVATIONS, Recipe, TrainingConfig
from shallownet.data.targets import TARGETS
from shallownet.settings.couplings import (
    coupled,
    with_activation,
    with_layer_added,
    with_layer_removed,
    with_units,
)
from shallownet.settings.training_config import MAX_HIDDEN_LAYERS, MAX_UNITS

NAMES = st.sampled_from(sorted(ACTIVATIONS))


@st.composite
def configs(draw) -> TrainingConfig:
    units = tuple(draw(st.lists(st.integers(1, MAX_UNITS), max_size=MAX_HIDDEN_LAYERS)))
    mixed = st.tuples(*(NAMES for _ in units))
    return TrainingConfig(hidden_units=units, activation=draw(st.one_of(NAMES, mixed)))


@given(config=configs())
def test_adding_and_removing_a_layer(config):
    recipe = Recipe(config)
    more = with_layer_added(config)
    if more is None:
        assert len(config.hidden_units) == MAX_HIDDEN_LAYERS
    else:
        added = recipe.changed(**more).config
        assert added.hidden_units[:-1] == config.hidden_units
        assert added.hidden_activations[:-1] == config.hidden_activations
        fewer = with_layer_removed(added)
        back = Recipe(added).changed(**fewer).config
        assert back.hidden_units == config.hidden_units
        assert back.hidden_activations == config.hidden_activations
    if not config.hidden_units:
        assert with_layer_removed(config) is None


@given(config=configs(), by=st.sampled_from([-1, 1]), data=st.data())
def test_units_and_activations_of_one_layer(config, by, data):
    if not config.hidden_units:
        return
    layer = data.draw(st.integers(0, len(config.hidden_units) - 1))
    changes = with_units(config, layer, by)
    units = config.hidden_units[layer] + by
    assert (changes is None) == (not 1 <= units <= MAX_UNITS)
    if changes is not None:
        assert Recipe(config).changed(**changes).config.hidden_units[layer] == units
    name = data.draw(NAMES)
    changed = Recipe(config).changed(**with_activation(config, layer, name)).config
    expected = list(config.hidden_activations)
    expected[layer] = name
    assert list(changed.hidden_activations) == expected


@given(config=configs(), name=NAMES)
def test_the_output_has_an_activation_of_its_own(config, name):
    changes = with_activation(config, len(config.hidden_units), name)
    assert changes == {"output_activation": name}


@given(config=configs(), target=st.sampled_from(sorted(TARGETS)))
def test_every_target_can_be_chosen_from_any_settings(config, target):
    recipe = Recipe(config).changed(distribution="grid", mean=3.0, samples=20)
    settings = coupled(recipe.settings, "target", target)
    data = recipe.changed(**settings).make_data()
    assert len(data.X) == TARGETS[target].inputs
