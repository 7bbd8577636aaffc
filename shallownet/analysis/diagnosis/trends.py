"""Findings about the last updates: a rising loss, a gradient that explodes or vanishes.

They read only the last `WINDOW` updates and the first few, so the cost does not grow
with the history.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.analysis.diagnosis.finding import Finding, Severity
from shallownet.analysis.diagnosis.plateau import plateau_finding
from shallownet.arrays import ignore_overflow
from shallownet.curvature.stability import stable_below
from shallownet.nn.gradient_rules import RULES
from shallownet.wording import counted, figure, rounded

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.training.snapshot import Snapshot

WINDOW: Final = 300
MIN_VALUES: Final = 12
"""Number of values without which there is no trend."""

PARTS: Final = 4
"""A loss rises if its median does so from each of so many parts of the window to the
next: jitter at the edge of stability and a single jump do not count."""

MIN_RISE: Final = 1.01
"""Ratio of the last part's level to the first one's."""

MIN_PART_RISE: Final = 0.002
"""Relative rise from part to part, and twice that within the last part: where saturated
units keep the loss constant, rounding still raises it a little."""

EXPLODED: Final = 100.0
VANISHED: Final = 1e-3
POOR: Final = 0.5
"""R² below which the loss is large: most of the variance is not explained."""

SMALL_MEAN: Final = 0.1
"""Share of the RMSE below which the mean error is small."""


class Trend(NamedTuple):
    """A rise or fall of a curve: over how many updates, from and to which level."""

    updates: int
    start: float
    end: float


def trend_findings(snapshot: Snapshot) -> list[Finding]:
    """Return the findings about the history of a run that has not diverged."""
    if snapshot.divergence is not None:
        return []  # the post-mortem examines that
    full_batch = snapshot.epoch_position.batches == 1
    losses = snapshot.history_loss[-WINDOW:]
    if full_batch:
        losses = np.append(losses, snapshot.loss)
    findings = [_mean_error(snapshot)]
    rise = _trend(losses, same_samples=full_batch)
    if rise is not None:
        findings.append(_rising(snapshot, rise))
    else:
        fall = _trend(losses, same_samples=full_batch, sign=-1.0)
        findings.append(_overfitting(snapshot, fall))
    findings.append(_gradient(snapshot))
    return [finding for finding in findings if finding is not None]


def _trend(values: Array, *, same_samples: bool, sign: float = 1.0) -> Trend | None:
    """Return the rise (or with sign -1 the fall) of a curve; None if it has none.

    Parameters
    ----------
    values : ndarray, shape (n,)
        NaN where it was not measured.
    same_samples : bool
        Whether all values are over the same samples. If not, the trend must exceed the
        scatter of the batches.
    sign : float
        1 or -1.
    """
    updates = len(values) - 1
    values = values[~np.isnan(values)]
    if len(values) < MIN_VALUES:
        return None
    parts = np.array_split(values, PARTS)
    with ignore_overflow():
        levels = [float(np.median(part)) for part in parts]
        steps = sign * np.diff(levels)
        start, end = levels[0], levels[-1]
        low, high = sorted((start, end))
        if not (steps > MIN_PART_RISE * np.abs(levels[:-1])).all():
            return None
        if not high > MIN_RISE * low:
            return None
        if not sign * _rise_within(parts[-1]) > MIN_PART_RISE / 2.0 * abs(end):
            return None
        if not same_samples:
            variances = [part.var() / len(part) for part in (parts[0], parts[-1])]
            if not abs(end - start) > 4.0 * math.sqrt(sum(variances)):
                return None
    return Trend(updates, start, end)


def _rise_within(part: Array) -> float:
    """Return the difference between the medians of the second and the first half.

    The halves have an even number of values, so that jitter at the edge of stability,
    which alternates, affects both alike.
    """
    half = len(part) // 2
    half -= half % 2 if half > 1 else 0
    return float(np.median(part[-half:]) - np.median(part[-2 * half : -half]))


def _rising(snapshot: Snapshot, rise: Trend) -> Finding:
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
            f"try a weaker one, or a learning rate below {figure(rate, 6)}."
        )
    else:
        cause = (
            f"The learning rate {figure(rate, 6)} is probably too large here; "
            f"try {figure(rate / 10, 6)}."
        )
    return Finding(
        "rising",
        "loss rising",
        f"The loss has been rising over the last {counted(rise.updates, 'update')}, "
        f"from about {figure(rise.start)} to about {figure(rise.end)}. {cause}",
        Severity.ALARM,
    )


def _overfitting(snapshot: Snapshot, fall: Trend | None) -> Finding | None:
    """Report a held-out loss that rises while the training loss falls."""
    if fall is None:
        return None
    losses = np.append(snapshot.history_held_out_loss[-WINDOW:], snapshot.held_out_loss)
    part = snapshot.run.split.held_out_name
    # The held-out samples are always the same, but batches make the parameters jitter.
    rise = _trend(losses, same_samples=snapshot.epoch_position.batches == 1)
    if rise is None:
        return None
    return Finding(
        "overfitting",
        f"{part} loss rising",
        f"Over the last {counted(rise.updates, 'update')} the {part} loss has risen "
        f"from about {figure(rise.start)} to about {figure(rise.end)}, while the loss "
        f"fell from about {figure(fall.start)} to about {figure(fall.end)}: what is "
        "learned now holds for the training samples only. Stop here, or try more "
        "samples, fewer units or an L2 penalty.",
        Severity.WARNING,
    )


def _gradient(snapshot: Snapshot) -> Finding | None:
    """Compare the gradient norm with those of the last and of the first updates."""
    norms = snapshot.history_gradient_norm
    if len(norms) < MIN_VALUES:
        return None
    last = norms[-WINDOW:]
    with ignore_overflow():
        norm = float(np.linalg.norm(snapshot.gradient))
        usual = float(np.median(last))
        initial = float(np.median(norms[:MIN_VALUES]))
        largest = max(norm, float(np.max(last)))
    # After a plateau the gradient grows too, but not beyond its initial norm.
    if math.isfinite(norm) and norm > initial and norm > EXPLODED * usual > 0.0:
        return Finding(
            "exploding",
            "gradient explodes",
            f"The gradient's length is {figure(norm)}, {figure(norm / usual)} times "
            f"its median over the last {counted(len(last), 'update')}. Try a smaller "
            "learning rate, or clip the gradient.",
            Severity.ALARM,
        )
    if not (largest < VANISHED * initial and snapshot.r2 < POOR):
        return None
    return plateau_finding(snapshot, largest, initial, len(last))


def _mean_error(snapshot: Snapshot) -> Finding | None:
    """Report a small mean error with a large loss: errors of both signs cancel."""
    mean, rmse, r2 = snapshot.mean_error, snapshot.rmse, snapshot.r2
    cancels = r2 < POOR and math.isfinite(rmse) and abs(mean) < SMALL_MEAN * rmse
    if not cancels or not snapshot.step:
        return None  # before the first update a large loss is expected
    return Finding(
        "mean_error",
        "mean error misleads",
        f"The mean error is only {figure(mean)}, while the typical error (RMSE) is "
        f"{figure(rmse)} and R² only {rounded(r2)}: errors above and below cancel in "
        "the mean, so judge the fit by the loss.",
        Severity.NOTE,
    )
