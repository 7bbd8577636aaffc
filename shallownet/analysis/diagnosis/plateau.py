"""The finding about a gradient that has vanished with a large loss: where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.analysis.diagnosis.finding import Finding, Severity
from shallownet.analysis.landscape.place import place_of
from shallownet.analysis.training_subset import training_subset
from shallownet.training.problem import Problem
from shallownet.wording import counted, figure, rounded

if TYPE_CHECKING:
    from shallownet.analysis.landscape.place import Place
    from shallownet.training.snapshot import Snapshot

MIN_SAMPLES: Final = 500

GO_BACK: Final = (
    "go back to before it with a smaller learning rate, or make another start"
)


def plateau_finding(
    snapshot: Snapshot, largest: float, initial: float, updates: int
) -> Finding:
    """Return what a vanished gradient means, by the curvature of the loss.

    Parameters
    ----------
    snapshot : Snapshot
    largest : float
        The largest gradient norm of the last updates.
    initial : float
        The gradient norm that the run began with.
    updates : int
        The number of those last updates.
    """
    title, meaning, advice = _meaning(snapshot)
    severity = Severity.WARNING
    if snapshot.run.model.network.activations == ("identity",):
        title, severity = "plateau", Severity.NOTE
        meaning = "For a linear model that is its minimum"
        advice = "no more can be had without a hidden layer"
    return Finding(
        "plateau",
        title,
        f"The gradient's length has been at most {figure(largest)} for the last "
        f"{counted(updates, 'update')}; it began near {figure(initial)}, and R² is "
        f"{rounded(snapshot.r2)}. {meaning}: {advice}.",
        severity,
    )


def _meaning(snapshot: Snapshot) -> tuple[str, str, str]:
    """Return a title, what the place is, and what to do."""
    place = _place(snapshot)
    low, high = place.figures
    if place.kind in ("saddle", "hill"):
        return (
            "saddle",
            f"That is no minimum but a saddle: λmin is {low} (λmax {high}), so along "
            "some direction J curves down, although it is nearly level here",
            "momentum, or more updates, may lead off it; another start may avoid it",
        )
    if place.kind == "bowl":
        return (
            "poor minimum",
            f"That is a poor minimum: J curves up along every direction (λmin {low}, "
            f"λmax {high})",
            "make another start, or try more units",
        )
    if place.kind == "unknown":
        return "plateau", "It stands on a plateau, or in a poor minimum", GO_BACK
    return (
        "plateau",
        f"It stands on a plateau: along some direction J hardly curves (λmin {low}, "
        f"λmax {high})",
        GO_BACK,
    )


def _place(snapshot: Snapshot) -> Place:
    """Measure the place over a subset of the samples, so that the cost is bounded."""
    run, settings = snapshot.run, snapshot.settings
    problem = Problem(run)
    objective = problem.objective_over(run.data.take(training_subset(run, MIN_SAMPLES)))
    objective.configure(settings.l1, settings.l2, "exact")
    np.copyto(objective.network.theta, snapshot.theta)
    return place_of(objective, ~snapshot.frozen if snapshot.frozen.any() else None)
