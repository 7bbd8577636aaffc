"""The ranges of the loss plot's axes: they grow in steps, so they seldom change."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from gui.plots.loss_card import TINIEST
from gui.text.number_format import round_up_125

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRST_SPAN: Final = 10
MAX_AXIS_VALUE: Final = 5e153
"""The largest end of an axis: Qt can draw only what has a finite square. Just before a
run diverges, values may lie beyond it, and so outside the plot."""


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
    *,
    log: bool,
) -> AxisRanges:
    """Return the ranges that hold all of a run.

    Parameters
    ----------
    last, iterations : int
        The last update that has a point, and the planned number of updates.
    losses : iterable of (float, float)
        Smallest and largest value of each curve on the loss axis.
    errors : tuple of (float, float)
        Smallest and largest mean error.
    log : bool
        Whether the loss axis is logarithmic.
    """
    span = max(FIRST_SPAN, round_up_125(max(last, 1)))
    if last <= iterations:
        span = min(span, max(iterations, FIRST_SPAN))
    lows, highs = zip(*losses, strict=True)
    low, high = min(lows), max(highs)
    if not math.isfinite(low):
        low, high = 1.0, 10.0
    if log:
        bottom = -math.log10(round_up_125(1.0 / max(low, TINIEST)))
        top = math.log10(round_up_125(max(high, TINIEST)))
        if top - bottom < 0.3:
            bottom, top = bottom - 0.3, top + 0.1
    else:
        bottom, top = 0.0, min(round_up_125(high), MAX_AXIS_VALUE)
    error = 1.0
    if math.isfinite(errors[0]):
        error = round_up_125(max(abs(errors[0]), abs(errors[1]), 1e-12))
        error = min(error, MAX_AXIS_VALUE)
    return AxisRanges(span, bottom, top, error)
