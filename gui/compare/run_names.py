"""What a pinned run is called until a person gives it another name."""

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

MOST: Final = 2
"""Settings that a name tells of."""


def name_of(recipe: Recipe, taken: Iterable[str] = ()) -> str:
    """Return a name for a run that no other run has yet.

    Parameters
    ----------
    recipe : Recipe
        Its settings as they were when it was pinned.
    taken : iterable of str
    """
    name, others = _description(recipe), set(taken)
    numbered = (name if n == 1 else f"{name} ({n})" for n in count(1))
    return next(text for text in numbered if text not in others)


def _description(recipe: Recipe) -> str:
    """Name the preset it is, or what sets it apart from the one it is nearest to.

    A run of a file is called after that, and only its training tells it from others.
    """
    nearest, apart = "", None
    for preset in PRESETS:
        found = _apart(preset.recipe, recipe)
        if apart is None or len(found) < len(apart):
            nearest, apart = preset.title, found
    if isinstance(recipe.data, TableConfig):
        nearest, apart = Path(recipe.data.csv).name, _apart(Recipe(), recipe)
    if not apart:
        return nearest
    told = [_told(recipe, name) for name in apart[:MOST]]
    more = len(apart) - len(told)
    return ", ".join([nearest, *told, *([f"{more} more"] if more else [])])


def _apart(one: Recipe, other: Recipe) -> list[str]:
    """Return the settings of another recipe that this one has not, where they matter.

    Of a file, those of its data are left out.
    """
    before, after = one.settings, other.settings
    of_data = settings_of(TableConfig) if isinstance(other.data, TableConfig) else ()
    return [
        name
        for name in SETTINGS
        if name in after
        and name not in of_data
        and before.get(name) != after[name]
        and about(name).matters(after)
    ]


def _told(recipe: Recipe, name: str) -> str:
    entry = about(name)
    return f"{entry.label} {entry.show(recipe.settings[name])}"
