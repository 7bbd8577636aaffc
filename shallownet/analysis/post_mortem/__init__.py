"""Post-mortem of a run that diverged: its cause, the states before it, and remedies.

It needs only a `Snapshot` and earlier parameters, and has a network and objectives of
its own, so it can run in any thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shallownet.analysis.post_mortem.blow_up import (
    NEIGHBOURS,
    SHOWN_STATES,
    BlowUp,
    blow_up_of,
    updates_to_examine,
    updates_to_report,
)
from shallownet.analysis.post_mortem.causes import Cause, CauseSearch
from shallownet.analysis.post_mortem.reconstruction import Reconstruction
from shallownet.analysis.post_mortem.remedies import Remedy, RemedySearch, undoing
from shallownet.analysis.post_mortem.state_report import StateReport
from shallownet.analysis.post_mortem.trial_runs import TrialRunner
from shallownet.nn.gradient_rules import RULES
from shallownet.wording import capital, counted, figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shallownet.arrays import Array
    from shallownet.callbacks import CancelCheck
    from shallownet.settings.training_config import TrainingConfig
    from shallownet.training.reports import Divergence
    from shallownet.training.snapshot import Snapshot

__all__ = ["PostMortem", "Remedy", "StateReport", "post_mortem", "updates_to_examine"]


@dataclass(frozen=True, eq=False)
class PostMortem:
    """The result of a post-mortem.

    Attributes
    ----------
    divergence : Divergence
        The update, and the first parameter that was not finite after it.
    states : tuple of StateReport
        The known states before it, in order.
    blow_up : BlowUp or None
        Where the loss began to grow for good; None if no loss is known.
    change : Cause or None
        The last change by the user without which the run stays finite, if any.
    others : str
        What trials said of other causes.
    remedies : tuple of Remedy
        What would help, the surest first.
    settings : TrainingConfig
        The settings of the update that diverged: a remedy from the start adds its
        changes to them. Settings that were changed later were not tried.
    largest : tuple of (str, float)
        The parameter that is the largest in size after the update, and its value.
    """

    divergence: Divergence
    states: tuple[StateReport, ...]
    blow_up: BlowUp | None
    change: Cause | None
    others: str
    remedies: tuple[Remedy, ...]
    settings: TrainingConfig
    largest: tuple[str, float]

    @property
    def last(self) -> tuple[StateReport, ...]:
        """The states right before the divergence, at most five."""
        first = self.divergence.step - SHOWN_STATES
        return tuple(state for state in self.states if state.step >= first)

    @property
    def headline(self) -> str:
        """What overflowed, and when."""
        text = capital(f"{self.divergence}")
        if self.change is not None and self.change.step == self.divergence.step:
            # No update made it so, but the change itself.
            name = self.divergence.name
            where = "the loss" if name == "loss" else name
            when = f"update {self.change.step:,}" if self.change.step else "the start"
            text = f"{capital(where)} is {self.divergence.value} after {when}"
        if self.divergence.name == "loss":
            name, value = self.largest
            text += (
                f"; the largest parameter was still finite: {name} = {figure(value)}"
            )
        return f"{text}."

    @property
    def cause(self) -> str:
        """The nearest cause, then others, and the growth of the loss."""
        nearest = self.change.sentence if self.change is not None else ""
        parts = (nearest, self._reason(), self.others, self._growth())
        return " ".join(part for part in parts if part)

    def _reason(self) -> str:
        """Say what the gradient or the curvature has to do with it."""
        mistake = RULES[self.settings.gradient].why
        if mistake:
            besides = f"Besides, the gradient was not exact. {mistake}"
            return besides if self.change is not None else ""
        began = self.blow_up.began if self.blow_up is not None else 0
        known = [state for state in self.states if state.step >= began]
        if not any(state.verdict for state in known):
            if self.change is not None:
                return ""
            return "No state before it is known in which λmax has a bound."
        # Later λmax is large because of the blow-up, and says nothing about its cause.
        near = [s for s in known if s.step <= began + NEIGHBOURS] or known
        over = next((state for state in near if state.overshoots), None)
        if over is None:
            if self.change is not None:
                return ""
            return (
                "λmax was within the bound of stability where that began, so it is not "
                "the curvature alone that broke the run."
            )
        for state in reversed(self.states):
            if state.leads_to(over):
                over = state
        when = f"After update {over.step:,}" if over.step else "At the start"
        return (
            f"{when} λmax was {figure(over.sharpness)}, above "
            f"the {figure(over.bound)} that the learning rate "
            f"{figure(over.learning_rate, 6)} allows, so each step overshot."
        )

    def _growth(self) -> str:
        """Describe the growth of the loss since the start of the blow-up."""
        if self.blow_up is None:
            return ""
        start = next((s for s in self.states if s.step == self.blow_up.began), None)
        end = next((s for s in reversed(self.states) if s.finite), None)
        if start is None or end is None or not start.loss < end.loss:
            return ""
        since = f"after update {start.step:,}" if start.step else "at the start"
        return (
            f"The loss went from {figure(start.loss)} {since} to {figure(end.loss)} "
            f"within {counted(end.step - start.step, 'update')}."
        )


def post_mortem(
    snapshot: Snapshot, thetas: Mapping[int, Array], cancelled: CancelCheck = None
) -> PostMortem:
    """Examine a run that diverged.

    Parameters
    ----------
    snapshot : Snapshot
        Of the end of the run: its ``divergence`` is set.
    thetas : mapping of int to ndarray, shape (parameters,)
        ``theta`` after some numbers of updates, in order, preferably those of
        `updates_to_examine`; may be empty.
    cancelled : callable, optional
        Called between computations; returns whether to stop.

    Raises
    ------
    ValueError
        If the run has not diverged.
    Cancelled
        If ``cancelled`` returned true.
    """
    divergence = snapshot.divergence
    if divergence is None:
        raise ValueError("the run has not diverged; there is nothing to examine")
    # The numbers that overflowed in the run overflow here again.
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        reconstruction = Reconstruction(snapshot, cancelled)
        only_tried = set(updates_to_examine(snapshot)) - updates_to_report(snapshot)
        states = tuple(
            reconstruction.report(step, theta)
            for step, theta in thetas.items()
            if step not in only_tried
        )
        blow_up = _confirmed(blow_up_of(snapshot), reconstruction, thetas)
        by_step = {state.step: (state, thetas[state.step]) for state in states}
        steps = dict.fromkeys(blow_up or ())  # its best step first
        trials = TrialRunner(reconstruction)
        causes = CauseSearch(reconstruction, trials, thetas)
        change = causes.change()
        others = "" if change is not None else causes.others()
        remedies = RemedySearch(reconstruction, trials).remedies(
            [by_step[step] for step in steps if step in by_step],
            blow_up.best if blow_up is not None else 0,
        )
        if change is not None:
            remedies = (undoing(change), *remedies)
    sizes = np.nan_to_num(np.abs(snapshot.theta), nan=np.inf, posinf=np.inf)
    largest = int(np.argmax(sizes))
    name = snapshot.run.model.network.parameter_name(largest)
    return PostMortem(
        divergence,
        states,
        blow_up,
        change,
        others,
        remedies,
        reconstruction.settings,
        (name, float(snapshot.theta[largest])),
    )


def _confirmed(
    blow_up: BlowUp | None,
    reconstruction: Reconstruction,
    thetas: Mapping[int, Array],
) -> BlowUp | None:
    """Move the start of a blow-up back to a state that is no worse than the start.

    A batch may have a low loss by chance when the loss over all samples is high.
    """
    if blow_up is None or not blow_up.began:
        return blow_up
    steps = sorted((step for step in thetas if step <= blow_up.began), reverse=True)
    initial_loss = reconstruction.loss(reconstruction.initial_theta())
    for step in steps:
        # A start that is not finite cannot be compared with.
        if not reconstruction.loss(thetas[step]) > initial_loss:
            return BlowUp(min(blow_up.best, step), step)
    return BlowUp(0, 0) if steps else blow_up
