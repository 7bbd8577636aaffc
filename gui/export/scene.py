"""What an animation may show."""

from __future__ import annotations

from enum import Enum


class Scene(Enum):
    """What an animation shows; the value is the title."""

    GRAPH_AND_PLOTS = "Network graph, loss, predicted vs true"
    GRAPH_AND_FUNCTION = "Network graph, function, loss"
    GRAPH = "Network graph"
    FUNCTION = "Function"
    WINDOW = "Window, with its bars and panels"

    @property
    def has_graph(self) -> bool:
        """Whether the graph is in it, and is a view of its own."""
        return self not in (Scene.FUNCTION, Scene.WINDOW)

    @property
    def has_function(self) -> bool:
        """Whether the function is in it, or may be, whose colours are many."""
        return self in (Scene.FUNCTION, Scene.GRAPH_AND_FUNCTION, Scene.WINDOW)
