"""Runs of every kind, and executing the programs that make them again."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from hypothesis import Phase
from hypothesis import strategies as st

import shallownet as sn
from shallownet.data.targets import TARGETS
from shallownet.nn.gradient_rules import RULES
from shallownet.nn.initialization import INITIALIZATIONS
from shallownet.nn.schedules import SCHEDULES

# Not explained: tracing all that a program does takes minutes.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)

CHANGES: list[tuple[str, list[Any]]] = [
    ("optimizer", sorted(sn.OPTIMIZERS)),
    ("batch_size", [None, 7, 25, 1_000]),
    ("learning_rate", [0.02, 0.001]),
    ("clip_norm", [None, 0.3]),
    ("l1", [0.0, 0.02]),
    ("l2", [0.0, 0.1]),
    ("schedule", sorted(SCHEDULES)),
    ("decay", [0.7]),
    ("iterations", [60, 100]),
    ("gradient", sorted(RULES)),
    ("edit", ["W1[0, 0]", "b1[2]", "W2[1, 2]"]),
    ("freeze", ["W1[1, 0]", "b2[0]"]),
]

SETTINGS = st.fixed_dictionaries(
    {
        "hidden_units": st.sampled_from([(3, 3), (4, 2), (3, 3, 3)]),
        "activation": st.sampled_from(sorted(sn.ACTIVATIONS)),
        "output_activation": st.sampled_from(["identity", "tanh", "softplus"]),
        "initialization": st.sampled_from(sorted(INITIALIZATIONS)),
        "optimizer": st.sampled_from(sorted(sn.OPTIMIZERS)),
        "batch_size": st.sampled_from([None, 16]),
        "gradient": st.sampled_from(sorted(RULES)),
        "schedule": st.sampled_from(sorted(SCHEDULES)),
        "l1": st.sampled_from([0.0, 0.01]),
        "l2": st.sampled_from([0.0, 0.1]),
        "clip_norm": st.sampled_from([None, 1.0]),
        "standardize_inputs": st.booleans(),
        "standardize_target": st.booleans(),
        "test_share": st.sampled_from([0.0, 0.25]),
        "target": st.sampled_from(sorted(TARGETS)),
        "distribution": st.sampled_from(["normal", "uniform", "grid"]),
        "noise": st.sampled_from([0.0, 0.2]),
    }
)

ACTIONS = st.lists(
    st.one_of(
        st.integers(1, 8),
        *(st.tuples(st.just(name), st.sampled_from(v)) for name, v in CHANGES),
    ),
    max_size=8,
)


def trained(recipe: sn.Recipe, updates: int) -> sn.Trainer:
    trainer = sn.Trainer(recipe.config, recipe.make_data())
    with suppress(sn.DivergedError):
        trainer.run(updates)
    return trainer


def trained_with(
    settings: dict[str, Any], actions: list[Any]
) -> tuple[sn.Recipe, sn.Trainer]:
    """Return a small run with changes, each made by an action."""
    recipe = sn.Recipe.of(
        samples=60, iterations=80, decay_every=5, learning_rate=0.003, **settings
    )
    trainer = trained(recipe, 6)
    for action in actions:
        with suppress(sn.DivergedError):
            if isinstance(action, int):
                trainer.run(action)
            elif action[0] == "edit":
                trainer.edit(str(action[1]), 0.1 + len(trainer.events))
            elif action[0] == "freeze":
                trainer.freeze(str(action[1]), not trainer.run_settings.any_frozen)
            else:
                trainer.change(*action)
    return recipe, trainer


def execute(script: str) -> dict[str, Any]:
    """Execute a program and return its variables; it asserts what it says."""
    variables: dict[str, Any] = {}
    exec(compile(script, "script", "exec"), variables)
    return variables


def execute_cells(book: str) -> dict[str, Any]:
    """Execute the code cells of a notebook one after the other, as Jupyter does."""
    variables: dict[str, Any] = {}
    for cell in json.loads(book)["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), cell["id"], "exec"), variables)
    return variables
