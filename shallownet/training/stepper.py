"""Training: one gradient update at a time, each of which can be looked at first."""

from __future__ import annotations

import math
from time import perf_counter
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.arrays import length, overflow_is_a_result
from shallownet.curvature.tracker import SharpnessTrack
from shallownet.data.split import split
from shallownet.errors import DataError, DivergedError
from shallownet.nn.initialization import initialize
from shallownet.nn.model import Model
from shallownet.nn.network import Network
from shallownet.nn.objective import Evaluation, Objective
from shallownet.nn.optimizers import OPTIMIZERS, Optimizer
from shallownet.nn.scaling import Scaling
from shallownet.nn.schedules import rate
from shallownet.training.checkpoints import States
from shallownet.training.history import History
from shallownet.training.last_update import LastUpdate, SetAside
from shallownet.training.reports import Divergence, StepReport, find_divergence
from shallownet.training.run_settings import Event, Regime
from shallownet.training.snapshot import Run, Snapshot
from shallownet.training.timing import Elapsed
from shallownet.training.trace import Trace, trace_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from shallownet.arrays import Array, Indices
    from shallownet.data.datasets import Dataset
    from shallownet.settings.training_config import TrainingConfig

HISTORY_CAPACITY: Final = 16_384


class Training:
    """A run: a network, the data it learns from, and the updates made so far.

    What a person changes on the way is in `Trainer`.

    Parameters
    ----------
    config : TrainingConfig
        The settings it begins with.
    data : Dataset

    Raises
    ------
    DataError
        If the target is to be standardised and its variance is no finite number.

    Attributes
    ----------
    network : Network
        Its parameters are those after ``updates`` updates.
    updates : int
        How many updates have been made.
    history : History
    divergence : Divergence or None
        Set when a parameter or the loss has stopped being finite.
    objective, test : Objective
        The loss over the samples trained on, and over those kept for the test; None
        if there are none.
    unit : float
        The target's units in one of those that the network is trained in.
    regime : Regime
    optimizer : Optimizer
    last : LastUpdate
    states : States
        What the run was at past updates; `rewind.Past` goes back to them.
    elapsed : Elapsed
        How long its updates took.
    sharpness : SharpnessTrack or None
        λmax along the run, if it is watched.
    interrupted : callable or None
        Asked between two blocks of samples whether to stop: `step`, and whatever looks
        at the run, then raise `Cancelled` and leave it as it was.
    """

    def __init__(self, config: TrainingConfig, data: Dataset) -> None:
        self.config, self.data = config, data
        parts = split(data.samples, config.test_share, config.split_seed)
        train = data.take(parts.train) if parts.test.size else data
        # The units are those of the training samples: the test must not leak into them.
        inputs = Scaling.of(train.X, standardize=config.standardize_inputs)
        target = Scaling.of(train.y, standardize=config.standardize_target)
        self.network = Network(
            (len(data.X), *config.hidden_units, 1),
            (*config.hidden_activations, config.output_activation),
        )
        self.model = Model(self.network, inputs, target)
        self.unit = float(target.scale[0, 0])
        if not 0.0 < self.unit * self.unit < math.inf:
            large = self.unit > 1.0
            raise DataError(
                f"the target {data.target_name} has a standard deviation of "
                f"{self.unit:.3g}, whose square, the unit of the loss, is "
                f"{'no finite number' if large else '0'}; give the target in "
                f"{'larger' if large else 'smaller'} units"
            )

        def objective(some: Dataset) -> Objective:
            X, y = inputs.apply(some.X), target.apply(some.y)
            return Objective(self.network, X, y)

        self.objective = objective(train)
        self.test = objective(data.take(parts.test)) if parts.test.size else None
        self.run_info = Run.of(config, data, parts, self.model.copy())
        self.sharpness: SharpnessTrack | None = None
        self.interrupted: Callable[[], bool] | None = None
        self.states = States()
        self.reset()

    def reset(self) -> None:
        """Go back to the start, the same one: the seed determines it."""
        config = self.config
        initialize(
            self.network,
            config.initialization,
            seed=config.seed,
            samples=self.data.samples,
        )
        theta = self.network.theta
        self.stand(
            Regime(config, self.objective.y.shape[1], theta.size),
            OPTIMIZERS[config.optimizer](theta.size),
            History(min(config.iterations, HISTORY_CAPACITY)),
            States(self.states.budget),
        )
        self.states.note(0, theta, self.optimizer)
        self.watch_sharpness(self.sharpness is not None)

    def stand(
        self, regime: Regime, optimizer: Optimizer, history: History, states: States
    ) -> None:
        """Stand where ``len(history)`` updates lead, at the parameters now in place."""
        theta, self.updates = self.network.theta, len(history)
        self.regime, self.optimizer, self.history = regime, optimizer, history
        self.states, self.elapsed = states, Elapsed()
        self._set_objective()
        self.divergence = find_divergence(self.network, self.updates)
        self.last = LastUpdate(theta, optimizer)
        self._set_aside: list[SetAside] = []  # by the changes since the last update
        self._evaluation: Evaluation | None = None
        self._evaluated_at = theta.copy()
        self._seconds_looked = 0.0
        self._permutation: tuple[int, Indices] | None = None

    def _set_objective(self) -> None:
        settings, objective = self.settings, self.objective
        objective.l1, objective.l2 = settings.l1, settings.l2
        objective.rule = settings.gradient

    @property
    def settings(self) -> TrainingConfig:
        """The settings of the next update; ``config`` holds those of the first."""
        return self.regime.settings

    @property
    def learning_rate(self) -> float:
        """The rate of the next update, as the schedule has it."""
        return rate(self.settings, self.updates)

    @property
    def iterations(self) -> int:
        """The number of updates the run is planned for; nothing here stops at it."""
        return self.settings.iterations

    @property
    def events(self) -> list[Event]:
        """What a person changed on the way."""
        return self.regime.events

    # Looking

    def batch(self) -> Indices | None:
        """Return the samples the next update looks at; None means all of them.

        They are numbered as those the network trains on, which are all there are
        unless some are kept for the test.
        """
        batches = self.regime.batches
        if batches.full:
            return None
        assert batches.size is not None
        epoch, number, _ = batches.place(self.updates)
        if self._permutation is None or self._permutation[0] != epoch:
            self._permutation = (epoch, batches.permutation(epoch))
        start = number * batches.size
        return self._permutation[1][start : start + batches.size]

    def evaluate(self) -> Evaluation:
        """Compute loss and gradient at the present parameters, for the next update.

        What is computed is kept until the parameters change, so looking at a run
        costs nothing: the next `step` takes up the gradient that was looked at.
        """
        began, known = perf_counter(), self._evaluation
        with overflow_is_a_result():
            now = self._evaluate()
        if now is not known:
            # It is the update's, whoever has it computed.
            self._seconds_looked = perf_counter() - began
        return now

    def _evaluate(self) -> Evaluation:
        theta, now = self.network.theta, self._evaluation
        if now is None or not np.array_equal(theta, self._evaluated_at):
            self._evaluation = None  # interrupted, the gradient is not that of any
            np.copyto(self._evaluated_at, theta)
            now = self.objective.evaluate_aloud(self.batch(), self.interrupted)
            self._evaluation = now
            if self.divergence is None and not math.isfinite(now.loss):
                self.divergence = Divergence(self.updates, "loss", now.loss)
        return now

    def test_loss(self) -> float:
        """Compute J over the samples kept for the test, in the target's units squared.

        NaN if none are.
        """
        if self.test is None:
            return math.nan
        return self.test.measure(None, self.interrupted).loss * self.unit**2

    @property
    def test_every(self) -> int:
        """How many updates lie between two measurements of the test loss.

        Training looks at no fewer samples than testing does, so that small batches
        are not slowed down by a large test.
        """
        if self.test is None or self.regime.batches.full:
            return 1
        return math.ceil(int(self.test.y.shape[1]) / (self.settings.batch_size or 1))

    def preview(self, samples: slice | Indices | None = None) -> Trace:
        """Compute the whole next update without making it.

        Parameters
        ----------
        samples : slice or ndarray of int, optional
            The samples whose Z, A and dZ to show; those of the update if not given.
            The gradient is the update's own either way.

        Returns
        -------
        Trace
            Its new parameters are exactly those that `step` would then commit.
        """
        return trace_of(self, samples)

    def upcoming(self) -> Array:
        """Return the parameters that the next update will lead to, bit for bit."""
        self.evaluate()
        with overflow_is_a_result():
            after = self.network.theta.copy()
            self._descend(after, self.optimizer.copy())
        after.flags.writeable = False
        return after

    def predict(self, X: ArrayLike) -> Array:
        """Predict the target (1, n), in its own units, for raw inputs (features, n)."""
        return self.model.predict(np.asarray(X, dtype=np.float64))

    # Going on

    def step(self) -> StepReport:
        """Make one gradient update.

        Raises
        ------
        DivergedError
            If the run has diverged already; the parameters stay as they are.
        """
        with overflow_is_a_result():  # it is found, and told, by looking
            measured = self._step()
        return StepReport(self.updates, *measured)

    def _step(self) -> tuple[float, float, float]:
        """Make an update; return loss, mean error and gradient norm before it."""
        began, known = perf_counter(), self._evaluation
        now = self._evaluate()
        if now is known:
            began -= self._seconds_looked
        if self.divergence is not None:
            way_out = "return_to_finite() goes back to before that"
            if not self.last.reversible:
                way_out = "reset() begins anew"
            raise DivergedError(f"{self.divergence}; {way_out}")
        theta, gradient = self.network.theta, self.network.gradient
        test_loss = math.nan
        if self.test is not None and self.updates % self.test_every == 0:
            test_loss = self.test_loss()
        gradient_norm = length(gradient)
        self._evaluated_at = self.last.remember(self._evaluated_at, self.optimizer)
        self._descend(theta, self.optimizer)
        # A finite sum has only finite terms; one that is not may just be large.
        suspicious = not math.isfinite(theta.dot(theta))
        self._evaluation = None
        self._set_aside.clear()
        self.updates += 1
        loss, mean_error = now.loss * self.unit**2, now.mean_error * self.unit
        self.history.append(loss, mean_error, gradient_norm, test_loss)
        self.states.note(self.updates, theta, self.optimizer)
        if suspicious:
            self.divergence = find_divergence(self.network, self.updates)
        elif self.sharpness is not None:
            seen = self.settings.batch_size or self.data.samples
            self.sharpness.follow(self.updates, seen, self.regime.free)
        self.elapsed.note(self.updates, perf_counter() - began)
        return loss, mean_error, gradient_norm

    def _descend(self, theta: Array, optimizer: Optimizer) -> None:
        """Change ``theta`` as the next update does, following the gradient."""
        gradient, limit = self.network.gradient, self.settings.clip_norm
        fixed = self.regime.frozen if self.regime.any_frozen else None
        if fixed is not None:
            gradient = np.where(fixed, 0.0, gradient)
            kept = theta[fixed]
        if limit is not None:
            long = length(gradient)
            if long > limit:
                gradient = gradient * (limit / long)
        optimizer.update(theta, gradient, self.learning_rate)
        if fixed is not None:
            theta[fixed] = kept  # what an optimiser remembers would move them

    def run(self, updates: int) -> None:
        """Make exactly that many updates.

        Raises
        ------
        DivergedError
            If a parameter or the loss stops being finite on the way.
        ValueError
            If the number is negative.
        """
        if updates < 0:
            raise ValueError(f"updates is {updates}; it must be 0 or more")
        with overflow_is_a_result():  # once: to say so takes 1.3 us
            for _ in range(updates):
                self._step()
        if self.divergence is not None:
            raise DivergedError(str(self.divergence))

    def return_to_finite(self) -> None:
        """Take the last update back: the way out of a divergence.

        Raises
        ------
        DivergedError
            If there is no earlier state: at the start, after going back once, and
            after the parameters or the optimizer were changed by hand.
        """
        if not self.last.reversible:
            raise DivergedError("there is no update to take back")
        self.last.take_back(self.network.theta, self.optimizer)
        self._set_aside.clear()
        self.updates -= 1
        self.history.truncate(self.updates)
        self.states.truncate(self.updates)
        self.elapsed.truncate(self.updates)
        self.regime.go_back(self.updates)
        if self.sharpness is not None:
            self.sharpness.truncate(self.updates)
        self.divergence = None
        self._evaluation = None

    def watch_sharpness(self, watch: bool) -> None:
        """Measure λmax along the run from now on, or no more; see `SharpnessTrack`.

        It changes nothing of the run, and takes less than a tenth of the time of its
        updates; more with so few samples that calls count more than numbers: a third
        of it at m = 100.
        """
        if watch:
            free = self.regime.free
            self.sharpness = SharpnessTrack(self.objective, self.updates, free)
        else:
            self.sharpness = None

    def snapshot(self) -> Snapshot:
        """Return the state after the updates made so far, frozen for other threads."""
        return Snapshot.of(self)
