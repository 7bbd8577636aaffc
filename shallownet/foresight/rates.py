"""Two learning rates around the stability limit of a state, and which one diverges."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np

from shallownet.curvature.stability import stable_below
from shallownet.errors import DivergedError, raise_if_cancelled
from shallownet.foresight.copied_run import copied_run
from shallownet.settings.hyperparameter import settings_of
from shallownet.wording import counted, figure

if TYPE_CHECKING:
    from typing import Any

    from shallownet.arrays import Array
    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.training.snapshot import Snapshot

UPDATES: Final = 200
GROWTH: Final = 100.0
"""A run diverges if its loss grows to so many times that of now, or is not finite."""

PAIRS: Final = (
    *((0.5, 1.3), (0.7, 2.0), (0.4, 5.0), (0.8, 20.0)),
    *((0.2, 0.8), (1.5, 6.0), (3.0, 30.0)),
)
"""Pairs of rates, in parts of the limit: around it, or both on one side of it."""

Answer = Literal["first", "second", "both", "none"]


class RatePair(NamedTuple):
    """Two learning rates to compare.

    Attributes
    ----------
    rates : tuple of float
        The smaller one first.
    limit : float
        The rate from which a step overshoots at this state: 2/λmax for gradient
        descent.
    sharpness : float
        λmax.
    """

    rates: tuple[float, float]
    limit: float
    sharpness: float


class RateTrial(NamedTuple):
    """What the loss does with each of two rates.

    Attributes
    ----------
    pair : RatePair
    losses : tuple of ndarray
        J from the state on, in the target's units, up to where a run diverged.
    diverged : tuple of bool
    """

    pair: RatePair
    losses: tuple[Array, Array]
    diverged: tuple[bool, bool]

    @property
    def answer(self) -> Answer:
        """Which of them diverges."""
        answers: dict[tuple[bool, bool], Answer] = {
            (True, True): "both",
            (True, False): "first",
            (False, True): "second",
            (False, False): "none",
        }
        return answers[self.diverged]


def rate_pair(snapshot: Snapshot, sharpness: float, seed: int) -> RatePair | None:
    """Choose two rates around the limit of a state; None if it has no such limit.

    RMSProp and Adam scale each parameter's step, so λmax does not limit them; and where
    the loss curves nowhere upwards there is no limit either.
    """
    limit = stable_below(snapshot.settings.optimizer, 1.0) / sharpness
    if not (sharpness > 0.0 and math.isfinite(limit) and snapshot.loss > 0.0):
        return None
    about: Any = settings_of(snapshot.settings)["learning_rate"]
    low, high = PAIRS[np.random.default_rng(seed).integers(len(PAIRS))]
    first, second = (
        min(max(float(f"{factor * limit:.2g}"), about.minimum), about.maximum)
        for factor in (low, high)
    )
    return RatePair((first, second), limit, sharpness) if first < second else None


def try_rates(
    snapshot: Snapshot,
    pair: RatePair,
    progress: ProgressCallback = None,
    cancelled: CancelCheck = None,
) -> RateTrial:
    """Go on from a state with each of two constant rates.

    Raises
    ------
    Cancelled
    """
    losses: list[Array] = []
    diverged: list[bool] = []
    for number, rate in enumerate(pair.rates):
        trainer = copied_run(snapshot, cancelled=cancelled)
        if trainer.settings.schedule != "constant":
            trainer.change("schedule", "constant")
        trainer.change("learning_rate", rate)
        unit, found, grown = trainer.problem.unit**2, [snapshot.loss], False
        for update in range(1, UPDATES + 1):
            raise_if_cancelled(cancelled)
            try:
                trainer.step()
                loss = trainer.objective.measure(None, cancelled).loss * unit
            except DivergedError:
                loss = math.inf
            found.append(loss)
            if progress is not None:
                progress(number * UPDATES + update, 2 * UPDATES)
            grown = not loss < GROWTH * snapshot.loss
            if grown:
                break
        losses.append(np.array(found))
        diverged.append(grown)
    return RateTrial(pair, (losses[0], losses[1]), (diverged[0], diverged[1]))


def describe(trial: RateTrial) -> str:
    """Tell what each rate did, and why."""
    pair, lines = trial.pair, []
    for rate, losses, diverged in zip(
        pair.rates, trial.losses, trial.diverged, strict=True
    ):
        share = figure(rate / pair.limit, 2)
        told = f"its loss ends at {figure(float(losses[-1]))}"
        if diverged:
            size = f"more than {figure(GROWTH)} times that of now"
            if not math.isfinite(losses[-1]):
                size = "no number any more"
            told = f"its loss is {size} after {counted(len(losses) - 1, 'update')}"
        lines.append(f"η = {figure(rate)} is {share} of the limit: {told}.")
    beyond = [rate > pair.limit for rate in pair.rates]
    if any(b and not d for b, d in zip(beyond, trial.diverged, strict=True)):
        lines.append(
            "Beyond the limit a step overshoots, but the curvature changes on the way: "
            "a run may come to rest where the loss is flatter."
        )
    if any(d and not b for b, d in zip(beyond, trial.diverged, strict=True)):
        lines.append(
            "The limit is that of this state: λmax grew on the way, or batches curve "
            "more than all samples together."
        )
    return " ".join(lines)
