"""Events of a run in few words, as marks on a plot can hold them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from shallownet.settings.recipe import about

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shallownet.settings.events import Event

MOST_TOLD: Final = 10
"""Changes at one update that are told one by one."""


class EventMark(NamedTuple):
    """What was changed at one update: in a few words, and all of it."""

    step: int
    label: str
    description: str


def label(event: Event) -> str:
    """Return what was changed, by its symbol, and to what."""
    if event.kind == "frozen":
        return f"{event.name} {'frozen' if event.after else 'free'}"
    if event.kind == "value":
        return f"{event.name} = {event.after:.4g}"
    entry = about(event.name)
    return f"{entry.symbol or entry.label} {_short(event, event.after)}"


def marks(events: Iterable[Event]) -> list[EventMark]:
    """Return a mark for each update at which something was changed for good.

    What was changed and changed back at the same update is none: the run knows nothing
    of it.
    """
    result = []
    for step, group in groupby(events, key=lambda event: event.step):
        changes = _net(group)
        if not changes:
            continue
        more = f" +{len(changes) - 1}" if len(changes) > 1 else ""
        told = [_change(event) for event in changes[:MOST_TOLD]]
        if len(changes) > MOST_TOLD:
            told.append(f"and {len(changes) - MOST_TOLD} more")
        result.append(
            EventMark(
                step,
                label(changes[-1]) + more,
                f"at update {step:,}: {'; '.join(told)}",
            )
        )
    return result


def _net(events: Iterable[Event]) -> list[Event]:
    """Return one change for each thing that is not as it was, the latest last."""
    changes: dict[tuple[str, str], Event] = {}
    for event in events:
        key = event.kind, event.name
        first = changes.pop(key, event)
        if first.before != event.after:
            changes[key] = event._replace(before=first.before)
    return list(changes.values())


def _change(event: Event) -> str:
    if event.kind == "frozen":
        return label(event)
    if event.kind == "value":
        return f"{event.name} {event.before:.4g} → {event.after:.4g}"
    title = about(event.name).label
    return f"{title} {_short(event, event.before)} → {_short(event, event.after)}"


def _short(event: Event, value: object) -> str:
    """Return a value of a setting without the digits that only a machine needs."""
    if isinstance(value, float):
        return f"{value:.4g}"
    return about(event.name).show(value)


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
