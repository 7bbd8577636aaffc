"""A metric of a run as a line, with a faint curve behind it for single batches."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import pyqtgraph as pg

from gui.plots.curve_items import CurveItem, LineItem
from gui.plots.peak_decimation import EMPTY_RANGE, GrowingCurve
from gui.style.theme import translucent

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.plots.update_axis import UpdateAxis
    from shallownet.arrays import Array
    from shallownet.training.snapshot import Snapshot

MAX_MEAN: Final = 100
"""Batches that a mean is taken over, if an epoch has no fewer."""

LINE_WIDTH: Final = 2.0
LINE_COLUMNS: Final = 4
"""Pixels of a line for which its smallest and its largest value are drawn."""

BATCH_ALPHA: Final = 90
"""The alpha of a curve of single batches: the line and the grid stay visible."""


NONE: Final = np.empty(0)


def mean_width(snapshot: Snapshot) -> int:
    """Return over how many batches to take means; 1 if all samples were always used."""
    m = snapshot.run.split.train.size
    earlier = (e.before for e in snapshot.events if e.name == "batch_size")
    batches = [math.ceil(m / size) for size in earlier if size]
    most: int = max((snapshot.epoch_position.batches, *batches))
    return min(most, MAX_MEAN)


class HistoryCurve:
    """The values of a metric, one for each update and one for the present state.

    With batches each value is that of a single one, and varies. They are drawn as a
    faint curve, and the line over it joins their means over sections of the run.

    Attributes
    ----------
    values : GrowingCurve
    line : LineItem
    batches : CurveItem
    width : int
        The updates in a section; 1 if the line joins the values themselves.
    """

    def __init__(self) -> None:
        self.values, self._means = GrowingCurve(), GrowingCurve()
        self.line, self.batches = LineItem(), CurveItem()
        self.width = 1
        self._step = 0
        self._key: tuple[object, int] = (None, 0)

    def set_colour(self, colour: str, scale: float = 1.0) -> None:
        """Set the colour of the line and of the faint curve, and a factor of widths."""
        self.line.setPen(pg.mkPen(colour, width=LINE_WIDTH * scale))
        # Translucent lines are quick to paint at a width of 1 only.
        self.batches.setPen(pg.mkPen(translucent(colour, BATCH_ALPHA), width=1))

    def set_visible(self, visible: bool) -> None:
        """Show or hide both."""
        self.line.setVisible(visible)
        self.batches.setVisible(visible)

    def set_history(
        self, values: Array, current: float, step: int, run: object, width: int = 1
    ) -> None:
        """Take the values of a run; NaN where there is none.

        Parameters
        ----------
        values : ndarray, shape (n,)
        current : float
            The value over all samples at the present parameters.
        step : int
            The number of updates made by now.
        run : object
            Tells runs apart.
        width : int
            The updates in a section.
        """
        known = len(self.values.values)
        self.values.update(values, current, run)
        self._step, self.width = step, width
        if width == 1:
            return
        means = self._means.values
        if (run, width) != self._key or len(values) < known:
            self._key, means = (run, width), means[:0]
        sections = len(values) // width
        new = values[len(means) * width : sections * width].reshape(-1, width)
        with np.errstate(over="ignore", invalid="ignore"):
            means = np.append(means, new.mean(axis=1))
        self._means.update(means, math.nan, self._key)

    def value_at(self, update: int) -> float:
        """Return the value after that many updates."""
        return self.values.value_at(update)

    def mean_at(self, update: int) -> float:
        """Return the mean of the section with an update; NaN without a whole one."""
        means = self._means.values
        section = update // self.width
        return float(means[section]) if section < len(means) else math.nan

    def draw(
        self,
        start: int,
        stop: int,
        columns: int,
        to_axis: Callable[[Array], Array],
        axis: UpdateAxis,
        *,
        positive: bool = False,
    ) -> float:
        """Draw what lies between two updates; return where the present value lies.

        Parameters
        ----------
        start, stop : int
        columns : int
            The width of the plot in pixels.
        to_axis : callable
            Returns where values lie on the axis.
        axis : UpdateAxis
            The x axis.
        positive : bool
            Whether the axis has a place for positive values only.
        """
        width, source = self.width, self.values
        if source.range == EMPTY_RANGE:
            if self.line.xData is not None:
                self.line.clear()
                self.batches.clear()
            return math.nan
        if width > 1:
            x, y = _decimated(source, axis, start, stop, columns, positive)
            self.batches.setData(axis.to_x(x), to_axis(y), connect="finite")
            source = self._means
        elif self.batches.xData is not None:
            self.batches.clear()
        first, end = start // width, -(-stop // width)
        # Its cost grows with its points, and more of them would not look different.
        sections = columns // LINE_COLUMNS
        x, y = _decimated(source, axis, first, end, sections, positive)
        x = axis.to_x(np.append(x * width + (width - 1) / 2, self._step))
        y = to_axis(np.append(y, self.values.current))
        if axis.log and not self._step:  # which has no place
            x, y = x[:-1], y[:-1]
            self.line.setData(x, y)
            return math.nan
        self.line.setData(x, y, connect="finite")
        return float(y[-1])


def _decimated(
    source: GrowingCurve,
    axis: UpdateAxis,
    start: int,
    stop: int,
    columns: int,
    positive: bool,
) -> tuple[Array, Array]:
    """Decimate the values, by parts within which the axis is about even."""
    parts = [
        source.decimate(*part, positive=positive)
        for part in axis.sections(start, stop, columns)
    ]
    if len(parts) == 1:
        return parts[0]
    x, y = zip(*parts, strict=True) if parts else ((NONE,), (NONE,))
    return np.concatenate(x), np.concatenate(y)
