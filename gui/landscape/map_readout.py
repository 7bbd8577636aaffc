"""What a map says in numbers: under the pointer, and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from gui.landscape.landscape_text import axis_names
from gui.text.number_format import loss as loss_text
from gui.widgets.painted_label import Part
from shallownet.arrays import ignore_overflow
from shallownet.wording import figure

if TYPE_CHECKING:
    from gui.plots.data_text import Column
    from shallownet.analysis.landscape.loss_map import LossMap
    from shallownet.analysis.landscape.run_path import RunPath

NEAR: Final = 9.0
"""Pixels from the pointer within which a state of the path is told."""


def loss_at(landscape: LossMap, x: float, y: float) -> float | None:
    """Return the loss at a place of a map, between its points; None beyond it."""
    columns, rows, losses = landscape.columns, landscape.rows, landscape.losses
    if not (columns[0] <= x <= columns[-1] and rows[0] <= y <= rows[-1]):
        return None
    right = min(max(int(np.searchsorted(columns, x)), 1), len(columns) - 1)
    above = min(max(int(np.searchsorted(rows, y)), 1), len(rows) - 1)
    s = (x - columns[right - 1]) / (columns[right] - columns[right - 1])
    t = (y - rows[above - 1]) / (rows[above] - rows[above - 1])
    with ignore_overflow():
        corners = losses[above - 1 : above + 1, right - 1 : right + 1]
        across = corners[:, 0] * (1.0 - s) + corners[:, 1] * s
        return float(across[0] * (1.0 - t) + across[1] * t)


def row_near(
    landscape: LossMap, x: float, y: float, pixel: tuple[float, float]
) -> int | None:
    """Return the row of the path's state that is drawn near a place, if one is.

    Parameters
    ----------
    landscape : LossMap
    x, y : float
        The place in the plane.
    pixel : tuple of float
        Width and height of a pixel there.
    """
    width, height = pixel
    away = np.hypot((landscape.path[0] - x) / width, (landscape.path[1] - y) / height)
    row = int(np.argmin(away))
    return row if away[row] <= NEAR else None


def readouts(
    landscape: LossMap, path: RunPath, x: float, y: float, pixel: tuple[float, float]
) -> list[list[Part]]:
    """Return what to say of a place, the longest text first."""
    value = loss_at(landscape, x, y)
    told = Part("beyond the map")
    if value is not None:
        told = Part(f"{landscape.quantity} ≈ {loss_text(value)}")
    row = row_near(landscape, x, y, pixel)
    if row is None:
        return [[told]]
    update, off = int(path.updates[row]), float(landscape.off[row])
    state = f"update {update:,}" if update else "the start"
    return [
        [told, Part(f"{state}, {figure(off, 3)} off the plane; click to go there")],
        [told, Part(state)],
        [Part(state)],
    ]


def map_columns(landscape: LossMap, path: RunPath) -> dict[str, Column]:
    """Return the map point by point and the path state by state, for a table."""
    a, b = np.meshgrid(landscape.columns, landscape.rows)
    across, up = axis_names(landscape.choice, path.run.model.network)
    return {
        across: a.ravel(),
        up: b.ravel(),
        landscape.quantity: landscape.losses.ravel(),
        "update": path.updates,
        f"path, {across}": landscape.path[0],
        f"path, {up}": landscape.path[1],
        "off the plane": landscape.off,
    }
