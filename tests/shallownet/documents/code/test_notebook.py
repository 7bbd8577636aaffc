"""A run as a Jupyter notebook, whose cells are executed without Jupyter."""

from __future__ import annotations

import json
import re
import sys
from types import ModuleType
from typing import Any

import pytest

import shallownet as sn
from tests.shallownet.documents.code.programs import execute_cells, trained

MANY = {
    "optimizer": "adam",
    "batch_size": 16,
    "l1": 0.01,
    "clip_norm": 1.0,
    "schedule": "step",
    "gradient": "published",
    "hidden_units": (4, 3),
}


def made(updates: int = 20, **more: Any) -> tuple[sn.Trainer, dict[str, Any]]:
    recipe = sn.Recipe.of(samples=50, **more)
    trainer = trained(recipe, updates)
    return trainer, json.loads(sn.notebook(trainer, recipe.data))


def markdown(book: dict[str, Any]) -> str:
    cells = [cell for cell in book["cells"] if cell["cell_type"] == "markdown"]
    return "\n".join("".join(cell["source"]) for cell in cells)


@pytest.mark.parametrize("more", [{}, MANY], ids=["plain", "many settings"])
def test_the_cells_make_the_run_again(more, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)  # not installed
    trainer, book = made(**more)
    variables = execute_cells(json.dumps(book))
    said = capsys.readouterr().out
    assert said.startswith("20 updates made: J and the parameters are those of the run")
    assert "there is no picture" in said
    assert variables["curve"] == pytest.approx(trainer.history.loss, rel=1e-9)


def test_a_changed_cell_fails():
    _, book = made()
    text = json.dumps(book).replace("dZ2 = A2 - y", "dZ2 = y - A2")
    with pytest.raises(AssertionError, match="differs by"):
        execute_cells(text)


def test_the_curve_is_drawn_where_matplotlib_is_installed(monkeypatch):
    drawn: dict[str, Any] = {}
    pyplot: Any = ModuleType("matplotlib.pyplot")
    pyplot.semilogy = lambda values, **_style: drawn.update(values=list(values))
    pyplot.xlabel = lambda text: drawn.update(x=text)
    pyplot.ylabel = lambda text: drawn.update(y=text)
    pyplot.show = lambda: drawn.update(shown=True)
    package: Any = ModuleType("matplotlib")
    package.pyplot = pyplot
    monkeypatch.setitem(sys.modules, "matplotlib", package)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", pyplot)
    trainer, book = made()
    execute_cells(json.dumps(book))
    assert drawn["values"] == pytest.approx(trainer.history.loss, rel=1e-9)
    assert (drawn["x"], drawn["y"], drawn["shown"]) == ("update", "loss J", True)


def test_the_formulas_stand_before_the_updates():
    trainer, book = made()
    trainer.change("learning_rate", 0.01)
    titles = re.findall("^#+ (.*)$", markdown(book), re.MULTILINE)
    assert titles == [
        "A 2-10-1 network and 20 updates of it",
        "NumPy",
        "Functions",
        "Samples",
        "Start",
        "Settings",
        "What is known of the run",
        "Updates",
        "Result",
        "Curve",
    ]
    text = markdown(book)
    assert r"dZ^{[2]} &= A^{[2]} - y \\" in text
    assert r"W^{[1]} &\leftarrow W^{[1]} - \eta\, dW^{[1]} \\" in text
    assert "what changes later" not in text
    assert "what changes later" in sn.notebook(trainer)


def test_a_notebook_has_the_entries_of_the_format():
    """Those that version 4.5 requires; nbformat checks the rest in tests/oracle."""
    _, book = made()
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    assert book["metadata"]["kernelspec"]["name"] == "python3"
    names = [cell["id"] for cell in book["cells"]]
    assert len(set(names)) == len(names)
    for cell in book["cells"]:
        assert re.fullmatch("[a-zA-Z0-9-_]{1,64}", cell["id"])
        expected = {"id", "cell_type", "metadata", "source"}
        if cell["cell_type"] == "code":
            expected |= {"execution_count", "outputs"}
            assert cell["execution_count"] is None and cell["outputs"] == []
        assert set(cell) == expected
        assert all(line.endswith("\n") for line in cell["source"][:-1])
