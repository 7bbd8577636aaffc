"""What the map shows of a state: values, and the colours they have."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gui.function.colour_scales import SignedScale, ValueScale
from gui.function.quantities import WORDINGS, Quantity
from gui.plots.peak_decimation import finite_range
from gui.style.colour_maps import diverging_colours, sequential_colours
from shallownet.arrays import ignore_overflow

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gui.function.surface import Surface
    from gui.graph.hover_target import Unit
    from gui.style.theme import Theme
    from shallownet.arrays import Array
    from shallownet.training.snapshot import Run, Snapshot


class MapImage(NamedTuple):
    """Values, and the scale of their colours.

    Attributes
    ----------
    values : ndarray, shape (rows, columns)
    samples : ndarray or None
        The value of each sample that is drawn; None draws none.
    colours : ndarray of uint32, shape (256,)
        From the lower to the upper limit.
    limits : tuple of float
    ticks : ndarray
        The values that the scale labels.
    title : str
    is_target : bool
        Whether they are values of the target, predicted or true.
    """

    values: Array
    samples: Array | None
    colours: NDArray[np.uint32]
    limits: tuple[float, float]
    ticks: Array
    title: str
    is_target: bool = False

    @property
    def levels(self) -> Array:
        """The values that get a line: the labelled ones, and those halfway between."""
        return np.linspace(self.ticks[0], self.ticks[-1], 2 * len(self.ticks) - 1)

    @property
    def beyond(self) -> tuple[bool, bool]:
        """Whether values lie below and above the limits."""
        low, high = finite_range(self.values)
        return low < self.limits[0], high > self.limits[1]


class Images:
    """Makes the images of one run, on scales that sit still.

    Parameters
    ----------
    run : Run
    """

    def __init__(self, run: Run) -> None:
        self.values = ValueScale(run.target.low, run.target.high)
        self.errors = SignedScale(shrinks=True)
        self._units: dict[Unit, SignedScale] = {}

    def image(
        self,
        surface: Surface,
        snapshot: Snapshot,
        quantity: Quantity,
        unit: Unit | None,
        theme: Theme,
    ) -> MapImage:
        """Return the image of a quantity or, if one is given, of a unit's response."""
        if unit is not None:
            return self._response(surface, snapshot, unit, theme)
        if quantity is Quantity.ERROR:
            return self._errors(surface, snapshot, theme)
        y = surface.run.data.y[0, surface.shown]
        values = None
        if quantity is Quantity.TRUTH:
            values = surface.true_values()
        if values is None:
            quantity, values = Quantity.PREDICTION, surface.predictions(snapshot)
        low, high = finite_range(values[surface.inside])
        if low <= high:
            self.values.fit(low, high)
        scale, title = self.values, WORDINGS[quantity].title
        colours = sequential_colours()
        return MapImage(values, y, colours, scale.limits, scale.ticks, title, True)

    def _errors(self, surface: Surface, snapshot: Snapshot, theme: Theme) -> MapImage:
        y, truth = surface.run.data.y[0, surface.shown], surface.true_values()
        with ignore_overflow():
            samples = surface.sample_predictions(snapshot) - y
            if truth is None:
                values = np.full(surface.plane.shape, np.nan)
            else:
                values = surface.predictions(snapshot) - truth
        known = np.concatenate([samples, values[surface.inside]])
        low, high = finite_range(known)
        self.errors.fit(max(-low, high, 0.0))
        scale, title = self.errors, WORDINGS[Quantity.ERROR].title
        colours = diverging_colours(theme)
        return MapImage(values, samples, colours, scale.limits, scale.ticks, title)

    def _response(
        self, surface: Surface, snapshot: Snapshot, unit: Unit, theme: Theme
    ) -> MapImage:
        values = surface.response(snapshot, unit.layer, unit.index)
        low, high = finite_range(values)
        scale = self._units.setdefault(unit, SignedScale(shrinks=False))
        scale.fit(max(-low, high, 0.0))
        return MapImage(
            values,
            None,
            diverging_colours(theme),
            scale.limits,
            scale.ticks,
            unit_title(unit, len(snapshot.run.model.network.layers) - 1),
        )


def unit_title(unit: Unit, hidden_layers: int) -> str:
    """Name the response of a unit; its layer too if there are several."""
    layer = f" of layer {unit.layer}" if hidden_layers > 1 else ""
    return f"activation of unit {unit.index}{layer}"
