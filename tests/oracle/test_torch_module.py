"""A run as a PyTorch module, which checks itself against the run.

Optional: it needs the extra `oracle`, and is skipped where that is not installed.
"""

from __future__ import annotations

import pytest
from hypothesis import given

import shallownet as sn
from tests.examples import examples
from tests.shallownet.documents.code.programs import (
    ACTIONS,
    PHASES,
    SETTINGS,
    execute,
    trained,
    trained_with,
)

torch = pytest.importorskip("torch")


@pytest.fixture(autouse=True)
def float32():
    """Restore the type that a program sets."""
    yield
    torch.set_default_dtype(torch.float32)


@examples(60, phases=PHASES)
@given(config=SETTINGS, actions=ACTIONS)
def test_the_module_of_any_run_arrives_at_it(config, actions):
    recipe, trainer = trained_with(config, actions)
    variables = execute(sn.torch_module(trainer, recipe.data))
    # Something was checked, unless the start is right by chance.
    assert variables["losses"] or not trainer.history.loss[0]


@pytest.mark.parametrize("preset", sn.PRESETS, ids=lambda preset: preset.name)
def test_the_module_of_every_preset_arrives_at_it(preset):
    recipe = preset.recipe.changed(samples=100)
    trainer = trained(recipe, 60)
    assert execute(sn.torch_module(trainer, recipe.data))["losses"]


def test_a_wrong_module_fails():
    recipe = sn.Recipe.of(samples=50)
    code = sn.torch_module(trained(recipe, 10), recipe.data)
    assert "lr=learning_rate" in code
    with pytest.raises(AssertionError, match="differs by"):
        execute(code.replace("lr=learning_rate", "lr=1.0001 * learning_rate"))


@pytest.mark.parametrize("optimizer", ["rmsprop", "adam"])
@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_a_slope_near_0_keeps_its_digits(optimizer, activation):
    recipe = sn.Recipe.of(
        samples=50,
        hidden_units=(3,),
        activation="identity",
        output_activation=activation,
        optimizer=optimizer,
        test_share=0.25,
        batch_size=16,
    )
    assert execute(sn.torch_module(trained(recipe, 10), recipe.data))["losses"]
