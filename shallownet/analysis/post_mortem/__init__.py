"""Why a run broke off: what overflowed first, what came before, and what would help.

It works on a `Snapshot` of the diverged run and the states before that, with a network
and objectives of its own: any thread may ask, while the window goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shallownet.analysis.post_mortem.blow_up import (
    AROUND,
    UPDATES_BEFORE,
    BlowUp,
    blow_up_of,
    updates_to_examine,
)
from shallownet.analysis.post_mortem.prior_states import (
    PriorState,
    ReplayedState,
    examine,
)
from shallownet.analysis.post_mortem.reconstruction import Reconstruction
from shallownet.analysis.post_mortem.remedies import (
    Remedy,
    StandardizationEffect,
    remedies,
)
from shallownet.nn.gradient_rules import RULES
from shallownet.wording import capital, counted, figure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shallownet.arrays import Array
    from shallownet.settings.training_config import TrainingConfig
    from shallownet.training.reports import Divergence
    from shallownet.training.snapshot import Snapshot

__all__ = [
    "UPDATES_BEFORE",
    "BlowUp",
    "PostMortem",
    "PriorState",
    "Remedy",
    "ReplayedState",
    "Standardising",
    "examine",
    "post_mortem",
    "updates_to_examine",
]


@dataclass(frozen=True, eq=False)
class PostMortem:
    """What is known of a run that diverged.

    Attributes
    ----------
    divergence : Divergence
        The update, and the first parameter that was not finite after it.
    before : tuple of PriorState
        The states that are known before that, the latest last.
    blow_up : BlowUp or None
        Where the loss began to leave for good; None if no loss is known.
    remedies : tuple of Remedy
        What would help, the surest first.
    settings : TrainingConfig
        Those of the update that broke it. A remedy from the start is to begin with
        them and its changes: what was changed on the diverged run since was not tried.
    mistake : str
        What is wrong with the gradient that it followed; empty if it is exact.
    standardising : StandardizationEffect
        What standardised inputs would do, whether or not that helps.
    largest : tuple of (str, float)
        The parameter that is the largest in size after the update, and its value.
    samples, of : int
        Over how many of the samples λmax was found, of those it trains on.
    """

    divergence: Divergence
    before: tuple[PriorState, ...]
    blow_up: BlowUp | None
    remedies: tuple[Remedy, ...]
    settings: TrainingConfig
    mistake: str
    standardising: StandardizationEffect
    largest: tuple[str, float]
    samples: int
    of: int

    @property
    def last(self) -> tuple[PriorState, ...]:
        """The states right before the divergence, at most five."""
        first = self.divergence.step - UPDATES_BEFORE
        return tuple(state for state in self.before if state.step >= first)

    @property
    def headline(self) -> str:
        """What overflowed, and when."""
        told = capital(f"{self.divergence}")
        name, value = self.largest
        if self.divergence.name == "loss":
            told += f"; the largest parameter was still finite: {name} = "
            told += figure(value)
        return f"{told}."

    @property
    def cause(self) -> str:
        """Where it began, and whether λmax was beyond its bound there."""
        if self.mistake:
            return (
                f"The gradient was not exact. {self.mistake} {self._course()}".strip()
            )
        began = self.blow_up.began if self.blow_up is not None else 0
        known = [state for state in self.before if state.step >= began]
        if not any(state.verdict for state in known):
            told = "No state before it is known in which λmax has a bound."
            return f"{told} {self._course()}".strip()
        # Later the numbers are out of hand, and λmax says nothing of how they came so.
        near = [s for s in known if s.step <= began + AROUND] or known
        over = next((state for state in near if state.overshoots), None)
        if over is None:
            return (
                "λmax was within the bound of stability where that began, so it is not "
                f"the curvature alone that broke the run. {self._course()}"
            ).strip()
        for state in reversed(self.before):
            if state.leads_over_to(over):
                over = state
        when = f"After update {over.step:,}" if over.step else "At the start"
        return (
            f"{when} λmax was {figure(over.sharpness)}, above "
            f"the {figure(over.bound)} that the learning rate "
            f"{over.learning_rate:g} allows, so each step overshot. {self._course()}"
        ).strip()

    def _course(self) -> str:
        """Tell from where to where the loss went."""
        if self.blow_up is None:
            return ""
        began = next((s for s in self.before if s.step == self.blow_up.began), None)
        end = next((s for s in reversed(self.before) if s.finite), None)
        if began is None or end is None or not began.loss < end.loss:
            return ""
        since = f"after update {began.step:,}" if began.step else "at the start"
        return (
            f"The loss went from {figure(began.loss)} {since} to {figure(end.loss)} "
            f"within {counted(end.step - began.step, 'update')}."
        )


def post_mortem(
    snapshot: Snapshot,
    states: Sequence[Array],
    steps: Sequence[int] | None = None,
    rates: Sequence[float] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> PostMortem:
    """Examine a run that diverged.

    Parameters
    ----------
    snapshot : Snapshot
        Of the run as it ended: its ``divergence`` is set.
    states : sequence of ndarray, shape (parameters,)
        ``theta`` after some updates, the latest last, best those of
        `updates_to_examine`;
        none if none was kept.
    steps : sequence of int, optional
        After how many updates each was; if not given, they end with the state that
        the update which broke the run started from.
    rates : sequence of float, optional
        The learning rate of the update that followed each; if not given, as settings,
        schedule and events have it.
    cancelled : callable, optional
        Asked between two pieces of work whether to stop.

    Raises
    ------
    ValueError
        If the run has not diverged, or there is not one step and one rate a state.
    Cancelled
        If ``cancelled`` said so.
    """
    divergence = snapshot.divergence
    if divergence is None:
        raise ValueError("the run has not diverged; there is nothing to examine")
    if steps is None:
        steps = range(divergence.step - len(states), divergence.step)
    # What broke the run are numbers too large, and here they are taken up again.
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        scene = Reconstruction(snapshot)
        found = examine(
            scene.objective,
            scene.states(states, steps, rates),
            curve=scene.few,
            unit=scene.unit,
            free=scene.free,
            cancelled=cancelled,
        )
        known = {
            state.step: (state, theta)
            for state, theta in zip(found, states, strict=True)
        }
        thetas = {step: theta for step, (_, theta) in known.items()}
        began = _no_worse_than_the_start(scene, blow_up_of(snapshot), thetas, cancelled)
        well = [known[step] for step in began or () if step in known]
        best = began.best if began is not None else 0
        cures, standardising = remedies(scene, well, best, cancelled)
        network = scene.objective.network
        sizes = np.nan_to_num(np.abs(snapshot.theta), nan=np.inf, posinf=np.inf)
        largest = int(np.argmax(sizes))
    return PostMortem(
        divergence,
        found,
        began,
        cures,
        scene.broke,
        RULES[scene.broke.gradient].why,
        standardising,
        (network.parameter_name(largest), float(snapshot.theta[largest])),
        scene.samples,
        scene.of,
    )


def _no_worse_than_the_start(
    scene: Reconstruction,
    found: BlowUp | None,
    known: dict[int, Array],
    cancelled: Callable[[], bool] | None,
) -> BlowUp | None:
    """Move where a blow-up began back to a state that is no worse than the start.

    A batch's loss may be low by chance where that over all samples is out of hand.
    """
    if found is None or not found.began:
        return found
    until = sorted((step for step in known if step <= found.began), reverse=True)
    at_first = scene.loss(scene.start(), cancelled)
    for step in until:
        # A start that is not finite says nothing of what came after it.
        if not scene.loss(known[step], cancelled) > at_first:
            return BlowUp(min(found.best, step), step)
    return BlowUp(0, 0) if until else found
