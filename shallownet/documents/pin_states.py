"""The states of pinned runs in an archive, from which they go on at once.

All of them are in two arrays, one run after the other: the histories, and the numbers
of the states. What is of which run is in its entry in the JSON member.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from shallownet.documents.archive import write_array
from shallownet.documents.checked import count, entry, typed
from shallownet.documents.run_file_error import RunFileError
from shallownet.documents.run_states import optimizer_rows
from shallownet.nn.optimizers import OPTIMIZERS
from shallownet.runs.saved_run import SavedRun
from shallownet.training.checkpoints import Checkpoint, Checkpoints
from shallownet.training.history import History
from shallownet.training.last_update import LastUpdate

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Sequence

    from shallownet.arrays import Array
    from shallownet.documents.archive import ArchiveReader
    from shallownet.runs.run_record import RunRecord
    from shallownet.settings.events import Event
    from shallownet.settings.training_config import TrainingConfig

HISTORIES: Final = "pins/history.npy"
STATES: Final = "pins/states.npy"

STATES_BUDGET: Final = 2**16
"""Bytes for the past states of each run: looking back computes some updates again."""

MAX_VALUES: Final = 2_500_000
"""Numbers of all pinned runs together, 20 MB: the newest ones have their states."""

MAX_ROWS: Final = max(kind.rows for kind in OPTIMIZERS.values())


def kept_states(pins: Sequence[RunRecord]) -> list[SavedRun | None]:
    """Return the states that a file keeps of pinned runs, as far as there is room."""
    kept: list[SavedRun | None] = []
    room = MAX_VALUES
    for pin in reversed(pins):
        saved = pin.saved
        if saved is not None:
            room -= saved.history.values.size + STATES_BUDGET // 8
        kept.append(saved if room >= 0 else None)
    return kept[::-1]


def states_as_json(saved: SavedRun | None) -> dict[str, Any] | None:
    """Return what is to be said of the states of a run beside their numbers."""
    if saved is None:
        return None
    checkpoints = _thinned(saved)
    return {
        "parameters": saved.state.theta.size,
        "optimizer_updates": saved.state.optimizer_updates,
        "rows_before": len(saved.last.memory),
        "reversible": saved.last.reversible,
        "stride": checkpoints.stride,
        "updates": [state.updates for state in checkpoints.states()],
        "made": [state.optimizer_updates for state in checkpoints.states()],
    }


def write_states(archive: zipfile.ZipFile, kept: Sequence[SavedRun | None]) -> None:
    """Add the histories and the states of the runs that have them."""
    saved = [run for run in kept if run is not None]
    if saved:
        histories = [run.history.values for run in saved]
        write_array(archive, HISTORIES, np.concatenate(histories, axis=1))
        write_array(archive, STATES, np.concatenate([_values(run) for run in saved]))


class PinStatesReader:
    """Reads the states of one pinned run after the other."""

    def __init__(self, archive: ArchiveReader) -> None:
        self._histories, self._states = np.empty((History.METRICS, 0)), np.empty(0)
        if STATES in archive:
            self._histories = archive.array(HISTORIES, (History.METRICS, None))
            self._states = archive.array(STATES, (None,))

    def read(
        self,
        about: object,
        config: TrainingConfig,
        events: Sequence[Event],
        updates: int,
    ) -> SavedRun | None:
        """Return the states of the next run; None if it has none.

        Parameters
        ----------
        about : object
            What `states_as_json` returned, not checked.
        config : TrainingConfig
            The settings at the start.
        events : sequence of Event
        updates : int
            How many updates the run has made.

        Raises
        ------
        RunFileError
            If they are damaged, or do not fit its settings and events.
        """
        if about is None:
            return None
        said = typed(about, dict, "“states” of a pinned run")
        size = count(said, "parameters")
        steps, made = (_counts(said, name, updates) for name in ("updates", "made"))
        stride = max(count(said, "stride"), 1)
        steps_, made_ = np.array(steps, dtype=int), np.array(made, dtype=int)
        if (
            len(steps) != len(made)
            or steps[:1] != [0]
            or (np.diff(steps_) <= 0).any()
            or (steps_ % stride).any()
            or (made_ > steps_).any()
        ):
            raise RunFileError("the states of a pinned run are not in order")
        rows = optimizer_rows(config, events, [*steps, updates + 1])
        own, rows_before = rows.pop(), count(said, "rows_before", MAX_ROWS)
        optimizer_updates = count(said, "optimizer_updates", updates)
        present = self._state(updates, size, own, optimizer_updates)
        previous = self._take(size)
        memory = self._take(rows_before * size).reshape(rows_before, size)
        optimizer = OPTIMIZERS[_final_optimizer(config, events)](size)
        last = LastUpdate(previous, optimizer)
        if entry(said, "reversible", bool):
            if rows_before != own or not optimizer_updates:
                raise RunFileError("the last update of a pinned run cannot be undone")
            last = LastUpdate.of(previous, optimizer, memory)
        states = [
            self._state(step, size, n, k)
            for step, n, k in zip(steps, rows, made, strict=True)
        ]
        history, self._histories = (
            self._histories[:, :updates],
            self._histories[:, updates:],
        )
        if history.shape[1] < updates:
            raise RunFileError("the history of a pinned run is incomplete")
        return SavedRun(
            state=present,
            last=last,
            history=History.of(history),
            checkpoints=Checkpoints.of(states, stride),
            sharpness=None,
        )

    def _state(self, updates: int, size: int, rows: int, made: int) -> Checkpoint:
        theta = self._take(size)
        return Checkpoint(
            updates, theta, self._take(rows * size).reshape(rows, size), made
        )

    def _take(self, number: int) -> Array:
        taken, self._states = self._states[:number], self._states[number:]
        if len(taken) < number:
            raise RunFileError("the states of a pinned run are incomplete")
        return taken


def _thinned(saved: SavedRun) -> Checkpoints:
    checkpoints = saved.checkpoints.copy()
    checkpoints.limit(min(checkpoints.budget, STATES_BUDGET))
    return checkpoints


def _values(saved: SavedRun) -> Array:
    """Return all numbers of a run's states in their order."""
    last = saved.last
    parts = [saved.state.theta, saved.state.memory, last.previous_theta, last.memory]
    for state in _thinned(saved).states():
        parts += [state.theta, state.memory]
    return np.concatenate([part.ravel() for part in parts])


def _counts(said: dict[str, Any], name: str, most: int) -> list[int]:
    values = entry(said, name, list)
    return [count({name: value}, name, most) for value in values]


def _final_optimizer(config: TrainingConfig, events: Sequence[Event]) -> str:
    names = [event.after for event in events if event.name == "optimizer"]
    return str([config.optimizer, *names][-1])
