"""What an animation may show."""

from __future__ import annotations

from enum import Enum


class Scene(Enum):
    """What an animation shows; the value is the title."""

    GRAPH_AND_PLOTS = "Network graph and plots"
    GRAPH = "Network graph"
