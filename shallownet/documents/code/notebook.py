"""A run as a Jupyter notebook that makes the same updates beside their formulas.

The file is JSON by version 4.5 of the format that nbformat documents. It takes a dozen
entries, so they are written here, and nbformat checks them in the tests.
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from shallownet.analysis.equations import equations
from shallownet.documents.code.checks import find_checks
from shallownet.documents.code.numpy_script import ABOUT, program_title
from shallownet.documents.code.numpy_sections import numpy_sections
from shallownet.documents.code.section import Section

if TYPE_CHECKING:
    from shallownet.analysis.equations import Equation
    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.settings.data_config import DataConfig
    from shallownet.settings.table_config import TableConfig
    from shallownet.training.trainer import Trainer

TEXTS: Final = {
    "NumPy": "This notebook needs NumPy. It draws the curve of J with matplotlib where "
    "that is installed.",
    "Functions": "Each activation g with its derivative, and what else updates use.",
    "Samples": "X has a row for each input and a column for each sample; y has one "
    "row.",
    "Start": "The first weights and biases. The same seed gives the same numbers.",
    "Settings": "What can change during a run.",
    "What is known of the run": "J is checked before some updates, and the parameters "
    "after one. Past the edge of stability rounding grows from update to update, so "
    "the checks end before it matters.",
    "Result": "A number that differs from the run's ends the cell above.",
}
"""What the notebook says above the code of each section."""

CURVE: Final = Section(
    "Curve",
    [
        "try:",
        "    import matplotlib.pyplot as plt",
        "except ImportError:",
        '    print("matplotlib is not installed: there is no picture")',
        "else:",
        '    plt.semilogy(curve, linewidth=1, color="#0072b2")',
        '    plt.xlabel("update")',
        '    plt.ylabel("loss J")',
        "    plt.show()",
    ],
    "J before each update.",
)


def notebook(
    trainer: Trainer,
    data: DataConfig | TableConfig | None = None,
    cancelled: CancelCheck = None,
    progress: ProgressCallback = None,
) -> str:
    """Return a Jupyter notebook that makes a run again and checks itself.

    Its cells are the parts of `shallownet.numpy_script`, each with a heading, and the
    formulas of an update in front of the code that makes it.

    Parameters
    ----------
    trainer : Trainer
        It is not changed.
    data : DataConfig or TableConfig, optional
        Where the samples come from, to generate them in the notebook.
    cancelled, progress : callable, optional
        The run is replayed once; see `shallownet.runs.replay.replay`.

    Returns
    -------
    str
        JSON by the notebook format 4.5.

    Raises
    ------
    DataError
        If the samples are not generated and too many for a notebook.
    Cancelled
        If ``cancelled`` returned True.

    Examples
    --------
    >>> import json, shallownet as sn
    >>> recipe = sn.Recipe.of(samples=100)
    >>> trainer = sn.Trainer(recipe.config, recipe.make_data())
    >>> trainer.run(5)
    >>> book = json.loads(sn.notebook(trainer, recipe.data))
    >>> print(book["cells"][0]["source"][0])
    # A 2-10-1 network and 5 updates of it
    """
    checks = find_checks(trainer, cancelled, progress)
    sections = numpy_sections(trainer, data, checks, curve=True)
    cells = [_markdown([f"# {program_title(trainer)}", *ABOUT])]
    for section in (*sections, CURVE):
        if section.lines:
            cells += _cells(section, trainer)
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    book = {
        "cells": cells,
        "metadata": {
            "kernelspec": {
                "display_name": "Python 3",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(book, indent=1, ensure_ascii=False) + "\n"


def _cells(section: Section, trainer: Trainer) -> list[dict[str, Any]]:
    """Return a heading with its text, and the code."""
    text = [section.text or TEXTS.get(section.title, "")]
    if section.title == "Updates":
        text = _formulas(
            equations(trainer.network, trainer.config), bool(trainer.events)
        )
    return [
        _markdown([f"## {section.title}", "", *text]),
        {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": _source(section.lines),
        },
    ]


def _markdown(lines: list[str]) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": _source(lines)}


def _source(lines: list[str]) -> list[str]:
    """Return lines as the format has them: each but the last ends in a line break."""
    return "\n".join(lines).strip("\n").splitlines(keepends=True)


def _formulas(lines: list[Equation], changed: bool) -> list[str]:
    """Return the formulas of an update as Markdown, phase by phase."""
    text = []
    if changed:
        text = [
            "The formulas as they are at the start; what changes later is below.",
            "",
        ]
    for phase, group in groupby(lines, key=lambda line: line.phase):
        part = list(group)
        latex = [_aligned(line.latex) for line in part]
        text += [f"**{phase.value}**", "", "$$", r"\begin{aligned}"]
        text += [rf"{line} \\" for line in latex]
        text += [r"\end{aligned}", "$$", ""]
        notes = dict.fromkeys(line.note for line in part if line.note)
        text += [f"- {note}" for note in notes] + ([""] if notes else [])
    return text


def _aligned(latex: str) -> str:
    """Return a formula with the place at which lines are aligned."""
    marks = [at for mark in ("=", r"\leftarrow") if (at := latex.find(mark)) >= 0]
    at = min(marks, default=len(latex))
    return f"{latex[:at]}&{latex[at:]}"
