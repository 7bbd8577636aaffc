"""States of a run, side by side in arrays that are made once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shallownet.arrays import Array


class Checkpoint(NamedTuple):
    """A run as an update left it: before anything else was changed there.

    Attributes
    ----------
    updates : int
    theta : ndarray, shape (parameters,)
    memory : ndarray, shape (rows, parameters)
        What the optimiser remembered; both arrays are read-only.
    made : int
        How many updates that optimiser had made.
    """

    updates: int
    theta: Array
    memory: Array
    made: int


class CheckpointChunk:
    """States in the order of their updates, all with the same optimiser.

    Parameters
    ----------
    capacity : int
        How many there is room for.
    since : int
        The update after which the optimiser began.
    theta, memory : ndarray
        Of the shapes that are to be kept.
    """

    __slots__ = ("capacity", "length", "memory", "shared", "since", "theta", "updates")

    def __init__(self, capacity: int, since: int, theta: Array, memory: Array) -> None:
        self.capacity, self.since, self.length = capacity, since, 0
        self.updates: NDArray[np.int64] = np.empty(capacity, dtype=np.int64)
        self.theta = np.empty((capacity, *theta.shape))
        self.memory = np.empty((capacity, *memory.shape))
        self.shared = False  # with another run: then it is not written to any more

    @property
    def saved(self) -> NDArray[np.int64]:
        """The updates whose states it holds."""
        return self.updates[: self.length]

    @property
    def state_bytes(self) -> int:
        """What one state takes."""
        arrays = (self.updates, self.theta, self.memory)
        return sum(array[:1].nbytes for array in arrays)

    def take(self, rows: NDArray[np.intp], of: CheckpointChunk) -> None:
        """Add some states of another chunk."""
        to = slice(self.length, self.length + len(rows))
        for mine, its in (
            (self.updates, of.updates),
            (self.theta, of.theta),
            (self.memory, of.memory),
        ):
            np.take(its, rows, axis=0, out=mine[to], mode="clip")
        self.length += len(rows)

    def trimmed(self, length: int) -> CheckpointChunk:
        """Return a copy of its first states, without room for more."""
        copy = CheckpointChunk(length, self.since, self.theta[0], self.memory[0])
        copy.take(np.arange(length), self)
        return copy

    def state(self, row: int) -> Checkpoint:
        """Return one of its states."""
        theta, memory = self.theta[row], self.memory[row]
        theta.flags.writeable = memory.flags.writeable = False
        updates = int(self.updates[row])
        return Checkpoint(updates, theta, memory, updates - self.since)


FULL: Final = CheckpointChunk(0, 0, np.empty(0), np.empty((0, 0)))
"""Where nothing goes."""
