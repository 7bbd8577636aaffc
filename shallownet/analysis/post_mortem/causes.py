"""The cause of a divergence, found by runs that lack it and stay finite."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from shallownet.analysis.post_mortem.changes import last_changes
from shallownet.analysis.post_mortem.trial_runs import (
    one_digit_below,
    stable_rate,
)
from shallownet.nn.gradient_rules import RULES
from shallownet.wording import counted, figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shallownet.analysis.post_mortem.changes import UserChange
    from shallownet.analysis.post_mortem.reconstruction import Reconstruction
    from shallownet.analysis.post_mortem.trial_runs import TrialRun, TrialRunner
    from shallownet.arrays import Array
    from shallownet.settings.events import Event

GROWTH: Final = 2.0
"""Factor within which the loss of a trial must stay: beyond it it is blowing up too."""

CONTRAST: Final = 10.0
"""Factor by which the run's own loss must exceed the trial's at the same update, if the
trial is too short to reach the divergence."""


class Cause(NamedTuple):
    """What the user changed, without which the run stays finite.

    Attributes
    ----------
    step : int
        The update to go back to.
    events : tuple of Event
        What to undo there.
    sentence : str
        What was changed, and how the run goes on without it.
    trial : TrialRun
        That run, from there.
    """

    step: int
    events: tuple[Event, ...]
    sentence: str
    trial: TrialRun


class CauseSearch:
    """Tries a run that diverged without what may have caused it.

    Parameters
    ----------
    reconstruction : Reconstruction
    trials : TrialRunner
    thetas : mapping of int to ndarray, shape (parameters,)
        ``theta`` after some numbers of updates.
    """

    def __init__(
        self,
        reconstruction: Reconstruction,
        trials: TrialRunner,
        thetas: Mapping[int, Array],
    ) -> None:
        self._reconstruction, self._trials = reconstruction, trials
        self._snapshot = snapshot = reconstruction.snapshot
        self._thetas = {snapshot.step: snapshot.theta, **thetas}
        self._changes = [c for c in last_changes(snapshot) if c.step in self._thetas]

    def change(self) -> Cause | None:
        """Return the last change without which the run stays finite.

        If there is no single one, all the last changes together are tried.
        """
        changes = self._changes
        together = [changes] if len(changes) > 1 else []
        for group in [[change] for change in changes] + together:
            trial = self._without(group)
            if trial is not None:
                events = tuple(event for change in group for event in change.events)
                return Cause(
                    group[-1].step, events, self._describe(group, trial), trial
                )
        return None

    def others(self) -> str:
        """Return what trials say if no change by the user explains the divergence."""
        parts = []
        # What was changed at its end was most likely changed after the divergence.
        earlier = [c for c in self._changes if c.step < self._snapshot.step]
        if earlier:
            what = "last change" if len(earlier) == 1 else "last changes"
            parts.append(
                f"Tried without your {what}, it gets out of hand all the same."
            )
        if RULES[self._reconstruction.settings.gradient].why:
            parts.insert(0, self._rate_and_gradient())
        return " ".join(parts)

    def _without(self, changes: Sequence[UserChange]) -> TrialRun | None:
        """Go on without some changes; return None if that goes wrong as well."""
        step, snapshot = changes[-1].step, self._snapshot
        network = snapshot.run.model.network
        theta = self._thetas[step].copy()
        for event in changes[-1].events:
            if event.kind == "value":
                theta[network.parameter_index(event.name)] = event.before
        events = [
            event
            for event in snapshot.events
            if not any(change.undoes(event) for change in changes)
        ]
        trial = self._trials.resume(theta, step, events, snapshot.step)
        if not _goes_well(trial):
            return None
        losses, end = snapshot.history_loss, step + trial.updates
        own = float(losses[end]) if end < len(losses) else math.inf
        return None if own <= CONTRAST * trial.final_loss else trial

    def _describe(self, changes: Sequence[UserChange], trial: TrialRun) -> str:
        said = " ".join(change.sentence for change in reversed(changes))
        return (
            f"{said} Without {'it' if len(changes) == 1 else 'them'} the run stays "
            f"finite: tried from there, {counted(trial.updates, 'update')} take the "
            f"loss from {figure(trial.initial_loss)} to {figure(trial.final_loss)}."
        )

    def _rate_and_gradient(self) -> str:
        """Say what the learning rate and a gradient that is not exact did.

        Each is tried from the start in its right form, with all else as it was.
        """
        reconstruction, settings = self._reconstruction, self._reconstruction.settings
        theta, used = reconstruction.initial_theta(), settings.learning_rate
        sharpness = reconstruction.sharpness(
            reconstruction.subset_objective, theta, settings
        )
        rate = stable_rate(settings, sharpness)
        if not rate < used:
            rate = one_digit_below(used / 9.0)
        slower, exact = (
            self._trials.resume(theta, 0, (), self._snapshot.step, changed)
            for changed in (
                replace(settings, learning_rate=rate),
                replace(settings, gradient="exact"),
            )
        )
        old, new = figure(used, 6), figure(rate, 6)
        wrong = f"The gradient was not exact. {RULES[settings.gradient].why}"
        updates = f"{counted(slower.updates, 'update')} from the start"
        if _goes_well(slower) and _goes_well(exact):
            return (
                f"{wrong} The learning rate {old} is too large for it: with "
                f"{new}, or with the exact gradient, {updates} stay finite."
            )
        if _goes_well(slower):
            return (
                f"The learning rate {old} is too large: with {new} and the "
                f"same gradient {updates} stay finite, while with the exact one at "
                f"{old} they get out of hand too. Besides, the gradient was not "
                f"exact. {RULES[settings.gradient].why}"
            )
        if _goes_well(exact):
            return f"{wrong} With the exact one {updates} stay finite at {old}."
        return wrong


def _goes_well(trial: TrialRun) -> bool:
    return trial.final_loss <= GROWTH * trial.initial_loss
