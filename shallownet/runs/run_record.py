"""A run that was pinned: what to compare it by, and enough to take it up again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import count
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.arrays import Array, frozen
from shallownet.errors import DataError
from shallownet.runs.min_max_decimation import extremes
from shallownet.runs.replay import replay
from shallownet.runs.saved_run import SavedRun
from shallownet.training.trainer import Trainer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.data.datasets import Dataset
    from shallownet.settings.events import Event
    from shallownet.settings.recipe import Recipe
    from shallownet.training.reports import Divergence
    from shallownet.training.timing import Timing

POINTS: Final = 4_096
"""Points of a curve that is kept for drawing: two for each pixel of a wide plot."""

MOST: Final = 128 * 2**20
"""Bytes that pinned runs may keep together, to be taken up again at once."""


class MetricCurve(NamedTuple):
    """The extremes of a metric along a run; read-only.

    Attributes
    ----------
    updates : ndarray
    values : ndarray
    seconds : ndarray
        How long the updates took until there.
    """

    updates: Array
    values: Array
    seconds: Array

    @classmethod
    def of(cls, values: Array, elapsed: Timing) -> MetricCurve:
        """Take a metric of every update; NaN where it was not measured."""
        places = extremes(values, POINTS)
        updates = places.astype(np.float64)
        return cls(*map(frozen, (updates, values[places], elapsed.at(updates))))


@dataclass(frozen=True, eq=False, kw_only=True)
class RunRecord:
    """A run as it was when it was pinned. Holds neither its samples nor its trainer.

    Attributes
    ----------
    name, notes : str
    colour : int
        The number of its colour.
    visible : bool
        Whether it is drawn.
    recipe : Recipe
        What it began with.
    events : tuple of Event
        What was changed on the way.
    updates : int
    loss, test_loss : MetricCurve
        J of the samples that each update looked at, and of those kept for the test.
    final_loss, final_test_loss : float
        J over the samples it trains on, and over those kept for the test; else NaN.
    best_loss, best_update : float, int
        The least of ``loss``, and after how many updates.
    r2, test_r2 : float
    seconds : float
        How long its updates took, without pauses and drawing.
    divergence : Divergence or None
    fingerprint : bytes
        Of the samples: the same recipe may read another file by then. Empty if it is
        only to be looked at.
    kept : SavedRun or None
        What to take it up from; without, all its updates must be made again.
    number : int
        Tells it from all other runs, whatever it is called.
    """

    name: str
    notes: str = ""
    colour: int = 0
    visible: bool = True
    recipe: Recipe
    events: tuple[Event, ...]
    updates: int
    loss: MetricCurve
    test_loss: MetricCurve
    final_loss: float
    final_test_loss: float
    best_loss: float
    best_update: int
    r2: float
    test_r2: float
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
        """Record a run as it stands, which looks at all its samples.

        Parameters
        ----------
        trainer : Trainer
        recipe : Recipe
            What the run began with.
        name : str
        colour : int
        keep : bool
            Whether it is to be taken up again, or only to be looked at.
        """
        now, elapsed = trainer.snapshot(), trainer.timing
        losses = np.append(
            now.history_loss, now.evaluation.loss * trainer.problem.unit**2
        )
        test_losses = np.append(now.history_test_loss, now.test_loss)
        finite = np.where(np.isfinite(losses), losses, np.inf)
        best = int(finite.argmin())
        return cls(
            name=name,
            colour=colour,
            recipe=replace(recipe, config=trainer.config),
            events=now.events,
            updates=now.step,
            loss=MetricCurve.of(losses, elapsed),
            test_loss=MetricCurve.of(test_losses, elapsed),
            final_loss=now.loss,
            final_test_loss=now.test_loss,
            best_loss=float(losses[best]),
            best_update=best,
            r2=now.r2,
            test_r2=now.test_r2,
            seconds=elapsed.seconds,
            divergence=now.divergence,
            fingerprint=fingerprint(trainer.data) if keep else b"",
            saved=SavedRun.of(trainer) if keep else None,
        )

    @property
    def recipe_at_end(self) -> Recipe:
        """What it would be begun with to have the settings it ended with."""
        changes = {e.name: e.after for e in self.events if e.kind == "setting"}
        return self.recipe.changed(**changes)

    @property
    def of_batches(self) -> bool:
        """Whether ``loss`` was measured on batches, for a part of the run at least."""
        sizes = [e.after for e in self.events if e.name == "batch_size"]
        return any(n is not None for n in (self.recipe.config.batch_size, *sizes))

    @property
    def updates_per_second(self) -> float:
        """How fast its updates were made; NaN if there are none."""
        return self.updates / self.seconds if self.seconds else np.nan

    @property
    def nbytes(self) -> int:
        """The memory it takes, but for what is small."""
        curves = sum(array.nbytes for array in (*self.loss, *self.test_loss))
        return curves + (0 if self.saved is None else self.saved.nbytes)

    def resume(
        self,
        data: Dataset,
        cancelled: CancelCheck = None,
        progress: ProgressCallback = None,
    ) -> Trainer:
        """Return a trainer that stands where the run stood, and can go on.

        Parameters
        ----------
        data : Dataset
            Its samples: those it had, or made by its recipe again.
        interrupted, progress : callable, optional
            As for `replay`, which is used if nothing is kept.

        Raises
        ------
        DataError
            If the samples are not those of the run.
        Cancelled
            If ``cancelled`` said so.
        """
        if fingerprint(data) != self.fingerprint:
            raise DataError(
                f"the data of “{self.name}” is no longer what it was: "
                f"{self.recipe.data.description}"
            )
        config = self.recipe.config
        if self.saved is None:
            return replay(config, data, self.events, self.updates, cancelled, progress)
        trainer = Trainer(config, data)
        self.saved.resume(trainer, self.events)
        return trainer


def fingerprint(data: Dataset) -> bytes:
    """Return what tells samples from any others."""
    found = blake2b(repr(data.X.shape).encode(), digest_size=16)
    for array in (data.X, data.y):
        found.update(array.data)  # Dataset makes them contiguous
    return found.digest()


def lightened(records: Sequence[RunRecord], most: int = MOST) -> list[RunRecord]:
    """Return records that take no more than so many bytes together.

    The largest give up what they keep to be taken up from at once.
    """
    light = list(records)
    order = sorted(range(len(light)), key=lambda number: -light[number].nbytes)
    for number in order:
        if sum(record.nbytes for record in light) <= most:
            break
        light[number] = replace(light[number], saved=None)
    return light
