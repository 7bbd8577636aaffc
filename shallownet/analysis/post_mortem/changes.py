"""Changes that the user made before a run diverged, as candidates for its cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from shallownet.settings.recipe import about
from shallownet.wording import figure

if TYPE_CHECKING:
    from shallownet.settings.events import Event
    from shallownet.training.snapshot import Snapshot

MAX_CHANGES: Final = 4
"""How many of the last changes are tried, each with a run of its own."""


class UserChange(NamedTuple):
    """Changes that the user made together: of one setting, or of parameters.

    Attributes
    ----------
    step : int
        Number of updates before it.
    events : tuple of Event
        One for each setting or parameter, all of the same kind, from the value before
        this update's changes to the value after them.
    """

    step: int
    events: tuple[Event, ...]

    @property
    def sentence(self) -> str:
        """What the user did, and when."""
        first, others = self.events[0], len(self.events) - 1
        when = f"at update {self.step:,}" if self.step else "at the start"
        names = first.name + (f" and {others} more parameters" if others > 1 else "")
        if others == 1:
            names += f" and {self.events[1].name}"
        if first.kind == "frozen":
            return f"You {'froze' if first.after else 'unfroze'} {names} {when}."
        if first.kind == "value":
            if others:
                return f"You set {names} by hand {when}."
            before, after = figure(first.before), figure(first.after)
            return f"You set {names} to {after} {when}; it was {before}."
        entry = about(first.name)
        name = f"{entry.symbol} ({entry.label})" if entry.symbol else entry.label
        before, after = entry.show(first.before), entry.show(first.after)
        return f"You set {name} to {after} {when}; it was {before}."

    def undoes(self, event: Event) -> bool:
        """Return whether an event is missing from a run without this change.

        Later changes of the same settings or parameters are missing too.
        """
        names = {(own.kind, own.name) for own in self.events}
        return event.step >= self.step and (event.kind, event.name) in names


def last_changes(snapshot: Snapshot) -> list[UserChange]:
    """Return the changes made up to the divergence of a run, the latest first.

    A change that was reverted at the same update is none, nor is another planned number
    of updates, unless the schedule depends on it.
    """
    if snapshot.divergence is None:
        return []
    net: dict[tuple[int, str, str], Event] = {}
    for event in snapshot.events:
        if event.step > snapshot.divergence.step:
            break
        without_schedule = snapshot.settings.schedule != "cosine"
        if event.is_note or (event.name == "iterations" and without_schedule):
            continue
        key = event.step, event.kind, event.name
        before = net.pop(key).before if key in net else event.before
        if before != event.after:
            net[key] = event._replace(before=before)
    together: dict[tuple[int, str, object], list[Event]] = {}
    for event in net.values():
        # Parameters are often changed many at once, a whole layer for instance.
        part = {"setting": event.name, "frozen": event.after}.get(event.kind)
        together.setdefault((event.step, event.kind, part), []).append(event)
    changes = [UserChange(key[0], tuple(group)) for key, group in together.items()]
    return changes[::-1][:MAX_CHANGES]
