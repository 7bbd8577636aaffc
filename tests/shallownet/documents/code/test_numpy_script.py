"""A run as a script in NumPy alone, which checks itself."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given

import shallownet as sn
from shallownet.data.formula import FUNCTIONS, USAGE, Formula
from shallownet.documents.code.checks import Checks
from shallownet.documents.code.known import known_lines
from shallownet.documents.code.samples import MAX_NUMBERS, formula_code
from shallownet.errors import Cancelled
from tests.examples import examples
from tests.shallownet.documents.code.programs import (
    ACTIONS,
    PHASES,
    SETTINGS,
    execute,
    trained,
    trained_with,
)


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


@examples(40, phases=PHASES)
@given(config=SETTINGS, actions=ACTIONS)
def test_the_script_of_any_run_arrives_at_it(config, actions):
    recipe, trainer = trained_with(config, actions)
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


@pytest.mark.parametrize("size", [1e-200, 1.0, 1e200])
def test_a_check_sees_what_differs_at_every_size(size):
    trainer = sn.Trainer(sn.TrainingConfig(), sn.datasets.notebook(20))
    theta = size * trainer.network.theta
    variables: dict[str, Any] = {"np": np}
    exec("\n".join(known_lines(trainer, Checks({}, 0, theta))), variables)
    variables["check"]("theta", theta * (1.0 + 1e-12), theta)
    variables["check"]("J", 0.0, 0.0)
    for wrong in (theta * (1.0 + 1e-6), 0.0 * theta):
        with pytest.raises(AssertionError, match="theta differs by"):
            variables["check"]("theta", wrong, theta)


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


@pytest.mark.parametrize("sizes", [(25, 7), (7, 25), (7, None)])
def test_of_two_batch_sizes_at_an_update_the_last_one_holds(sizes):
    recipe = sn.Recipe.of(samples=60, batch_size=16)
    trainer = trained(recipe, 6)
    for size in sizes:
        trainer.change("batch_size", size)
    trainer.run(6)
    assert execute(sn.numpy_script(trainer, recipe.data))["losses"]


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


def test_many_samples_are_packed(monkeypatch):
    monkeypatch.setattr("shallownet.documents.code.samples.MAX_READABLE", 50)
    data = sn.datasets.notebook(200)
    trainer = sn.Trainer(sn.TrainingConfig(), data)
    trainer.run(3)
    script = sn.numpy_script(trainer)
    np.testing.assert_array_equal(execute(script)["X"], data.X)
    assert max(map(len, script.splitlines())) <= 88


def test_too_many_samples_for_a_script_are_refused():
    rows = MAX_NUMBERS // 3 + 1
    trainer = sn.Trainer(sn.TrainingConfig(), sn.datasets.notebook(rows))
    with pytest.raises(sn.DataError, match="a program holds 500,000 at most"):
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


def test_how_columns_became_inputs_stands_in_the_script(tmp_path):
    path = tmp_path / "rents.csv"
    rows = [f"{('Ulm', 'Bonn')[n % 2]},{n},{3 * n + n % 2}" for n in range(30, 60)]
    path.write_text("\n".join(["town,area,rent", *rows]))
    settings = {"csv_target": "rent", "csv_inputs": ("town", "area")}
    recipe = sn.Recipe.of(csv=str(path), standardize_inputs=True, **settings)
    trainer = trained(recipe, 3)
    script = sn.numpy_script(trainer, recipe.data)
    assert "# Inputs: 'area', 'town = Bonn', 'town = Ulm'" in script
    assert "# town: category Bonn | Ulm" in script
    np.testing.assert_allclose(execute(script)["X"].mean(axis=1), 0.0, atol=1e-12)
