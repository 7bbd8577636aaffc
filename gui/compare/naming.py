"""What a pinned run is called until a person gives it another name."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

from shallownet.presets import PRESETS
from shallownet.recipe import SETTINGS, Recipe, about

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST: Final = 2
"""Settings that a name tells of."""


def name_of(recipe: Recipe, taken: Iterable[str] = ()) -> str:
    """Return a name for a run that no other run has yet.

    Parameters
    ----------
    recipe : Recipe
        Its settings as they are now.
    taken : iterable of str
    """
    name, others = _description(recipe), set(taken)
    numbered = (name if n == 1 else f"{name} ({n})" for n in count(1))
    return next(text for text in numbered if text not in others)


def _description(recipe: Recipe) -> str:
    """Name the preset it is, or what sets it apart from the one it is nearest to."""
    nearest, apart = "", None
    for preset in PRESETS:
        found = _apart(preset.recipe, recipe)
        if apart is None or len(found) < len(apart):
            nearest, apart = preset.title, found
    if not apart:
        return nearest
    told = [_told(recipe, name) for name in apart[:MOST]]
    more = len(apart) - len(told)
    return ", ".join([nearest, *told, *([f"{more} more"] if more else [])])


def _apart(one: Recipe, other: Recipe) -> list[str]:
    """Return the settings in which two recipes differ, where they matter."""
    before, after = one.settings, other.settings
    return [
        name
        for name in SETTINGS
        if before.get(name) != after.get(name)
        and (
            (name in after and about(name).matters(after))
            or (name in before and name not in after and about(name).matters(before))
        )
    ]


def _told(recipe: Recipe, name: str) -> str:
    entry, settings = about(name), recipe.settings
    if name not in settings:
        return f"no {entry.label}"
    return f"{entry.label} {entry.show(settings[name])}"
