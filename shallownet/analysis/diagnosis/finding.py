"""One result of the diagnosis."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Severity(IntEnum):
    """The severity of a finding."""

    NOTE = 1
    """Worth knowing; training may still succeed."""
    WARNING = 2
    """It slows training down."""
    ALARM = 3
    """Training is failing."""


@dataclass(frozen=True)
class Finding:
    """One result of the diagnosis.

    Attributes
    ----------
    kind : str
        ``"saturated"``, ``"dead"``, ``"constant"``, ``"twins"``, ``"vanishing"``,
        ``"exploding"``, ``"plateau"``, ``"rising"``, ``"overfitting"`` or
        ``"mean_error"``.
    title : str
        The finding in a few words.
    sentence : str
        The finding, its consequence, and possible remedies.
    severity : Severity
    layer : int or None
        The layer, from 1 for the first hidden one; None for several layers or the
        whole run.
    units : tuple of int
        The units, counted from 0 as in W1[0, 0]; empty for several layers or if it is
        not about units.
    pairs : tuple of (int, int)
        The pairs of similar units, for twins in one layer.
    """

    kind: str
    title: str
    sentence: str
    severity: Severity
    layer: int | None = None
    units: tuple[int, ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()
