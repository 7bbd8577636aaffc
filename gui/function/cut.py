"""A cut through the map: what lies along a straight line between two places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from gui.function.surface import Range, Surface
    from shallownet.arrays import Array
    from shallownet.training.snapshot import Snapshot

POINTS: Final = 201

NEAR: Final = 0.03
"""Share of the view, across or up, within which a sample counts as near the cut."""


class Line(NamedTuple):
    """Where the map is cut: from one place to another, in the inputs' units."""

    x1: float
    y1: float
    x2: float
    y2: float


class Cut:
    """What stays along a cut while the parameters change, and its predictions.

    Parameters
    ----------
    surface : Surface
        A map over two inputs.
    line : Line
    view : tuple of Range
        What is in view across and up: its widths are the measure of distances.

    Attributes
    ----------
    line : Line
    axis : int
        The input that places along the cut are told by: of the two, the one that
        changes more of the view.
    places : ndarray, shape (n,)
        Its values along the cut.
    true : ndarray, shape (n,), or None
        The true values, where they are known.
    samples : ndarray of int
        The samples near the cut.
    sample_places : ndarray
        Where along the cut each of them is nearest to it.
    """

    def __init__(self, surface: Surface, line: Line, view: tuple[Range, Range]) -> None:
        self.line, self._surface = line, surface
        start, end = np.array(line[:2]), np.array(line[2:])
        size = np.array([limits.high - limits.low for limits in view])
        share = np.linspace(0.0, 1.0, POINTS)
        both = start[:, np.newaxis] + share * (end - start)[:, np.newaxis]
        self._X = surface.inputs_at(*both)
        self.true: Array | None = None
        if surface.truth is not None:
            self.true = surface.truth(self._X)
        # In shares of the view both inputs have the same unit.
        way = (end - start) / size
        across = 0 if abs(way[0]) >= abs(way[1]) else 1
        self.axis, self.places = surface.axes[across], both[across]
        rows = surface.near_shown
        at = surface.run.data.X[list(surface.axes)][:, rows]
        from_start = (at - start[:, np.newaxis]) / size[:, np.newaxis]
        length = float(way @ way)
        along = way @ from_start / length if length else np.zeros(len(rows))
        beside = np.hypot(*(from_start - way[:, np.newaxis] * along))
        near = (beside <= NEAR) & (along >= 0.0) & (along <= 1.0)
        self.samples = rows[near]
        self.sample_places = start[across] + along[near] * (end - start)[across]

    def predicted(self, snapshot: Snapshot) -> Array:
        """Return the predictions (n,) along the cut."""
        return self._surface.predict(snapshot, self._X)
