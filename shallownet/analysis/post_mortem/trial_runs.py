"""A learning rate that is stable by the curvature, and short runs that try it out."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from shallownet.curvature.stability import stable_below
from shallownet.errors import Cancelled, DivergedError
from shallownet.settings.hyperparameter import settings_of
from shallownet.training.trainer import Trainer
from shallownet.wording import figure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shallownet.analysis.post_mortem.reconstruction import Reconstruction
    from shallownet.arrays import Array
    from shallownet.callbacks import CancelCheck
    from shallownet.settings.training_config import TrainingConfig


MOST_UPDATES: Final = 400
FEWEST_UPDATES: Final = 50
TRIAL_CELLS: Final = 6_000_000
"""Activations that a trial computes at most, where that leaves updates enough: about
0.3 s. It is no clock, or what is offered would depend on how busy the machine is."""

UPDATE_CELLS: Final = 2_000
"""Activations that take as long as what an update takes besides them."""

LEARNED: Final = 0.97
"""Share of the loss of always predicting the mean below which something was learned:
a rate that saturates all units ends at that loss, from whatever the start had."""

SAME: Final = 1e-6
"""Share of a loss by which it may rise and still count as the same."""

TRIALS: Final = 3
"""A rate that fails is divided by ten and tried again, so many times in all."""


class TrialRun(NamedTuple):
    """A short run.

    Attributes
    ----------
    before, after : float
        Its loss at first, and at last or NaN.
    updates : int
        How many it was to make.
    mean : float
        The loss of always predicting the mean; infinite where that is no measure.
    """

    before: float
    after: float
    updates: int = FEWEST_UPDATES
    mean: float = math.inf

    @property
    def works(self) -> bool:
        """Whether it stayed finite, and learned more than the target's mean."""
        return self.after < min(self.before, LEARNED * self.mean)

    @property
    def holds(self) -> bool:
        """Whether it stayed at least where it was: in a minimum there is no more."""
        return (
            self.after <= self.before * (1.0 + SAME)
            and self.after < LEARNED * self.mean
        )


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
    """Return a learning rate that is stable at a λmax; NaN where none is known.

    The λmax is that of all samples: the loss of some batches is curved more.
    """
    bound = stable_below(settings.optimizer, 1.0)  # of λmax times the rate
    if settings.batch_size is not None:
        bound /= 2.0
    if not (0.0 < curvature < math.inf and math.isfinite(bound)):
        return math.nan
    found = one_digit_below(MARGIN * bound / curvature)
    about: Any = settings_of(settings)["learning_rate"]
    return min(found, about.maximum) if found >= about.minimum else math.nan


def search(
    scene: Reconstruction,
    start: Array,
    settings: TrainingConfig,
    rate: float,
    cancelled: CancelCheck,
    *,
    hold: bool = False,
    frozen: NDArray[np.bool_] | None = None,
) -> tuple[float, TrialRun]:
    """Try a learning rate, and smaller ones until one works; or holds, if that does.

    Parameters ``frozen`` stay as they are.
    """
    least: Any = settings_of(settings)["learning_rate"]
    for left in reversed(range(TRIALS)):
        rate = max(rate, least.minimum)
        trial = attempt(
            scene, start, replace(settings, learning_rate=rate), cancelled, frozen
        )
        if trial.works or (hold and trial.holds) or not left:
            break
        rate = one_digit_below(rate / 9.0)
    return rate, trial


def attempt(
    scene: Reconstruction,
    start: Array,
    settings: TrainingConfig,
    cancelled: CancelCheck,
    frozen: NDArray[np.bool_] | None = None,
) -> TrialRun:
    """Make a short run from some parameters, over some of the samples."""
    trainer = Trainer(replace(settings, test_share=0.0), scene.data)
    # The notebook's start depends on how many samples there are: keep the run's own.
    trainer.network.theta[:] = start
    mean = float(scene.data.y.var()) / 2.0
    if frozen is not None:
        for index in np.flatnonzero(frozen):
            trainer.run_settings.freeze(int(index), True)
    if frozen is not None or not 0.0 < mean:
        mean = math.inf  # it may be out of reach
    trainer.cancelled = cancelled
    unit, objective = trainer.problem.unit**2, trainer.objective
    before = objective.measure(None, cancelled).loss * unit
    updates = _updates(scene, settings)
    try:
        for _ in range(updates):
            if cancelled is not None and cancelled():
                raise Cancelled
            trainer.step()
    except DivergedError:
        return TrialRun(before, math.nan, updates, mean)
    after = objective.measure(None, cancelled).loss * unit
    return TrialRun(before, after if math.isfinite(after) else math.nan, updates, mean)


def _updates(scene: Reconstruction, settings: TrainingConfig) -> int:
    """Return how many updates to try: some runs go well for a hundred, and diverge."""
    seen = min(settings.batch_size or scene.samples, scene.samples)
    cells = UPDATE_CELLS + seen * max(sum(settings.hidden_units), 1)
    return min(max(TRIAL_CELLS // cells, FEWEST_UPDATES), MOST_UPDATES)


def tried(
    scene: Reconstruction,
    first: float,
    value: float,
    trial: TrialRun,
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
        if trial.after >= LEARNED * trial.mean:
            told += f", where always predicting the mean has {figure(trial.mean)}"
    if scene.snapshot.step > trial.updates and whence == "from the start":
        told += f" (the run itself broke off after {scene.snapshot.step:,})"
    if value < first:
        told += f"; with {first:g} it did not learn"
    return f"{told}."
