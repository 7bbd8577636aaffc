"""A run as a script in NumPy alone, which checks itself."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import shallownet as sn
from shallownet.data.formula import FUNCTIONS, USAGE, Formula
from shallownet.data.targets import TARGETS
from shallownet.documents.code.samples import MAX_NUMBERS, formula_code
from shallownet.errors import Cancelled
from shallownet.nn.gradient_rules import RULES
from shallownet.nn.initialization import INITIALIZATIONS
from shallownet.nn.schedules import SCHEDULES


def trained(recipe: sn.Recipe, updates: int) -> sn.Trainer:
    trainer = sn.Trainer(recipe.config, recipe.make_data())
    with suppress(sn.DivergedError):
        trainer.run(updates)
    return trainer


def execute(script: str) -> dict[str, Any]:
    """Execute a script and return its variables; it asserts what it says."""
    variables: dict[str, Any] = {}
    exec(compile(script, "script", "exec"), variables)
    return variables


def parameters(variables: dict[str, Any]) -> np.ndarray:
    return np.concatenate(
        [np.hstack([W, b]).ravel() for W, b in _pairs(variables["parameters"])]
    )


def _pairs(arrays: list[np.ndarray]) -> list[tuple[np.ndarray, np.ndarray]]:
    return list(zip(arrays[::2], arrays[1::2], strict=True))


@pytest.mark.parametrize("preset", sn.PRESETS, ids=lambda preset: preset.name)
def test_the_script_of_every_preset_arrives_at_the_run(preset, capsys):
    recipe = preset.recipe.changed(samples=300)
    trainer = trained(recipe, 150)
    execute(sn.numpy_script(trainer, recipe.data))
    assert f"{trainer.updates} updates made" in capsys.readouterr().out


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


# Not explained: tracing all that a script does takes minutes.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)


@settings(max_examples=40, deadline=None, phases=PHASES)
@given(
    config=st.fixed_dictionaries(
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
    ),
    actions=st.lists(
        st.one_of(
            st.integers(1, 8),
            *(st.tuples(st.just(name), st.sampled_from(v)) for name, v in CHANGES),
        ),
        max_size=8,
    ),
)
def test_the_script_of_any_run_arrives_at_it(config, actions):
    recipe = sn.Recipe.of(
        samples=60, iterations=80, decay_every=5, learning_rate=0.003, **config
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
    variables = execute(sn.numpy_script(trainer, recipe.data))
    # Something was checked, unless the start is right by chance.
    assert variables["losses"] or not trainer.history.loss[0]


def test_the_script_ends_in_the_parameters_of_the_run():
    recipe = sn.Recipe.of(samples=100)
    trainer = trained(recipe, 200)
    made = parameters(execute(sn.numpy_script(trainer, recipe.data)))
    np.testing.assert_allclose(made, trainer.network.theta, rtol=1e-9)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("learning_rate = 0.001", "learning_rate = 0.00100001"),
        ("dZ2 = A2 - y", "dZ2 = y - A2"),
        ("RandomState(0)", "RandomState(1)"),
        (" / (2 * m)", " / m"),
        ("sigmoid(z) * sigmoid(-z)", "sigmoid(z)"),
    ],
)
def test_a_wrong_script_fails(right, wrong):
    recipe = sn.Recipe.of(samples=100)
    script = sn.numpy_script(trained(recipe, 20), recipe.data)
    assert right in script
    with pytest.raises(AssertionError, match="differs by"):
        execute(script.replace(right, wrong))


def test_the_script_holds_only_what_the_run_uses():
    recipe = sn.Recipe.of(samples=100)
    script = sn.numpy_script(trained(recipe, 20), recipe.data)
    for word in ("frozen", "memory", "l1", "clip", "batches", "tanh", "decay"):
        assert word not in script
    assert max(map(len, script.splitlines())) <= 88


def test_the_script_needs_numpy_alone(tmp_path):
    recipe = sn.Recipe.of(samples=100, optimizer="adam", batch_size=32)
    file = tmp_path / "run.py"
    file.write_text(sn.numpy_script(trained(recipe, 20), recipe.data))
    code = (
        "import runpy, sys\n"
        "sys.modules['shallownet'] = None\n"  # importing it raises ImportError
        f"runpy.run_path({str(file)!r})\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.startswith("20 updates made")


def test_rounding_that_grows_is_not_asserted():
    recipe = sn.Recipe.of(samples=60, learning_rate=0.05)  # jumps about
    trainer = trained(recipe, 3_000)
    variables = execute(sn.numpy_script(trainer, recipe.data))
    assert 0 < max(variables["losses"]) < 2_000


def test_samples_of_a_table_stand_in_the_script():
    X = np.random.default_rng(0).normal(size=(2, 30))
    data = sn.Dataset(X, X[:1] - 0.1, ("w", "h"), "size")
    trainer = sn.Trainer(sn.TrainingConfig(initialization="he"), data)
    trainer.run(10)
    script = sn.numpy_script(trainer)
    assert "# Inputs: 'w', 'h'" in script
    np.testing.assert_array_equal(execute(script)["X"], X)


def test_too_many_samples_for_a_script_are_refused():
    rows = MAX_NUMBERS // 3 + 1
    trainer = sn.Trainer(sn.TrainingConfig(), sn.datasets.notebook(rows))
    with pytest.raises(sn.DataError, match="a script holds 20,000 at most"):
        sn.numpy_script(trainer)


def test_it_can_be_cancelled(monkeypatch):
    monkeypatch.setattr("shallownet.runs.replay.PROGRESS_INTERVAL", 0.0)
    recipe = sn.Recipe.of(samples=100)
    with pytest.raises(Cancelled):
        sn.numpy_script(trained(recipe, 20), recipe.data, cancelled=lambda: True)


@pytest.mark.parametrize("usage", USAGE.values())
def test_every_function_of_a_formula_has_its_code(usage):
    formula = usage.replace("condition", "x1 > 0.5").replace("(a", "(x1")
    formula = formula.replace(", a", ", x1").replace("b)", "x2)")
    X = np.random.default_rng(0).uniform(0.1, 0.9, (2, 20))
    made = eval(formula_code(formula), {"np": np, "x1": X[0], "x2": X[1]})
    np.testing.assert_array_equal(made, Formula(formula, 2)(X))


def test_operators_and_constants_of_a_formula():
    formula = "-x1**2 % 3 + (x1 <= x2)*pi - where(x1 - x2, e, 0) / 2"
    X = np.random.default_rng(0).normal(size=(2, 20))
    made = eval(formula_code(formula), {"np": np, "x1": X[0], "x2": X[1]})
    np.testing.assert_array_equal(made, Formula(formula, 2)(X))
    assert set(FUNCTIONS) == set(USAGE)
