"""The record of a run: its results for comparison, and its state for resuming."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import count
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.arrays import Array, read_only
from shallownet.errors import DataError
from shallownet.runs.min_max_decimation import min_max_indices
from shallownet.runs.replay import replay
from shallownet.runs.saved_run import SavedRun
from shallownet.settings.events import looks_in
from shallownet.training.trainer import Trainer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.data.datasets import Dataset
    from shallownet.settings.events import Event
    from shallownet.settings.recipe import Recipe
    from shallownet.training.reports import Divergence

MAX_POINTS: Final = 4_096
"""Points of a curve kept for drawing: two for each pixel of a wide plot."""

MAX_BYTES: Final = 128 * 2**20
"""Memory for the saved states of all pinned runs together."""


class MetricCurve(NamedTuple):
    """A metric along a run, decimated; read-only.

    Attributes
    ----------
    updates, values : ndarray
    seconds : ndarray
        The duration of all updates up to there.
    """

    updates: Array
    values: Array
    seconds: Array

    @classmethod
    def of(cls, values: Array, seconds: Array) -> MetricCurve:
        """Decimate a metric of every update; NaN where it was not measured."""
        indices = min_max_indices(values, MAX_POINTS)
        arrays = indices.astype(np.float64), values[indices], seconds[indices]
        return cls(*map(read_only, arrays))


@dataclass(frozen=True, eq=False, kw_only=True)
class RunRecord:
    """A run as it was when it was pinned, without its samples and its trainer.

    Attributes
    ----------
    name, notes : str
    colour : int
        The number of its colour.
    visible : bool
        Whether it is drawn.
    recipe : Recipe
        The initial settings.
    events : tuple of Event
        The changes made during the run.
    updates : int
    loss, held_out_loss : MetricCurve
        J of the samples of each update, and of the held-out samples.
    final_loss, final_held_out_loss : float
        J over the training and over the held-out samples; NaN if there are none.
    best_loss, best_update : float, int
        The minimum of ``loss``, and the number of updates before it.
    r2, held_out_r2 : float
    linear_r2, linear_held_out_r2 : float
        Those of the best linear model over the same samples; NaN if not known.
    seconds : float
        How long its updates took, without pauses and drawing.
    divergence : Divergence or None
    fingerprint : bytes
        Of the samples, because the recipe's file may have changed since. Empty if the
        run is not to be resumed.
    saved : SavedRun or None
        The state for resuming; if None, all updates are recomputed.
    number : int
        A unique number.
    """

    name: str
    notes: str = ""
    colour: int = 0
    visible: bool = True
    recipe: Recipe
    events: tuple[Event, ...]
    updates: int
    loss: MetricCurve
    held_out_loss: MetricCurve
    final_loss: float
    final_held_out_loss: float
    best_loss: float
    best_update: int
    r2: float
    held_out_r2: float
    linear_r2: float = np.nan
    linear_held_out_r2: float = np.nan
    seconds: float
    divergence: Divergence | None
    fingerprint: bytes
    saved: SavedRun | None
    number: int = field(default_factory=count().__next__)

    @classmethod
    def of(
        cls,
        trainer: Trainer,
        recipe: Recipe,
        name: str,
        colour: int = 0,
        *,
        keep: bool = True,
    ) -> RunRecord:
        """Record the present state of a run; this evaluates all its samples.

        Parameters
        ----------
        trainer : Trainer
        recipe : Recipe
            The initial settings.
        name : str
        colour : int
        keep : bool
            Whether to save the state for resuming.
        """
        now = trainer.snapshot()
        loss = now.evaluation.loss * trainer.problem.unit**2
        losses = np.append(now.history_loss, loss)
        held_out_losses = np.append(now.history_held_out_loss, now.held_out_loss)
        seconds = np.append(trainer.history.seconds, trainer.seconds)
        best = int(np.where(np.isfinite(losses), losses, np.inf).argmin())
        return cls(
            name=name,
            colour=colour,
            recipe=replace(recipe, config=trainer.config),
            events=now.events,
            updates=now.step,
            loss=MetricCurve.of(losses, seconds),
            held_out_loss=MetricCurve.of(held_out_losses, seconds),
            final_loss=now.loss,
            final_held_out_loss=now.held_out_loss,
            best_loss=float(losses[best]),
            best_update=best,
            r2=now.r2,
            held_out_r2=now.held_out_r2,
            linear_r2=now.run.linear.r2,
            linear_held_out_r2=now.run.linear.held_out_r2,
            seconds=trainer.seconds,
            divergence=now.divergence,
            fingerprint=fingerprint(trainer.data) if keep else b"",
            saved=SavedRun.of(trainer) if keep else None,
        )

    @property
    def recipe_at_end(self) -> Recipe:
        """The recipe with the settings at the end of the run."""
        changes = {e.name: e.after for e in self.events if e.kind == "setting"}
        return self.recipe.changed(**changes)

    @property
    def held_out_name(self) -> str:
        """What the held-out samples are for: ``"validation"`` or ``"test"``."""
        return "validation" if self.recipe.config.validation_share else "test"

    @property
    def looks(self) -> float:
        """How often its test part was looked at; NaN if never."""
        return looks_in(self.events) or np.nan

    @property
    def used_batches(self) -> bool:
        """Whether ``loss`` was measured on batches, at least for a part of the run."""
        sizes = [e.after for e in self.events if e.name == "batch_size"]
        return any(n is not None for n in (self.recipe.config.batch_size, *sizes))

    @property
    def updates_per_second(self) -> float:
        """The speed of its updates; NaN if there are none."""
        return self.updates / self.seconds if self.seconds else np.nan

    @property
    def nbytes(self) -> int:
        """The memory of its large parts."""
        curves = sum(array.nbytes for array in (*self.loss, *self.held_out_loss))
        return curves + (0 if self.saved is None else self.saved.nbytes)

    def resume(
        self,
        data: Dataset,
        cancelled: CancelCheck = None,
        progress: ProgressCallback = None,
    ) -> Trainer:
        """Return a trainer in the state of the run.

        Parameters
        ----------
        data : Dataset
            Its samples.
        cancelled, progress : callable, optional
            As for `replay`, which is used if no state is saved.

        Raises
        ------
        DataError
            If the samples are not those of the run.
        Cancelled
            If ``cancelled`` returned True.
        """
        if fingerprint(data) != self.fingerprint:
            raise DataError(
                f"the data of “{self.name}” is no longer what it was: "
                f"{self.recipe.data.description}"
            )
        config = self.recipe.config
        trainer = Trainer(config, data)
        size = trainer.network.theta.size
        if self.saved is None or self.saved.state.theta.size != size:
            return replay(config, data, self.events, self.updates, cancelled, progress)
        self.saved.restore_to(trainer, self.events)
        trainer.seconds, trainer.divergence = self.seconds, self.divergence
        return trainer


def fingerprint(data: Dataset) -> bytes:
    """Return a digest of some samples."""
    digest = blake2b(repr(data.X.shape).encode(), digest_size=16)
    for array in (data.X, data.y):
        digest.update(array.data)  # a Dataset's arrays are contiguous
    return digest.digest()


def limit_memory(
    records: Sequence[RunRecord], max_bytes: int = MAX_BYTES
) -> list[RunRecord]:
    """Return the records, the largest without saved state, to fit into a limit."""
    limited = list(records)
    for i in sorted(range(len(limited)), key=lambda i: -limited[i].nbytes):
        if sum(record.nbytes for record in limited) <= max_bytes:
            break
        limited[i] = replace(limited[i], saved=None)
    return limited
