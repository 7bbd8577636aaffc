"""The columns of the run table: name, metrics, settings and notes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gui.text.number_format import loss as loss_text
from gui.text.number_format import share
from shallownet.runs.setting_diff import ABSENT, all_settings
from shallownet.settings.recipe import SETTINGS
from shallownet.wording import number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shallownet.runs.run_record import RunRecord
    from shallownet.runs.setting_diff import Difference

NAME: Final = "Run"
NOTES: Final = "Notes"


class RunColumn(NamedTuple):
    """A column of the run table, with one entry for each run in its tuples.

    Sort keys are of one type; NaN sorts last in both directions. A run is unusual where
    it differs from most runs.
    """

    title: str
    tip: str
    texts: tuple[str, ...]
    keys: tuple[float | str, ...]
    unusual: tuple[bool, ...]
    numeric: bool = True


class Metric(NamedTuple):
    """A number of every run: its heading, the record's attribute and its format."""

    title: str
    tip: str
    attribute: str
    format: Callable[[float], str]


def _count(value: float) -> str:
    return f"{value:,.0f}"


def _seconds(value: float) -> str:
    return f"{number(value, 2)} s" if value < 100 else f"{value:,.0f} s"


HELD_OUT: Final = (
    "the samples that training never saw: those for validation, or else for the test"
)

LINEAR: Final = "a linear model of the same inputs, fitted by least squares"

METRICS: Final = (
    Metric("Updates", "Updates made", "updates", _count),
    Metric("Loss", "J after the last update", "final_loss", loss_text),
    Metric(
        "Best loss",
        "The least J along the way; of a batch where an update saw no more",
        "best_loss",
        loss_text,
    ),
    Metric("at", "After how many updates it was least", "best_update", _count),
    Metric("R²", "The share of the target's variance explained", "r2", share),
    Metric("R², linear", f"R² of {LINEAR}", "linear_r2", share),
    Metric("Held-out loss", f"J over {HELD_OUT}", "final_held_out_loss", loss_text),
    Metric("Held-out R²", f"R² over {HELD_OUT}", "held_out_r2", share),
    Metric(
        "Held-out R², linear",
        f"R² of {LINEAR}, over the held-out samples",
        "linear_held_out_r2",
        share,
    ),
    Metric(
        "Looks",
        "How often the test part was looked at; while settings are chosen it should be "
        "never",
        "looks",
        _count,
    ),
    Metric(
        "Updates/s",
        "How fast its updates were made, without pauses and drawing",
        "updates_per_second",
        _count,
    ),
    Metric("Time", "How long its updates took together", "seconds", _seconds),
)

RARE: Final = ("final_held_out_loss", "held_out_r2", "linear_held_out_r2", "looks")
"""What has no column if no run has it."""


def table_columns(
    runs: Sequence[RunRecord], settings: Sequence[RunColumn]
) -> list[RunColumn]:
    """Return all columns of the table; ``settings`` come from `setting_columns`."""

    def text_column(title: str, tip: str, texts: tuple[str, ...]) -> RunColumn:
        return RunColumn(title, tip, texts, _lower(texts), usual, numeric=False)

    usual = (False,) * len(runs)
    columns = [text_column(NAME, "", tuple(run.name for run in runs))]
    for metric in METRICS:
        values = tuple(float(getattr(run, metric.attribute)) for run in runs)
        if metric.attribute in RARE and all(map(math.isnan, values)):
            continue
        texts = tuple(
            (ABSENT if math.isnan(value) else metric.format(value))
            + _suffix(metric.title, run)
            for value, run in zip(values, runs, strict=True)
        )
        columns.append(RunColumn(metric.title, metric.tip, texts, values, usual))
    tip = "What you write down about a run: press F2, or click twice"
    notes = text_column(NOTES, tip, tuple(run.notes for run in runs))
    return [*columns, *settings, notes]


def setting_columns(runs: Sequence[RunRecord], *, every: bool) -> list[RunColumn]:
    """Return columns for the settings that differ, or for every one that matters.

    Formatting them takes a while, and they stay the same while a run is training.
    """
    settings = [run.recipe.settings for run in runs]
    return [
        _setting_column(row, settings)
        for row in all_settings(runs)
        if every or len(set(row.values)) > 1
    ]


def _suffix(title: str, run: RunRecord) -> str:
    """Return a remark that qualifies a metric of a run."""
    if title == "Updates" and run.divergence is not None:
        return " (diverged)"
    if title == "Best loss" and run.used_batches and run.best_update != run.updates:
        return " (batch)"
    return ""


def _setting_column(row: Difference, settings: Sequence[dict[str, Any]]) -> RunColumn:
    entry = SETTINGS.get(row.name)
    unit = f" ({entry.unit})" if entry is not None and entry.unit else ""
    tip = (
        entry.tip if entry is not None else "What was done to parameters during the run"
    )
    values: list[Any] = [
        math.nan if text == ABSENT else initial.get(row.name)
        for initial, text in zip(settings, row.values, strict=True)
    ]
    # A batch size, for example, is a number or "all" and sorts as text.
    numeric = all(
        isinstance(v, int | float) and not isinstance(v, bool) for v in values
    )
    keys = tuple(map(float, values)) if numeric else _lower(row.values)
    # With the present run last, the first pinned run decides where no value is common.
    *pinned, present = row._replace(values=(*row.values[1:], row.values[0])).unusual
    unusual = (present, *pinned)
    return RunColumn(row.title + unit, tip, row.values, keys, unusual, numeric)


def _lower(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(text.lower() for text in texts)
