"""A state of a run, copied and frozen, for another thread to draw at leisure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

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


class Spread(NamedTuple):
    """Mean, variance and range of the target over some samples, in its own units."""

    mean: float
    variance: float
    low: float
    high: float

    @classmethod
    def of(cls, y: Array) -> Spread:
        """Measure the target (1, n) of at least one sample."""
        with np.errstate(over="ignore"):  # of a target near 1e200
            variance = float(y.var())
        return cls(float(y.mean()), variance, float(y.min()), float(y.max()))

    def r2(self, loss: float) -> float:
        """Return R^2 = 1 - 2 J / var(y), the share of the variance explained.

        NaN where the target does not vary.
        """
        known = self.low < self.high and 0.0 < self.variance < math.inf
        return 1.0 - 2.0 * loss / self.variance if known else math.nan


@dataclass(frozen=True, eq=False)
class Run:
    """What stays the same from a run's first update to its last.

    Attributes
    ----------
    config : TrainingConfig
        The settings it began with.
    data : Dataset
        All samples, those kept for the test among them.
    split : Split
        Which of them it trains on, and which it is tested on.
    model : Model
        A model of the run's shape and units. Whoever draws takes a `Model.copy` and
        fills in the parameters of a snapshot.
    target, train_target : Spread
        Of all samples, and of those it trains on.
    test_target : Spread or None
        Of those it is tested on.
    """

    config: TrainingConfig
    data: Dataset
    split: Split
    model: Model
    target: Spread
    train_target: Spread
    test_target: Spread | None

    @classmethod
    def of(
        cls, config: TrainingConfig, data: Dataset, split: Split, model: Model
    ) -> Run:
        """Take the measure of a run's data."""
        whole = Spread.of(data.y)
        if not split.test.size:
            return cls(config, data, split, model, whole, whole, None)
        train, test = (Spread.of(data.y[:, rows]) for rows in (split.train, split.test))
        return cls(config, data, split, model, whole, train, test)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The state after ``step`` updates; all arrays are read-only.

    Attributes
    ----------
    run : Run
    settings : TrainingConfig
        The settings of the next update.
    step : int
    place : EpochPosition
        Where in its epoch the next update stands.
    theta, gradient : ndarray, shape (parameters,)
        The parameters, and the gradient there: the one the next update will follow.
    change : ndarray, shape (parameters,)
        What the last update added to the parameters; zero at the start.
    upcoming : ndarray, shape (parameters,)
        The parameters that the next update will lead to, bit for bit.
    rows : ndarray of int or None
        The samples the next update looks at, numbered as those it trains on; None
        means all of them.
    evaluation : Evaluation
        Loss, mean error and penalty over those samples, in the units it trains in.
    frozen : ndarray of bool, shape (parameters,)
        Which parameters the updates leave as they are.
    loss, mean_error : float
        J and mean(yhat - y) at ``theta`` over the samples it trains on, in the
        target's units.
    test_loss : float
        J over the samples kept for the test; NaN if there are none.
    previous_loss : float or None
        J before the last update, where it is known: not at the start, after going
        back or an edit, or in mini-batches, whose losses are over other samples.
    learning_rate : float
        The rate of the next update, as the schedule has it.
    history_loss, history_mean_error, history_gradient_norm : ndarray, shape (step,)
    history_test_loss : ndarray, shape (step,)
        Entry ``i`` is the value after ``i`` updates.
    sharpness : tuple of ndarray
        At which updates the largest eigenvalue of the Hessian was measured, and what
        it was there.
    events : tuple of Event
    divergence : Divergence or None
    """

    run: Run
    settings: TrainingConfig
    step: int
    place: EpochPosition
    theta: Array
    gradient: Array
    change: Array
    upcoming: Array
    rows: Indices | None
    evaluation: Evaluation
    frozen: NDArray[np.bool_]
    loss: float
    mean_error: float
    test_loss: float
    previous_loss: float | None
    learning_rate: float
    history_loss: Array
    history_mean_error: Array
    history_gradient_norm: Array
    history_test_loss: Array
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
        """R^2 over the samples it trains on; NaN where the target does not vary."""
        return self.run.train_target.r2(self.loss)

    @property
    def test_r2(self) -> float:
        """R^2 over the samples kept for the test; NaN if there are none."""
        spread = self.run.test_target
        return math.nan if spread is None else spread.r2(self.test_loss)

    @property
    def largest_change(self) -> tuple[str, float]:
        """The parameter that the last update changed most, and by how much."""
        index = int(np.argmax(np.abs(self.change)))
        name = self.run.model.network.parameter_name(index)
        return name, float(self.change[index])
