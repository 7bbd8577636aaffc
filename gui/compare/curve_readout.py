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
    """The loss of the run in a row, or its test loss, as it is plotted.

    All arrays have one entry for each point: its plot coordinates, its update and loss.
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

    The pointer, and the width and height of a pixel, are in plot coordinates.
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
