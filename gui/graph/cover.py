"""What the graph keeps to itself while a person is asked for a number of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.graph.display_mode import GraphDisplay
    from gui.graph.hover_target import Unit
    from gui.graph.unit_values import UnitValues

HIDDEN: Final = "?"
"""What stands in the place of a covered number."""


class Cover(NamedTuple):
    """What is covered.

    Attributes
    ----------
    parameter : int or None
        The parameter whose line tells nothing: no number, colour or width.
    unit : Unit or None
        The unit whose value is covered.
    gradient : bool
        Whether it is the gradient of the parameter that is covered, which the card at
        the pointer tells too.
    """

    parameter: int | None = None
    unit: Unit | None = None
    gradient: bool = False

    def of_display(self, display: GraphDisplay) -> GraphDisplay:
        """Return what the graph may show."""
        if self.parameter is not None:
            values, label = display.values.copy(), display.label
            values[self.parameter] = 0.0
            display = display._replace(values=values)
            if label is not None:
                display = display._replace(
                    label=lambda k: HIDDEN if k == self.parameter else label(k)
                )
        if self.unit is not None and display.units is not None:
            display = display._replace(units=self._of_units(display.units, self.unit))
        return display

    def _of_units(self, units: UnitValues, unit: Unit) -> UnitValues:
        layers = list(units.layers)
        values = layers[unit.layer]
        if values is not None:
            layers[unit.layer] = values = values.copy()
            values[unit.index] = np.nan
        tell = units.formatter

        def formatter(layer: int, index: int) -> tuple[str, ...]:
            covered = (layer, index) == (unit.layer, unit.index)
            return (HIDDEN,) if covered else tell(layer, index)

        return units._replace(layers=layers, formatter=formatter)

    def of_card(self, lines: Sequence[str]) -> list[str]:
        """Return the lines of the card at the pointer without the gradient."""
        return [
            f"gradient  {HIDDEN}" if line.startswith("gradient ") else line
            for line in lines
        ]
