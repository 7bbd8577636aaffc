"""A learning rate that is stable by the curvature, and short runs that try it out."""

from __future__ import annotations

import math
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from shallownet.curvature import stable_below
from shallownet.errors import Cancelled, DivergedError
from shallownet.hyperparameter import settings_of
from shallownet.trainer import Trainer
from shallownet.wording import figure

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.arrays import Array
    from shallownet.config import TrainingConfig
    from shallownet.post_mortem.scene import Scene

    Asked = Callable[[], bool] | None

FEWEST_UPDATES: Final = 100
MOST_UPDATES: Final = 400
TRIAL_SECONDS: Final = 0.15
"""How long a trial is: as many updates as the time allows, within bounds. What diverges
again often does so after the first hundred."""

LEARNED: Final = 0.98
"""Share of the loss of always predicting the mean below which a run has learned: to
come there from a worse start takes no more than the output's bias."""

SAME: Final = 1e-6
"""Share of a loss by which it may rise and still count as the same."""

TRIALS: Final = 3
"""A rate that fails is divided by ten and tried again, so many times in all."""


class Trial(NamedTuple):
    """A short run: its loss at first, and at last or NaN.

    Attributes
    ----------
    before, after : float
    updates : int
    mean : float
        The loss of always predicting the mean.
    """

    before: float
    after: float
    updates: int
    mean: float

    @property
    def works(self) -> bool:
        """Whether it stayed finite, and learned."""
        return self.after < self.before and (
            self.before < self.mean or self.after < LEARNED * self.mean
        )

    @property
    def holds(self) -> bool:
        """Whether it stayed at least where it was: in a minimum there is no more."""
        return self.after <= self.before * (1.0 + SAME)


MARGIN: Final = 0.999
"""λmax is found to a thousandth, and a rate at the very bound is no remedy."""


def one_digit_below(value: float) -> float:
    """Return the largest number of a single digit (0.06, 20) below a positive one."""
    power = math.floor(math.log10(value))
    digit = 9
    while digit > 1 and float(f"{digit}e{power}") >= value:
        digit -= 1
    found = float(f"{digit}e{power}")
    return found if found < value else float(f"9e{power - 1}")


def stable_rate(settings: TrainingConfig, curvature: float) -> float:
    """Return a learning rate that is stable at a λmax; NaN where none is known."""
    bound = stable_below(settings, 1.0)  # of λmax times the rate
    if not (0.0 < curvature < math.inf and math.isfinite(bound)):
        return math.nan
    found = one_digit_below(MARGIN * bound / curvature)
    about: Any = settings_of(settings)["learning_rate"]
    return min(found, about.maximum) if found >= about.minimum else math.nan


def search(
    scene: Scene,
    start: Array,
    settings: TrainingConfig,
    rate: float,
    interrupted: Asked,
    *,
    hold: bool = False,
) -> tuple[float, Trial]:
    """Try a learning rate, and smaller ones until one works; or holds, if that does."""
    least: Any = settings_of(settings)["learning_rate"]
    for left in reversed(range(TRIALS)):
        rate = max(rate, least.minimum)
        tried_with = replace(settings, learning_rate=rate)
        trial = attempt(scene, start, tried_with, interrupted, frozen=hold)
        if trial.works or (hold and trial.holds) or not left:
            break
        rate = one_digit_below(rate / 9.0)
    return rate, trial


def attempt(
    scene: Scene,
    start: Array,
    settings: TrainingConfig,
    interrupted: Asked,
    *,
    frozen: bool = False,
) -> Trial:
    """Make a short run over some of the samples.

    Parameters
    ----------
    scene : Scene
    start : ndarray, shape (parameters,)
    settings : TrainingConfig
    interrupted : callable or None
        Asked now and then whether to stop.
    frozen : bool
        Whether what is frozen in the run stays so: on the way on, not from the start.
    """
    trainer = Trainer(replace(settings, test_share=0.0), scene.data)
    # The notebook's start depends on how many samples there are: keep the run's own.
    trainer.network.theta[:] = start
    if frozen and scene.free is not None:
        for index in np.flatnonzero(~scene.free):
            trainer.freeze(trainer.network.parameter_name(int(index)))
    trainer.interrupted = interrupted
    unit, objective = trainer.unit**2, trainer.objective
    before = objective.measure(None, interrupted).loss * unit
    mean = float(scene.data.y.var()) / 2.0
    end = perf_counter() + TRIAL_SECONDS
    try:
        while trainer.updates < FEWEST_UPDATES or (
            trainer.updates < MOST_UPDATES and perf_counter() < end
        ):
            if interrupted is not None and interrupted():
                raise Cancelled
            trainer.step()
    except DivergedError:
        return Trial(before, math.nan, trainer.updates, mean)
    after = objective.measure(None, interrupted).loss * unit
    after = after if math.isfinite(after) else math.nan
    return Trial(before, after, trainer.updates, mean)


def tried(
    scene: Scene,
    first: float,
    value: float,
    trial: Trial,
    whence: str = "from the start",
) -> str:
    """Say what came of trying a rate, and that a larger one had failed before."""
    told = f"{trial.updates} updates {whence} "
    before, after = figure(trial.before), figure(trial.after)
    if not math.isfinite(trial.after):
        told += "diverge again"
    elif before == after:
        told += f"hold the loss at {after}"
    else:
        verb = "bring" if trial.after < trial.before else "take"
        told += f"{verb} the loss from {before} to {after}"
    if scene.snapshot.step > trial.updates and whence == "from the start":
        told += f" (the run itself broke off after {scene.snapshot.step:,})"
    if value < first:
        told += f"; with {first:g} it did not learn"
    return f"{told}."
