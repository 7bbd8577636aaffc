"""A run as it stands, which another thread may write while the run goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shallownet.arrays import read_only
from shallownet.training.checkpoints import Checkpoint

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.data.datasets import Dataset
    from shallownet.settings.data_config import DataConfig
    from shallownet.settings.events import Event
    from shallownet.settings.recipe import Recipe
    from shallownet.settings.table_config import TableConfig
    from shallownet.settings.training_config import TrainingConfig
    from shallownet.training.checkpoints import Checkpoints
    from shallownet.training.history import History
    from shallownet.training.trainer import Trainer


@dataclass(frozen=True, eq=False, kw_only=True)
class RunCopy:
    """Everything that a run's file holds, copied or never changed.

    Attributes
    ----------
    config : TrainingConfig
        The settings at the start.
    source : DataConfig, TableConfig or None
        Where the samples come from; None if nothing but the samples is known.
    data : Dataset
    events : tuple of Event
    seconds : float
        How long the updates took.
    present : Checkpoint
        The parameters and the optimizer's memory now.
    previous_theta, previous_memory : ndarray
        Those before the last update.
    reversible : bool
        Whether the last update can be undone.
    history : ndarray, shape (5, updates)
    checkpoints : Checkpoints
    sharpness : tuple of ndarray or None
        The curve measured so far; None if it is not measured.
    notes : str
    lineage : tuple
        The same for all copies between which updates were added and none dropped.
    """

    config: TrainingConfig
    source: DataConfig | TableConfig | None
    data: Dataset
    events: tuple[Event, ...]
    seconds: float
    present: Checkpoint
    previous_theta: Array
    previous_memory: Array
    reversible: bool
    history: Array
    checkpoints: Checkpoints
    sharpness: tuple[Array, Array] | None
    notes: str
    lineage: tuple[History, int]

    @classmethod
    def of(
        cls, trainer: Trainer, recipe: Recipe | None = None, notes: str = ""
    ) -> RunCopy:
        """Copy a run; the time this takes hardly grows with its updates.

        Parameters
        ----------
        trainer : Trainer
        recipe : Recipe, optional
            Where its samples come from.
        notes : str
        """
        last, optimizer = trainer.last, trainer.optimizer
        return cls(
            config=trainer.config,
            source=None if recipe is None else recipe.data,
            data=trainer.data,
            events=tuple(trainer.events),
            seconds=trainer.seconds,
            present=Checkpoint(
                trainer.updates,
                read_only(trainer.network.theta.copy()),
                read_only(optimizer.memory.copy()),
                optimizer.updates,
            ),
            previous_theta=read_only(last.previous_theta.copy()),
            previous_memory=read_only(last.memory.copy()),
            reversible=last.reversible,
            history=trainer.history.values,
            checkpoints=trainer.checkpoints.copy(),
            sharpness=trainer.sharpness.curve if trainer.sharpness else None,
            notes=notes,
            lineage=(trainer.history, trainer.checkpoints.truncations),
        )

    @property
    def updates(self) -> int:
        """How many updates the run has made."""
        return self.present.updates
