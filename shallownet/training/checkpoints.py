"""Checkpoints of a run at past updates, within a memory budget.

As long as there is room, every update has a checkpoint. Then every second one is
dropped, then every second of the rest, and so on: checkpoints exist at the multiples of
a stride, which doubles. Between them a run is recomputed from the checkpoint before,
which takes fewer updates than the stride; see `rewind`.
"""

from __future__ import annotations

from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.arrays import read_only

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.nn.optimizers import Optimizer

BUDGET: Final = 64 * 2**20
"""Bytes: enough for the first 90,000 updates of the lesson's network."""

OVERHEAD: Final = 384
"""Bytes that a checkpoint takes beside its numbers: two arrays, a tuple, two ints."""


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


class Checkpoints:
    """The checkpoints of a run, as many as the budget allows.

    Parameters
    ----------
    budget : int
        Bytes they may take.

    Attributes
    ----------
    stride : int
        Checkpoints are kept at its multiples.
    truncations : int
        How often later updates were dropped; different ones may have replaced them.
    nbytes : int
        Bytes they take.
    """

    def __init__(self, budget: int = BUDGET) -> None:
        self.budget, self.stride, self.truncations, self.nbytes = budget, 1, 0, 0
        # As plain tuples: making a named one takes as long as copying the parameters.
        self._saved: list[tuple[int, Array, Array, int]] = []

    @classmethod
    def of(cls, states: Iterable[Checkpoint], stride: int) -> Checkpoints:
        """Return checkpoints of known states, in the order of their updates."""
        checkpoints = cls()
        checkpoints.stride = stride
        checkpoints._keep([*states])
        return checkpoints

    def __len__(self) -> int:
        return len(self._saved)

    @property
    def updates(self) -> NDArray[np.int64]:
        """The updates that have a checkpoint."""
        return np.array([saved[0] for saved in self._saved], dtype=np.int64)

    def states(self) -> Iterator[Checkpoint]:
        """Yield all checkpoints, in the order of their updates."""
        return map(_checkpoint, self._saved)

    def after(self, updates: int, stride: int) -> list[Checkpoint]:
        """Return the checkpoints after an update that are at multiples of a stride."""
        later = self._saved[self._up_to(updates) :]
        return [_checkpoint(saved) for saved in later if saved[0] % stride == 0]

    def record(self, updates: int, theta: Array, optimizer: Optimizer) -> None:
        """Save the state after an update if a checkpoint is due.

        It is called after every update, and takes about a microsecond.
        """
        saved = self._saved
        if updates % self.stride or (saved and updates <= saved[-1][0]):
            return
        memory = optimizer.memory.copy() if optimizer.rows else optimizer.memory
        saved.append((updates, theta.copy(), memory, optimizer.updates))
        self.nbytes += theta.nbytes * (1 + optimizer.rows) + OVERHEAD
        if self.nbytes > self.budget:
            self.limit(self.budget)

    def latest(self, updates: int) -> Checkpoint | None:
        """Return the latest checkpoint at or before an update; None if none is."""
        number = self._up_to(updates)
        if not number:
            return None
        return _checkpoint(self._saved[number - 1])

    def truncate(self, updates: int) -> None:
        """Drop the checkpoints after an update."""
        self.truncations += 1
        self._keep(self._saved[: self._up_to(updates)])

    def up_to(self, updates: int) -> Checkpoints:
        """Return the checkpoints up to an update, for a run that branches off there."""
        branch = Checkpoints(self.budget)
        branch.stride = self.stride
        branch._keep(self._saved[: self._up_to(updates)])
        return branch

    def copy(self) -> Checkpoints:
        """Return the same checkpoints, which share their arrays; it is quick."""
        copy = Checkpoints(self.budget)
        copy.stride, copy.truncations = self.stride, self.truncations
        copy._saved, copy.nbytes = self._saved.copy(), self.nbytes
        return copy

    def limit(self, budget: int) -> None:
        """Set another budget and drop what exceeds it; one is always kept."""
        self.budget = budget
        while self.nbytes > budget and len(self._saved) > 1:
            self.stride *= 2
            self._keep([c for c in self._saved if c[0] % self.stride == 0])

    def _up_to(self, updates: int) -> int:
        return bisect_right(self._saved, updates, key=itemgetter(0))

    def _keep(self, saved: list[tuple[int, Array, Array, int]]) -> None:
        self._saved = saved
        self.nbytes = sum(c[1].nbytes + c[2].nbytes + OVERHEAD for c in saved)


def _checkpoint(saved: tuple[int, Array, Array, int]) -> Checkpoint:
    updates, theta, memory, made = saved
    return Checkpoint(updates, read_only(theta.view()), read_only(memory.view()), made)
