"""A state of a run as read-only copies, for other threads."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from shallownet.arrays import spread
from shallownet.nn.linear_fit import LinearFit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shallownet.arrays import Array, Indices
    from shallownet.data.datasets import Dataset
    from shallownet.data.split import Split
    from shallownet.nn.model import Model
    from shallownet.nn.objective import Evaluation
    from shallownet.settings.events import Event
    from shallownet.settings.training_config import TrainingConfig
    from shallownet.training.batches import EpochPosition
    from shallownet.training.reports import Divergence


class TargetStatistics(NamedTuple):
    """Statistics of the target over some samples, in its own units.

    The variance is 0 if the target varies by rounding alone.
    """

    mean: float
    variance: float
    low: float
    high: float

    @classmethod
    def of(cls, y: Array) -> TargetStatistics:
        """Measure the target (1, n) of at least one sample."""
        with np.errstate(over="ignore"):  # of a target near 1e200
            variance = float(y.var())
        low, high = float(y.min()), float(y.max())
        return cls(float(y.mean()), variance if spread(low, high) else 0.0, low, high)

    def r2(self, loss: float) -> float:
        """Return R^2 = 1 - 2 J / var(y); NaN if the target does not vary."""
        known = 0.0 < self.variance < math.inf
        return 1.0 - 2.0 * loss / self.variance if known else math.nan


class Baseline(NamedTuple):
    """R^2 of the best linear model; NaN where the target does not vary, or none is.

    That of the training samples' mean, which ignores the inputs, is 0 over them.
    """

    r2: float
    held_out_r2: float


@dataclass(frozen=True, eq=False)
class Run:
    """What stays the same from the first update of a run to the last.

    Attributes
    ----------
    config : TrainingConfig
        The settings it began with.
    data : Dataset
        All samples, including those that training never sees.
    split : Split
        The training, validation and test samples.
    model : Model
        A model of the run's shape and units. Use a `Model.copy` with the parameters of
        a snapshot.
    target, train_target : TargetStatistics
        Of all samples, and of the training samples.
    held_out_target, test_target : TargetStatistics or None
        Of the held-out samples, and of the test samples.
    constant : tuple of str
        The names of those inputs, and of the target, that vary by rounding alone over
        the training samples: these cannot be standardized.
    """

    config: TrainingConfig
    data: Dataset
    split: Split
    model: Model
    target: TargetStatistics
    train_target: TargetStatistics
    held_out_target: TargetStatistics | None
    test_target: TargetStatistics | None
    constant: tuple[str, ...]

    @classmethod
    def of(
        cls, config: TrainingConfig, data: Dataset, split: Split, model: Model
    ) -> Run:
        """Compute the statistics of a run's data."""
        whole = TargetStatistics.of(data.y)
        samples = data.take(split.train) if split.held_out.size else data
        names, values = (*data.input_names, data.target_name), (*samples.X, *samples.y)
        constant = tuple(
            name
            for name, row in zip(names, values, strict=True)
            if not spread(row.min(), row.max())
        )
        train, held_out, test = (
            TargetStatistics.of(data.y[:, rows]) if rows.size else None
            for rows in (split.train, split.held_out, split.test)
        )
        if held_out is None or train is None:  # all samples are for training
            train = whole
        return cls(config, data, split, model, whole, train, held_out, test, constant)

    @cached_property
    def linear(self) -> Baseline:
        """What a linear model gets from the same samples by least squares.

        Computed when first asked for: a million samples of four inputs take a quarter
        of a second.
        """
        data, (train, *_), rows = self.data, self.split, self.split.held_out
        X, y = data.X, data.y
        if not rows.size:
            fit = LinearFit(X, y)
            return Baseline(self.train_target.r2(fit.loss(X, y)), math.nan)
        known = X[:, train], y[:, train]
        fit = LinearFit(*known)
        r2 = self.train_target.r2(fit.loss(*known))
        if self.held_out_target is None:
            return Baseline(r2, math.nan)
        held_out = fit.loss(X[:, rows], y[:, rows])
        return Baseline(r2, self.held_out_target.r2(held_out))


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The state after ``step`` updates; all arrays are read-only.

    Attributes
    ----------
    run : Run
    settings : TrainingConfig
        The settings of the next update.
    step : int
    epoch_position : EpochPosition
        The position of the next update in its epoch.
    theta, gradient : ndarray, shape (parameters,)
        The parameters, and the gradient that the next update follows.
    change : ndarray, shape (parameters,)
        What the last update added to the parameters; zero at the start.
    upcoming : ndarray, shape (parameters,)
        The parameters after the next update, bit for bit.
    rows : ndarray of int or None
        Indices of the next update's samples among the training samples; None means all.
    evaluation : Evaluation
        Loss, mean error and penalty over those samples, in the network's units.
    frozen : ndarray of bool, shape (parameters,)
        Which parameters the updates leave as they are.
    loss, mean_error : float
        J and mean(yhat - y) at ``theta`` over the training samples, in the target's
        units.
    held_out_loss : float
        J over the held-out samples; NaN if there are none.
    previous_loss : float or None
        J before the last update, if known: not at the start, after going back or an
        edit, or with batches, whose losses are over other samples.
    learning_rate : float
        The rate of the next update, according to the schedule.
    history_loss, history_mean_error, history_gradient_norm : ndarray, shape (step,)
    history_held_out_loss : ndarray, shape (step,)
        Entry ``i`` is the value after ``i`` updates.
    sharpness : tuple of ndarray
        The updates at which the largest eigenvalue of the Hessian was measured, and
        its values.
    events : tuple of Event
    divergence : Divergence or None
    """

    run: Run
    settings: TrainingConfig
    step: int
    epoch_position: EpochPosition
    theta: Array
    gradient: Array
    change: Array
    upcoming: Array
    rows: Indices | None
    evaluation: Evaluation
    frozen: NDArray[np.bool_]
    loss: float
    mean_error: float
    held_out_loss: float
    previous_loss: float | None
    learning_rate: float
    history_loss: Array
    history_mean_error: Array
    history_gradient_norm: Array
    history_held_out_loss: Array
    sharpness: tuple[Array, Array]
    events: tuple[Event, ...]
    divergence: Divergence | None

    @property
    def iterations(self) -> int:
        """The number of updates the run is planned for."""
        return self.settings.iterations

    @property
    def rmse(self) -> float:
        """The root mean squared error, sqrt(2 J), in the target's units."""
        return math.sqrt(2.0 * self.loss)

    @property
    def r2(self) -> float:
        """R^2 over the training samples; NaN if the target does not vary."""
        return self.run.train_target.r2(self.loss)

    @property
    def held_out_r2(self) -> float:
        """R^2 over the held-out samples; NaN if there are none."""
        target = self.run.held_out_target
        return math.nan if target is None else target.r2(self.held_out_loss)

    @property
    def last_look(self) -> Event | None:
        """The last look at the test samples in this run; None if there was none."""
        looks = (event for event in reversed(self.events) if event.kind == "look")
        return next((event for event in looks if event.after is not None), None)

    @property
    def seen_test_r2(self) -> float:
        """R^2 over the test samples at the last look; NaN if there was none."""
        look, target = self.last_look, self.run.test_target
        return math.nan if look is None or target is None else target.r2(look.after)

    @property
    def theta_in_data_units(self) -> Array:
        """``theta`` of the same function of the data as they are, not standardized.

        See `Model.in_data_units`.
        """
        model = self.run.model.copy()
        model.network.theta[:] = self.theta
        return model.in_data_units().network.theta

    @property
    def largest_change(self) -> tuple[str, float]:
        """The parameter that the last update changed most, and its change."""
        index = int(np.argmax(np.abs(self.change)))
        name = self.run.model.network.parameter_name(index)
        return name, float(self.change[index])
