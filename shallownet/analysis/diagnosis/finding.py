"""A finding: something to be said of a state of a run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Severity(IntEnum):
    """How urgent a finding is."""

    NOTE = 1
    """Worth knowing; the run may go on well with it."""
    WARNING = 2
    """It holds the run back."""
    ALARM = 3
    """The run is being lost."""


@dataclass(frozen=True)
class Finding:
    """Something to be said of a state of a run.

    Attributes
    ----------
    kind : str
        ``"saturated"``, ``"dead"``, ``"constant"``, ``"twins"``, ``"vanishing"``,
        ``"exploding"``, ``"plateau"``, ``"rising"``, ``"overfitting"`` or
        ``"mean_error"``.
    layer : int or None
        The layer it is of, from 1 for the first hidden one; None for several layers, or
        the whole run.
    units : tuple of int
        The units it is of, counted from 0 as in W1[0, 0]; empty if of no one of them,
        or of several layers.
    sentence : str
        What it is, what that means, and what could be tried.
    title : str
        The same in a few words, for a mark.
    severity : Severity
    pairs : tuple of (int, int)
        For twins in one layer: which two units are alike.
    """

    kind: str
    layer: int | None
    units: tuple[int, ...]
    sentence: str
    title: str
    severity: Severity
    pairs: tuple[tuple[int, int], ...] = ()

    @property
    def key(self) -> tuple[str, int | None]:
        """What stays the same while it lasts, though units and numbers change."""
        return self.kind, self.layer
