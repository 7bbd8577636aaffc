"""What holds for every kind of program; tests/oracle executes more of them."""

from __future__ import annotations

import ast
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given

import shallownet as sn
from shallownet.documents.code.kinds import CODE_KINDS
from shallownet.documents.code.sklearn_script import sklearn_lacks
from tests.examples import examples
from tests.shallownet.documents.code.programs import (
    ACTIONS,
    PHASES,
    SETTINGS,
    trained,
    trained_with,
)


def code_of(name: str, trainer: sn.Trainer, data: Any = None) -> str:
    """Return all Python code of a program."""
    text = CODE_KINDS[name].write(trainer, data)
    if name != "notebook":
        return text
    cells = [c for c in json.loads(text)["cells"] if c["cell_type"] == "code"]
    return "\n".join("".join(cell["source"]) for cell in cells)


@pytest.mark.parametrize("name", ["pytorch", "sklearn"])
@examples(15, phases=PHASES)
@given(config=SETTINGS, actions=ACTIONS)
def test_every_program_is_python(name, config, actions):
    recipe, trainer = trained_with(config, actions)
    if name == "sklearn" and sklearn_lacks(trainer):
        with pytest.raises(sn.ConfigError, match="scikit-learn's MLPRegressor"):
            code_of(name, trainer, recipe.data)
        return
    code = code_of(name, trainer, recipe.data)
    ast.parse(code)
    assert "losses = {" in code and "check_parameters()" in code


@pytest.mark.parametrize("name", CODE_KINDS)
@pytest.mark.parametrize("more", [{}, {"optimizer": "adam", "batch_size": 16}])
def test_lines_are_short(name, more):
    recipe = sn.Recipe.of(samples=50, **more)
    code = code_of(name, trained(recipe, 5), recipe.data)
    assert max(map(len, code.splitlines())) <= 88


@pytest.mark.parametrize("name", CODE_KINDS)
@pytest.mark.parametrize("word", ["y\nraise SystemExit", "y\r# \u2028raise SystemExit"])
def test_a_name_cannot_add_code(name, word):
    X = np.random.default_rng(0).normal(size=(2, 30))
    data = sn.Dataset(X, X[:1], (word, '\'"""\\'), word)
    trainer = sn.Trainer(sn.TrainingConfig(initialization="he"), data)
    tree = ast.parse(code_of(name, trainer))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Raise)]


def test_pytorch_has_its_own_optimizers_where_they_suffice():
    recipe = sn.Recipe.of(samples=50, optimizer="nesterov", learning_rate=0.002)
    trainer = trained(recipe, 5)
    code = code_of("pytorch", trainer, recipe.data)
    assert "torch.optim.SGD(parameters, lr=learning_rate, momentum=0.9, nes" in code
    assert "def nesterov" not in code and "rate =" not in code.split("for t in")[1]
    trainer.freeze("b1[0]")
    trainer.run(1)
    code = code_of("pytorch", trainer, recipe.data)
    assert "torch.optim" not in code and "def nesterov" in code


@pytest.mark.parametrize(
    ("more", "lack"),
    [
        ({"activation": "softplus"}, "has no activation softplus"),
        (
            {"hidden_units": (3, 3), "activation": ("tanh", "relu")},
            "has one activation for all hidden layers, and this run has several",
        ),
        (
            {"output_activation": "tanh"},
            "has a linear output, and this run's output is",
        ),
        ({"optimizer": "rmsprop"}, "has no optimizer RMSProp"),
        ({"schedule": "cosine"}, "has no cosine schedule of the learning rate"),
        ({"l1": 0.1}, "has no L1 penalty, and this run's is 0.1"),
        ({"clip_norm": 2.0}, "has no limit to the length of the gradient"),
        ({"gradient": "published"}, "has no gradient but the exact one"),
        (
            {"learning_rate": 1.0, "activation": "identity"},
            "stops with an error where a run diverges",
        ),
    ],
)
def test_what_sklearn_lacks_is_told(more, lack):
    trainer = trained(sn.Recipe.of(samples=50, **more), 30)
    assert f"scikit-learn's MLPRegressor {lack}" in sklearn_lacks(trainer)


@pytest.mark.parametrize(
    ("change", "lack"),
    [
        (lambda trainer: trainer.edit("b1[0]", 0.5), "in this run one is set by hand"),
        (lambda trainer: trainer.freeze("b1[0]"), "cannot freeze a parameter"),
        (lambda trainer: trainer.change("learning_rate", 0.1), "its learning rate"),
        (lambda trainer: trainer.change("optimizer", "adam"), "change its optimizer"),
        (lambda trainer: trainer.change("batch_size", 5), ""),
        (lambda trainer: trainer.change("l2", 0.5), ""),
    ],
)
def test_sklearn_lacks_most_changes_during_a_run(change, lack):
    trainer = trained(sn.Recipe.of(samples=50), 3)
    assert not sklearn_lacks(trainer)
    change(trainer)
    assert lack in sklearn_lacks(trainer)
    assert bool(sklearn_lacks(trainer)) == bool(lack)


def test_sklearn_is_told_of_early_stopping_and_not_of_a_hand():
    config = sn.TrainingConfig(learning_rate=1e-6, patience=1, validation_share=0.2)
    trainer = sn.Trainer(config, sn.datasets.notebook(m=50))
    trainer.train(3)
    trainer.stop_early()
    lack = sklearn_lacks(trainer)
    assert "stops early on samples of its own choice" in lack
    assert "hand" not in lack
