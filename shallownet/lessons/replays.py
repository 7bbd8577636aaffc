"""The runs that tasks were done in, made again from what a hand-in says of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from shallownet.errors import ConfigError, DataError, DivergedError
from shallownet.lessons.facts import Facts
from shallownet.lessons.state_run import run_at
from shallownet.runs.replay import replay
from shallownet.runs.rewind import Rewind
from shallownet.runs.run_record import fingerprint
from shallownet.settings.data_config import DataConfig
from shallownet.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shallownet.callbacks import CancelCheck
    from shallownet.data.datasets import Dataset
    from shallownet.documents.run_file import RunDocument
    from shallownet.lessons.lesson import State
    from shallownet.lessons.outline import RunOutline
    from shallownet.lessons.progress import TaskDone
    from shallownet.training.trainer import Trainer

MAX_WORK: Final = 10**11
"""Updates times samples times parameters of a run that is made again: about a minute,
so that no hand-in keeps the others waiting for ever."""

OVERHEAD: Final = 1_000
"""The samples that take as long as all that an update does besides."""

MOST_POINTS: Final = 50
"""Updates at which a condition is tried that does not hold where it should."""


class NotReplayed(Exception):
    """A run cannot be made again; the message says why."""


class Replay(NamedTuple):
    """A run that was made again.

    Attributes
    ----------
    trainer : Trainer
    is_in_file : bool
        Whether it is the run in the file; else it was made again from its settings.
    """

    trainer: Trainer
    is_in_file: bool


@dataclass(frozen=True)
class Replays:
    """Makes runs of tasks again; the run in the file itself is used where it is one.

    Attributes
    ----------
    document : RunDocument
        The run that was handed in.
    is_true : bool
        Whether it was verified, from its start or in stretches. Then its own states
        are used: beyond the edge of stability another machine has others.
    visited : frozenset of int
    cancelled : callable or None
    """

    document: RunDocument
    is_true: bool
    visited: frozenset[int]
    cancelled: CancelCheck = None

    def of(self, done: TaskDone, state: State) -> Replay:
        """Return the run of a task, which has made the update that it was done at.

        Raises
        ------
        NotReplayed
            If it cannot be made again.
        Cancelled
            If ``cancelled`` returned True.
        """
        outline = done.run
        if done.update > outline.updates:
            raise NotReplayed(
                f"it claims update {done.update:,}, and its run has "
                f"{counted(outline.updates, 'update')}"
            )
        whole = self.document.trainer
        if self.is_true and self._is_part_of_the_file(outline, done.update):
            return Replay(whole, True)
        data = self._data(outline, state)
        sizes = (len(data.X), *outline.config.hidden_units, 1)
        parameters = sum((n + 1) * units for n, units in pairwise(sizes))
        check_work(outline.updates, data.samples, parameters)
        try:
            trainer = replay(
                outline.config, data, outline.events, outline.updates, self.cancelled
            )
        except (ConfigError, DivergedError) as error:
            raise NotReplayed(f"its run is not possible: {error}") from error
        return Replay(trainer, False)

    def facts(
        self, found: Replay, done: TaskDone, state: State, update: int | None = None
    ) -> Facts:
        """Return the facts of a replayed run at an update; that of the task if none."""
        at, made = (done.update, done.run.updates) if update is None else (update,) * 2
        snapshot = Rewind(found.trainer).snapshot_at(at, self.cancelled)
        return Facts(snapshot, done.run.data, made, self.visited, state)

    def kept_points(self, found: Replay, done: TaskDone) -> Iterator[int]:
        """Yield some of the updates that the replay has states of, the last first."""
        kept = found.trainer.checkpoints.updates
        kept = kept[kept <= done.update][::-1]
        yield from kept[:: max(len(kept) // MOST_POINTS, 1)].tolist()

    def goes_beyond_the_file(self, outline: RunOutline) -> bool:
        """Return whether it is the run in the file, but with more updates than that."""
        trainer = self.document.trainer
        return (
            outline.updates > trainer.updates
            and outline.config == trainer.config
            and self._has_the_source_of(outline)
        )

    def _is_part_of_the_file(self, outline: RunOutline, update: int) -> bool:
        """Return whether the run in the file went on from that of an outline.

        What was changed later at the update looked at would be in its state there.
        """
        trainer = self.document.trainer
        later = trainer.events[len(outline.events) :]
        return (
            outline.config == trainer.config
            and outline.updates <= trainer.updates
            and tuple(trainer.events[: len(outline.events)]) == outline.events
            and all(event.step > update for event in later)
            and self._has_the_source_of(outline)
        )

    def _has_the_source_of(self, outline: RunOutline) -> bool:
        if not isinstance(outline.data, DataConfig):
            return self._has_the_samples_of(outline)
        recipe = self.document.recipe
        return recipe is not None and outline.data == recipe.data

    def _has_the_samples_of(self, outline: RunOutline) -> bool:
        return fingerprint(self.document.trainer.data).hex() == outline.samples

    def _data(self, outline: RunOutline, state: State) -> Dataset:
        """Return the samples of a run; no file is read for it."""
        if isinstance(outline.data, DataConfig):
            check_work(outline.updates, outline.data.samples, 1)
            try:
                return outline.data.make()
            except DataError as error:
                raise NotReplayed(f"its samples cannot be made: {error}") from error
        if self._has_the_samples_of(outline):
            return self.document.trainer.data
        own = run_at(state).data
        if own is not None and fingerprint(own).hex() == outline.samples:
            return own
        raise NotReplayed("the samples of its run are not in the file")


def check_work(updates: int, samples: int, parameters: int) -> None:
    """Raise if a run takes too long to be made again.

    Raises
    ------
    NotReplayed
    """
    if updates * (samples + OVERHEAD) * parameters > MAX_WORK:
        raise NotReplayed(
            f"{counted(updates, 'update')} over {counted(samples, 'sample')} take too "
            "long to be made again"
        )
