"""Measurements of a state before a divergence."""

from __future__ import annotations

import math
from dataclasses import dataclass

from shallownet.curvature.stability import verdict


@dataclass(frozen=True)
class StateReport:
    """The measurements of a state before a divergence.

    Attributes
    ----------
    step : int
        Number of updates before it.
    learning_rate : float
        That of the next update.
    bound : float
        The λmax above which the optimizer overshoots, 2/η for gradient descent; NaN
        where none is known, as for a gradient that is not exact.
    finite : bool
        Whether all parameters and the loss are finite.
    loss : float
        J over the samples of the next update, in the target's units squared.
    gradient_name : str
        The parameter with the largest absolute gradient, or the first whose gradient
        is not finite; empty if the parameters are not finite.
    gradient_value : float
        That gradient, before any clipping.
    sharpness : float
        λmax over the training samples; NaN if it could not be computed.
    """

    step: int
    learning_rate: float
    bound: float
    finite: bool = False
    loss: float = math.nan
    gradient_name: str = ""
    gradient_value: float = math.nan
    sharpness: float = math.nan

    @property
    def overshoots(self) -> bool:
        """Whether λmax is above its bound."""
        return self.sharpness > self.bound

    @property
    def verdict(self) -> str:
        """The meaning of λmax relative to its bound; empty if either is unknown."""
        return verdict(self.sharpness, self.bound)

    def leads_to(self, later: StateReport) -> bool:
        """Return whether the next update overshot, at the same rate, and reached it."""
        return (
            self.step + 1 == later.step
            and self.loss < later.loss
            and self.overshoots
            and self.learning_rate == later.learning_rate
        )
