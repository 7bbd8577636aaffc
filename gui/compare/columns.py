"""What the table of runs tells of each: its name, what it came to, and its settings."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gui.text.number_format import loss as loss_text
from gui.text.number_format import share
from shallownet.runs.setting_diff import ABSENT, all_settings
from shallownet.settings.recipe import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shallownet.runs.run_record import RunRecord
    from shallownet.runs.setting_diff import Difference

    Key = float | str

NAME: Final = "Run"
NOTES: Final = "Notes"


class RunColumn(NamedTuple):
    """A column: its heading, and of each run the text and what to sort it by.

    Attributes
    ----------
    title, tip : str
    texts : tuple of str
    keys : tuple of float or str
        NaN comes last, however it is sorted.
    marked : tuple of bool
        Whether it is not what most runs have.
    numeric : bool
    """

    title: str
    tip: str
    texts: tuple[str, ...]
    keys: tuple[Key, ...]
    marked: tuple[bool, ...]
    numeric: bool = True


class Result(NamedTuple):
    """A number that each run has: its heading, where to find it, how to write it."""

    title: str
    tip: str
    of: Callable[[RunRecord], float]
    write: Callable[[float], str]


def _count(value: float) -> str:
    return f"{value:,.0f}"


def _seconds(value: float) -> str:
    return f"{value:,.2f} s" if value < 100 else f"{value:,.0f} s"


RESULTS: Final = (
    Result("Updates", "Updates made", lambda r: r.updates, _count),
    Result("Loss", "J after the last update", lambda r: r.final_loss, loss_text),
    Result(
        "Best loss",
        "The least J along the way; of a batch where an update saw no more",
        lambda r: r.best_loss,
        loss_text,
    ),
    Result(
        "at", "After how many updates it was least", lambda r: r.best_update, _count
    ),
    Result("R²", "The share of the target's variance explained", lambda r: r.r2, share),
    Result(
        "Test loss",
        "J over the samples kept for the test",
        lambda r: r.final_test_loss,
        loss_text,
    ),
    Result(
        "Test R²",
        "R² over the samples kept for the test",
        lambda r: r.test_r2,
        share,
    ),
    Result(
        "Updates/s",
        "How fast its updates were made, without pauses and drawing",
        lambda r: r.updates_per_second,
        _count,
    ),
    Result("Time", "How long its updates took together", lambda r: r.seconds, _seconds),
)


def columns_of(
    runs: Sequence[RunRecord], settings: Sequence[RunColumn]
) -> list[RunColumn]:
    """Return the columns of a table of runs, with these of their settings."""
    nothing = (False,) * len(runs)
    names = tuple(run.name for run in runs)
    notes = tuple(run.notes for run in runs)
    found = [RunColumn(NAME, "", names, _lower(names), nothing, numeric=False)]
    for result in RESULTS:
        values = tuple(float(result.of(run)) for run in runs)
        if result.title.startswith("Test") and all(map(math.isnan, values)):
            continue
        texts = tuple(
            ABSENT if math.isnan(value) else result.write(value) for value in values
        )
        told = tuple(
            text + _added(result.title, run)
            for text, run in zip(texts, runs, strict=True)
        )
        found.append(RunColumn(result.title, result.tip, told, values, nothing))
    found += settings
    tip = "What you write down about a run: press F2, or click twice"
    found.append(RunColumn(NOTES, tip, notes, _lower(notes), nothing, numeric=False))
    return found


def settings_of(runs: Sequence[RunRecord], *, every: bool) -> list[RunColumn]:
    """Return the columns of the settings in which runs differ, or of all that matter.

    A run that goes on has the same settings, and to write them takes a while.
    """
    rows = all_settings(runs)
    settings = [run.recipe.settings for run in runs]
    return [
        _setting(row, settings) for row in rows if every or len(set(row.values)) > 1
    ]


def _added(title: str, run: RunRecord) -> str:
    """Return what has to be said with a result so that it is not taken for another."""
    if title == "Updates" and run.divergence is not None:
        return " (diverged)"
    last = run.best_update == run.updates
    if title == "Best loss" and run.of_batches and not last:
        return " (batch)"
    return ""


def _setting(row: Difference, settings: Sequence[dict[str, Any]]) -> RunColumn:
    entry = SETTINGS.get(row.name)
    unit = f" ({entry.unit})" if entry is not None and entry.unit else ""
    tip = entry.tip if entry is not None else "What was done to parameters on the way"
    keys: list[Key] = []
    for begun, text in zip(settings, row.values, strict=True):
        value = begun.get(row.name)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if text == ABSENT:
            keys.append(math.nan)
        else:
            keys.append(float(value) if number and value is not None else text)
    numeric = not any(isinstance(key, str) for key in keys)
    if not numeric:  # such as a batch size, which is a number or "all"
        keys = list(_lower(row.values))
    # The present run comes first, and is not what the pinned ones are measured by.
    *pinned, present = row._replace(values=(*row.values[1:], row.values[0])).unusual
    marked = (present, *pinned)
    return RunColumn(row.title + unit, tip, row.values, tuple(keys), marked, numeric)


def _lower(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(text.lower() for text in texts)
