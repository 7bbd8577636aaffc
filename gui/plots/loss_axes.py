"""How far the axes of the loss plot reach: in steps, so that they seldom change."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from gui.text.number_format import round_up_125

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.plots.peak_decimation import Extremes

FIRST_SPAN: Final = 10
FURTHEST: Final = 5e153
"""The largest number an axis reaches to: its square has to be finite to be drawn. Just
before a run diverges what is shown may lie beyond it, and so beyond the plot."""

TINIEST: Final = 1e-300
"""Stands for a loss of exactly zero on the logarithmic axis."""


class LossRange(NamedTuple):
    """How far the axes reach.

    Attributes
    ----------
    span : float
        The last update in view.
    bottom, top : float
        The loss, or its logarithm to base ten.
    error : float
        The mean error, up and down from zero.
    """

    span: float
    bottom: float
    top: float
    error: float

    @classmethod
    def of(
        cls,
        step: int,
        iterations: int,
        losses: Sequence[Extremes],
        errors: Extremes,
        *,
        log: bool,
    ) -> LossRange:
        """Return the reach that has room for all of a run.

        Parameters
        ----------
        step, iterations : int
            Updates made, and planned.
        losses : sequence of Extremes
            Of each curve on the axis of the loss.
        errors : Extremes
            Of the mean error.
        log : bool
            Whether the axis of the loss is logarithmic.
        """
        made = max(step, 1)
        span = max(FIRST_SPAN, round_up_125(made))
        if made <= iterations:
            span = min(span, max(iterations, FIRST_SPAN))
        low = min(some.low for some in losses)
        high = max(some.high for some in losses)
        if not math.isfinite(low):
            low, high = 1.0, 10.0
        if log:
            bottom = -math.log10(round_up_125(1.0 / max(low, TINIEST)))
            top = math.log10(round_up_125(max(high, TINIEST)))
            if top - bottom < 0.3:
                bottom, top = bottom - 0.3, top + 0.1
        else:
            bottom, top = 0.0, min(round_up_125(high), FURTHEST)
        error = 1.0
        if math.isfinite(errors.low):
            error = round_up_125(max(abs(errors.low), abs(errors.high), 1e-12))
            error = min(error, FURTHEST)
        return cls(span, bottom, top, error)
