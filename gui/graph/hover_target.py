"""What the pointer can be over, in the graph as in the equations."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """A unit: its layer, the inputs being layer 0, and its number in the layer."""

    layer: int
    index: int


HoverTarget = Unit | int | None
"""A unit, a parameter (an entry of theta), or nothing."""
