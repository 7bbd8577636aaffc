"""The parts of the graph that stand out: chosen here, in other views, or turned off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gui.graph.hover_target import HoverTarget, Unit
from gui.graph.scene import Marks

if TYPE_CHECKING:
    from gui.graph.network_layout import Layout


@dataclass(frozen=True)
class MarkedParts:
    """What is marked, apart from what is under the pointer.

    Attributes
    ----------
    highlighted : Unit, int or None
        The unit or parameter that the pointer is over in another view.
    selected : int or None
        The parameter that the microscope shows.
    edited : int or None
        The parameter in the editor.
    lit : Unit or None
        The unit that is selected in another view.
    off : frozenset of Unit
        The units that are turned off in the picture.
    """

    highlighted: HoverTarget = None
    selected: int | None = None
    edited: int | None = None
    lit: Unit | None = None
    off: frozenset[Unit] = frozenset()

    def marks(self, graph: Layout, node: int | None, edge: int | None) -> Marks:
        """Return the marks in a graph whose node or edge is under the pointer."""
        chosen = {edge, self.highlighted, self.selected, self.edited}
        parameters = sorted(part for part in chosen if isinstance(part, int))
        numbers = {part.unit: number for number, part in enumerate(graph.nodes)}
        lit = None if self.lit is None else numbers.get(self.lit)
        ringed = lit
        if isinstance(self.highlighted, Unit):
            ringed = numbers.get(self.highlighted, lit)
        off = sorted(numbers[unit] for unit in self.off if unit in numbers)
        faded_around = lit if node is None else node
        return Marks(faded_around, tuple(parameters), ringed, tuple(off))
