"""A map of the loss over a part of a plane, and which plane and part it is of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from shallownet.analysis.landscape.plane import Plane
    from shallownet.arrays import Array

CELLS: Final = 64
"""Cells of a map along each side; it has a value at each of their corners."""

COARSE_CELLS: Final = 8
"""Cells of the first picture, each of which is halved three times."""

MARGIN: Final = 0.18
"""Room around the path, as a share of its size."""


class PlaneChoice(NamedTuple):
    """Which plane to map.

    Attributes
    ----------
    kind : str
        ``"principal"``, ``"states"`` or ``"parameters"``.
    first, second : int or None
        Of ``"states"``: the updates of two states, by default the start and the best
        one known, or where that is the present one the state halfway; the third is the
        present state. Of ``"parameters"``: the indices.
    """

    kind: str = "principal"
    first: int | None = None
    second: int | None = None


class Area(NamedTuple):
    """A part of a plane: a from ``left`` to ``right``, b from ``bottom`` to ``top``."""

    left: float
    right: float
    bottom: float
    top: float

    def shaped(self, height_to_width: float) -> Area:
        """Return the smallest area of that shape around this one, with its centre."""
        width, height = self.right - self.left, self.top - self.bottom
        width = max(width, height / height_to_width)
        height = width * height_to_width
        x, y = (self.left + self.right) / 2.0, (self.bottom + self.top) / 2.0
        return Area(x - width / 2, x + width / 2, y - height / 2, y + height / 2)


@dataclass(frozen=True, eq=False)
class LossMap:
    """The loss over an area of a plane; all arrays are read-only.

    Attributes
    ----------
    plane : Plane
    choice : PlaneChoice
        With both numbers filled in.
    columns : ndarray, shape (c,)
    rows : ndarray, shape (r,)
        a and b of the points.
    losses : ndarray, shape (r, c)
        J + penalty, in the target's units squared.
    quantity : str
        What the losses are: ``"J"`` or ``"J + penalty"``.
    samples : int
        The number of samples that J is over.
    path : ndarray, shape (2, states)
        The points next to the path's states.
    off : ndarray, shape (states,)
        How far those states are off the plane.
    is_whole : bool
        Whether it has all of its points; otherwise finer ones are being computed.
    """

    plane: Plane
    choice: PlaneChoice
    columns: Array
    rows: Array
    losses: Array
    quantity: str
    samples: int
    path: Array
    off: Array
    is_whole: bool


def area_around(points: Array, height_to_width: float, size: float) -> Area:
    """Return an area around points (2, n), with a margin; of some size around one."""
    (left, bottom), (right, top) = points.min(axis=1), points.max(axis=1)
    margin = MARGIN * max(right - left, top - bottom) or size / 2.0
    area = Area(left - margin, right + margin, bottom - margin, top + margin)
    return area.shaped(height_to_width)
