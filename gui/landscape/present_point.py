"""The present point in a plane, with the way down, the next step and its reach."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from shallownet.arrays import ignore_overflow, norm
from shallownet.curvature.stability import stable_below
from shallownet.nn.gradient_rules import RULES

if TYPE_CHECKING:
    from shallownet.analysis.landscape.plane import Plane
    from shallownet.arrays import Array
    from shallownet.training.snapshot import Snapshot


def largest_stable_rate(snapshot: Snapshot, sharpness: float) -> float:
    """Return the learning rate above which a step overshoots; NaN where none is known.

    Its ratio to the present one is that of the bound on λmax to λmax.
    """
    rate, settings = snapshot.learning_rate, snapshot.settings
    if RULES[settings.gradient].why or not sharpness > 0.0:
        return math.nan  # of another direction than the gradient's it says nothing
    return rate * stable_below(settings.optimizer, rate) / sharpness


class PresentPoint(NamedTuple):
    """Where a state is in a plane, and vectors there, all of shape (2,).

    Attributes
    ----------
    place : ndarray
    down : ndarray
        −gradient of the next update.
    step : ndarray
        The next update.
    reach : float
        The length of that step with the largest stable learning rate; NaN where there
        is no such rate.
    """

    place: Array
    down: Array
    step: Array
    reach: float

    @classmethod
    def of(cls, plane: Plane, snapshot: Snapshot, sharpness: float) -> PresentPoint:
        """Return the point of a state whose λmax is ``sharpness``; NaN if unknown."""
        with ignore_overflow():  # the step may be one that diverges
            place = plane.coordinates(snapshot.theta)
            step = plane.along(snapshot.upcoming - snapshot.theta)
            down = -plane.along(np.where(snapshot.frozen, 0.0, snapshot.gradient))
            rate, reach = snapshot.learning_rate, math.nan
            if rate:
                stable = largest_stable_rate(snapshot, sharpness)
                reach = norm(step) * stable / rate
        return cls(place, down, step, reach)

    @property
    def size(self) -> float:
        """The length of the step or of its reach, whichever is longer."""
        return max(norm(self.step), self.reach if math.isfinite(self.reach) else 0.0)
