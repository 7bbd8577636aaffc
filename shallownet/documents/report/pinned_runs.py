"""The section of a report on the pinned runs: beside this one, as in Compare."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from shallownet.documents.report.markup import Markup, element, joined, table
from shallownet.documents.report.sections import LINEAR
from shallownet.runs.setting_diff import all_settings
from shallownet.wording import figure, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.runs.run_record import RunRecord


def comparison(runs: Sequence[RunRecord]) -> Markup:
    """Return the results of some runs, and the settings in which they differ.

    Parameters
    ----------
    runs : sequence of RunRecord
        This run first.
    """
    heads = (
        *("Run", "Updates", "J", "Lowest J", "R²"),
        *("J, held out", "R², held out", "Seconds", "Notes"),
    )
    rows = [
        (
            run.name,
            f"{run.updates:,}"
            if run.divergence is None
            else f"{run.updates:,}, diverged",
            figure(run.final_loss),
            figure(run.best_loss),
            _r2(run.r2, run.linear_r2),
            _held_out(run),
            _r2(run.held_out_r2, run.linear_held_out_r2),
            figure(run.seconds, 3),
            run.notes,
        )
        for run in runs
    ]
    different = [row for row in all_settings(runs) if len(set(row.values)) > 1]
    said = (
        f"This run and those that were pinned. In brackets behind R²: that of {LINEAR}."
    )
    results = table(said, heads, rows)
    parts = [element("div", results, class_="wide")]
    if different:
        names = [run.name for run in runs]
        settings = table(
            "The settings in which they differ, with changes during a run.",
            ("Setting", *names),
            [(row.title, *row.values) for row in different],
        )
        parts.append(element("div", settings, class_="wide"))
    return joined(parts)


def _r2(value: float, linear: float) -> str:
    if not math.isfinite(value):
        return "–"
    return f"{number(value)} ({number(linear)})"


def _held_out(run: RunRecord) -> str:
    """Return J over the validation or test samples of a run, and which these are."""
    loss = run.final_held_out_loss
    return f"{figure(loss)} ({run.held_out_name})" if math.isfinite(loss) else "–"
