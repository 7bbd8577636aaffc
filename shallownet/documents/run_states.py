"""The states and the history of a run as arrays in an archive."""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.curvature.lanczos import NO_CURVE
from shallownet.documents.archive import write_array
from shallownet.documents.run_file_error import RunFileError
from shallownet.errors import ConfigError
from shallownet.nn.optimizers import OPTIMIZERS
from shallownet.training.checkpoints import Checkpoint, Checkpoints
from shallownet.training.history import History
from shallownet.training.last_update import LastUpdate

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterable, Iterator, Sequence

    from shallownet.documents.archive import ArchiveReader
    from shallownet.documents.manifest import Manifest
    from shallownet.documents.run_copy import RunCopy
    from shallownet.settings.events import Event
    from shallownet.settings.training_config import TrainingConfig
    from shallownet.training.trainer import Trainer

STATES_BUDGET: Final = 2**19
"""Bytes for the states in a file: 700 of the lesson's network. With fewer of them, an
earlier update takes longer to show, and a file from another machine is verified in
longer stretches."""


def write_states(
    archive: zipfile.ZipFile, run: RunCopy, checkpoints: Checkpoints
) -> None:
    """Add the history, the present state, the one before it, and the checkpoints.

    Parameters
    ----------
    archive : ZipFile
        Open for writing.
    run : RunCopy
    checkpoints : Checkpoints
        Those that the file keeps; see `thinned`.
    """
    write_array(archive, "history.npy", run.history)
    write_present(archive, run)
    states = list(checkpoints.states())
    memory = [state.memory for state in states]
    made = np.array([state.optimizer_updates for state in states], dtype=np.int64)
    write_array(archive, "states/updates.npy", checkpoints.updates)
    write_array(archive, "states/optimizer_updates.npy", made)
    write_array(archive, "states/theta.npy", np.array([s.theta for s in states]))
    write_array(
        archive,
        "states/memory.npy",
        np.concatenate([np.empty((0, run.present.theta.size)), *memory]),
    )


def write_present(archive: zipfile.ZipFile, run: RunCopy) -> None:
    """Add the present state and the one before it."""
    write_array(archive, "present/theta.npy", run.present.theta)
    write_array(archive, "present/memory.npy", run.present.memory)
    write_array(archive, "before/theta.npy", run.previous_theta)
    write_array(archive, "before/memory.npy", run.previous_memory)
    if run.sharpness is not None:
        write_array(archive, "sharpness.npy", np.stack(run.sharpness))


def thinned(run: RunCopy) -> Checkpoints:
    """Return the checkpoints of a run that its file keeps."""
    checkpoints = run.checkpoints.up_to(run.updates)
    checkpoints.limit(min(checkpoints.budget, STATES_BUDGET))
    return checkpoints


def restore_states(
    archive: ArchiveReader, manifest: Manifest, trainer: Trainer
) -> None:
    """Set a trainer to the state in an archive.

    Parameters
    ----------
    archive : ArchiveReader
    manifest : Manifest
    trainer : Trainer
        With the run's settings and samples.

    Raises
    ------
    RunFileError
        If an array is damaged, or does not fit the settings and events.
    """
    parameters, updates = trainer.network.theta.size, manifest.updates
    try:
        trainer.restore(manifest.events, History(), Checkpoints())
        for name in {e.name for e in manifest.events if e.kind == "value"}:
            trainer.network.parameter_index(name)
    except (ConfigError, ValueError) as error:
        raise RunFileError(f"one of its events is not possible: {error}") from error
    rows = OPTIMIZERS[trainer.settings.optimizer].rows
    present = Checkpoint(
        updates,
        archive.array("present/theta.npy", (parameters,)),
        archive.array("present/memory.npy", (rows, parameters)),
        manifest.optimizer_updates,
    )
    before = archive.array("before/theta.npy", (parameters,))
    memory = archive.array("before/memory.npy", (None, parameters))
    history = History.of(archive.array("history.npy", (History.METRICS, updates)))
    checkpoints = Checkpoints.of(
        _states(archive, manifest, parameters), manifest.stride
    )
    trainer.restore(manifest.events, history, checkpoints, present)
    trainer.seconds = manifest.seconds
    np.copyto(trainer.last.previous_theta, before)
    if manifest.reversible:
        if len(memory) != rows or not manifest.optimizer_updates:
            raise RunFileError("its last update cannot be undone, but it says so")
        trainer.last = LastUpdate.of(before, trainer.optimizer, memory)
    if "sharpness.npy" in archive:
        curve = archive.array("sharpness.npy", (2, None))
        trainer.watch_sharpness(True, (curve[0], curve[1]) if curve.size else NO_CURVE)
    trainer.evaluate()  # finds a loss that is not finite


def _states(
    archive: ArchiveReader, manifest: Manifest, parameters: int
) -> Iterator[Checkpoint]:
    """Yield the checkpoints of an archive, each checked against the events."""
    steps = archive.array("states/updates.npy", (None,), np.int64)
    number = len(steps)
    made = archive.array("states/optimizer_updates.npy", (number,), np.int64)
    theta = archive.array("states/theta.npy", (number, parameters))
    memory = archive.array("states/memory.npy", (None, parameters))
    if not number or steps[0] != 0 or (np.diff(steps) <= 0).any():
        raise RunFileError("its states are not in the order of their updates from 0")
    if steps[-1] > manifest.updates or (steps % manifest.stride).any():
        raise RunFileError("its states are not those of its updates")
    if (made < 0).any() or (made > steps).any():
        raise RunFileError("its states come before their optimizer")
    used = optimizer_rows(manifest.config, manifest.events, steps)
    if sum(used) != len(memory):
        raise RunFileError("the memory in its states is not that of its optimizers")
    row = 0
    for i, rows in enumerate(used):
        known = memory[row : row + rows]
        yield Checkpoint(int(steps[i]), theta[i], known, int(made[i]))
        row += rows


def optimizer_rows(
    config: TrainingConfig, events: Sequence[Event], steps: Iterable[int]
) -> list[int]:
    """Return how many rows of memory the optimizer has after each update.

    A change of the optimizer counts from the next update on.

    Parameters
    ----------
    config : TrainingConfig
        The settings at the start.
    events : sequence of Event
        In the order of their updates.
    steps : iterable of int
        Numbers of updates.
    """
    changes = [event for event in events if event.name == "optimizer"]
    names = [config.optimizer, *(event.after for event in changes)]
    return [
        OPTIMIZERS[names[bisect_left(changes, step, key=attrgetter("step"))]].rows
        for step in steps
    ]
