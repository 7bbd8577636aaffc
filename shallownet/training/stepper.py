"""Gradient descent, one update at a time."""

from __future__ import annotations

import math
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from shallownet.arrays import ignore_overflow, read_only, unguarded_norm
from shallownet.curvature.lanczos import NO_CURVE
from shallownet.curvature.tracker import SharpnessTracker
from shallownet.errors import DivergedError
from shallownet.nn.optimizers import OPTIMIZERS
from shallownet.nn.schedules import rate
from shallownet.training.best_state import BestState
from shallownet.training.checkpoints import Checkpoints
from shallownet.training.history import History
from shallownet.training.last_update import LastUpdate, UndoData
from shallownet.training.problem import Problem
from shallownet.training.reports import Divergence, StepReport, find_divergence
from shallownet.training.run_settings import RunSettings
from shallownet.training.update_rule import apply_gradient

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from shallownet.arrays import Array, Indices
    from shallownet.callbacks import CancelCheck
    from shallownet.data.datasets import Dataset
    from shallownet.nn.objective import Evaluation, Objective
    from shallownet.settings.events import Event
    from shallownet.settings.training_config import TrainingConfig
    from shallownet.training.checkpoints import Checkpoint


class Stepper:
    """A run: a problem, its parameters, and the updates made so far.

    Parameters
    ----------
    config : TrainingConfig
        The settings at the start.
    data : Dataset
    problem : Problem, optional
        The problem they pose, if it is built already; the caller must then `restore` a
        state. If not given, it is built, and the run is at its start.

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
    best : BestState
        Noted while early stopping is switched on.
    checkpoints : Checkpoints
        States after past updates, for `Rewind`.
    seconds : float
        The total duration of the updates. Pauses, drawing and waiting do not count, so
        that runs can be compared.
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
        """Return to the start, which the seed determines."""
        self.problem.initialize()
        self.restore((), History(), Checkpoints(self.checkpoints.budget))
        self.checkpoints.record(0, self.network.theta, self.optimizer)
        self.watch_sharpness(self.sharpness is not None)

    def restore(
        self,
        events: Sequence[Event],
        history: History,
        checkpoints: Checkpoints,
        state: Checkpoint | None = None,
    ) -> None:
        """Set the run to the state after ``len(history)`` updates and some events.

        Without ``state`` it keeps the network's parameters and has a new optimizer.
        """
        network, samples = self.network, int(self.objective.y.shape[1])
        self.updates, self.history = len(history), history
        self.checkpoints, self.seconds = checkpoints, 0.0
        self.run_settings = RunSettings(self.config, samples, network, events)
        self.optimizer = OPTIMIZERS[self.settings.optimizer](network.theta.size)
        if state is not None:
            np.copyto(network.theta, state.theta)
            self.optimizer.restore(state.memory, state.optimizer_updates)
        self._set_objective()
        self.best = BestState()
        self.divergence = find_divergence(network, self.updates)
        self.last = LastUpdate(network.theta, self.optimizer)
        self._undo_data: list[UndoData] = []  # of the changes since the last update
        self._evaluation: Evaluation | None = None  # of the next update, if known
        self._evaluated_theta = network.theta.copy()
        self._seconds_ahead = 0.0  # of an evaluation made ahead of its update

    def _set_objective(self) -> None:
        settings = self.settings
        self.objective.configure(settings.l1, settings.l2, settings.gradient)

    @property
    def settings(self) -> TrainingConfig:
        """The settings of the next update; ``config`` holds those of the first."""
        return self.run_settings.settings

    @property
    def learning_rate(self) -> float:
        """The rate of the next update, according to the schedule."""
        return rate(self.settings, self.updates)

    @property
    def iterations(self) -> int:
        """The number of updates the run is planned for; it is not enforced here."""
        return self.settings.iterations

    @property
    def events(self) -> list[Event]:
        """The changes made during the run."""
        return self.run_settings.events

    # Observing

    def batch(self) -> Indices | None:
        """Return the samples of the next update; None means all of them.

        They are indices into the training samples, which are all samples unless some
        are held out.
        """
        return self.run_settings.batches.rows(self.updates)

    def evaluate(self) -> Evaluation:
        """Compute loss and gradient at the present parameters, for the next update.

        The result is cached until the parameters change, and the next `step` uses it.
        """
        started, known = perf_counter(), self._evaluation
        with ignore_overflow():
            evaluation = self._evaluate()
        if evaluation is not known:
            self._seconds_ahead = perf_counter() - started
        return evaluation

    def _evaluate(self) -> Evaluation:
        theta, evaluation = self.network.theta, self._evaluation
        if evaluation is None or not np.array_equal(theta, self._evaluated_theta):
            self._evaluation = None  # if cancelled, the gradient is incomplete
            np.copyto(self._evaluated_theta, theta)
            evaluation = self.objective.evaluate_unguarded(self.batch(), self.cancelled)
            self._evaluation = evaluation
        if self.divergence is None and not math.isfinite(evaluation.loss):
            self.divergence = Divergence(self.updates, "loss", evaluation.loss)
        return evaluation

    def _held_out_due(self, objective: Objective) -> bool:
        """Return whether to measure the held-out loss before the next update.

        Training visits at least as many samples as that takes, so that many of them do
        not slow down small batches.
        """
        size = self.settings.batch_size
        if size is None or self.run_settings.batches.full:
            return True
        interval = math.ceil(int(objective.y.shape[1]) / size)
        return self.updates % interval == 0

    def upcoming(self) -> Array:
        """Return the parameters after the next update, bit for bit."""
        self.evaluate()
        with ignore_overflow():
            theta, gradient = self.network.theta.copy(), self.network.gradient
            eta, settings = self.learning_rate, self.run_settings
            optimizer = self.optimizer.copy()
            apply_gradient(self.network, theta, gradient, optimizer, eta, settings)
        return read_only(theta)

    def predict(self, X: ArrayLike) -> Array:
        """Predict the target (1, n), in its own units, for raw inputs (features, n)."""
        return self.problem.model.predict(np.asarray(X, dtype=np.float64))

    # Training

    def step(self) -> StepReport:
        """Make one gradient update.

        Raises
        ------
        DivergedError
            If the run has diverged already; the parameters stay as they are.
        """
        with ignore_overflow():  # the results are checked instead
            measured = self._step()
        return StepReport(self.updates, *measured)

    def _step(self) -> tuple[float, float, float]:
        """Make an update; return loss, mean error and gradient norm before it."""
        optimizer, problem = self.optimizer, self.problem
        started, known = perf_counter(), self._evaluation
        evaluation = self._evaluate()
        if evaluation is known:
            started -= self._seconds_ahead
        if self.divergence is not None:
            way_out = "return_to_finite() goes back to before that"
            if not self.last.reversible:
                way_out = "reset() begins anew"
            raise DivergedError(f"{self.divergence}; {way_out}")
        theta, gradient = self.network.theta, self.network.gradient
        held_out_loss = math.nan
        held_out_objective = problem.held_out_objective
        if held_out_objective is not None and self._held_out_due(held_out_objective):
            held_out_loss = problem.held_out_loss(self.cancelled)
            if self.settings.patience is not None and problem.run.split.validation.size:
                self.best.note(self.updates, held_out_loss, theta)
        gradient_norm = unguarded_norm(gradient)
        self.last.record(theta, optimizer)
        eta, settings = self.learning_rate, self.run_settings
        apply_gradient(self.network, theta, gradient, optimizer, eta, settings)
        # A finite sum has only finite terms; an infinite one may just be large.
        suspicious = not math.isfinite(theta.dot(theta))
        self._evaluation = None
        self._undo_data.clear()
        updates, unit = self.updates + 1, problem.unit
        self.updates = updates
        loss, mean_error = evaluation.loss * unit**2, evaluation.mean_error * unit
        self.history.append(
            loss, mean_error, gradient_norm, held_out_loss, self.seconds
        )
        self.checkpoints.record(updates, theta, optimizer)
        if suspicious:
            self.divergence = find_divergence(self.network, updates)
        elif self.sharpness is not None:
            samples = settings.settings.batch_size or self.data.samples
            self.sharpness.advance(updates, samples, settings.free)
        self.seconds += perf_counter() - started
        return loss, mean_error, gradient_norm

    def run(self, updates: int) -> None:
        """Make exactly that many updates.

        Raises
        ------
        DivergedError
            If a parameter or the loss stops being finite.
        ValueError
            If the number is negative.
        """
        if updates < 0:
            raise ValueError(f"updates is {updates}; it must be 0 or more")
        with ignore_overflow():  # once, because it takes 1.3 us
            for _ in range(updates):
                self._step()
        if self.divergence is not None:
            raise DivergedError(str(self.divergence))

    def watch_sharpness(
        self, watch: bool, known: tuple[Array, Array] = NO_CURVE
    ) -> None:
        """Start or stop measuring λmax along the run; see `SharpnessTracker`.

        It does not affect the run. It takes less than a tenth of the time of the
        updates, but a third at m = 100, where calls cost more than arithmetic.
        """
        self.sharpness = None
        if watch:
            self.sharpness = SharpnessTracker(
                self.objective, self.updates, self.run_settings.free, known
            )
