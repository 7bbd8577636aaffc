"""Replaying a run: the same updates, with the same changes."""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter
from time import perf_counter
from typing import TYPE_CHECKING, Final

from shallownet.errors import raise_if_cancelled
from shallownet.training.trainer import Trainer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.data.datasets import Dataset
    from shallownet.settings.events import Event
    from shallownet.settings.training_config import TrainingConfig


PROGRESS_INTERVAL: Final = 0.02
"""Seconds between two calls of the progress callback and of the cancel check. An update
that takes longer is interrupted between its blocks of samples."""


def replay(
    config: TrainingConfig,
    data: Dataset,
    events: Sequence[Event],
    updates: int,
    cancelled: CancelCheck = None,
    progress: ProgressCallback = None,
) -> Trainer:
    """Recompute a run from its start up to an update.

    Parameters
    ----------
    config : TrainingConfig
        The settings it began with.
    data : Dataset
    events : sequence of Event
        The changes made during the run; later ones are ignored.
    updates : int
    cancelled : callable, optional
        Called now and then; returns whether to stop.
    progress : callable, optional
        Called now and then with the number of updates made and the total.

    Raises
    ------
    Cancelled
        If ``cancelled`` returned True.
    """
    trainer = Trainer(config, data)
    replay_onto(trainer, events, updates, cancelled, progress)
    return trainer


def replay_onto(
    trainer: Trainer,
    events: Sequence[Event],
    updates: int,
    cancelled: CancelCheck = None,
    progress: ProgressCallback = None,
) -> None:
    """Replay a run from the present update of a trainer up to another one.

    The changes made at both of these updates are included. See `replay` for the rest.
    """
    trainer.cancelled, previous = cancelled, trainer.cancelled
    start, due = trainer.updates, perf_counter() + PROGRESS_INTERVAL
    position = bisect_left(events, start, key=attrgetter("step"))
    try:
        while True:
            while position < len(events) and events[position].step == trainer.updates:
                trainer.apply(events[position])
                position += 1
            if trainer.updates >= updates:
                return
            trainer.step()
            if perf_counter() >= due:
                due = perf_counter() + PROGRESS_INTERVAL
                if progress is not None:
                    progress(trainer.updates - start, updates - start)
                raise_if_cancelled(cancelled)
    finally:
        trainer.cancelled = previous
