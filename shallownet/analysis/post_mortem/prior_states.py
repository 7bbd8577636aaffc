"""The states before a divergence: loss, largest gradient, λmax against its bound."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.curvature.lanczos import sharpness
from shallownet.curvature.stability import stable_below, verdict
from shallownet.nn.gradient_rules import RULES
from shallownet.wording import figure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from shallownet.arrays import Array, Indices
    from shallownet.nn.network import Network
    from shallownet.nn.objective import Objective
    from shallownet.settings.training_config import TrainingConfig


LARGEST: Final = 1e150
"""Beyond it the length of a vector overflows, and Lanczos's method needs lengths."""


class ReplayedState(NamedTuple):
    """A state of a run, and what its next update was to be.

    Attributes
    ----------
    step : int
        After how many updates.
    theta : ndarray, shape (parameters,)
    settings : TrainingConfig
        The settings of the update that followed.
    learning_rate : float
        Its learning rate.
    rows : ndarray of int or None
        The samples that it looked at; None means all of them.
    """

    step: int
    theta: Array
    settings: TrainingConfig
    learning_rate: float
    rows: Indices | None = None


@dataclass(frozen=True)
class PriorState:
    """What a state before a divergence was like.

    Attributes
    ----------
    step : int
        After how many updates.
    finite : bool
        Whether all parameters and the loss are finite.
    loss : float
        J over the samples of the next update, in the target's units squared.
    gradient_name : str
        The parameter whose gradient is the largest in size, or the first that is not
        finite; empty where the state itself is not.
    gradient_value : float
        That gradient, as the next update followed it before any clipping.
    learning_rate : float
        That of the next update.
    sharpness : float
        λmax over the samples it trains on; NaN where it cannot be found.
    bound : float
        The λmax above which the optimiser overshoots, 2/η for gradient descent; NaN
        where none is known, as for a gradient that is not the loss's.
    """

    step: int
    finite: bool
    loss: float
    gradient_name: str
    gradient_value: float
    learning_rate: float
    sharpness: float
    bound: float

    @property
    def overshoots(self) -> bool:
        """Whether λmax is above its bound."""
        return self.sharpness > self.bound

    def leads_over_to(self, later: PriorState) -> bool:
        """Whether the next update led to a state where the loss went on rising.

        Both with λmax above its bound, by the same learning rate.
        """
        return (
            self.step + 1 == later.step
            and self.loss < later.loss
            and self.overshoots
            and self.learning_rate == later.learning_rate
        )

    @property
    def verdict(self) -> str:
        """What λmax means beside its bound; empty where either is not known."""
        return verdict(self.sharpness, self.bound)

    @property
    def sentence(self) -> str:
        """All of it in a line."""
        start = f"After update {self.step:,}: " if self.step else "At the start: "
        if not self.gradient_name:
            return f"{start}not finite, so nothing can be measured."
        curve = "λmax cannot be found: the numbers are too large"
        if math.isfinite(self.sharpness):
            curve = f"λmax {figure(self.sharpness)}"
            if self.verdict:
                curve += f" against {figure(self.bound)}: {self.verdict}"
        return (
            f"{start}loss {figure(self.loss)}; largest gradient {self.gradient_name} "
            f"= {figure(self.gradient_value)}; {curve}."
        )


def examine(
    objective: Objective,
    states: Sequence[ReplayedState],
    *,
    curve: Objective | None = None,
    unit: float = 1.0,
    free: NDArray[np.bool_] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[PriorState, ...]:
    """Measure some states of a run.

    Parameters
    ----------
    objective : Objective
        Over the samples that the run trains on. Its network is written to, and it
        takes on each state's settings: it must be nobody else's.
    states : sequence of ReplayedState
    curve : Objective, optional
        Of the same network, over fewer samples: λmax takes some hundred gradients.
    unit : float
        The target's units in one of those that the network is trained in.
    free : ndarray of bool, optional
        The parameters that may move; None if all may.
    cancelled : callable, optional
        Asked between two pieces of work whether to stop.

    Raises
    ------
    Cancelled
        If ``cancelled`` said so.
    """
    found = []
    for state in states:
        for part in (objective, curve or objective):
            adopt(part, state.settings)
        bound = math.nan
        if not RULES[state.settings.gradient].why:
            bound = stable_below(state.settings.optimizer, state.learning_rate)
        nothing = PriorState(
            state.step,
            False,
            math.nan,
            "",
            math.nan,
            state.learning_rate,
            math.nan,
            bound,
        )
        if not np.isfinite(state.theta).all():
            found.append(nothing)
            continue
        objective.network.theta[:] = state.theta
        loss = objective.evaluate(state.rows, cancelled).loss * unit**2
        name, value = _largest(objective.network, free)
        found.append(
            PriorState(
                state.step,
                math.isfinite(loss),
                loss,
                name,
                value,
                state.learning_rate,
                largest_eigenvalue(curve or objective, free, cancelled),
                bound,
            )
        )
    return tuple(found)


def adopt(objective: Objective, settings: TrainingConfig) -> None:
    """Give an objective the penalties and the rule of some settings."""
    objective.l1, objective.l2 = settings.l1, settings.l2
    objective.rule = settings.gradient


def largest_eigenvalue(
    objective: Objective,
    free: NDArray[np.bool_] | None,
    cancelled: Callable[[], bool] | None,
) -> float:
    """Return λmax; NaN where the numbers are too large to find it."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        try:
            found = sharpness(objective, free, cancelled)
        except np.linalg.LinAlgError:
            return math.nan
    return found if abs(found) < LARGEST else math.nan


def _largest(network: Network, free: NDArray[np.bool_] | None) -> tuple[str, float]:
    """Return the largest entry of the gradient, or the first that is not finite."""
    size = np.abs(network.gradient)
    size[np.isnan(size)] = math.inf
    if free is not None:
        size[~free] = -1.0
    index = int(np.argmax(size))
    return network.parameter_name(index), float(network.gradient[index])
