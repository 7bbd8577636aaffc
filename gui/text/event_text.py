"""Events of a run as text: labels of marks, and their descriptions."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from shallownet.settings.event_text import sentence
from shallownet.settings.recipe import about
from shallownet.wording import figure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shallownet.settings.events import Event

MAX_LISTED: Final = 10
"""How many changes at one update a description lists."""


class EventMark(NamedTuple):
    """The changes at one update: a short label and a full description."""

    step: int
    label: str
    description: str


def label(event: Event) -> str:
    """Return the symbol of what was changed, and the new value."""
    if event.kind == "frozen":
        return f"{event.name} {'frozen' if event.after else 'free'}"
    if event.kind == "value":
        return f"{event.name} = {figure(event.after)}"
    if event.is_note:
        return "test" if event.kind == "look" else f"back to {event.before:,}"
    entry = about(event.name)
    return f"{entry.symbol or entry.label} {_short(event, event.after)}"


def event_marks(events: Iterable[Event]) -> list[EventMark]:
    """Return a mark for each update with changes.

    A change that was reverted at the same update does not count: it had no effect on
    the run.
    """
    marks = []
    for step, group in groupby(events, key=lambda event: event.step):
        changes = _net_changes(group)
        if not changes:
            continue
        more = f" +{len(changes) - 1}" if len(changes) > 1 else ""
        texts = [_describe(event) for event in changes[:MAX_LISTED]]
        if len(changes) > MAX_LISTED:
            texts.append(f"and {len(changes) - MAX_LISTED} more")
        description = f"at update {step:,}: {'; '.join(texts)}"
        marks.append(EventMark(step, label(changes[-1]) + more, description))
    return marks


def _net_changes(events: Iterable[Event]) -> list[Event]:
    """Merge the changes of each setting or parameter; the latest comes last."""
    changes: dict[tuple[str, str], Event] = {}
    for event in events:
        key = event.kind, event.name
        first = changes.pop(key, event)
        if first.before != event.after:
            changes[key] = event._replace(before=first.before)
    return list(changes.values())


def _describe(event: Event) -> str:
    if event.kind == "frozen":
        return label(event)
    if event.kind == "value":
        return f"{event.name} {figure(event.before)} → {figure(event.after)}"
    if event.is_note:
        return sentence(event)
    title = about(event.name).label
    return f"{title} {_short(event, event.before)} → {_short(event, event.after)}"


def _short(event: Event, value: object) -> str:
    """Return a value of a setting with at most four digits."""
    if isinstance(value, float):
        return figure(value)
    return about(event.name).show(value)
