"""What is kept of a run so that it can go on exactly where it stands."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.arrays import frozen
from shallownet.curvature.tracker import SharpnessTracker
from shallownet.training.checkpoints import BUDGET
from shallownet.training.run_settings import RunSettings

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.nn.optimizers import Optimizer
    from shallownet.settings.events import Event
    from shallownet.training.checkpoints import Checkpoints
    from shallownet.training.history import History
    from shallownet.training.last_update import LastUpdate
    from shallownet.training.reports import Divergence
    from shallownet.training.timing import Timing
    from shallownet.training.trainer import Trainer

STATES: Final = 2**20
"""Bytes for its past states: those between them are a matter of more updates."""


@dataclass(frozen=True, eq=False)
class SavedRun:
    """A run at rest, without its samples.

    Attributes
    ----------
    theta : ndarray
    optimizer : Optimizer
    last : LastUpdate
    divergence : Divergence or None
    history : History
    checkpoints : Checkpoints
    elapsed : Timing
    sharpness : tuple of ndarray or None
        The curve measured, if it is watched.
    """

    theta: Array
    optimizer: Optimizer
    last: LastUpdate
    divergence: Divergence | None
    history: History
    checkpoints: Checkpoints
    timing: Timing
    sharpness: tuple[Array, Array] | None

    @classmethod
    def of(cls, trainer: Trainer) -> SavedRun:
        """Keep a run as it stands; the trainer may go on or end."""
        updates, track = trainer.updates, trainer.sharpness
        states = trainer.checkpoints.up_to(updates)
        states.limit(min(states.budget, STATES))
        return cls(
            theta=frozen(trainer.network.theta),
            optimizer=trainer.optimizer.copy(),
            last=deepcopy(trainer.last),
            divergence=trainer.divergence,
            history=trainer.history.up_to(updates),
            checkpoints=states,
            timing=trainer.timing.up_to(updates),
            sharpness=None if track is None else track.curve,
        )

    @property
    def nbytes(self) -> int:
        """The memory it takes, but for what is small."""
        return self.history.nbytes + self.checkpoints.nbytes

    def resume(self, begun: Trainer, events: tuple[Event, ...]) -> None:
        """Let a trainer that was just begun stand where the run stood.

        Parameters
        ----------
        begun : Trainer
            Of the settings that the run began with, and its data.
        events : tuple of Event
            What was changed on the way.
        """
        theta, updates = begun.network.theta, len(self.history)
        np.copyto(theta, self.theta)
        regime = RunSettings(
            begun.config, begun.run_settings.batches.samples, theta.size
        )
        regime.resume(events, begun.network.parameter_index)
        states = self.checkpoints.up_to(updates)
        states.budget = BUDGET
        begun.restore(
            regime, self.optimizer.copy(), self.history.up_to(updates), states
        )
        begun.last, begun.timing = deepcopy(self.last), deepcopy(self.timing)
        begun.divergence = self.divergence
        if self.sharpness is not None:
            begun.sharpness = SharpnessTracker(
                begun.objective, updates, regime.free, self.sharpness
            )
