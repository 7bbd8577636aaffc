"""Making a run again from its recipe: the same updates, with the same changes."""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter
from time import perf_counter
from typing import TYPE_CHECKING, Final

from shallownet.errors import Cancelled
from shallownet.training.trainer import Trainer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.data.datasets import Dataset
    from shallownet.settings.events import Event
    from shallownet.settings.training_config import TrainingConfig


TELL_EVERY: Final = 0.02
"""Seconds between two times that it is told how far it is, and asked whether to go on.
An update that takes longer is interrupted between its blocks of samples."""


def replay(
    config: TrainingConfig,
    data: Dataset,
    events: Sequence[Event],
    updates: int,
    cancelled: CancelCheck = None,
    progress: ProgressCallback = None,
) -> Trainer:
    """Return the run as it was after so many updates, made anew.

    Parameters
    ----------
    config : TrainingConfig
        The settings it began with.
    data : Dataset
    events : sequence of Event
        What was changed on the way; what came later is left out.
    updates : int
    cancelled : callable, optional
        Asked now and then whether to stop.
    progress : callable, optional
        Told now and then how many updates are made, and of how many.

    Raises
    ------
    Cancelled
        If ``cancelled`` said so.
    """
    trainer = Trainer(config, data)
    follow(trainer, events, updates, cancelled, progress)
    return trainer


def follow(
    trainer: Trainer,
    events: Sequence[Event],
    updates: int,
    cancelled: CancelCheck = None,
    progress: ProgressCallback = None,
) -> None:
    """Make the updates of a run up to one of them, and the changes of its events.

    It begins with what was changed where the trainer stands, and ends with what was
    changed at the last: as the run left it. See `replay` for the rest.
    """
    trainer.cancelled, before = cancelled, trainer.cancelled
    begun_at, due = trainer.updates, perf_counter() + TELL_EVERY
    position = bisect_left(events, begun_at, key=attrgetter("step"))
    try:
        while True:
            while position < len(events) and events[position].step == trainer.updates:
                trainer.apply(events[position])
                position += 1
            if trainer.updates >= updates:
                return
            trainer.step()
            if perf_counter() >= due:
                due = perf_counter() + TELL_EVERY
                if progress is not None:
                    progress(trainer.updates - begun_at, updates - begun_at)
                if cancelled is not None and cancelled():
                    raise Cancelled
    finally:
        trainer.cancelled = before
