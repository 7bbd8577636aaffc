"""Events: the user's changes to a run, which are part of its recipe."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple


class Event(NamedTuple):
    """A change that the user made to a run.

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
        (whether updates leave it unchanged).
    """

    step: int
    name: str
    before: Any
    after: Any
    kind: Literal["setting", "value", "frozen"] = "setting"

    @property
    def reversed(self) -> Event:
        """The change back to the old value."""
        return self._replace(before=self.after, after=self.before)
