"""Events of a run in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shallownet.settings.recipe import about
from shallownet.wording import capital, counted, figure, typeset

if TYPE_CHECKING:
    from shallownet.settings.events import Event


def sentence(event: Event) -> str:
    """Return a sentence on what was changed, from which value to which."""
    if event.kind == "frozen":
        return f"{event.name} is {'frozen' if event.after else 'free again'}"
    if event.kind == "value":
        before, after = figure(event.before, 6), figure(event.after, 6)
        return f"{event.name} set from {before} to {after}"
    if event.kind == "look":
        if event.after is None:
            looked = counted(event.before, "look")
            return f"{looked} at these test samples in runs before this one"
        return f"look {event.before + 1:,} at the test part: J {figure(event.after)}"
    if event.kind == "stopped":
        back = (
            f"early stopping went back to the parameters after update {event.before:,}"
        )
        return f"{back}, with the lowest validation loss, {figure(event.after)}"
    before, after = (_exact(event, value) for value in (event.before, event.after))
    return f"{about(event.name).label} changed from {before} to {after}"


def opening(event: Event) -> str:
    """Return the sentence with a capital, which a parameter's name does not get."""
    text = sentence(event)
    return text if event.kind in ("value", "frozen") else capital(text)


def _exact(event: Event, value: object) -> str:
    """Return a value of a setting with all its digits."""
    text = about(event.name).show(value)
    return typeset(text) if isinstance(value, float) else text
