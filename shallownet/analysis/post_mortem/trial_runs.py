"""Learning rates that are stable by the curvature, and short runs that try them."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from shallownet.curvature.stability import stable_below
from shallownet.errors import DivergedError, raise_if_cancelled
from shallownet.settings.hyperparameter import settings_of
from shallownet.training.checkpoints import Checkpoints
from shallownet.training.history import History
from shallownet.training.trainer import Trainer
from shallownet.wording import figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from shallownet.analysis.post_mortem.reconstruction import Reconstruction
    from shallownet.arrays import Array
    from shallownet.settings.events import Event
    from shallownet.settings.training_config import TrainingConfig


MAX_UPDATES: Final = 400
MIN_UPDATES: Final = 50
MAX_ACTIVATIONS: Final = 6_000_000
"""Activations that a trial computes at most, if that allows `MIN_UPDATES`: about 0.3 s.
Not a time limit: the remedies must not depend on how busy the machine is."""

MAX_RESUMED: Final = 5
"""How many times as much a trial that resumes the run may compute: most runs take
several hundred updates to diverge."""

UPDATE_OVERHEAD: Final = 2_000
"""Activations whose computation takes as long as the rest of an update."""

LEARNED: Final = 0.97
"""Share of the loss of always predicting the mean below which a run has learned: one
whose units all saturate ends at that loss, even if it began above it."""

LOSS_TOLERANCE: Final = 1e-6
"""Relative rise of a loss that still counts as no rise."""

MAX_TRIALS: Final = 3
"""Number of learning rates to try: after a failure about a tenth of the last one."""

MARGIN: Final = 0.999
"""Share of the stability bound to stay below: λmax has an error of a thousandth."""


class TrialRun(NamedTuple):
    """The result of a short run.

    Attributes
    ----------
    initial_loss, final_loss : float
        The final loss is NaN if the run diverged.
    updates : int
        Number of updates it was to make.
    mean_loss : float
        The loss of always predicting the mean; infinite to ignore it.
    """

    initial_loss: float
    final_loss: float
    updates: int
    mean_loss: float

    @property
    def learned(self) -> bool:
        """Whether the loss fell, and below that of predicting the mean."""
        return self.final_loss < min(self.initial_loss, LEARNED * self.mean_loss)

    @property
    def no_worse(self) -> bool:
        """Whether the loss at least did not rise: in a minimum it cannot fall."""
        return (
            self.final_loss <= self.initial_loss * (1.0 + LOSS_TOLERANCE)
            and self.final_loss < LEARNED * self.mean_loss
        )


def one_digit_below(value: float) -> float:
    """Return the largest number of a single digit (0.06, 20) below a positive one."""
    power = math.floor(math.log10(value))
    for digit in range(9, 0, -1):
        number = float(f"{digit}e{power}")
        if number < value:
            return number
    return float(f"9e{power - 1}")


def stable_rate(settings: TrainingConfig, sharpness: float) -> float:
    """Return a learning rate that is stable at a λmax; NaN if none is known.

    The λmax is that of all samples; a batch's may be larger.
    """
    bound = stable_below(settings.optimizer, 1.0)  # of λmax times the rate
    if settings.batch_size is not None:
        bound /= 2.0
    if not (0.0 < sharpness < math.inf and math.isfinite(bound)):
        return math.nan
    rate = one_digit_below(MARGIN * bound / sharpness)
    limits: Any = settings_of(settings)["learning_rate"]
    return min(rate, limits.maximum) if rate >= limits.minimum else math.nan


class TrialRunner:
    """Tries settings in short runs, over the subset of the training samples.

    Parameters
    ----------
    reconstruction : Reconstruction
        The run that diverged.
    """

    def __init__(self, reconstruction: Reconstruction) -> None:
        self._data = reconstruction.subset
        self._config = reconstruction.snapshot.run.config
        self._cancelled = reconstruction.cancelled
        self._diverged_at = reconstruction.snapshot.step

    def search(
        self,
        start: Array,
        settings: TrainingConfig,
        rate: float,
        *,
        accept_no_worse: bool = False,
        free: NDArray[np.bool_] | None = None,
    ) -> tuple[float, TrialRun]:
        """Try a learning rate, and smaller ones until a run learns; return the last."""
        limits: Any = settings_of(settings)["learning_rate"]
        for remaining in reversed(range(MAX_TRIALS)):
            rate = max(rate, limits.minimum)
            trial = self.run(start, replace(settings, learning_rate=rate), free)
            accepted = trial.learned or (accept_no_worse and trial.no_worse)
            if accepted or not remaining:
                break
            rate = one_digit_below(rate / 9.0)
        return rate, trial

    def run(
        self,
        start: Array,
        settings: TrainingConfig,
        free: NDArray[np.bool_] | None = None,
    ) -> TrialRun:
        """Make a short run from some parameters."""
        data = self._data
        trainer = Trainer(replace(settings, test_share=0.0, validation_share=0.0), data)
        # Initialization depends on the number of samples: use the run's parameters.
        trainer.network.theta[:] = start
        mean_loss = trainer.run_info.train_target.variance / 2.0
        if free is not None:
            for index in np.flatnonzero(~free):
                trainer.run_settings.freeze(int(index), True)
        if free is not None or not 0.0 < mean_loss:
            mean_loss = math.inf  # it may be out of reach
        # Many updates: some runs go well for a hundred, and then diverge.
        updates = min(_affordable(settings, data.samples), MAX_UPDATES)
        return self._carry_on(trainer, updates, (), mean_loss)

    def resume(
        self,
        theta: Array,
        step: int,
        events: Sequence[Event],
        until: int,
        config: TrainingConfig | None = None,
    ) -> TrialRun:
        """Resume the run itself, with other events, until it would have diverged.

        The optimizer begins without memory.

        Parameters
        ----------
        theta : ndarray, shape (parameters,)
            Where to resume.
        step : int
            How many updates precede that.
        events : sequence of Event
            The changes of the run, those before and those still to come.
        until : int
            The number of updates to reach if that does not take too long.
        config : TrainingConfig, optional
            The settings at the start; the run's if not given.
        """
        config = replace(config or self._config, test_share=0.0, validation_share=0.0)
        trainer = Trainer(config, self._data)
        trainer.network.theta[:] = theta
        before = [event for event in events if event.step <= step]
        trainer.restore(before, History().replayed(step), Checkpoints(0))
        most = MAX_RESUMED * _affordable(trainer.settings, self._data.samples)
        updates = min(max(until - step, MIN_UPDATES), most)
        return self._carry_on(trainer, updates, events[len(before) :], math.inf)

    def _carry_on(
        self,
        trainer: Trainer,
        updates: int,
        events: Sequence[Event],
        mean_loss: float,
    ) -> TrialRun:
        """Make updates with some changes between them, and measure the losses."""
        cancelled = trainer.cancelled = self._cancelled
        unit, objective = trainer.problem.unit**2, trainer.objective
        initial_loss = objective.measure(None, cancelled).loss * unit
        later: dict[int, list[Event]] = {}
        for event in events:
            later.setdefault(event.step, []).append(event)
        try:
            for _ in range(updates):
                raise_if_cancelled(cancelled)
                for event in later.get(trainer.updates, ()):
                    trainer.apply(event)
                trainer.step()
            final_loss = objective.measure(None, cancelled).loss * unit
        except DivergedError:
            final_loss = math.nan
        if not math.isfinite(final_loss):
            final_loss = math.nan
        return TrialRun(initial_loss, final_loss, updates, mean_loss)

    def describe(
        self,
        trial: TrialRun,
        rate: float,
        first_rate: float,
        origin: str = "from the start",
    ) -> str:
        """Describe the result of a trial, and that a larger first rate failed."""
        text = f"{trial.updates} updates {origin} "
        initial, final = figure(trial.initial_loss), figure(trial.final_loss)
        if not math.isfinite(trial.final_loss):
            text += "diverge again"
        elif initial == final:
            text += f"hold the loss at {final}"
        else:
            verb = "bring" if trial.final_loss < trial.initial_loss else "take"
            text += f"{verb} the loss from {initial} to {final}"
            if trial.final_loss >= LEARNED * trial.mean_loss:
                mean = figure(trial.mean_loss)
                text += f", where always predicting the mean has {mean}"
        if self._diverged_at > trial.updates and origin == "from the start":
            text += f" (the run itself broke off after {self._diverged_at:,})"
        if rate < first_rate:
            text += f"; with {figure(first_rate, 6)} it did not learn"
        return f"{text}."


def _affordable(settings: TrainingConfig, samples: int) -> int:
    """Return how many updates a trial may make."""
    batch = min(settings.batch_size or samples, samples)
    cost = UPDATE_OVERHEAD + batch * max(sum(settings.hidden_units), 1)
    return max(MAX_ACTIVATIONS // cost, MIN_UPDATES)
