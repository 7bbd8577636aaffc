"""Events: the user's changes to a run, which are part of its recipe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Event(NamedTuple):
    """A change that the user made to a run, or a note of what happened in it.

    Attributes
    ----------
    step : int
        The number of updates before it.
    name : str
        What was changed: a hyperparameter such as ``"learning_rate"``, or a parameter
        such as ``"W2[0, 3]"``.
    before, after
        The old and the new value.
    kind : str
        ``"setting"``, or for a parameter ``"value"`` (it was set) or ``"frozen"``
        (whether updates leave it unchanged). Notes are ``"look"`` (at the test part:
        how often it was looked at before, and J over it; J is None for looks in the
        runs that this one came from) and ``"stopped"`` (by early stopping: the update
        that it went back to, and the validation loss after that).
    """

    step: int
    name: str
    before: Any
    after: Any
    kind: Literal["setting", "value", "frozen", "look", "stopped"] = "setting"

    @property
    def is_note(self) -> bool:
        """Whether it changes nothing in the run."""
        return self.kind in ("look", "stopped")

    @property
    def reversed(self) -> Event:
        """The change back to the old value."""
        return self._replace(before=self.after, after=self.before)


def looks_in(events: Iterable[Event]) -> int:
    """Return how often the test part was looked at, in a run and those before it."""
    counts = [
        event.before + (event.after is not None)
        for event in events
        if event.kind == "look"
    ]
    return max(counts, default=0)
