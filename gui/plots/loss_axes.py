"""The ranges of the loss plot's axes: they grow in steps, so they seldom change."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from gui.text.number_format import round_up_125

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRST_SPAN: Final = 10
MAX_AXIS_VALUE: Final = 5e153
"""The largest end of an axis: Qt can draw only what has a finite square. Just before a
run diverges, values may lie beyond it, and so outside the plot."""


FAR_PEAK: Final = {True: 1e6, False: 100.0}
"""The factor above the first and the present loss from which a logarithmic and a linear
axis leave a peak out. A run that came back from a divergence has peaks beside which
nothing else could be seen."""

ROOM: Final = {True: 10.0, False: 2.0}
"""The factor up to which the axis reaches then."""


class AxisRanges(NamedTuple):
    """The ranges of all axes of the loss plot.

    Attributes
    ----------
    last_update : float
        The right end; the left end is 0.
    bottom, top : float
        The loss, or its logarithm to base ten.
    mean_error : float
        The mean error, up and down from zero.
    """

    last_update: float
    bottom: float
    top: float
    mean_error: float


def axis_ranges(
    last: int,
    iterations: int,
    losses: Iterable[tuple[float, float]],
    errors: tuple[float, float],
    usual: float,
    *,
    log: bool,
) -> AxisRanges:
    """Return the ranges that hold all of a run.

    Parameters
    ----------
    last, iterations : int
        The last update that has a point, and the planned number of updates.
    losses : iterable of (float, float)
        The smallest positive and the largest value of each curve on the loss axis.
    errors : tuple of (float, float)
        Smallest and largest mean error.
    usual : float
        The larger one of the first and the present loss: see `highest_in_view`.
    log : bool
        Whether the loss axis is logarithmic.
    """
    span = max(FIRST_SPAN, round_up_125(max(last, 1)))
    if last <= iterations:
        span = min(span, max(iterations, FIRST_SPAN))
    lows, highs = zip(*losses, strict=True)
    low, high = min(lows), highest_in_view(max(highs), usual, log=log)
    if not math.isfinite(low):
        low, high = 1.0, 10.0
    if log:
        bottom = -math.log10(round_up_125(1.0 / low))
        top = math.log10(round_up_125(high))
        if top - bottom < 0.3:
            bottom, top = bottom - 0.3, top + 0.1
    else:
        bottom, top = 0.0, min(round_up_125(high), MAX_AXIS_VALUE)
    error = 1.0
    if math.isfinite(errors[0]):
        largest = max(abs(errors[0]), abs(errors[1]), 1e-12)
        # The root of the mean squared error, which no mean error exceeds.
        root = math.sqrt(2.0 * usual)
        if 0.0 < root < largest / math.sqrt(FAR_PEAK[False]):
            largest = root * math.sqrt(ROOM[False])
        error = min(round_up_125(largest), MAX_AXIS_VALUE)
    return AxisRanges(span, bottom, top, error)


def highest_in_view(high: float, usual: float, *, log: bool) -> float:
    """Return the largest loss that an axis has room for.

    Parameters
    ----------
    high : float
        The largest one of all.
    usual : float
        The larger one of the first and the present loss.
    log : bool
        Whether the axis is logarithmic.
    """
    if 0.0 < usual < high / FAR_PEAK[log]:
        return usual * ROOM[log]
    return high
