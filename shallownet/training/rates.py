"""The settings and the learning rates of a run from its first update to the present."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from shallownet.nn.schedules import rate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shallownet.arrays import Array, Indices
    from shallownet.settings.training_config import TrainingConfig
    from shallownet.training.snapshot import Snapshot


def settings_along(
    snapshot: Snapshot, steps: Iterable[float]
) -> Iterator[TrainingConfig]:
    """Yield the settings of the updates after so many, in ascending order."""
    changes = [event for event in snapshot.events if event.kind == "setting"]
    settings = snapshot.run.config
    for step in steps:
        while changes and changes[0].step <= step:
            event = changes.pop(0)
            settings = replace(settings, **{event.name: event.after})
        yield settings


def learning_rates(snapshot: Snapshot, steps: Array | Indices) -> Array:
    """Return the learning rates of the updates after so many, in ascending order.

    Examples
    --------
    >>> import shallownet as sn
    >>> trainer = sn.Trainer(sn.TrainingConfig(), sn.datasets.notebook(m=10))
    >>> learning_rates(trainer.snapshot(), np.arange(3)).tolist()
    [0.001, 0.001, 0.001]
    """
    if all(settings.schedule == "constant" for settings in _variants(snapshot)):
        # Without a schedule, of a million updates, in a thousandth of the time.
        changes = [e for e in snapshot.events if e.name == "learning_rate"]
        first = snapshot.run.config.learning_rate
        values = np.array([first, *(event.after for event in changes)])
        turns = [event.step for event in changes]
        constant: Array = values[np.searchsorted(turns, steps, "right")]
        return constant
    along = settings_along(snapshot, steps.tolist())
    pairs = zip(along, steps.tolist(), strict=True)
    return np.array([rate(settings, int(step)) for settings, step in pairs])


def _variants(snapshot: Snapshot) -> Iterator[TrainingConfig]:
    """Yield the settings at the start, and those after each change."""
    yield snapshot.run.config
    yield from settings_along(snapshot, [event.step for event in snapshot.events])
