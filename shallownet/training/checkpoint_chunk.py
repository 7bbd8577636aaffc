"""Checkpoints side by side in arrays that are allocated once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.arrays import read_only

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shallownet.arrays import Array


class Checkpoint(NamedTuple):
    """The state right after an update, before any change made at it.

    Attributes
    ----------
    updates : int
    theta : ndarray, shape (parameters,)
    memory : ndarray, shape (rows, parameters)
        The optimizer's memory; both arrays are read-only.
    optimizer_updates : int
        How many updates that optimizer had made.
    """

    updates: int
    theta: Array
    memory: Array
    optimizer_updates: int


class CheckpointChunk:
    """Checkpoints in the order of their updates, all with the same optimizer.

    Parameters
    ----------
    capacity : int
    since : int
        The update after which the optimizer began.
    theta, memory : ndarray
        Arrays of the shapes to store.
    """

    __slots__ = ("capacity", "length", "memory", "shared", "since", "theta", "updates")

    def __init__(self, capacity: int, since: int, theta: Array, memory: Array) -> None:
        self.capacity, self.since, self.length = capacity, since, 0
        self.updates: NDArray[np.int64] = np.empty(capacity, dtype=np.int64)
        self.theta = np.empty((capacity, *theta.shape))
        self.memory = np.empty((capacity, *memory.shape))
        self.shared = False  # a chunk that two runs share is never written to again

    @property
    def saved(self) -> NDArray[np.int64]:
        """The updates of its checkpoints."""
        return self.updates[: self.length]

    @property
    def checkpoint_bytes(self) -> int:
        """The size of one checkpoint."""
        arrays = (self.updates, self.theta, self.memory)
        return sum(array[:1].nbytes for array in arrays)

    def append_from(self, source: CheckpointChunk, rows: NDArray[np.intp]) -> None:
        """Append some checkpoints of another chunk."""
        end = self.length + len(rows)
        for name in ("updates", "theta", "memory"):
            target = getattr(self, name)[self.length : end]
            np.take(getattr(source, name), rows, axis=0, out=target, mode="clip")
        self.length = end

    def trimmed(self, length: int) -> CheckpointChunk:
        """Return a copy of its first checkpoints, without spare capacity."""
        copy = CheckpointChunk(length, self.since, self.theta[0], self.memory[0])
        copy.append_from(self, np.arange(length))
        return copy

    def checkpoint(self, row: int) -> Checkpoint:
        """Return one of its checkpoints."""
        theta, memory = read_only(self.theta[row]), read_only(self.memory[row])
        updates = int(self.updates[row])
        return Checkpoint(updates, theta, memory, updates - self.since)


NO_CHUNK: Final = CheckpointChunk(0, 0, np.empty(0), np.empty((0, 0)))
"""A chunk without room, where none is open."""
