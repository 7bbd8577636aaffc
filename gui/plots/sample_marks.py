"""Which samples are highlighted in a scatter plot, and the items that do so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pyqtgraph as pg

if TYPE_CHECKING:
    from shallownet.arrays import Array

NO_SAMPLES: Final = (np.empty(0), np.empty(0))


class SampleMarks(NamedTuple):
    """True and predicted values of the highlighted samples.

    Attributes
    ----------
    selected : tuple of ndarray
        The sample under the microscope.
    group : tuple of ndarray
        Those that are selected with it.
    pulls_up, pulls_down : tuple of ndarray
        Those whose gradient pulls a parameter up or down most.
    """

    selected: tuple[Array, Array] = NO_SAMPLES
    group: tuple[Array, Array] = NO_SAMPLES
    pulls_up: tuple[Array, Array] = NO_SAMPLES
    pulls_down: tuple[Array, Array] = NO_SAMPLES


class Markers(pg.ScatterPlotItem):
    """Highlights over the points, which pass clicks on to them."""

    def mouseClickEvent(self, event: Any) -> None:
        """Pass the click on."""
        event.ignore()
