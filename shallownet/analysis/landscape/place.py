"""What kind of place a state is: the curvature of the loss around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.arrays import ignore_overflow, norm
from shallownet.curvature.lanczos import MAX_THOROUGH, TOLERANCE, extremes
from shallownet.wording import figure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.callbacks import CancelCheck
    from shallownet.nn.objective import Objective

FLAT: Final = 1e-6
"""|λ| relative to the largest of all below which a direction is flat: at the edge of
stability, with η = 2/λmax, the distance along it changes by a factor e in 500,000
updates."""

NARROW: Final = 1e-3
"""λmin / λmax below which a minimum is a valley: a thousand times steeper across."""

MEANINGS: Final = {
    "saddle": "J curves down along some directions and up along others",
    "hill": "J curves down along every direction that is not flat",
    "bowl": "J curves up along every direction",
    "valley": "J curves up across, and hardly or not at all along its floor",
    "flat": "J does not curve along any direction",
    "unknown": "the curvature is not a finite number",
}
"""The kinds of places, in words."""


@dataclass(frozen=True, eq=False)
class Place:
    """The curvature of the loss at a state, in the units of the network.

    Attributes
    ----------
    largest, smallest : float
        λmax and λmin, the extreme eigenvalues of the Hessian of J + penalty; NaN where
        the gradient is not finite.
    gradient : ndarray, shape (parameters,)
        Of J and the L2 penalty over the same samples; 0 where a parameter is frozen.
    sharpest : ndarray, shape (parameters,)
        The eigenvector of λmax.
    resolution : float
        |λ| below which λmin cannot be told from 0.
    """

    largest: float
    smallest: float
    gradient: Array
    sharpest: Array
    resolution: float

    @property
    def kind(self) -> str:
        """The kind of the place: a key of `MEANINGS`."""
        low, high, flat = self.smallest, self.largest, self.resolution
        if not np.isfinite([low, high]).all():
            return "unknown"
        if low < -flat:
            return "saddle" if high > flat else "hill"
        if high <= flat:
            return "flat"
        return "bowl" if low > NARROW * high else "valley"

    @property
    def sentence(self) -> str:
        """The kind of the place, what it means, and both eigenvalues."""
        if self.kind == "unknown":
            return f"Not known: {MEANINGS[self.kind]}."
        low, high = self.figures
        kind, meaning = self.kind.capitalize(), MEANINGS[self.kind]
        return f"{kind}: {meaning} (λmin {low}, λmax {high})."

    @property
    def figures(self) -> tuple[str, str]:
        """λmin and λmax as text, as 0 where they cannot be told from it."""
        both = self.smallest, self.largest
        shown = [0.0 if abs(value) <= self.resolution else value for value in both]
        return figure(shown[0]), figure(shown[1])

    def angle_to(self, way: Array) -> float:
        """Return the angle between −gradient and a way, in degrees.

        NaN if one of them has no length.
        """
        return angle(-self.gradient, way)


def angle(first: Array, second: Array) -> float:
    """Return the angle between two vectors in degrees; NaN if one has no length.

    Examples
    --------
    >>> round(angle(np.array([2.0, 0.0]), np.array([3.0, 3.0])), 6)
    45.0
    """
    lengths = norm(first), norm(second)
    if not (0.0 < lengths[0] < np.inf and 0.0 < lengths[1] < np.inf):
        return float("nan")
    a, b = first / lengths[0], second / lengths[1]
    # By both sides of a triangle: an arc cosine loses half of the digits near 0.
    return float(np.degrees(2.0 * np.arctan2(norm(a - b), norm(a + b))))


def place_of(
    objective: Objective,
    free: NDArray[np.bool_] | None = None,
    cancelled: CancelCheck = None,
) -> Place:
    """Measure the place at an objective's parameters.

    Parameters
    ----------
    objective : Objective
        Its gradient is overwritten.
    free : ndarray of bool, shape (parameters,), optional
        The parameters that are not frozen.
    cancelled : callable, optional
        Called between blocks of samples; returns whether to stop.

    Raises
    ------
    Cancelled
        If ``cancelled`` returned true.
    """
    network = objective.network
    rule, objective.rule = objective.rule, "exact"
    try:
        objective.evaluate(None, cancelled)
    finally:
        objective.rule = rule
    gradient = network.gradient.copy()
    if free is not None:
        gradient[~free] = 0.0
    unknown = Place(np.nan, np.nan, gradient, np.zeros_like(gradient), np.nan)
    if not np.isfinite(network.theta).all():
        return unknown
    with ignore_overflow():
        try:
            found = extremes(objective, free, cancelled)
        except np.linalg.LinAlgError:  # of numbers whose squares overflow
            return unknown
    share = FLAT if network.theta.size <= MAX_THOROUGH else TOLERANCE
    size = max(abs(found.largest), abs(found.smallest))
    return Place(
        found.largest, found.smallest, gradient, found.largest_vector, share * size
    )
