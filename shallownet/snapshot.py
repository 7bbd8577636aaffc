"""A state of a run, copied and frozen, for another thread to draw at leisure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.config import TrainingConfig
    from shallownet.datasets import Dataset
    from shallownet.history import Event
    from shallownet.model import Model
    from shallownet.report import Divergence


@dataclass(frozen=True, eq=False)
class Run:
    """What stays the same from a run's first update to its last.

    Attributes
    ----------
    config : TrainingConfig
    data : Dataset
    model : Model
        A model of the run's shape and units. Whoever draws takes a `Model.copy` and
        fills in the parameters of a snapshot.
    target_mean, target_variance, target_low, target_high : float
        Mean, variance and range of y, in the target's units (squared).
    """

    config: TrainingConfig
    data: Dataset
    model: Model
    target_mean: float
    target_variance: float
    target_low: float
    target_high: float


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The state after ``step`` updates; all arrays are read-only.

    Attributes
    ----------
    run : Run
    step : int
    theta, gradient : ndarray, shape (parameters,)
        The parameters, and the gradient there: the one the next update will follow.
    change : ndarray, shape (parameters,)
        What the last update added to the parameters; zero at the start.
    loss, mean_error : float
        J and mean(yhat - y) at ``theta``, in the target's units.
    previous_loss : float or None
        J before the last update, where it is known: not at the start, after going
        back, or in mini-batches, whose losses are over other samples.
    learning_rate : float
    iterations : int
        The number of updates the run is planned for.
    history_loss, history_mean_error : ndarray, shape (step,)
        Entry ``i`` is the value after ``i`` updates.
    events : tuple of Event
    divergence : Divergence or None
    """

    run: Run
    step: int
    theta: Array
    gradient: Array
    change: Array
    loss: float
    mean_error: float
    previous_loss: float | None
    learning_rate: float
    iterations: int
    history_loss: Array
    history_mean_error: Array
    events: tuple[Event, ...]
    divergence: Divergence | None

    @property
    def rmse(self) -> float:
        """The root mean squared error, sqrt(2 J), in the target's units."""
        return math.sqrt(2.0 * self.loss)

    @property
    def r2(self) -> float:
        """R^2 = 1 - 2 J / var(y), the share of the variance explained; NaN if none."""
        variance = self.run.target_variance
        varies = self.run.target_low < self.run.target_high
        known = varies and 0.0 < variance < math.inf
        return 1.0 - 2.0 * self.loss / variance if known else math.nan

    @property
    def largest_change(self) -> tuple[str, float]:
        """The parameter that the last update changed most, and by how much."""
        index = int(np.argmax(np.abs(self.change)))
        name = self.run.model.network.parameter_name(index)
        return name, float(self.change[index])
