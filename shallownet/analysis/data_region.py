"""Whether inputs lie where there are samples: elsewhere a network extrapolates.

Within the range of each input there may be none: tall people of little weight. Of two
inputs the convex hull tells; of more, nearly all places are outside the hull of a few
hundred samples, and the distance to the nearest sample is compared with those that
samples have among themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.analysis.convex_hull import convex_hull, is_inside
from shallownet.analysis.training_subset import fixed_choice
from shallownet.arrays import ignore_overflow
from shallownet.nn.scaling import Scaling
from shallownet.wording import figure

if TYPE_CHECKING:
    from shallownet.arrays import Array, Indices

COMPARED: Final = 2_000
"""Samples that the nearest one is looked for among."""

MEASURED: Final = 500
"""Samples whose distances to the nearest other one are measured."""

USUAL: Final = 0.99
"""The share of the samples whose distance counts as usual."""


class DataRegion:
    """Where the training samples of a run are.

    Parameters
    ----------
    X : ndarray, shape (inputs, m)
    train : ndarray of int
        The training samples.
    hull : ndarray, shape (2, n), optional
        Their convex hull, if they have two inputs and it is known.

    Examples
    --------
    >>> x = np.linspace(0.0, 1.0, 50)
    >>> region = DataRegion(np.stack([x, x]), np.arange(50))
    >>> region.warning(np.array([0.5, 0.5])), region.warning(np.array([0.0, 1.0]))[:19]
    ('', 'Outside the samples')
    """

    def __init__(self, X: Array, train: Indices, hull: Array | None = None) -> None:
        self._hull = np.empty((2, 0))
        if len(X) == 2:
            self._hull = hull if hull is not None else convex_hull(*X[:, train])
        some = X[:, fixed_choice(train, COMPARED)]
        self._scaling = Scaling.standard(some)
        self._samples = self._scaling.apply(some)
        self._squares = np.square(self._samples).sum(axis=0)
        measured = np.arange(len(some.T))[:: -(-len(some.T) // MEASURED)]
        distances = self._distances(self._samples[:, measured])
        distances[np.arange(len(measured)), measured] = np.inf
        nearest = distances.min(axis=1)
        self._usual = float(np.quantile(nearest, USUAL, method="higher"))

    def _distances(self, points: Array) -> Array:
        """Return the distances (k, m) of scaled points (inputs, k) from the samples."""
        with ignore_overflow():
            squares = np.square(points).sum(axis=0)[:, np.newaxis]
            squares = squares + self._squares - 2.0 * (points.T @ self._samples)
            # Of two that are alike, rounding leaves more or less than 0.
            squares[squares < 1e-12 * len(points)] = 0.0
            distances: Array = np.sqrt(squares)
        return distances

    def warning(self, point: Array) -> str:
        """Return a sentence if inputs (inputs,) are where no samples are."""
        if len(point) == 1:
            return ""  # the range of the input tells
        scaled = self._scaling.apply(point[:, np.newaxis])
        nearest = float(self._distances(scaled).min())
        if self._hull.shape[1] > 2:
            inside = is_inside(self._hull, point[:1], point[1:])
            if inside[0, 0] or nearest == 0.0:
                return ""
            return "Outside the samples’ convex hull: the network extrapolates."
        if not nearest > self._usual:
            return ""
        return (
            f"Outside the samples: the nearest is {figure(nearest, 2)} standard "
            f"deviations away; {USUAL:.0%} of them have one within "
            f"{figure(self._usual, 2)}."
        )
