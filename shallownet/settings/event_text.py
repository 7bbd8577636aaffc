"""Events of a run in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shallownet.settings.recipe import about
from shallownet.wording import figure, typeset

if TYPE_CHECKING:
    from shallownet.settings.events import Event


def sentence(event: Event) -> str:
    """Return a sentence on what was changed, from which value to which."""
    if event.kind == "frozen":
        return f"{event.name} is {'frozen' if event.after else 'free again'}"
    if event.kind == "value":
        before, after = figure(event.before, 6), figure(event.after, 6)
        return f"{event.name} set from {before} to {after}"
    before, after = (_exact(event, value) for value in (event.before, event.after))
    return f"{about(event.name).label} changed from {before} to {after}"


def _exact(event: Event, value: object) -> str:
    """Return a value of a setting with all its digits."""
    text = about(event.name).show(value)
    return typeset(text) if isinstance(value, float) else text
