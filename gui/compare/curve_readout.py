"""The curve nearest to the mouse pointer, and its values there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shallownet.arrays import Array

MAX_DISTANCE: Final = 24.0
"""Pixels between the pointer and a curve that it reads off."""


class PlottedCurve(NamedTuple):
    """A curve in plot coordinates, with the data that it shows.

    Attributes
    ----------
    row : int
        The row of its run.
    test : bool
        Whether it is the test loss.
    x, y : ndarray, shape (points,)
        Plot coordinates.
    updates, values : ndarray, shape (points,)
        The update and the loss of each point.
    """

    row: int
    test: bool
    x: Array
    y: Array
    updates: Array
    values: Array


class CurvePoint(NamedTuple):
    """A point of a curve: the run's row, whether test loss, the update, the loss."""

    row: int
    test: bool
    update: int
    value: float


def nearest_point(
    curves: Iterable[PlottedCurve], x: float, y: float, pixel: tuple[float, float]
) -> CurvePoint | None:
    """Return the point that the pointer reads off; None if no curve is near.

    Parameters
    ----------
    curves : iterable of PlottedCurve
    x, y : float
        The pointer, in plot coordinates.
    pixel : tuple of float
        The width and the height of a pixel, in plot coordinates.
    """
    shortest, nearest = MAX_DISTANCE, None
    for curve in curves:
        finite = np.isfinite(curve.y)
        if not finite.any():
            continue
        xs, ys = curve.x[finite], curve.y[finite]
        dx = max(xs[0] - x, x - xs[-1], 0.0) / pixel[0]
        dy = (float(np.interp(x, xs, ys)) - y) / pixel[1]
        distance = float(np.hypot(dx, dy))
        if distance < shortest:
            shortest = distance
            at = np.flatnonzero(finite)[np.abs(xs - x).argmin()]
            update, value = int(curve.updates[at]), float(curve.values[at])
            nearest = CurvePoint(curve.row, curve.test, update, value)
    return nearest
