"""Exported programs as files, where they can import nothing but what they name.

Each runs in an interpreter of its own, outside of the checkout. Those that need what is
not installed are skipped.
"""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from importlib.util import find_spec
from itertools import cycle
from typing import TYPE_CHECKING, Any, Final

import pytest

import shallownet as sn
from shallownet.commands.command_line import run
from shallownet.documents.code.sklearn_script import SKLEARN_ACTIVATIONS, SOLVERS
from shallownet.nn.schedules import SCHEDULES

if TYPE_CHECKING:
    from pathlib import Path

ALONE: Final = """
import runpy, sys

allowed = {*sys.argv[2].split(","), *sys.stdlib_module_names}

class Guard:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in allowed and not top.startswith("_"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Guard())
runpy.run_path(sys.argv[1], run_name="__main__")
"""
"""Runs a file with the modules that are named, and those of Python."""


@cache
def brought_by(*names: str) -> set[str]:
    """Return the modules that come with distributions, and with what they need."""
    waiting, known = [*names], set[str]()
    while waiting:
        name = waiting.pop()
        if name not in known:
            known.add(name)
            with suppress(PackageNotFoundError):
                needed = [
                    text for text in requires(name) or () if "extra ==" not in text
                ]
                waiting += [re.match(r"[\w.-]+", text)[0].lower() for text in needed]
    return {
        module
        for module, dists in packages_distributions().items()
        if known & {dist.lower().replace("_", "-") for dist in dists}
    }


def covering(**choices: Any) -> list[dict[str, Any]]:
    """Return settings in which every value of every choice occurs."""
    most = max(map(len, choices.values()))
    columns = [
        [value for value, _ in zip(cycle(values), range(most), strict=False)]
        for values in choices.values()
    ]
    return [dict(zip(choices, row, strict=True)) for row in zip(*columns, strict=True)]


def exported(folder: Path, code: str, settings: dict[str, Any]) -> Path:
    """Save a run, and export it by the command line."""
    recipe = sn.Recipe.of(samples=60, learning_rate=0.003, decay_every=5, **settings)
    trainer = sn.Trainer(recipe.config, recipe.make_data())
    trainer.run(20)
    saved, program = folder / "run.shallownet", folder / "program"
    sn.save_run(trainer, saved, recipe)
    arguments = ["export", str(saved), "--code", code, "--output", str(program)]
    assert run(arguments) == 0
    return program


def run_alone(program: Path, *needed: str) -> str:
    """Run a program in a folder of its own; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", ALONE, program, ",".join(brought_by(*needed))],
        capture_output=True,
        text=True,
        cwd=program.parent,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


NUMPY_RUNS: Final = covering(
    activation=sorted(sn.ACTIVATIONS),
    optimizer=sorted(sn.OPTIMIZERS),
    schedule=sorted(SCHEDULES),
    batch_size=(None, 16, 60),
)

SKLEARN_RUNS: Final = covering(
    activation=sorted(SKLEARN_ACTIVATIONS),
    optimizer=sorted(SOLVERS),
    batch_size=(None, 16),
)


@pytest.mark.parametrize("settings", NUMPY_RUNS, ids=lambda s: s["activation"])
def test_a_script_needs_numpy_alone(tmp_path, settings):
    said = run_alone(exported(tmp_path, "numpy", settings), "numpy")
    assert said.startswith("20 updates made")


@pytest.mark.parametrize("settings", SKLEARN_RUNS, ids=lambda s: s["activation"])
@pytest.mark.skipif(not find_spec("sklearn"), reason="scikit-learn is not installed")
def test_a_fit_needs_scikit_learn_alone(tmp_path, settings):
    assert run_alone(exported(tmp_path, "sklearn", settings), "scikit-learn")


@pytest.mark.skipif(not find_spec("torch"), reason="PyTorch is not installed")
def test_a_module_needs_torch_alone(tmp_path):
    assert run_alone(exported(tmp_path, "pytorch", NUMPY_RUNS[0]), "numpy", "torch")


@pytest.mark.skipif(not find_spec("nbclient"), reason="nbclient is not installed")
@pytest.mark.skipif(not find_spec("ipykernel"), reason="ipykernel is not installed")
def test_a_notebook_runs_in_jupyter(tmp_path):
    import nbformat
    from nbclient import NotebookClient

    program = exported(tmp_path, "notebook", NUMPY_RUNS[0])
    book = nbformat.read(program, as_version=4)
    nbformat.validate(book)
    resources = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(book, timeout=60, resources=resources).execute()
    outputs = [out for cell in book.cells for out in cell.get("outputs", ())]
    assert "20 updates made" in "".join(out.get("text", "") for out in outputs)


def test_the_guard_refuses_what_is_not_named(tmp_path):
    program = tmp_path / "program"
    program.write_text("import hypothesis")
    with pytest.raises(AssertionError, match="No module named 'hypothesis'"):
        run_alone(program, "numpy")
