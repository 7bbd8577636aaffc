"""Which of many curves a pointer is at, and what it says there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shallownet.arrays import Array

NEAR: Final = 24.0
"""Pixels within which a curve is meant."""


class DrawnCurve(NamedTuple):
    """A curve as it is drawn, and as it was measured.

    Attributes
    ----------
    row : int
        Of its run.
    test : bool
        Whether it is of the samples kept for the test.
    x, y : ndarray
        Where its points are drawn.
    updates, values : ndarray
        What they stand for.
    """

    row: int
    test: bool
    x: Array
    y: Array
    updates: Array
    values: Array


class NearestPoint(NamedTuple):
    """A point of a curve: which one, after how many updates, and the loss there."""

    row: int
    test: bool
    update: int
    value: float


def nearest(
    curves: Iterable[DrawnCurve], x: float, y: float, pixel: tuple[float, float]
) -> NearestPoint | None:
    """Return the point of a curve that a place of the plot means; None if none.

    Parameters
    ----------
    curves : iterable of DrawnCurve
    x, y : float
        The place, in the plot's units.
    pixel : tuple of float
        The width and the height of a pixel, in the plot's units.
    """
    best, met = NEAR, None
    for curve in curves:
        there = np.isfinite(curve.y)
        if not there.any():
            continue
        xs, ys = curve.x[there], curve.y[there]
        outside = max(xs[0] - x, x - xs[-1], 0.0) / pixel[0]
        along = float(np.interp(x, xs, ys))
        distance = float(np.hypot(outside, (along - y) / pixel[1]))
        if distance < best:
            at = int(np.flatnonzero(there)[np.abs(xs - x).argmin()])
            best = distance
            met = NearestPoint(
                curve.row, curve.test, int(curve.updates[at]), float(curve.values[at])
            )
    return met
