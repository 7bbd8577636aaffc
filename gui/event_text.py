"""Events of a run in few words, as marks on a plot can hold them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from shallownet.recipe import about

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shallownet.regime import Event


def label(event: Event) -> str:
    """Return what was changed, by its symbol, and to what."""
    if event.kind == "frozen":
        return f"{event.name} {'frozen' if event.after else 'free'}"
    if event.kind == "value":
        return f"{event.name} = {event.after:.4g}"
    entry = about(event.name)
    return f"{entry.symbol or entry.label} {entry.show(event.after)}"


def marks(events: Iterable[Event]) -> list[tuple[int, str]]:
    """Return a place and a label for each update at which something was changed."""
    result = []
    for step, group in groupby(events, key=lambda event: event.step):
        labels = [label(event) for event in group]
        more = f" +{len(labels) - 1}" if len(labels) > 1 else ""
        result.append((step, labels[-1] + more))
    return result


def sentence(event: Event) -> str:
    """Tell what was changed, from what to what."""
    if event.kind == "frozen":
        return f"{event.name} is {'frozen' if event.after else 'free again'}"
    if event.kind == "value":
        return f"{event.name} set from {event.before:.6g} to {event.after:.6g}"
    entry = about(event.name)
    return (
        f"{entry.label} changed from {entry.show(event.before)} to "
        f"{entry.show(event.after)}"
    )
