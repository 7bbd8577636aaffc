"""The saved state of a run, from which it continues exactly."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from shallownet.arrays import read_only
from shallownet.training.checkpoints import BUDGET, Checkpoint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.arrays import Array
    from shallownet.settings.events import Event
    from shallownet.training.checkpoints import Checkpoints
    from shallownet.training.history import History
    from shallownet.training.last_update import LastUpdate
    from shallownet.training.trainer import Trainer

CHECKPOINT_BUDGET: Final = 2**20
"""Bytes for its checkpoints: with fewer of them, rewinding recomputes more updates."""


@dataclass(frozen=True, eq=False)
class SavedRun:
    """What a run continues from, and its `RunRecord` does not hold.

    Attributes
    ----------
    state : Checkpoint
        The parameters and the optimizer's memory.
    last : LastUpdate
    history : History
    checkpoints : Checkpoints
    sharpness : tuple of ndarray or None
        The curve measured so far; None if it is not measured.
    """

    state: Checkpoint
    last: LastUpdate
    history: History
    checkpoints: Checkpoints
    sharpness: tuple[Array, Array] | None

    @classmethod
    def of(cls, trainer: Trainer) -> SavedRun:
        """Save the present state of a run."""
        updates, optimizer = trainer.updates, trainer.optimizer
        checkpoints = trainer.checkpoints.up_to(updates)
        checkpoints.limit(min(checkpoints.budget, CHECKPOINT_BUDGET))
        return cls(
            state=Checkpoint(
                updates,
                read_only(trainer.network.theta.copy()),
                read_only(optimizer.memory.copy()),
                optimizer.updates,
            ),
            last=deepcopy(trainer.last),
            history=trainer.history.up_to(updates),
            checkpoints=checkpoints,
            sharpness=trainer.sharpness.curve if trainer.sharpness else None,
        )

    @property
    def nbytes(self) -> int:
        """The memory of its large parts."""
        return self.history.nbytes + self.checkpoints.nbytes

    def restore_to(self, trainer: Trainer, events: Sequence[Event]) -> None:
        """Set a trainer with the run's initial settings and samples to this state.

        ``events`` are the changes made during the run.
        """
        updates = self.state.updates
        checkpoints = self.checkpoints.up_to(updates)
        checkpoints.budget = BUDGET
        trainer.restore(events, self.history.up_to(updates), checkpoints, self.state)
        trainer.last = deepcopy(self.last)
        if self.sharpness is not None:
            trainer.watch_sharpness(True, self.sharpness)
