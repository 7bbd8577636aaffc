"""The run that broke off, set up again: its objectives, settings and start."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.analysis.post_mortem.prior_states import ReplayedState
from shallownet.nn.initialization import initialize
from shallownet.nn.scaling import Scaling
from shallownet.nn.schedules import rate
from shallownet.training.batches import Batches
from shallownet.training.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from shallownet.arrays import Array, Indices
    from shallownet.callbacks import CancelCheck
    from shallownet.nn.objective import Objective
    from shallownet.settings.training_config import TrainingConfig
    from shallownet.training.snapshot import Snapshot


MOST_CELLS: Final = 40_000
"""Activations of hidden units over which λmax is found, and remedies are tried."""

MOST_SAMPLES: Final = 4_000
FEWEST_SAMPLES: Final = 500


class Reconstruction:
    """What a post-mortem works with.

    Parameters
    ----------
    snapshot : Snapshot

    Attributes
    ----------
    snapshot : Snapshot
    data : Dataset
        Some of the samples it trains on, for what takes long; all if they are few.
    objective, few : Objective
        Over all samples it trains on, and over those; of one network.
    unit : float
        The target's units in one of those that it is trained in.
    broke : TrainingConfig
        The settings of the update that broke it: what a person changed on the diverged
        run since then had no part in that.
    free : ndarray of bool or None
        The parameters that update could move; None if all.
    samples, of : int
        How many ``data`` has, and how many it trains on.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._problem = problem = Problem(snapshot.run)
        units = sum(problem.network.layer_sizes[1:-1])
        most = min(max(MOST_CELLS // max(units, 1), FEWEST_SAMPLES), MOST_SAMPLES)
        self.of, self.data = problem.train.samples, problem.train
        if self.of > most:
            chosen = np.random.default_rng(0).choice(self.of, most, replace=False)
            self.data = self.data.take(np.sort(chosen))
        self.samples = self.data.samples
        self.objective, self.unit = problem.objective, problem.unit
        self.few = problem.objective_over(self.data)
        # A start that is not finite has no update before it.
        broke_after = snapshot.divergence.step - 1 if snapshot.divergence else 0
        self.broke = self.settings_at(broke_after)
        fixed = self.frozen_at(broke_after)
        self.free: NDArray[np.bool_] | None = None if fixed is None else ~fixed

    def standardised(self) -> Objective:
        """Return the objective over some samples with standardised inputs."""
        inputs = Scaling.standard(self.data.X)
        return self._problem.objective_over(self.data, inputs)

    def start(self) -> Array:
        """Return the parameters that the run began with."""
        run = self.snapshot.run
        network, config = run.model.network.copy(), run.config
        initialize(
            network,
            config.initialization,
            seed=config.seed,
            samples=run.data.samples,
        )
        return network.theta

    def loss(self, theta: Array, cancelled: CancelCheck = None) -> float:
        """Return J at some parameters over all samples that it trains on."""
        self.objective.network.theta[:] = theta
        return self.objective.measure(None, cancelled).loss

    def states(
        self,
        thetas: Sequence[Array],
        steps: Sequence[int],
        rates: Sequence[float] | None,
    ) -> list[ReplayedState]:
        """Put states together with the settings that held there."""
        if len(steps) != len(thetas):
            raise ValueError(f"{len(steps)} steps for {len(thetas)} states: one each")
        if rates is not None and len(rates) != len(thetas):
            raise ValueError(f"{len(rates)} rates for {len(thetas)} states: one each")
        made = []
        for number, step in enumerate(steps):
            settings, rows = self._course(step)
            given = rate(settings, step) if rates is None else rates[number]
            made.append(ReplayedState(step, thetas[number], settings, given, rows))
        return made

    def settings_at(self, step: int) -> TrainingConfig:
        """Return the settings of the update that follows so many."""
        settings = self.snapshot.run.config
        for event in self.snapshot.events:
            if event.kind == "setting" and event.step <= step:
                settings = replace(settings, **{event.name: event.after})
        return settings

    def frozen_at(self, step: int) -> NDArray[np.bool_] | None:
        """Return what the update that follows so many leaves as it is; None if none."""
        network = self._problem.model.network
        fixed = np.zeros(network.theta.size, dtype=bool)
        for event in self.snapshot.events:
            if event.kind == "frozen" and event.step <= step:
                fixed[network.parameter_index(event.name)] = event.after
        return fixed if fixed.any() else None

    def _course(self, step: int) -> tuple[TrainingConfig, Indices | None]:
        """Return the settings of the update after so many, and its samples."""
        config, settings = self.snapshot.run.config, self.settings_at(step)
        batches = Batches(config.seed, self.of, config.batch_size)
        for event in self.snapshot.events:
            if event.name == "batch_size" and event.step <= step:
                batches = batches.resized(event.after, event.step)
        if batches.full or batches.size is None:
            return settings, None
        epoch, number, _ = batches.place(step)
        first = number * batches.size
        return settings, batches.permutation(epoch)[first : first + batches.size]
