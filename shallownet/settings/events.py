"""Events: the changes a person makes to a run, which are part of its recipe."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple


class Event(NamedTuple):
    """A change a person made to a run: part of the recipe that determines it.

    Attributes
    ----------
    step : int
        How many updates had been made when it took effect.
    name : str
        What was changed: a hyperparameter such as ``"learning_rate"``, or a parameter
        such as ``"W2[0, 3]"``.
    before, after
        The values it changed from and to.
    kind : str
        ``"setting"``, or for a parameter ``"value"`` (it was set) or ``"frozen"``
        (whether updates leave it as it is).
    """

    step: int
    name: str
    before: Any
    after: Any
    kind: Literal["setting", "value", "frozen"] = "setting"
