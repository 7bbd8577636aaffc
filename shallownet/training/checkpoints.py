"""What a run was at past updates, kept within a stated amount of memory.

As long as there is room, the state at every update is kept. Then every second one is
given up, then every second of the rest, and so on: the updates that are kept are the
multiples of a stride, which doubles. Between them a run can be made again from the one
before, which takes fewer updates than the stride; see `rewind`.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.training.checkpoint_chunk import FULL, Checkpoint, CheckpointChunk

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.nn.optimizers import Optimizer

BUDGET: Final = 64 * 2**20
"""Bytes: every state of the first 200,000 updates of the lesson's network."""

CHUNKS: Final = 64
"""A budget is used up in so many pieces. The memory that is set aside and not used yet
is at most one of them, and so is what thinning takes while it is at it."""

FEWEST: Final = 2
"""So many states are kept even if the budget is too small for them."""


class Checkpoints:
    """The states of a run at past updates, as many as there is room for.

    Parameters
    ----------
    budget : int
        Bytes they may take, memory that is set aside for more of them included.

    Attributes
    ----------
    stride : int
        The updates that are kept are multiples of it.
    forgotten : int
        How often later updates were forgotten, since when other ones may have been
        made in their place.
    """

    def __init__(self, budget: int = BUDGET) -> None:
        self.budget, self.stride, self.forgotten = budget, 1, 0
        self._chunks: list[CheckpointChunk] = []
        self._open = FULL  # the last one, if it can take more
        self._optimizer: Optimizer | None = None  # whose states it takes
        self._next = 0

    def __len__(self) -> int:
        return sum(chunk.length for chunk in self._chunks)

    @property
    def nbytes(self) -> int:
        """What is set aside, in bytes."""
        return sum(chunk.state_bytes * chunk.capacity for chunk in self._chunks)

    @property
    def updates(self) -> NDArray[np.int64]:
        """The updates whose states are kept."""
        kept = [chunk.saved for chunk in self._chunks]
        return np.concatenate([np.empty(0, dtype=np.int64), *kept])

    def note(self, updates: int, theta: Array, optimizer: Optimizer) -> None:
        """Keep the state that an update has just led to, if it is one to be kept.

        It is called after every update, and takes less than a millionth of a second.
        """
        if updates < self._next:
            return
        chunk = self._open
        if chunk.length == chunk.capacity or optimizer is not self._optimizer:
            self._make_room(updates, theta, optimizer)
            if updates % self.stride:
                return
            chunk = self._open
        at = chunk.length
        chunk.updates[at] = updates
        chunk.theta[at] = theta
        if optimizer.rows:
            chunk.memory[at] = optimizer.memory
        chunk.length = at + 1
        self._next = updates + self.stride

    def nearest(self, updates: int) -> Checkpoint | None:
        """Return the last state kept at an update or before it; None if there is none.

        Its arrays hold until more updates are made or forgotten.
        """
        chunks = self._chunks
        number = bisect_right(chunks, updates, key=lambda chunk: int(chunk.updates[0]))
        if not number:
            return None
        chunk = chunks[number - 1]
        return chunk.state(int(np.searchsorted(chunk.saved, updates, "right")) - 1)

    def truncate(self, updates: int) -> None:
        """Forget the states after so many updates."""
        self.forgotten += 1
        chunks = self._chunks
        while chunks and chunks[-1].updates[0] > updates:
            chunks.pop()
        if chunks:
            last = chunks[-1]
            length = int(np.searchsorted(last.saved, updates, "right"))
            if last.shared and length < last.length:
                chunks[-1] = last.trimmed(length)
            else:
                last.length = length
        self._open = FULL
        self._next = (updates // self.stride + 1) * self.stride

    def up_to(self, updates: int) -> Checkpoints:
        """Return the states up to an update, for a run that goes its own way from it.

        The two share what neither will write to again.
        """
        twin = Checkpoints(self.budget)
        twin.stride = self.stride
        for chunk in self._chunks:
            length = int(np.searchsorted(chunk.saved, updates, "right"))
            if length == chunk.capacity:
                chunk.shared = True
                twin._chunks.append(chunk)
            elif length:
                twin._chunks.append(chunk.trimmed(length))
        twin._next = (updates // twin.stride + 1) * twin.stride
        return twin

    def limit(self, budget: int) -> None:
        """Get by on another budget from now on."""
        self.budget = budget
        self._trim()
        if self.nbytes > budget:
            self._thin(budget)
            self._trim()

    def _make_room(self, updates: int, theta: Array, optimizer: Optimizer) -> None:
        """See to it that the open chunk can take a state, if that is to be kept."""
        self._optimizer = optimizer
        one = CheckpointChunk(1, updates - optimizer.updates, theta, optimizer.memory)
        if self._reopen(one):
            return
        self._trim()
        needed = self._capacity(one) * one.state_bytes
        # Twice, because thinning fills a new chunk before it is done with an old one.
        if self.nbytes + 2 * needed > self.budget and len(self) >= FEWEST:
            self._thin(self.budget - 3 * needed)
            if updates % self.stride or self._reopen(one):
                return
        self._add(one)

    def _capacity(self, like: CheckpointChunk) -> int:
        return max(self.budget // CHUNKS // like.state_bytes, 1)

    def _add(self, like: CheckpointChunk) -> None:
        """Begin a chunk, for states such as another one holds."""
        capacity = self._capacity(like)
        self._open = CheckpointChunk(
            capacity, like.since, like.theta[0], like.memory[0]
        )
        self._chunks.append(self._open)

    def _reopen(self, like: CheckpointChunk) -> bool:
        """Go on with the last chunk, if it can take states such as another one holds.

        A full one may be shared with another run, and is not written to.
        """
        last = self._chunks[-1] if self._chunks else FULL
        fits = (
            last.since == like.since and last.memory.shape[1:] == like.memory.shape[1:]
        )
        if last.length == last.capacity or not fits:
            return False
        self._open = last
        return True

    def _trim(self) -> None:
        """Give back what the last chunk does not use: no more goes into it."""
        self._open = FULL
        if self._chunks and self._chunks[-1].length < self._chunks[-1].capacity:
            self._chunks[-1] = self._chunks[-1].trimmed(self._chunks[-1].length)

    def _thin(self, room: int) -> None:
        """Double the stride until what is kept takes no more than so many bytes."""
        while True:
            self.stride *= 2
            left = [np.flatnonzero(c.saved % self.stride == 0) for c in self._chunks]
            taken = sum(
                len(rows) * chunk.state_bytes
                for rows, chunk in zip(left, self._chunks, strict=True)
            )
            if taken <= room or sum(map(len, left)) < FEWEST:
                break
        self._next = -(-self._next // self.stride) * self.stride
        old, self._chunks, self._open = self._chunks[::-1], [], FULL
        for rows in left:
            chunk = old.pop()
            while len(rows):
                if not self._reopen(chunk):
                    self._trim()
                    self._add(chunk)
                count = min(self._open.capacity - self._open.length, len(rows))
                self._open.take(rows[:count], chunk)
                rows = rows[count:]
