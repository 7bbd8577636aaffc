"""Why a run broke off: what overflowed first, what came before, and what would help.

It works on a `Snapshot` of the diverged run and the states before that, with a network
and objectives of its own: any thread may ask, while the window goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.gradients import RULES
from shallownet.post_mortem.before import Before, State, examine
from shallownet.post_mortem.remedies import Remedy, Standardising, remedies
from shallownet.post_mortem.scene import Scene
from shallownet.wording import capital, counted, figure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shallownet.arrays import Array
    from shallownet.report import Divergence
    from shallownet.snapshot import Snapshot

__all__ = [
    "UPDATES_BEFORE",
    "Before",
    "PostMortem",
    "Remedy",
    "Standardising",
    "State",
    "examine",
    "post_mortem",
]

UPDATES_BEFORE: Final = 5
"""How many states before the divergence are worth keeping for it."""


@dataclass(frozen=True, eq=False)
class PostMortem:
    """What is known of a run that diverged.

    Attributes
    ----------
    divergence : Divergence
        The update, and the first parameter that was not finite after it.
    before : tuple of Before
        The states before that, the latest last.
    remedies : tuple of Remedy
        What would help, the surest first.
    mistake : str
        What is wrong with the gradient that it followed; empty if it is exact.
    standardising : Standardising
        What standardised inputs would do, whether or not that helps.
    samples, of : int
        Over how many of the samples λmax was found, of those it trains on.
    """

    divergence: Divergence
    before: tuple[Before, ...]
    remedies: tuple[Remedy, ...]
    mistake: str
    standardising: Standardising
    samples: int
    of: int

    @property
    def headline(self) -> str:
        """What overflowed, and when."""
        return capital(f"{self.divergence}.")

    @property
    def cause(self) -> str:
        """What the states before show, in a sentence."""
        if self.mistake:
            return f"The gradient was not exact. {self.mistake}"
        beyond = [state for state in self.before if state.overshoots]
        if not beyond:
            if any(state.verdict for state in self.before):
                return (
                    "λmax stayed within the bound of stability up to the last finite "
                    "state: it is not the curvature that broke the run."
                )
            return "No state before it is known in which λmax has a bound."
        first, losses = beyond[0], [state.loss for state in beyond]
        grown = ""
        if len(losses) > 1 and 0.0 < losses[0] < losses[-1]:
            steps = counted(beyond[-1].step - first.step, "update")
            grown = f"; in {steps} the loss grew {figure(losses[-1] / losses[0])} times"
        when = f"After update {first.step:,}" if first.step else "At the start"
        return (
            f"{when} λmax was {figure(first.sharpness)}, above "
            f"the {figure(first.bound)} that the learning rate "
            f"{first.learning_rate:g} allows, so each step overshot{grown}."
        )


def post_mortem(
    snapshot: Snapshot,
    states: Sequence[Array],
    steps: Sequence[int] | None = None,
    rates: Sequence[float] | None = None,
    interrupted: Callable[[], bool] | None = None,
) -> PostMortem:
    """Examine a run that diverged.

    Parameters
    ----------
    snapshot : Snapshot
        Of the run as it ended: its ``divergence`` is set.
    states : sequence of ndarray, shape (parameters,)
        ``theta`` before the last updates, the latest last; none if none was kept.
    steps : sequence of int, optional
        After how many updates each was; if not given, they end with the state that
        the update which broke the run started from.
    rates : sequence of float, optional
        The learning rate of the update that followed each; if not given, as settings,
        schedule and events have it.
    interrupted : callable, optional
        Asked between two pieces of work whether to stop.

    Raises
    ------
    ValueError
        If the run has not diverged, or there is not one step and one rate a state.
    Cancelled
        If ``interrupted`` said so.
    """
    divergence = snapshot.divergence
    if divergence is None:
        raise ValueError("the run has not diverged; there is nothing to examine")
    if steps is None:
        steps = range(divergence.step - len(states), divergence.step)
    # What broke the run are numbers too large, and here they are taken up again.
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        scene = Scene(snapshot)
        found = examine(
            scene.objective,
            scene.states(states, steps, rates),
            curve=scene.few,
            unit=scene.unit,
            free=scene.free,
            interrupted=interrupted,
        )
        cures, standardising = remedies(scene, found, interrupted)
    return PostMortem(
        divergence,
        found,
        cures,
        RULES[snapshot.settings.gradient].why,
        standardising,
        scene.samples,
        scene.of,
    )
