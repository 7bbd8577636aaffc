"""Default names of pinned runs."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from shallownet.settings.hyperparameter import settings_of
from shallownet.settings.presets import PRESETS
from shallownet.settings.recipe import SETTINGS, Recipe, about
from shallownet.settings.table_config import TableConfig

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_SETTINGS: Final = 2
"""Settings that a name lists."""


def unique_name(recipe: Recipe, taken: Iterable[str] = ()) -> str:
    """Return a name for a run with these settings that no other run has."""
    name, others = _describe(recipe), set(taken)
    numbered = (name if n == 1 else f"{name} ({n})" for n in count(1))
    return next(text for text in numbered if text not in others)


def _describe(recipe: Recipe) -> str:
    """Name the file or the nearest preset, and the settings that differ from it."""
    if isinstance(recipe.data, TableConfig):
        base, different = Path(recipe.data.csv).name, _differences(Recipe(), recipe)
    else:
        base, different = min(
            ((p.title, _differences(p.recipe, recipe)) for p in PRESETS),
            key=lambda found: len(found[1]),
        )
    more = len(different) - MAX_SETTINGS
    entries = [(about(name), name) for name in different[:MAX_SETTINGS]]
    texts = [f"{e.label} {e.show(recipe.settings[name])}" for e, name in entries]
    return ", ".join([base, *texts, *([f"{more} more"] if more > 0 else [])])


def _differences(base: Recipe, recipe: Recipe) -> list[str]:
    """Return the settings that matter and differ; for a file, without its data's."""
    old, new = base.settings, recipe.settings
    of_data = settings_of(TableConfig) if isinstance(recipe.data, TableConfig) else ()
    return [
        name
        for name in SETTINGS
        if name in new
        and name not in of_data
        and old.get(name) != new[name]
        and about(name).matters(new)
    ]
