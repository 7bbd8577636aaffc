"""The report of an update, and where a run diverged."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from shallownet.nn.network import Network


class StepReport(NamedTuple):
    """The metrics at the parameters before an update.

    Attributes
    ----------
    step : int
        The number of the update; the first is 1.
    loss, mean_error : float
        J and mean(yhat - y), in the target's units.
    gradient_norm : float
        The Euclidean norm of the gradient, before any clipping.
    """

    step: int
    loss: float
    mean_error: float
    gradient_norm: float


class Divergence(NamedTuple):
    """Where a parameter or the loss of a run stopped being finite.

    Attributes
    ----------
    step : int
        The number of updates made.
    name : str
        The first parameter that is not finite, or ``"loss"`` if only the loss is not.
    value : float
        inf, -inf or nan.
    others : int
        How many more parameters are not finite.
    """

    step: int
    name: str
    value: float
    others: int = 0

    def __str__(self) -> str:
        more = f", and {self.others} more parameters with it" if self.others else ""
        name = "the loss" if self.name == "loss" else self.name
        what = f"update {self.step:,}" if self.step else "the start"
        return f"{what} made {name} {self.value}{more}"


def find_divergence(network: Network, updates: int) -> Divergence | None:
    """Return the first parameter that is not finite; None if all are."""
    bad = np.flatnonzero(~np.isfinite(network.theta))
    if not bad.size:
        return None
    first = int(bad[0])
    return Divergence(
        updates,
        network.parameter_name(first),
        float(network.theta[first]),
        others=bad.size - 1,
    )
