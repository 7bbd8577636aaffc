"""The trainer: one gradient update at a time, each of which can be looked at first."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.arrays import frozen
from shallownet.errors import ConfigError, DivergedError
from shallownet.gradients import as_published
from shallownet.history import Event, History
from shallownet.initialization import initialize
from shallownet.model import Model
from shallownet.network import Network
from shallownet.objective import Evaluation, Objective
from shallownet.optimizers import OPTIMIZERS
from shallownet.report import Divergence, StepReport
from shallownet.scaling import Scaling
from shallownet.snapshot import Run, Snapshot
from shallownet.trace import Trace, passes

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from shallownet.arrays import Array, Indices
    from shallownet.config import TrainingConfig
    from shallownet.datasets import Dataset

HISTORY_CAPACITY: Final = 16_384


class Trainer:
    """A run: a network, the data it learns from, and the updates made so far.

    Parameters
    ----------
    config : TrainingConfig
    data : Dataset

    Attributes
    ----------
    network : Network
        Its parameters are those after ``updates`` updates.
    updates : int
        How many updates have been made.
    learning_rate : float
        The rate of the next update; ``config.learning_rate`` is that of the first.
    iterations : int
        The number of updates the run is planned for; nothing here stops at it.
    history : History
    divergence : Divergence or None
        Set when a parameter or the loss has stopped being finite.
    """

    def __init__(self, config: TrainingConfig, data: Dataset) -> None:
        self.config, self.data = config, data
        inputs = Scaling.of(data.X, standardize=config.standardize_inputs)
        target = Scaling.of(data.y, standardize=config.standardize_target)
        self.network = Network(
            (len(data.X), *config.hidden_units, 1),
            (*config.hidden_activations, config.output_activation),
        )
        self.model = Model(self.network, inputs, target)
        y = target.apply(data.y)
        self.objective = Objective(
            self.network, inputs.apply(data.X), y, l1=config.l1, l2=config.l2
        )
        self._unit = float(target.scale[0, 0])
        with np.errstate(over="ignore"):  # of a target near 1e200
            variance = float(data.y.var())
        self.run_info = Run(
            config,
            data,
            self.model.copy(),
            target_mean=float(data.y.mean()),
            target_variance=variance,
            target_low=float(data.y.min()),
            target_high=float(data.y.max()),
        )
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
        self.optimizer = OPTIMIZERS[config.optimizer](self.network.theta.size)
        self.history = History(min(config.iterations, HISTORY_CAPACITY))
        self.updates = 0
        self.learning_rate = config.learning_rate
        self.iterations = config.iterations
        self.divergence: Divergence | None = None
        self._before = self.network.theta.copy()
        self._memory_before = self.optimizer.memory.copy()
        self._can_go_back = False
        self._evaluation: Evaluation | None = None
        self._evaluated_at = self.network.theta.copy()
        self._permutation: tuple[int, Indices] | None = None

    def batch(self) -> Indices | None:
        """Return the samples the next update looks at; None means all of them.

        Every epoch goes through a permutation that (seed, epoch) determines, so the
        batch of an update depends on nothing but its number.
        """
        size, m = self.config.batch_size, self.data.samples
        if size is None or size >= m:
            return None
        epoch, number = divmod(self.updates, math.ceil(m / size))
        if self._permutation is None or self._permutation[0] != epoch:
            generator = np.random.default_rng((self.config.seed, epoch))
            self._permutation = (epoch, generator.permutation(m))
        return self._permutation[1][number * size : (number + 1) * size]

    def evaluate(self) -> Evaluation:
        """Compute loss and gradient at the present parameters, for the next update.

        What is computed is kept until the parameters change, so looking at a run
        costs nothing: the next `step` takes up the gradient that was looked at.
        """
        theta = self.network.theta
        if self._evaluation is None or not np.array_equal(theta, self._evaluated_at):
            np.copyto(self._evaluated_at, theta)
            self._evaluation = self.objective.evaluate(self.batch())
            if self.config.gradient == "published":
                as_published(self.network)
            if self.divergence is None and not math.isfinite(self._evaluation.loss):
                self.divergence = Divergence(
                    self.updates, "loss", self._evaluation.loss
                )
        return self._evaluation

    def step(self) -> StepReport:
        """Make one gradient update.

        Raises
        ------
        DivergedError
            If the run has diverged already; the parameters stay as they are.
        """
        now = self.evaluate()
        if self.divergence is not None:
            raise DivergedError(
                f"{self.divergence}; return_to_finite() goes back to before that"
            )
        network, optimizer = self.network, self.optimizer
        np.copyto(self._before, network.theta)
        if optimizer.rows:
            np.copyto(self._memory_before, optimizer.memory)
        # Overflow is found, and told, by looking at the result.
        with np.errstate(over="ignore", invalid="ignore"):
            gradient_norm = math.sqrt(np.vdot(network.gradient, network.gradient))
            optimizer.update(network.theta, network.gradient, self.learning_rate)
            # A finite sum has only finite terms; one that is not may just be large.
            suspicious = not math.isfinite(network.theta.sum())
        self._evaluation = None
        self._can_go_back = True
        self.updates += 1
        report = StepReport(
            self.updates,
            now.loss * self._unit**2,
            now.mean_error * self._unit,
            gradient_norm,
        )
        self.history.append(report.loss, report.mean_error, gradient_norm)
        if suspicious:
            self.divergence = self._first_not_finite()
        return report

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
        for _ in range(updates):
            self.step()
        if self.divergence is not None:
            raise DivergedError(str(self.divergence))

    def _first_not_finite(self) -> Divergence | None:
        bad = np.flatnonzero(~np.isfinite(self.network.theta))
        if not bad.size:
            return None
        first = int(bad[0])
        return Divergence(
            self.updates,
            self.network.parameter_name(first),
            float(self.network.theta[first]),
            others=bad.size - 1,
        )

    def return_to_finite(self) -> None:
        """Take the last update back: the way out of a divergence.

        Raises
        ------
        DivergedError
            If there is no earlier state: at the start, and after going back once.
        """
        if not self._can_go_back:
            raise DivergedError("there is no update to take back")
        np.copyto(self.network.theta, self._before)
        self.optimizer.restore(self._memory_before, self.optimizer.updates - 1)
        self.updates -= 1
        self.history.truncate(self.updates)
        self.divergence = None
        self._evaluation = None
        self._can_go_back = False
        # A rate that was set after the update that is gone still holds: its event
        # moves to where the run now stands.
        events = self.history.events
        rate = events[-1].after if events else self.config.learning_rate
        if rate != self.learning_rate:
            events.append(
                Event(self.updates, "learning_rate", rate, self.learning_rate)
            )

    def set_learning_rate(self, learning_rate: float) -> None:
        """Change the rate from the next update on, as an event of the run.

        Raises
        ------
        ConfigError
            If it is not a number in the range of a learning rate.
        """
        checked = replace(self.config, learning_rate=learning_rate).learning_rate
        if checked != self.learning_rate:
            self.history.events.append(
                Event(self.updates, "learning_rate", self.learning_rate, checked)
            )
            self.learning_rate = checked

    def set_iterations(self, iterations: int) -> None:
        """Change the number of updates the run is planned for.

        Raises
        ------
        ConfigError
            If it is not a whole number in range, or fewer than are made already.
        """
        checked = replace(self.config, iterations=iterations).iterations
        if checked < self.updates:
            raise ConfigError(
                f"iterations is {checked:,}; {self.updates:,} updates are made "
                "already, so it must be at least that"
            )
        self.iterations = checked

    def _change(self) -> Array:
        with np.errstate(over="ignore", invalid="ignore"):
            return self.network.theta - self._before

    def predict(self, X: ArrayLike) -> Array:
        """Predict the target (1, n), in its own units, for raw inputs (features, n)."""
        return self.model.predict(np.asarray(X, dtype=np.float64))

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
        now = self.evaluate()
        network, objective = self.network, self.objective
        gradient, theta = frozen(network.gradient), network.theta
        after = theta.copy()
        with np.errstate(over="ignore", invalid="ignore"):
            self.optimizer.copy().update(after, gradient, self.learning_rate)
        chosen = self.batch() if samples is None else samples
        columns = slice(None) if chosen is None else chosen
        arrays = passes(network, objective.X[:, columns], objective.y[:, columns])
        arrays |= {f"d{name}": view for name, view in network.named(gradient).items()}
        return Trace(
            step=self.updates + 1,
            loss=now.loss,
            mean_error=now.mean_error,
            arrays=arrays,
            before=network.named(frozen(theta)),
            after=network.named(frozen(after)),
        )

    def snapshot(self) -> Snapshot:
        """Return the state after the updates made so far, frozen for other threads."""
        now = self.evaluate()
        batch = self.batch() is not None
        if batch:
            now = self.objective.measure()
        # A batch's loss says nothing of the loss over all samples before the update.
        told = self._can_go_back and not batch
        last = float(self.history.loss[-1]) if told else None
        return Snapshot(
            run=self.run_info,
            step=self.updates,
            theta=frozen(self.network.theta),
            gradient=frozen(self.network.gradient),
            change=frozen(self._change()),
            loss=now.loss * self._unit**2,
            mean_error=now.mean_error * self._unit,
            previous_loss=last,
            learning_rate=self.learning_rate,
            iterations=self.iterations,
            history_loss=self.history.loss,
            history_mean_error=self.history.mean_error,
            events=tuple(self.history.events),
            divergence=self.divergence,
        )
