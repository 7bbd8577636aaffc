"""What the last updates show: a rising loss, a gradient out of hand or gone.

Only the last `WINDOW` updates, and the first few, are read: the cost does not grow with
the history.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.analysis.diagnosis.finding import Finding, Severity
from shallownet.curvature.stability import stable_below
from shallownet.nn.gradient_rules import RULES
from shallownet.wording import counted, figure, rounded

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.training.snapshot import Snapshot

WINDOW: Final = 300
FEWEST: Final = 12
"""Values without which there is no trend to speak of."""

PARTS: Final = 4
"""A loss rises if its median does over so many parts of the window in a row: the jitter
at the edge of stability, and a single jump, do not make it so."""

RISEN: Final = 1.01
STEP: Final = 0.002
"""Share of its level by which it has to rise from part to part, and half of that within
the last one: a loss that saturated units hold still goes on rising by rounding."""

EXPLODED: Final = 100.0
VANISHED: Final = 1e-3
POOR: Final = 0.5
"""R² below which the loss counts as large: most of the target is not explained."""

SMALL_MEAN: Final = 0.1
"""Share of the RMSE below which the mean error counts as small."""


class Rise(NamedTuple):
    """How a curve has risen: over how many updates, from and to which level."""

    updates: int
    before: float
    after: float


def course_findings(snapshot: Snapshot) -> list[Finding]:
    """Return what is to be said of the course of a run up to a state."""
    if snapshot.divergence is not None:
        return []  # it has ended; that is for the post-mortem
    full = snapshot.place.batches == 1
    losses = snapshot.history_loss[-WINDOW:]
    if full:
        losses = np.append(losses, snapshot.loss)
    found = [_mean_error(snapshot)]
    rise = _rise(losses, steady=full)
    if rise is not None:
        found.append(_rising(snapshot, rise))
    else:
        found.append(_overfitting(snapshot, _rise(losses, steady=full, sign=-1.0)))
    found.append(_gradient(snapshot))
    return [finding for finding in found if finding is not None]


def _rise(values: Array, *, steady: bool, sign: float = 1.0) -> Rise | None:
    """Say whether a curve rises (or with the other sign falls) all through.

    Parameters
    ----------
    values : ndarray, shape (n,)
        NaN where it was not measured.
    steady : bool
        Whether all values are over the same samples. Else the rise must stand out from
        the scatter of the batches.
    sign : float
        1 or -1.
    """
    updates = len(values) - 1
    values = values[~np.isnan(values)]
    if len(values) < FEWEST:
        return None
    parts = np.array_split(values, PARTS)
    with np.errstate(over="ignore", invalid="ignore"):
        levels = [float(np.median(part)) for part in parts]
        steps = sign * np.diff(levels)
        before, after = levels[0], levels[-1]
        low, high = sorted((before, after))
        if not (steps > STEP * np.abs(levels[:-1])).all() or not high > RISEN * low:
            return None
        if not sign * _course_of(parts[-1]) > STEP / 2.0 * abs(after):
            return None
        if not steady:
            doubts = [part.var() / len(part) for part in (parts[0], parts[-1])]
            if not abs(after - before) > 4.0 * math.sqrt(sum(doubts)):
                return None
    return Rise(updates, before, after)


def _course_of(part: Array) -> float:
    """Return by how much the median of a part's second half is above that of its first.

    Halves of an even number of values, so that the jitter at the edge of stability has
    as many high ones as low ones in each.
    """
    half = len(part) // 2
    half -= half % 2 if half > 1 else 0
    return float(np.median(part[-half:]) - np.median(part[-2 * half : -half]))


def _rising(snapshot: Snapshot, rise: Rise) -> Finding:
    settings, rate = snapshot.settings, snapshot.learning_rate
    rule = RULES[settings.gradient]
    steps, values = snapshot.sharpness
    bound = stable_below(settings.optimizer, rate)
    if rule.why:
        cause = (
            f"The gradient is not exact ({rule.title}): {rule.why} Use the exact one."
        )
    elif len(values) and values[-1] > bound:
        cause = (
            f"λmax was {figure(values[-1])} after update {steps[-1]:,.0f}, above "
            f"{figure(bound)}, so each step overshoots. Try a learning rate below "
            f"{figure(rate * bound / values[-1])}."
        )
    elif settings.l1 or settings.l2:
        cause = (
            "With a penalty the updates may shrink the weights at the loss's expense: "
            f"try a weaker one, or a learning rate below {rate:g}."
        )
    else:
        cause = (
            f"The learning rate {rate:g} is probably too large here; try {rate / 10:g}."
        )
    return Finding(
        "rising",
        None,
        (),
        f"The loss has been rising over the last {counted(rise.updates, 'update')}, "
        f"from about {figure(rise.before)} to about {figure(rise.after)}. {cause}",
        "loss rising",
        Severity.ALARM,
    )


def _overfitting(snapshot: Snapshot, fall: Rise | None) -> Finding | None:
    """Tell of a test loss that rises while that of the training falls."""
    if fall is None:
        return None
    tested = np.append(snapshot.history_test_loss[-WINDOW:], snapshot.test_loss)
    # The samples are always the same, but batches make the parameters jitter.
    rise = _rise(tested, steady=snapshot.place.batches == 1)
    if rise is None:
        return None
    return Finding(
        "overfitting",
        None,
        (),
        f"Over the last {counted(rise.updates, 'update')} the test loss has risen from "
        f"about {figure(rise.before)} to about {figure(rise.after)}, while the loss "
        f"fell from about {figure(fall.before)} to about {figure(fall.after)}: what is "
        "learned now holds for the training samples only. Stop here, or try more "
        "samples, fewer units or an L2 penalty.",
        "test loss rising",
        Severity.WARNING,
    )


def _gradient(snapshot: Snapshot) -> Finding | None:
    """Compare the gradient with those of the updates before it, and with the first."""
    norms = snapshot.history_gradient_norm
    if len(norms) < FEWEST:
        return None
    with np.errstate(over="ignore", invalid="ignore"):
        now = float(np.linalg.norm(snapshot.gradient))
        usual = float(np.median(norms[-WINDOW:]))
        first = float(np.median(norms[:FEWEST]))
        recent = float(np.max(norms[-WINDOW:]))
    # One that comes off a plateau grows as well, but not beyond where it began.
    if math.isfinite(now) and now > first and now > EXPLODED * usual > 0.0:
        return Finding(
            "exploding",
            None,
            (),
            f"The gradient's length is {figure(now)}, {figure(now / usual)} times its "
            f"median over the last {counted(len(norms[-WINDOW:]), 'update')}. Try a "
            "smaller learning rate, or clip the gradient.",
            "gradient explodes",
            Severity.ALARM,
        )
    if max(now, recent) < VANISHED * first and snapshot.r2 < POOR:
        return _plateau(snapshot, max(now, recent), first, len(norms[-WINDOW:]))
    return None


def _plateau(snapshot: Snapshot, most: float, first: float, updates: int) -> Finding:
    what, severity = "It stands on a plateau, or in a poor minimum", Severity.WARNING
    todo = "go back to before it with a smaller learning rate, or make another start"
    if snapshot.run.model.network.activations == ("identity",):
        what, severity = "For a linear model that is its minimum", Severity.NOTE
        todo = "no more can be had without a hidden layer"
    return Finding(
        "plateau",
        None,
        (),
        f"The gradient's length has been at most {figure(most)} for the last "
        f"{counted(updates, 'update')}; it began near {figure(first)}, and R² is "
        f"{rounded(snapshot.r2)}. {what}: {todo}.",
        "plateau",
        severity,
    )


def _mean_error(snapshot: Snapshot) -> Finding | None:
    """Tell of errors that cancel, where the loss is large all the same."""
    mean, rmse, r2 = snapshot.mean_error, snapshot.rmse, snapshot.r2
    cancels = r2 < POOR and math.isfinite(rmse) and abs(mean) < SMALL_MEAN * rmse
    if not cancels or not snapshot.step:
        return None  # before the first update a large loss is no news
    return Finding(
        "mean_error",
        None,
        (),
        f"The mean error is only {figure(mean)}, while the typical error (RMSE) is "
        f"{figure(rmse)} and R² only {rounded(r2)}: errors above and below cancel in "
        "the mean, so judge the fit by the loss.",
        "mean error misleads",
        Severity.NOTE,
    )
