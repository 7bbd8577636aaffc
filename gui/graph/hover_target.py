"""What can be pointed at, in the graph and in the equations alike."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """A unit, or an input: its layer, the inputs being 0, and its number there."""

    layer: int
    index: int


HoverTarget = Unit | int | None
"""A unit, a parameter (an entry of theta), or nothing."""
