"""Checkpoints of a run at past updates, within a memory budget.

As long as there is room, every update has a checkpoint. Then every second one is
dropped, then every second of the rest, and so on: checkpoints exist at the multiples of
a stride, which doubles. Between them a run is recomputed from the checkpoint before,
which takes fewer updates than the stride; see `rewind`.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.training.checkpoint_chunk import NO_CHUNK, Checkpoint, CheckpointChunk

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.nn.optimizers import Optimizer

BUDGET: Final = 64 * 2**20
"""Bytes: enough for the first 200,000 updates of the lesson's network."""

CHUNKS: Final = 64
"""How many chunks fill a budget. Memory that is allocated but unused is at most one
chunk, and so is what thinning needs temporarily."""

MIN_CHECKPOINTS: Final = 2
"""Checkpoints that are kept even if they exceed the budget."""


class Checkpoints:
    """The checkpoints of a run, as many as the budget allows.

    Parameters
    ----------
    budget : int
        Bytes they may take, including allocated but unused memory.

    Attributes
    ----------
    stride : int
        Checkpoints are kept at its multiples.
    truncations : int
        How often later updates were dropped; different ones may have replaced them.
    """

    def __init__(self, budget: int = BUDGET) -> None:
        self.budget, self.stride, self.truncations = budget, 1, 0
        self._chunks: list[CheckpointChunk] = []
        self._open = NO_CHUNK  # the last one, if it has room
        self._optimizer: Optimizer | None = None  # of the open chunk
        self._next = 0

    def __len__(self) -> int:
        return sum(chunk.length for chunk in self._chunks)

    @property
    def nbytes(self) -> int:
        """The allocated memory in bytes."""
        return sum(chunk.checkpoint_bytes * chunk.capacity for chunk in self._chunks)

    @property
    def updates(self) -> NDArray[np.int64]:
        """The updates that have a checkpoint."""
        saved = [chunk.saved for chunk in self._chunks]
        return np.concatenate([np.empty(0, dtype=np.int64), *saved])

    def record(self, updates: int, theta: Array, optimizer: Optimizer) -> None:
        """Save the state after an update if a checkpoint is due.

        It is called after every update, and takes less than a microsecond.
        """
        if updates < self._next:
            return
        chunk = self._open
        if chunk.length == chunk.capacity or optimizer is not self._optimizer:
            self._make_room(updates, theta, optimizer)
            if updates % self.stride:
                return
            chunk = self._open
        row = chunk.length
        chunk.updates[row] = updates
        chunk.theta[row] = theta
        if optimizer.rows:
            chunk.memory[row] = optimizer.memory
        chunk.length = row + 1
        self._next = updates + self.stride

    def latest(self, updates: int) -> Checkpoint | None:
        """Return the latest checkpoint at or before an update; None if there is none.

        Its arrays are valid until the next call of `record` or `truncate`.
        """
        chunks = self._chunks
        number = bisect_right(chunks, updates, key=lambda chunk: int(chunk.updates[0]))
        if not number:
            return None
        chunk = chunks[number - 1]
        return chunk.checkpoint(int(np.searchsorted(chunk.saved, updates, "right")) - 1)

    def truncate(self, updates: int) -> None:
        """Drop the checkpoints after an update."""
        self.truncations += 1
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
        self._open = NO_CHUNK
        self._next = (updates // self.stride + 1) * self.stride

    def up_to(self, updates: int) -> Checkpoints:
        """Return the checkpoints up to an update, for a run that branches off there.

        The two share chunks that neither will write to again.
        """
        branch = Checkpoints(self.budget)
        branch.stride = self.stride
        for chunk in self._chunks:
            length = int(np.searchsorted(chunk.saved, updates, "right"))
            if length == chunk.capacity:
                chunk.shared = True
                branch._chunks.append(chunk)
            elif length:
                branch._chunks.append(chunk.trimmed(length))
        branch._next = (updates // branch.stride + 1) * branch.stride
        return branch

    def limit(self, budget: int) -> None:
        """Set another budget and drop what exceeds it."""
        self.budget = budget
        self._trim()
        if self.nbytes > budget:
            self._thin(budget)
            self._trim()

    def _make_room(self, updates: int, theta: Array, optimizer: Optimizer) -> None:
        """Ensure that the open chunk can take a checkpoint, if it is still due."""
        self._optimizer = optimizer
        like = CheckpointChunk(1, updates - optimizer.updates, theta, optimizer.memory)
        if self._reopen(like):
            return
        self._trim()
        needed = self._capacity(like) * like.checkpoint_bytes
        # Twice, because thinning fills a new chunk before it releases an old one.
        if self.nbytes + 2 * needed > self.budget and len(self) >= MIN_CHECKPOINTS:
            self._thin(self.budget - 3 * needed)
            if updates % self.stride or self._reopen(like):
                return
        self._add(like)

    def _capacity(self, like: CheckpointChunk) -> int:
        return max(self.budget // CHUNKS // like.checkpoint_bytes, 1)

    def _add(self, like: CheckpointChunk) -> None:
        """Open a chunk for checkpoints of the same optimizer and shapes."""
        self._open = CheckpointChunk(
            self._capacity(like), like.since, like.theta[0], like.memory[0]
        )
        self._chunks.append(self._open)

    def _reopen(self, like: CheckpointChunk) -> bool:
        """Continue the last chunk if it has room for checkpoints of that kind.

        A full chunk may be shared with another run and is not written to.
        """
        last = self._chunks[-1] if self._chunks else NO_CHUNK
        if (
            last.length == last.capacity
            or last.since != like.since
            or last.memory.shape[1:] != like.memory.shape[1:]
        ):
            return False
        self._open = last
        return True

    def _trim(self) -> None:
        """Close the last chunk and release its unused memory."""
        self._open = NO_CHUNK
        if self._chunks and self._chunks[-1].length < self._chunks[-1].capacity:
            self._chunks[-1] = self._chunks[-1].trimmed(self._chunks[-1].length)

    def _thin(self, room: int) -> None:
        """Double the stride until the checkpoints fit into that many bytes."""
        while True:
            self.stride *= 2
            kept = [np.flatnonzero(c.saved % self.stride == 0) for c in self._chunks]
            size = sum(
                len(rows) * chunk.checkpoint_bytes
                for rows, chunk in zip(kept, self._chunks, strict=True)
            )
            if size <= room or sum(map(len, kept)) < MIN_CHECKPOINTS:
                break
        self._next = -(-self._next // self.stride) * self.stride
        old, self._chunks, self._open = self._chunks[::-1], [], NO_CHUNK
        for rows in kept:
            chunk = old.pop()  # so that it is released once it is copied
            while len(rows):
                if not self._reopen(chunk):
                    self._trim()
                    self._add(chunk)
                count = min(self._open.capacity - self._open.length, len(rows))
                self._open.append_from(chunk, rows[:count])
                rows = rows[count:]
