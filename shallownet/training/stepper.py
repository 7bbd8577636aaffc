"""Gradient descent, one update at a time."""

from __future__ import annotations

import math
from time import perf_counter
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.arrays import ignore_overflow, norm
from shallownet.curvature.tracker import SharpnessTracker
from shallownet.errors import DivergedError
from shallownet.nn.initialization import initialize
from shallownet.nn.optimizers import OPTIMIZERS, Optimizer
from shallownet.nn.schedules import rate
from shallownet.training.checkpoints import Checkpoints
from shallownet.training.history import History
from shallownet.training.last_update import LastUpdate, UndoData
from shallownet.training.problem import Problem
from shallownet.training.reports import Divergence, StepReport, find_divergence
from shallownet.training.run_settings import RunSettings
from shallownet.training.timing import Timing

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from shallownet.arrays import Array, Indices
    from shallownet.callbacks import CancelCheck
    from shallownet.data.datasets import Dataset
    from shallownet.nn.objective import Evaluation
    from shallownet.settings.events import Event
    from shallownet.settings.training_config import TrainingConfig

HISTORY_CAPACITY: Final = 16_384


class Stepper:
    """A run: a problem, its parameters, and the updates made so far.

    Parameters
    ----------
    config : TrainingConfig
        The settings at the start.
    data : Dataset
    problem : Problem, optional
        The problem they pose, if it is built already; the caller must then `restore` a
        state. If not given, it is built, and the run stands at its start.

    Raises
    ------
    DataError
        If the target is to be standardized and its variance is not finite.

    Attributes
    ----------
    network : Network
        Its parameters are those after ``updates`` updates.
    updates : int
        How many updates have been made.
    history : History
    divergence : Divergence or None
        Set when a parameter or the loss has stopped being finite.
    problem : Problem
    objective : Objective
        The loss over the training samples: ``problem.objective``.
    run_info : Run
        What stays the same during the run, for its snapshots.
    run_settings : RunSettings
    optimizer : Optimizer
    last : LastUpdate
    checkpoints : Checkpoints
        States at past updates, to which `Rewind` returns.
    timing : Timing
        How long the updates took.
    sharpness : SharpnessTracker or None
        λmax along the run, if it is measured.
    cancelled : callable or None
        Called between two blocks of samples. If it returns True, the computation raises
        `Cancelled` and leaves the run as it was.
    """

    def __init__(
        self, config: TrainingConfig, data: Dataset, problem: Problem | None = None
    ) -> None:
        self.config, self.data = config, data
        self.problem = problem or Problem.from_settings(config, data)
        self.network = self.problem.network
        self.objective = self.problem.objective
        self.run_info = self.problem.run
        self.sharpness: SharpnessTracker | None = None
        self.cancelled: CancelCheck = None
        self.checkpoints = Checkpoints()
        if problem is None:
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
        self.restore(
            RunSettings(config, self.objective.y.shape[1], theta.size),
            OPTIMIZERS[config.optimizer](theta.size),
            History(min(config.iterations, HISTORY_CAPACITY)),
            Checkpoints(self.checkpoints.budget),
        )
        self.checkpoints.note(0, theta, self.optimizer)
        self.watch_sharpness(self.sharpness is not None)

    def restore(
        self,
        regime: RunSettings,
        optimizer: Optimizer,
        history: History,
        states: Checkpoints,
    ) -> None:
        """Stand where ``len(history)`` updates lead, at the parameters now in place."""
        theta, self.updates = self.network.theta, len(history)
        self.run_settings, self.optimizer, self.history = regime, optimizer, history
        self.checkpoints, self.timing = states, Timing()
        self._set_objective()
        self.divergence = find_divergence(self.network, self.updates)
        self.last = LastUpdate(theta, optimizer)
        self._undo_data: list[UndoData] = []  # by the changes since the last update
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
        return self.run_settings.settings

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
        return self.run_settings.events

    # Looking

    def batch(self) -> Indices | None:
        """Return the samples the next update looks at; None means all of them.

        They are numbered as those the network trains on, which are all there are
        unless some are kept for the test.
        """
        batches = self.run_settings.batches
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
        with ignore_overflow():
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
            now = self.objective.evaluate_unguarded(self.batch(), self.cancelled)
            self._evaluation = now
            if self.divergence is None and not math.isfinite(now.loss):
                self.divergence = Divergence(self.updates, "loss", now.loss)
        return now

    def test_loss(self) -> float:
        """Compute J over the samples kept for the test, in the target's units squared.

        NaN if none are.
        """
        if self.problem.test_objective is None:
            return math.nan
        return (
            self.problem.test_objective.measure(None, self.cancelled).loss
            * self.problem.unit**2
        )

    @property
    def test_every(self) -> int:
        """How many updates lie between two measurements of the test loss.

        Training looks at no fewer samples than testing does, so that small batches
        are not slowed down by a large test.
        """
        if self.problem.test_objective is None or self.run_settings.batches.full:
            return 1
        return math.ceil(
            int(self.problem.test_objective.y.shape[1])
            / (self.settings.batch_size or 1)
        )

    def upcoming(self) -> Array:
        """Return the parameters that the next update will lead to, bit for bit."""
        self.evaluate()
        with ignore_overflow():
            after = self.network.theta.copy()
            self._descend(after, self.optimizer.copy())
        after.flags.writeable = False
        return after

    def predict(self, X: ArrayLike) -> Array:
        """Predict the target (1, n), in its own units, for raw inputs (features, n)."""
        return self.problem.model.predict(np.asarray(X, dtype=np.float64))

    # Going on

    def step(self) -> StepReport:
        """Make one gradient update.

        Raises
        ------
        DivergedError
            If the run has diverged already; the parameters stay as they are.
        """
        with ignore_overflow():  # it is found, and told, by looking
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
        if (
            self.problem.test_objective is not None
            and self.updates % self.test_every == 0
        ):
            test_loss = self.test_loss()
        gradient_norm = norm(gradient)
        self._evaluated_at = self.last.remember(self._evaluated_at, self.optimizer)
        self._descend(theta, self.optimizer)
        # A finite sum has only finite terms; one that is not may just be large.
        suspicious = not math.isfinite(theta.dot(theta))
        self._evaluation = None
        self._undo_data.clear()
        self.updates += 1
        loss, mean_error = (
            now.loss * self.problem.unit**2,
            now.mean_error * self.problem.unit,
        )
        self.history.append(loss, mean_error, gradient_norm, test_loss)
        self.checkpoints.note(self.updates, theta, self.optimizer)
        if suspicious:
            self.divergence = find_divergence(self.network, self.updates)
        elif self.sharpness is not None:
            seen = self.settings.batch_size or self.data.samples
            self.sharpness.follow(self.updates, seen, self.run_settings.free)
        self.timing.note(self.updates, perf_counter() - began)
        return loss, mean_error, gradient_norm

    def _descend(self, theta: Array, optimizer: Optimizer) -> None:
        """Change ``theta`` as the next update does, following the gradient."""
        gradient, limit = self.network.gradient, self.settings.clip_norm
        fixed = self.run_settings.frozen if self.run_settings.any_frozen else None
        if fixed is not None:
            gradient = np.where(fixed, 0.0, gradient)
            kept = theta[fixed]
        if limit is not None:
            long = norm(gradient)
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
        with ignore_overflow():  # once: to say so takes 1.3 us
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
        self._undo_data.clear()
        self.updates -= 1
        self.history.truncate(self.updates)
        self.checkpoints.truncate(self.updates)
        self.timing.truncate(self.updates)
        self.run_settings.go_back(self.updates)
        if self.sharpness is not None:
            self.sharpness.truncate(self.updates)
        self.divergence = None
        self._evaluation = None

    def watch_sharpness(self, watch: bool) -> None:
        """Measure λmax along the run from now on, or no more; see `SharpnessTracker`.

        It changes nothing of the run, and takes less than a tenth of the time of its
        updates; more with so few samples that calls count more than numbers: a third
        of it at m = 100.
        """
        if watch:
            free = self.run_settings.free
            self.sharpness = SharpnessTracker(self.objective, self.updates, free)
        else:
            self.sharpness = None
